using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MovieData.Export;

namespace MovieData.Viewer.Serving;

/// <summary>Flags: what people say is wrong.</summary>
internal sealed class FlagEndpoints(ViewerRooms rooms, ShownDatasets shown)
{
    /// <summary>Longest note.</summary>
    public const int NoteCharsMax = 2000;

    /// <summary>Longest reason.</summary>
    public const int ReasonCharsMax = 200;

    /// <summary>Longest name.</summary>
    public const int WhoCharsMax = 100;

    private const int IdCharsMax = 200;

    /// <summary>Adds the addresses.</summary>
    public static void MapTo(IEndpointRouteBuilder routes, ViewerRooms rooms)
    {
        routes.MapGet("/api/flags", http => new FlagEndpoints(rooms, rooms.Shown).ListAsync(http));
        routes.MapPost("/api/flags", http => new FlagEndpoints(rooms, rooms.Shown).AppendAsync(http));
    }

    /// <summary>Flags as JSON.</summary>
    public static JsonArray Flags(IReadOnlyList<SampleFlag> flags) => new([.. flags.Select(flag => new JsonObject
    {
        ["reason"] = flag.Reason,
        ["note"] = flag.Note,
        ["who"] = flag.Who,
        ["time"] = flag.Time,
    })]);

    private async Task AppendAsync(HttpContext http)
    {
        new QueryReader(http.Request).Done();
        JsonObject body = await Answer.BodyAsync(http, "id", "reason", "note", "who", "undo").ConfigureAwait(false);
        string id = Answer.Text(body, "id", IdCharsMax) ?? throw RequestException.Malformed("id: is needed");
        string reason = Answer.Text(body, "reason", ReasonCharsMax) ?? "";
        string note = Answer.Text(body, "note", NoteCharsMax) ?? "";
        string who = Answer.Text(body, "who", WhoCharsMax) ?? rooms.Options.Who;
        bool isUndo = body["undo"] switch
        {
            null => false,
            JsonValue value when value.TryGetValue(out bool flag) => flag,
            _ => throw RequestException.Malformed("undo: expected true or false"),
        };
        JsonObject answer = await rooms.Heavy.RunAsync(
            () =>
            {
                if (shown.First.Index.Find(id) < 0)
                {
                    throw RequestException.Absent("id: there is no such sample");
                }

                string? repaired = isUndo ? rooms.Flags.Undo(id, who) : rooms.Flags.Add(id, reason, note, who);
                if (repaired is not null)
                {
                    rooms.Options.Say($"warning: {rooms.Options.FlagsFile}: its last line was cut off and is removed: "
                        + repaired);
                }

                return new JsonObject
                {
                    ["id"] = id,
                    ["flags"] = Flags(rooms.Flags.Of(id)),
                    ["flagged"] = rooms.Flags.Flags.Count,
                    ["repaired"] = repaired,
                };
            },
            CancellationToken.None).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        (int offset, int count) = query.Part();
        query.Done();
        await shown.LoadedAsync(withSecond: false, http.RequestAborted).ConfigureAwait(false);
        JsonObject answer = await rooms.Heavy.RunAsync(() => List(offset, count), http.RequestAborted)
            .ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private JsonObject List(int offset, int count)
    {
        IReadOnlyDictionary<string, List<SampleFlag>> flags = rooms.Flags.Flags;
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var films = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int unknown = 0;
        foreach ((string id, List<SampleFlag> ofSample) in flags)
        {
            int row = shown.First.Index.Find(id);
            unknown += row < 0 ? 1 : 0;
            if (row >= 0)
            {
                string film = shown.First.Index.FilmOf(row);
                films[film] = films.GetValueOrDefault(film) + 1;
            }

            foreach (string reason in ofSample.Select(flag => flag.Reason).Distinct(StringComparer.Ordinal))
            {
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
        }

        return new JsonObject
        {
            ["file"] = rooms.Flags.FileName,
            ["flagged"] = flags.Count,
            ["reasons"] = new JsonObject(reasons.Select(of => KeyValuePair.Create(of.Key, (JsonNode?)of.Value))),
            ["films"] = new JsonObject(films.Select(of => KeyValuePair.Create(of.Key, (JsonNode?)of.Value))),
            ["unknown"] = unknown,
            ["total"] = flags.Count,
            ["offset"] = offset,
            ["rows"] = new JsonArray([.. flags.OrderBy(flag => flag.Key, StringComparer.Ordinal)
                .Skip(offset).Take(count)
                .Select(flag => new JsonObject { ["id"] = flag.Key, ["flags"] = Flags(flag.Value) })]),
        };
    }
}
