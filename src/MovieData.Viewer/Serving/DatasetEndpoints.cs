using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MovieData.Imaging.Kernels;
using MovieData.Shards;
using MovieData.Viewer.Decoding;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>The dataset as a whole, its shots, and distributions of its figures.</summary>
internal sealed class DatasetEndpoints(ViewerRooms rooms, ShownDatasets shown)
{
    private const int BinsMax = 200;
    private const int BinsDefault = 50;

    /// <summary>Adds the addresses.</summary>
    public static void MapTo(IEndpointRouteBuilder routes, ViewerRooms rooms)
    {
        routes.MapGet("/api/dataset", http => Of(rooms).DatasetAsync(http));
        routes.MapPost("/api/reload", http => ReloadAsync(http, rooms));
        routes.MapGet("/api/shots", http => Of(rooms).ShotsAsync(http));
        routes.MapGet("/api/distribution", http => Of(rooms).DistributionAsync(http));
    }

    private static DatasetEndpoints Of(ViewerRooms rooms) => new(rooms, rooms.Shown);

    private static async Task ReloadAsync(HttpContext http, ViewerRooms rooms)
    {
        new QueryReader(http.Request).Done();
        await Answer.BodyAsync(http).ConfigureAwait(false);
        ShownDatasets now = await rooms.ReloadAsync(http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, new JsonObject { ["opened"] = now.Number }).ConfigureAwait(false);
    }

    private async Task DatasetAsync(HttpContext http)
    {
        new QueryReader(http.Request).Done();
        JsonObject answer = await rooms.Heavy.RunAsync(Describe, http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private JsonObject Describe()
    {
        (ViewedDataset set, FrameIndex index) = (shown.First, shown.First.Index);
        return new JsonObject
        {
            ["name"] = set.Name,
            ["opened"] = shown.Number,
            ["new_segments"] = rooms.NewSegments(shown),
            ["data_version"] = set.Manifest?.DataVersion,
            ["rows"] = index.Rows,
            ["kept"] = index.Segments.Sum(segment => segment.Entry.Kept),
            ["loaded"] = index.RowsLoaded,
            ["pending"] = index.Pending?.Values.Sum(),
            ["films"] = Films(index),
            ["rules"] = Words(index.Segments.SelectMany(segment => segment.Entry.Rejected.Keys).Distinct()),
            ["figures"] = new JsonArray([.. FigureCatalog.Numbers.Select(figure => new JsonObject
            {
                ["name"] = figure.Facts.Name,
                ["unit"] = figure.Facts.Unit,
                ["of_shot"] = figure.IsOfShot,
            })]),
            ["faults"] = Words(index.Faults),
            ["view"] = View(set),
            ["disparity"] = Disparity(set),
            ["residual_per_px"] = 10,
            ["flags"] = new JsonObject
            {
                ["file"] = rooms.Flags.FileName,
                ["flagged"] = rooms.Flags.Flags.Count,
            },
            ["compare"] = Compared(),
            ["limits"] = new JsonObject
            {
                ["count"] = QueryReader.CountMax,
                ["bins"] = BinsMax,
                ["note"] = FlagEndpoints.NoteCharsMax,
                ["reason"] = FlagEndpoints.ReasonCharsMax,
                ["who"] = FlagEndpoints.WhoCharsMax,
                ["decode_queue"] = DecodeQueue.WaitingMax,
            },
        };
    }

    private JsonArray Films(FrameIndex index)
    {
        var segments = index.Segments.ToLookup(segment => segment.Entry.Film);
        IEnumerable<string> names = index.Films.Union(index.Pending?.Keys ?? []).Order(StringComparer.Ordinal);
        return new JsonArray([.. names.Select(film => (JsonNode)new JsonObject
        {
            ["film"] = film,
            ["split"] = segments[film].FirstOrDefault()?.Entry.Split,
            ["planned"] = segments[film].Sum(segment => segment.Entry.Planned),
            ["kept"] = segments[film].Sum(segment => segment.Entry.Kept),
            ["pending"] = index.Pending?.GetValueOrDefault(film),
            ["rejected"] = new JsonObject(segments[film].SelectMany(segment => segment.Entry.Rejected)
                .GroupBy(rule => rule.Key, rule => rule.Value).OrderBy(rule => rule.Key, StringComparer.Ordinal)
                .Select(rule => KeyValuePair.Create(rule.Key, (JsonNode?)rule.Sum()))),
            ["source"] = rooms.Decodes.HasSource(film),
        })]);
    }

    private static JsonObject? View(ViewedDataset set) => set.PipelineValue("decode", "view_px") is JsonArray view
        && set.PipelineValue("decode", "crop_px") is JsonArray crop
        ? new JsonObject
        {
            ["width"] = view[0]?.DeepClone(),
            ["height"] = view[1]?.DeepClone(),
            ["crop_width"] = crop[0]?.DeepClone(),
            ["crop_height"] = crop[1]?.DeepClone(),
        }
        : null;

    private static JsonObject Disparity(ViewedDataset set) => new()
    {
        ["zero"] = DisparityCode.Zero,
        ["per_px"] = DisparityCode.StepsPerPx,
        ["scale"] = set.PipelineValue("disparity", "output_scale")?.DeepClone() ?? 1,
    };

    private JsonObject? Compared() => shown.Second is not { } second ? null : new JsonObject
    {
        ["name"] = second.Name,
        ["rows"] = second.Index.Rows,
        ["kept"] = second.Index.Segments.Sum(segment => segment.Entry.Kept),
        ["faults"] = Words(second.Index.Faults),
        ["shared"] = shown.First.Index.Loaded.IsCompleted && second.Index.Loaded.IsCompleted
            ? shown.Figures.SecondRows.Count(row => row >= 0) : null,
        ["view"] = View(second),
        ["disparity"] = Disparity(second),
    };

    private async Task ShotsAsync(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        string film = query.Text("film") ?? throw RequestException.Malformed("film: is needed");
        (int offset, int count) = query.Part();
        query.Done();
        if (shown.First.Index.RowsOf(film) is null)
        {
            throw RequestException.Absent("there is no such film");
        }

        JsonObject answer = await rooms.Heavy.RunAsync(
            () =>
            {
                IReadOnlyList<ShotRows> shots = shown.Shots.Of(film);
                IReadOnlySet<int> flagged = shown.FlaggedRows;
                return new JsonObject
                {
                    ["total"] = shots.Count,
                    ["offset"] = offset,
                    ["shots"] = new JsonArray([.. shots.Skip(offset).Take(count)
                        .Select(shot => Shot(shot, flagged))]),
                };
            },
            http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private JsonObject Shot(ShotRows shot, IReadOnlySet<int> flagged)
    {
        FrameIndex index = shown.First.Index;
        RowColumns columns = index.Columns;
        int kept = Array.IndexOf(columns.Kept, true, shot.First, shot.End - shot.First);
        var figures = new JsonObject();
        for (int i = 0; i < Figure.All.Count; i++)
        {
            if (Figure.All[i].IsOfShot && columns.Figures[i].Length > 0)
            {
                figures[Figure.All[i].Facts.Name] = SampleEndpoints.Number(columns.Figures[i][shot.First]);
            }
        }

        return new JsonObject
        {
            ["shot"] = columns.Shot[shot.First],
            ["chapter"] = columns.Chapter[shot.First],
            ["first_frame"] = columns.Frame[shot.First],
            ["last_frame"] = columns.Frame[shot.End - 1],
            ["rows"] = shot.End - shot.First,
            ["kept"] = columns.Kept.AsSpan(shot.First, shot.End - shot.First).Count(true),
            ["flagged"] = Enumerable.Range(shot.First, shot.End - shot.First).Count(flagged.Contains),
            ["first"] = index.IdOf(shot.First),
            ["picture"] = kept < 0 ? null : index.IdOf(kept),
            ["figures"] = figures,
        };
    }

    private async Task DistributionAsync(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        var wanted = new DistributionQuery(
            query.Text("figure") ?? throw RequestException.Malformed("figure: is needed"),
            query.Text("film"),
            query.Integer("shot", 0, int.MaxValue),
            query.Integer("bins", 1, BinsMax) ?? BinsDefault,
            query.Number("from"),
            query.Number("to"));
        query.Done();
        shown.Figures.RequireKnown(wanted.Figure);
        string? fault = wanted is { Film: null, Shot: not null } ? "film: is needed with shot"
            : wanted.From > wanted.To ? "from: is above to" : null;
        if (fault is not null)
        {
            throw RequestException.Malformed(fault);
        }

        if (wanted.Film is not null && shown.First.Index.RowsOf(wanted.Film) is null)
        {
            throw RequestException.Absent("there is no such film");
        }

        await shown.LoadedAsync(!shown.Figures.IsOwn(wanted.Figure), http.RequestAborted).ConfigureAwait(false);
        string answer = await rooms.Heavy.RunAsync(
            () => shown.Distribution.Of(wanted), http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);
}
