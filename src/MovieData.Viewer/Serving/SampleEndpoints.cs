using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MovieData.Export;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Shards;
using MovieData.Viewer.Pictures;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>Rows of the dataset, and all that is known of one.</summary>
internal sealed class SampleEndpoints(ViewerRooms rooms, ShownDatasets shown)
{
    /// <summary>Address of one sample; its parts are looked up, never joined to a path.</summary>
    public const string SamplePath = "/api/samples/{film}/{frame}";

    /// <summary>Adds the addresses.</summary>
    public static void MapTo(IEndpointRouteBuilder routes, ViewerRooms rooms)
    {
        routes.MapGet("/api/samples", http => new SampleEndpoints(rooms, rooms.Shown).RowsAsync(http));
        routes.MapGet(SamplePath, http => new SampleEndpoints(rooms, rooms.Shown).SampleAsync(http));
    }

    /// <summary>The row of the sample that an address names.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static int RowOf(HttpContext http, FrameIndex index)
    {
        string film = (string?)http.Request.RouteValues["film"] ?? "";
        string frame = (string?)http.Request.RouteValues["frame"] ?? "";
        int row = index.Find($"{film}/{frame}");
        return row >= 0 ? row : throw RequestException.Absent(
            "there is no such sample; ids are FILM/frame, the frame in 8 digits");
    }

    /// <summary>A number of a JSON document; null for NaN.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private async Task RowsAsync(HttpContext http)
    {
        var reader = new QueryReader(http.Request);
        SampleQuery query = reader.Samples();
        (int offset, int count) = reader.Part();
        string? at = reader.Text("at");
        IReadOnlyList<string> figures = reader.Figures("figures");
        reader.Done();
        string[] named = [.. query.Figures, .. figures];
        Array.ForEach(named, shown.Figures.RequireKnown);
        if (query.Compared != KeptIn.Any && shown.Second is null)
        {
            throw RequestException.Malformed("compare: there is no second dataset; start with --compare");
        }

        bool withSecond = query.Compared != KeptIn.Any || named.Any(name => !shown.Figures.IsOwn(name));
        bool isPlain = query.IsPlain && !withSecond && shown.First.Index.Faults.Count == 0;
        if (!isPlain)
        {
            await shown.LoadedAsync(withSecond, http.RequestAborted).ConfigureAwait(false);
        }

        JsonObject answer = await rooms.Heavy.RunAsync(
            () => isPlain && Plain(offset, count, at, figures) is { } page ? page
                : Page(shown.Selection.Select(query, () => shown.FlaggedRows, query.Flagged is null
                    ? 0 : rooms.Flags.Version), offset, count, at, figures),
            http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    // Every row in its own order: only what is shown needs to be loaded. Null where some of it is damaged.
    private JsonObject? Plain(int offset, int count, string? at, IReadOnlyList<string> figures)
    {
        FrameIndex index = shown.First.Index;
        int first = at is null ? offset : Found(index.Find(at));
        int[] rows = [.. Enumerable.Range(0, Math.Max(0, Math.Min(count, index.Rows - first))).Select(i => first + i)];
        return rows.All(index.IsHere) ? Page(index.Rows, first, rows, figures) : null;
    }

    private JsonObject Page(int[] result, int offset, int count, string? at, IReadOnlyList<string> figures)
    {
        int first = at is null ? offset : Found(Array.IndexOf(result, Found(shown.First.Index.Find(at))));
        return Page(result.Length, first, [.. result.Skip(first).Take(count)], figures);
    }

    private JsonObject Page(int total, int offset, int[] rows, IReadOnlyList<string> figures)
    {
        IReadOnlySet<int> flagged = shown.FlaggedRows;
        double[][] columns = [.. figures.Select(shown.Figures.Column)];
        return new JsonObject
        {
            ["total"] = total,
            ["offset"] = offset,
            ["rows"] = new JsonArray([.. rows.Select(row =>
            {
                JsonObject json = Row(shown.First.Index, row, flagged.Contains(row));
                json["decoded"] = !shown.First.Index.Columns.Kept[row]
                    && !rooms.Decodes.Thumbnail(shown.First.Index.IdOf(row)).IsEmpty;
                json["figures"] = new JsonArray([.. columns.Select(column => Number(column[row]))]);
                return json;
            })]),
        };
    }

    private static int Found(int place) =>
        place >= 0 ? place : throw RequestException.Absent("at: this sample is not in the result");

    private static JsonObject Row(FrameIndex index, int row, bool isFlagged)
    {
        RowColumns columns = index.Columns;
        IndexedSegment segment = index.Segments[index.SegmentOf(row)];
        return new JsonObject
        {
            ["id"] = index.IdOf(row),
            ["film"] = segment.Entry.Film,
            ["split"] = segment.Entry.Split,
            ["chapter"] = columns.Chapter[row],
            ["shot"] = columns.Shot[row],
            ["clip"] = columns.Clip[row],
            ["frame"] = columns.Frame[row],
            ["time_s"] = columns.TimeS[row],
            ["kept"] = columns.Kept[row],
            ["rule"] = columns.Rule(row),
            ["value"] = Number(columns.Value[row]),
            ["limit"] = Number(columns.Limit[row]),
            ["flagged"] = isFlagged,
        };
    }

    private async Task SampleAsync(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        ViewedDataset set = shown.Set(query.Integer("set", 1, 2));
        query.Done();
        JsonObject answer = await rooms.Heavy.RunAsync(
            () => Describe(set, RowOf(http, set.Index)), http.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(http, answer).ConfigureAwait(false);
    }

    private JsonObject Describe(ViewedDataset set, int row)
    {
        FrameIndex index = set.Index;
        RowColumns columns = index.Columns;
        string id = index.IdOf(row);
        bool isFirst = set == shown.First;
        IReadOnlyList<SampleFlag> flags = rooms.Flags.Of(id);
        JsonObject json = Row(index, row, flags.Count > 0);
        json["failed_rules"] = new JsonArray(
            [.. (columns.FailedRules(row) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(rule => JsonValue.Create(rule))]);
        json["note"] = columns.Note(row);
        json["figures"] = Figures(columns, row);
        AddPictures(json, set, row);
        (string? previous, string? next) = (Neighbour(index, row, -1, false), Neighbour(index, row, 1, false));
        json["previous"] = previous;
        json["next"] = next;
        json["previous_kept"] = Neighbour(index, row, -1, true);
        json["next_kept"] = Neighbour(index, row, 1, true);
        json["flags"] = FlagEndpoints.Flags(flags);
        json["decode"] = !isFirst || columns.Kept[row] ? "none"
            : rooms.Decodes.Find(id) is not null ? "done"
            : rooms.Decodes.HasSource(index.FilmOf(row)) ? "possible" : "none";
        json["second"] = isFirst ? Second(id) : null;
        json["copy"] = Copy(set, row, id);
        return json;
    }

    private void AddPictures(JsonObject json, ViewedDataset set, int row)
    {
        var pictures = new JsonObject();
        JsonObject? crop = null;
        if (set.Index.Columns.Kept[row])
        {
            (SampleCrop where, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> found) = set.Pictures.ReadAll(row);
            crop = new JsonObject { ["x"] = where.X, ["y"] = where.Y };
            foreach ((string name, ReadOnlyMemory<byte> file) in found)
            {
                pictures[name] = Picture(file, PictureFile.SizeOf(file.Span, name));
            }

            if (found.ContainsKey("right") && found.TryGetValue("disparity", out ReadOnlyMemory<byte> disparity))
            {
                pictures[PhotometricLayer.Name] = Picture(disparity, PictureFile.SizeOf(disparity.Span, "disparity"));
            }
        }
        else if (set == shown.First && rooms.Decodes.Find(set.Index.IdOf(row)) is { } decoded)
        {
            pictures["left"] = Picture(decoded.Left, decoded.Size);
            pictures["right"] = Picture(decoded.Right, decoded.Size);
        }

        json["pictures"] = pictures;
        json["crop"] = crop;
    }

    private static JsonObject Picture(ReadOnlyMemory<byte> file, PixelSize size) => new()
    {
        ["type"] = PngReader.IsPng(file.Span) ? "image/png" : "image/jpeg",
        ["width"] = size.Width,
        ["height"] = size.Height,
    };

    private static JsonObject Figures(RowColumns columns, int row) => new(Figure.All.Select((figure, i) =>
        KeyValuePair.Create(figure.Facts.Name, columns.Figures[i].Length > 0
            ? Number(columns.Figures[i][row]) : columns.Texts[i].Length > 0 ? columns.Texts[i][row] : null)));

    private static string? Neighbour(FrameIndex index, int row, int step, bool kept)
    {
        (int first, int end) = index.RowsOf(index.FilmOf(row))!.Value;
        for (int other = row + step; other >= first && other < end && index.IsHere(other)
            && index.Columns.Clip[other] == index.Columns.Clip[row]; other += step)
        {
            if (!kept || index.Columns.Kept[other])
            {
                return index.IdOf(other);
            }
        }

        return null;
    }

    private JsonObject? Second(string id)
    {
        if (shown.Second is not { } second || second.Index.Find(id) is not (>= 0 and int row))
        {
            return null;
        }

        RowColumns columns = second.Index.Columns;
        return new JsonObject
        {
            ["kept"] = columns.Kept[row],
            ["rule"] = columns.Rule(row),
            ["value"] = Number(columns.Value[row]),
            ["limit"] = Number(columns.Limit[row]),
            ["figures"] = Figures(columns, row),
        };
    }

    private JsonObject Copy(ViewedDataset set, int row, string id)
    {
        FrameIndex index = set.Index;
        string? shard = index.Columns.Kept[row]
            ? index.Folder.Absolute(index.Segments[index.SegmentOf(row)].Entry.Shard!.Name) : null;
        return new JsonObject
        {
            ["python"] = shard is null ? null : CopyLines.Python(shard, index.ShardRow(row), id),
            ["decode"] = CopyLines.Decode(
                index.Columns.Frame[row], set.WordsOf(index.FilmOf(row)),
                set == shown.First ? rooms.Decodes.SourceOf(index.FilmOf(row)) : null),
        };
    }
}
