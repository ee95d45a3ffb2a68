using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Shards;
using MovieData.Viewer;
using MovieData.Viewer.Serving;

namespace MovieData.Tests.Viewer;

/// <summary>What the viewer tells of a dataset as a whole, of shots and of distributions, counted again here.</summary>
public class DatasetEndpointTests
{
    private const int Rows = 16;

    [Fact]
    public async Task Dataset_OfTwoSegments_IsCounted()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        await viewer.Server.LoadAsync();
        JsonNode dataset = await CountedAsync(viewer);

        Assert.Equal((Rows, 10, Rows, 0), ((int)dataset["rows"]!, (int)dataset["kept"]!, (int)dataset["loaded"]!,
            (int)dataset["pending"]!));
        JsonNode film = Assert.Single(dataset["films"]!.AsArray())!;
        Assert.Equal(("film", "train", Rows, 10), ((string?)film["film"], (string?)film["split"],
            (int)film["planned"]!, (int)film["kept"]!));
        Assert.Equal("""{"damaged":2,"range":4}""", film["rejected"]!.ToJsonString());
    }

    /// <summary>A page asks again until all is loaded: what is damaged will never be.</summary>
    [Fact]
    public async Task Dataset_WithADamagedSegment_IsLoadedNevertheless()
    {
        using var home = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(home["dataset"], 2);
        string file = folder.Absolute("frames/film-00000.parquet");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20]);
        await using RunningViewer viewer = await RunningViewer.StartAsync(folder);
        await viewer.Server.LoadAsync();

        JsonNode dataset = await viewer.GetAsync("/api/dataset");
        Assert.Equal((int)dataset["rows"]!, (int)dataset["loaded"]!);
        Assert.Contains("film-00000", (string?)Assert.Single(dataset["faults"]!.AsArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shots_OfAFilm_AreCountedFromTheirRows()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        await viewer.PostAsync("/api/flags", """{"id":"film/00000010","reason":"swapped"}""");
        JsonNode answer = await viewer.GetAsync("/api/shots?film=film");

        JsonNode shot = Assert.Single(answer["shots"]!.AsArray())!;
        FrameRow[] frames = viewer.Frames;
        Assert.Equal(
            (3, frames.Min(frame => frame.Place.Frame), frames.Max(frame => frame.Place.Frame)),
            ((int)shot["shot"]!, (int)shot["first_frame"]!, (int)shot["last_frame"]!));
        Assert.Equal((Rows, 10, 1), ((int)shot["rows"]!, (int)shot["kept"]!, (int)shot["flagged"]!));
        Assert.Equal(frames.First(frame => frame.Accepted).Place.Id, (string?)shot["picture"]);
    }

    [Fact]
    public async Task Distribution_OfAFigure_IsThatOfTheFramesFiles()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        JsonNode answer = await viewer.GetAsync("/api/distribution?figure=range_px&bins=4");
        double[] sorted = [.. viewer.Frames.Select(frame => frame.Figures.RangePx).OfType<double>().Order()];

        Assert.Equal((sorted.Length, Rows - sorted.Length), ((int)answer["rows"]!, (int)answer["missing"]!));
        Assert.Equal((sorted[0], sorted[^1]), ((double)answer["min"]!, (double)answer["max"]!));

        // 14 values: the median lies between the 7th and the 8th, the 25th percentile a quarter past the 4th.
        Assert.Equal(14, sorted.Length);
        Assert.Equal((sorted[6] + sorted[7]) / 2, (double)answer["percentiles"]!["50"]!, 1e-12);
        Assert.Equal(sorted[3] + (0.25 * (sorted[4] - sorted[3])), (double)answer["percentiles"]!["25"]!, 1e-12);

        double width = (sorted[^1] - sorted[0]) / 4;
        foreach ((string field, bool isKept) in (ReadOnlySpan<(string, bool)>)[("kept", true), ("rejected", false)])
        {
            double[] values = [.. viewer.Frames.Where(frame => frame.Accepted == isKept)
                .Select(frame => frame.Figures.RangePx).OfType<double>()];
            Assert.Equal(
                Enumerable.Range(0, 4).Select(bin => values.Count(value => value >= sorted[0] + (bin * width)
                    && (bin == 3 || value < sorted[0] + ((bin + 1) * width)))),
                answer[field]!.AsArray().Select(count => (int)count!));
        }
    }

    /// <summary>
    /// A second dataset that has the first segment alone, without its first frame, so that another sample is every
    /// third and every fifth. Kept by both are frames 16 and 52, by the second alone 22 (which has figures in the
    /// first, too) and 34 (which was damaged there).
    /// </summary>
    [Theory]
    [InlineData("both", "0 0")]
    [InlineData("first", "- 0 0 - - - - -")]
    [InlineData("second", "0 -")]
    [InlineData("neither", "- - - -")]
    public async Task Rows_Compared_AreCounted(string compare, string differences)
    {
        using var home = new TemporaryFolder();
        var second = new OutputFolder(home["second"]);
        Segment whole = TestRows.Segment("film", 0, 8);
        var segment = new Segment(whole.Film, whole.Index, [.. whole.Samples.Skip(1)]);
        TestDataset.Plan(second, [segment]);
        TestRows.Extract(second, segment);
        await using RunningViewer viewer =
            await RunningViewer.StartAsync(change: options => options with { Compared = second });

        JsonNode page = await viewer.GetAsync($"/api/samples?compare={compare}&figures=delta.range_px");

        string[] words =
            [.. page["rows"]!.AsArray().Select(row => row!["figures"]![0] is { } value ? $"{value}" : "-")];
        Assert.Equal(differences.Split(' '), words);
        Assert.Equal(words.Length, (int)page["total"]!);
        await viewer.Server.LoadAsync();
        Assert.Equal(7, (int)(await viewer.GetAsync("/api/dataset"))["compare"]!["shared"]!);
    }

    /// <summary>An extraction that runs: what it has finished since comes in where it belongs, and ids stay.</summary>
    [Fact]
    public async Task Reload_AfterNewSegments_ShowsThemAndKeepsIdsAndFlags()
    {
        using var home = new TemporaryFolder();
        var folder = new OutputFolder(home["dataset"]);
        TestDataset.Plan(folder, 3);
        TestRows.Extract(folder, TestRows.Segment("film", 0, 8));
        TestRows.Extract(folder, TestRows.Segment("film", 2, 8));
        await using RunningViewer viewer = await RunningViewer.StartAsync(folder);
        await viewer.Server.LoadAsync();
        string[] before = Ids(await viewer.GetAsync("/api/samples?sort=-range_px"));
        await viewer.PostAsync("/api/flags", $$"""{"id":"{{before[^1]}}"}""");
        Assert.Equal((8, 0, 1), await CountsAsync());
        Assert.Equal(1, (int)(await viewer.PostAsync("/api/reload", "{}")).Answer["opened"]!);

        TestRows.Extract(folder, TestRows.Segment("film", 1, 8));
        await Deadline.UntilAsync(async () => (await CountsAsync()).New > 0, "the new segment is seen");
        Assert.Equal((8, 1, 1), await CountsAsync());
        Assert.Equal(before, Ids(await viewer.GetAsync("/api/samples?sort=-range_px")));

        Assert.Equal(2, (int)(await viewer.PostAsync("/api/reload", "{}")).Answer["opened"]!);
        Assert.Equal((0, 0, 2), await CountsAsync());
        string[] after = Ids(await viewer.GetAsync("/api/samples"));
        Assert.Equal(viewer.Frames.Select(frame => frame.Place.Id), after);
        Assert.Equal(24, after.Length);
        Assert.Empty(before.Except(after));
        Assert.Equal([before[^1]], Ids(await viewer.GetAsync("/api/samples?flagged=true")));
        JsonNode sample = await viewer.GetAsync($"/api/samples/{after[8]}");
        Assert.Equal(after[8], (string?)sample["id"]);

        async Task<(int Pending, int New, int Opened)> CountsAsync()
        {
            JsonNode dataset = await CountedAsync(viewer);
            return ((int)dataset["pending"]!, (int)dataset["new_segments"]!, (int)dataset["opened"]!);
        }
    }

    /// <summary>A frames file, or an entry, that was damaged and is whole again.</summary>
    [Theory]
    [InlineData("frames/film-00001.parquet")]
    [InlineData("ledger/film/00001.json")]
    public async Task Reload_AfterARepair_ReadsTheSegmentAnew(string name)
    {
        using var home = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(home["dataset"], 2);
        string file = folder.Absolute(name);
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^9]);
        await using RunningViewer viewer = await RunningViewer.StartAsync(folder);
        await viewer.Server.LoadAsync();
        Assert.Equal((1, 1), await OpenedAsync());

        File.WriteAllBytes(file, whole);

        Assert.Equal((2, 0), await OpenedAsync());
        Assert.Equal(16, Ids(await viewer.GetAsync("/api/samples")).Length);

        async Task<(int Opened, int Faults)> OpenedAsync()
        {
            int opened = (int)(await viewer.PostAsync("/api/reload", "{}")).Answer["opened"]!;
            return (opened, (await viewer.GetAsync("/api/dataset"))["faults"]!.AsArray().Count);
        }
    }

    /// <summary>A viewer that is ended while it reads the ledger again waits for that.</summary>
    [Fact]
    public async Task Reload_WhileTheViewerEnds_EndsWithIt()
    {
        using var home = new TemporaryFolder();
        var folder = new OutputFolder(home["dataset"]);
        TestDataset.Plan(folder, 2);
        TestRows.Extract(folder, TestRows.Segment("film", 0, 8));
        var options = new ViewerOptions(folder)
        {
            FlagsFile = home["flags.jsonl"],
            ThumbnailFolder = home["thumbnails"],
            Who = "ann",
            Say = _ => { },
        };
        var rooms = new ViewerRooms(options);
        rooms.Start();
        await rooms.Shown.LoadedAsync(withSecond: true, TestContext.Current.CancellationToken);
        TestRows.Extract(folder, TestRows.Segment("film", 1, 8));

        Task reload = rooms.ReloadAsync(TestContext.Current.CancellationToken);
        await rooms.DisposeAsync();

        Exception? error = await Record.ExceptionAsync(() => reload);
        Assert.True(error is null or OperationCanceledException, error?.ToString());
    }

    /// <summary>What is counted for the next look, as <c>status</c> keeps it, is not written either.</summary>
    [Fact]
    public async Task Server_Started_WritesNothingIntoTheDataset()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string[] before = Entries();
        await viewer.Server.LoadAsync();
        await CountedAsync(viewer);
        await viewer.GetAsync("/api/samples/film/00000010");
        Assert.Equal(before, Entries());

        string[] Entries() => [.. Directory.EnumerateFileSystemEntries(
            viewer.Folder.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    // What is not extracted yet is counted after the rows.
    private static async Task<JsonNode> CountedAsync(RunningViewer viewer)
    {
        JsonNode? dataset = null;
        await Deadline.UntilAsync(
            async () => (dataset = await viewer.GetAsync("/api/dataset"))["pending"] is not null,
            "what is not extracted is counted");
        return dataset!;
    }

    private static string[] Ids(JsonNode page) => [.. page["rows"]!.AsArray().Select(row => (string)row!["id"]!)];
}
