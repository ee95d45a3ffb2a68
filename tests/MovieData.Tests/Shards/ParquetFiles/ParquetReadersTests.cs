using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Tests.Readers;

namespace MovieData.Tests.Shards.ParquetFiles;

/// <summary>Readers the world uses must find in our files what went into them: every column of every row.</summary>
[Slow]
public class ParquetReadersTests
{
    [Fact]
    public void Shard_ReadByHyparquet_EveryColumnAndBlobIsEqual()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = Extract(temporary);

        JsonNode read = Node.Run("hyparquet.mjs", temporary["data/train/film-00000.parquet"]);

        List<SampleRow> expected = [.. Accepted(segment).Select(frame => TestRows.Sample(segment, frame))];
        AssertRows(SampleSchema.Samples, expected, read["rows"]!.AsArray());
        JsonNode features = JsonNode.Parse((string)read["keys"]!["huggingface"]!)!["info"]!["features"]!;
        Assert.Equal("Image", (string)features["left"]!["_type"]!);
        Assert.Equal("float64", (string)features["range_px"]!["dtype"]!);
        Assert.Equal(SampleSchema.Encodings, (string)read["keys"]!["movie_data.encodings"]!);
        Assert.Equal(TestRows.Digests["pipeline"], (string)read["keys"]!["movie_data.sha256.pipeline"]!);
    }

    [Fact]
    public void Frames_ReadByHyparquet_EveryColumnIsEqualAndHasStatistics()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = Extract(temporary);

        JsonNode read = Node.Run("hyparquet.mjs", temporary["frames/film-00000.parquet"]);

        AssertRows(SampleSchema.Frames, ExpectedFrames(segment), read["rows"]!.AsArray());
        JsonNode frame = read["groups"]![0]!["statistics"]!["frame"]!;
        Assert.Equal((10, 10 + (6 * 15)), ((int)frame["min_value"]!, (int)frame["max_value"]!));
        Assert.Equal(0, (int)frame["null_count"]!);
        foreach ((string column, JsonNode? statistics) in read["groups"]![0]!["statistics"]!.AsObject())
        {
            // Parquet.Net gives flags no limits.
            Assert.True(column == "accepted" || statistics!["max_value"] is not null, $"{column} has no statistics");
        }
    }

    [Fact]
    public void Shard_ReadByDuckDb_EveryColumnAndBlobIsEqual()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = Extract(temporary);
        using DuckDb duck = DuckDb.Open();
        List<SampleRow> expected = [.. Accepted(segment).Select(frame => TestRows.Sample(segment, frame))];

        AssertTable(duck, temporary["data/train/film-00000.parquet"], SampleSchema.Samples, expected);
        AssertTable(duck, temporary["frames/film-00000.parquet"], SampleSchema.Frames, ExpectedFrames(segment));
    }

    [Fact]
    public void Frames_FilteredByDuckDb_StatisticsDropNoRow()
    {
        using var temporary = new TemporaryFolder();
        Segment segment = Extract(temporary);
        using DuckDb duck = DuckDb.Open();
        string file = temporary["frames/film-00000.parquet"];

        foreach (int frame in segment.Samples.Select(s => s.Frame))
        {
            Assert.Equal("1", duck.Query($"SELECT count(*) FROM '{file}' WHERE frame = {frame}")[0][0]);
            Assert.Equal("1", duck.Query($"SELECT count(*) FROM '{file}' WHERE id = 'film/{frame:D8}'")[0][0]);
        }

        Assert.Equal("0", duck.Query($"SELECT count(*) FROM '{file}' WHERE frame > 1000")[0][0]);
        string?[] statistics = duck.Query(
            $"SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('{file}') "
            + "WHERE path_in_schema = 'id'")[0];
        Assert.Equal("film/00000010 film/00000100 0", string.Join(" ", statistics));
    }

    [Fact]
    public void Column_WithoutAnyValue_HasNoExtremesForDuckDb()
    {
        using var temporary = new TemporaryFolder();
        IReadOnlyList<ParquetCell[]> rows =
            [.. ParquetFileTests.Rows(20, 2).Select(row => new ParquetCell[row.Length])];
        ParquetFileTests.Write(temporary["a.parquet"], rows);
        using DuckDb duck = DuckDb.Open();

        string?[] found = duck.Query(
            "SELECT min(small), max(large), min(single), max(double), min(text), count(picture), count(*) "
            + $"FROM '{temporary["a.parquet"]}'")[0];

        Assert.Equal("null null null null null 0 20", string.Join(" ", found.Select(value => value ?? "null")));
        Assert.Equal("0", duck.Query($"SELECT count(*) FROM '{temporary["a.parquet"]}' WHERE double <= 0")[0][0]);
    }

    [Fact]
    public void RandomRows_ReadByBothReaders_CountsAndExtremesAgree()
    {
        using var temporary = new TemporaryFolder();
        IReadOnlyList<ParquetCell[]> rows = ParquetFileTests.Rows(3000, 9);
        ParquetFileTests.Write(temporary["a.parquet"], rows);
        using DuckDb duck = DuckDb.Open();

        string?[] found = duck.Query(
            "SELECT count(*), count(flag), min(small), max(large), count(text), sum(octet_length(picture.bytes)) "
            + $"FROM '{temporary["a.parquet"]}'")[0];
        JsonNode read = Node.Run("hyparquet.mjs", temporary["a.parquet"]);

        string?[] expected =
        [
            "3000",
            Text(rows.Count(r => !r[0].IsNull)),
            Text(rows.Where(r => !r[1].IsNull).Min(r => r[1].Number)),
            Text(rows.Where(r => !r[2].IsNull).Max(r => r[2].Number)),
            Text(rows.Count(r => !r[5].IsNull)),
            Text(rows.Where(r => !r[6].IsNull).Sum(r => r[6].Bytes.Length)),
        ];
        Assert.Equal(string.Join(" ", expected), string.Join(" ", found));
        Assert.Equal(3000, read["rows"]!.AsArray().Count);
        for (int i = 0; i < 3000; i += 97)
        {
            JsonNode row = read["rows"]![i]!;
            Assert.Equal(rows[i][1].IsNull ? null : rows[i][1].Number, (long?)row["small"]);
            Assert.Equal(rows[i][5].IsNull ? null : rows[i][5].Text, (string?)row["text"]);
            Assert.Equal(rows[i][0].IsNull ? null : rows[i][0].Number == 1, (bool?)row["flag"]);
        }
    }

    private static Segment Extract(TemporaryFolder temporary)
    {
        Segment segment = TestRows.Segment("film", 0, 16);
        TestRows.Extract(new OutputFolder(temporary.Path), segment);
        return segment;
    }

    private static IEnumerable<int> Accepted(Segment segment) =>
        ExpectedFrames(segment).Where(row => row.Accepted).Select(row => row.Place.Frame);

    private static List<FrameRow> ExpectedFrames(Segment segment) =>
        [.. segment.Samples.Select((s, i) => TestRows.Frame(segment, s.Frame, TestRows.RuleOf(i)))];

    private static void AssertRows<TRow>(
        IReadOnlyList<RowColumn<TRow>> columns, IReadOnlyList<TRow> expected, JsonArray rows)
    {
        Assert.Equal(expected.Count, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            // hyparquet leaves a struct without a value out of its row.
            Assert.Equal(
                columns.Where(c => c.Column.Kind != ParquetKind.Picture || !c.Cell(expected[i]).IsNull)
                    .Select(c => c.Column.Name),
                rows[i]!.AsObject().Select(p => p.Key));
            foreach (RowColumn<TRow> column in columns)
            {
                ParquetCell cell = column.Cell(expected[i]);
                JsonNode? found = rows[i]![column.Column.Name];
                string text = cell.Kind == ParquetKind.Picture
                    ? $"{found!["path"]} {found["bytes"]!["length"]} {found["bytes"]!["sha256"]}"
                    : cell.Kind is ParquetKind.Real64 ? Text((double)found!) : found?.ToString() ?? "null";
                Assert.Equal($"{column.Column.Name} {TextOf(cell)}", $"{column.Column.Name} {text}");
            }
        }
    }

    private static void AssertTable<TRow>(
        DuckDb duck, string path, IReadOnlyList<RowColumn<TRow>> columns, IReadOnlyList<TRow> expected)
    {
        IEnumerable<string> terms = columns.Select(c => c.Column.Kind == ParquetKind.Picture
            ? $"\"{c.Column.Name}\".path || ' ' || octet_length(\"{c.Column.Name}\".bytes) || ' ' "
                + $"|| sha256(\"{c.Column.Name}\".bytes)"
            : $"\"{c.Column.Name}\"");
        IReadOnlyList<string?[]> table = duck.Query($"SELECT {string.Join(", ", terms)} FROM '{path}'");
        Assert.Equal(expected.Count, table.Count);
        for (int row = 0; row < table.Count; row++)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                ParquetCell cell = columns[i].Cell(expected[row]);
                string? found = table[row][i];
                string text = cell.Kind is ParquetKind.Real64
                    ? Text(double.Parse(found!, CultureInfo.InvariantCulture))
                    : found ?? "null";
                Assert.Equal($"{columns[i].Column.Name} {TextOf(cell)}", $"{columns[i].Column.Name} {text}");
            }
        }
    }

    private static string TextOf(ParquetCell cell) => cell.Kind switch
    {
        null => "null",
        ParquetKind.Flag => cell.Number == 1 ? "true" : "false",
        ParquetKind.Whole32 or ParquetKind.Whole64 => Text(cell.Number),
        ParquetKind.Real64 => Text(cell.Real),
        ParquetKind.Text => cell.Text,
        _ => $"{cell.Text} {cell.Bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(cell.Bytes.Span))}",
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
