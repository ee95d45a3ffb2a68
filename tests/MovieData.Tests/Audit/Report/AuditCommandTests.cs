using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Audit.Report;

/// <summary>What a user meets: places, exit codes, one clear line a fault.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder["data"];

    private string Report => _folder["data.audit"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Audit_Dataset_PublishesAReportBesideIt()
    {
        OutputFolder folder = Write();
        SortedDictionary<string, string> before = CommandLine.Digests(Data);
        CommandResult result = await CommandLine.RunAsync("audit", Data);

        Assert.Equal((0, ""), (result.Code, string.Join('\n', result.Faults)));
        Assert.Contains("3 of 4 planned samples kept", result.Output, StringComparison.Ordinal);
        Assert.Contains("not measured: ", result.Output, StringComparison.Ordinal);
        Assert.Equal(["audit.json", "index.html", "pictures"], Names(Report));
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(Report, "audit.json")))!;
        Assert.Equal("data", (string?)json["dataset"]!["name"]);
        Assert.Equal(3, (int)json["totals"]!["kept"]!);
        Assert.Equal(["data", "data.audit"], Names(_folder.Path));
        Assert.Equal(before, CommandLine.Digests(folder.Root));
    }

    [Fact]
    public async Task Audit_PlaceOfAnEarlierReport_IsReplacedWhole()
    {
        Write();
        await CommandLine.RunAsync("audit", Data);
        File.WriteAllText(Path.Combine(Report, "pictures", "old.jpg"), "old");
        File.WriteAllText(Path.Combine(Report, "index.html"), "old");
        CommandResult result = await CommandLine.RunAsync("audit", Data);

        Assert.Equal(0, result.Code);
        Assert.False(File.Exists(Path.Combine(Report, "pictures", "old.jpg")));
        Assert.NotEqual("old", File.ReadAllText(Path.Combine(Report, "index.html")));
        Assert.Equal(["data", "data.audit"], Names(_folder.Path));
    }

    /// <summary>A report that was being made when its process was killed lies beside its place.</summary>
    [Fact]
    public async Task Audit_AfterAKilledOne_LeavesNothingOfIt()
    {
        Write();
        string[] parts = Path.GetFileName(TemporaryName.For(Report)).Split('-');
        Directory.CreateDirectory(_folder[$".tmp-{parts[1]}-{parts[2]}-1-1-data.audit/pictures"]);
        CommandResult result = await CommandLine.RunAsync("audit", Data);

        Assert.Equal(0, result.Code);
        Assert.Equal(["data", "data.audit"], Names(_folder.Path));
    }

    [Theory]
    [InlineData("other/thesis.tex", "other", "thesis.tex, which is of no report")]
    [InlineData("other/audit.json", "other", "holds no audit.json of a report")]
    [InlineData("other/index.html", "other", "holds no audit.json of a report")]
    [InlineData("other", "other", "is a file")]
    [InlineData("x/y", "data/report", "lies in the dataset")]
    [InlineData("x/y", "data", "lies in the dataset")]
    [InlineData("x/y", "link/report", "lies in the dataset")]
    public async Task Audit_PlaceThatIsNotForReports_IsRefusedUntouched(string file, string place, string why)
    {
        Write();
        Directory.CreateSymbolicLink(_folder["link"], Data);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        File.WriteAllText(_folder[file], "{\"mine\": 1}");
        CommandResult result = await CommandLine.RunAsync("audit", Data, "--out", _folder[place]);

        Assert.Equal(2, result.Code);
        Assert.Contains(why, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Equal("{\"mine\": 1}", File.ReadAllText(_folder[file]));
    }

    [Fact]
    public async Task Audit_EmptyDataset_SaysSo()
    {
        new MadeDataset(Pipeline, WithPictures).Write(Data, []);
        CommandResult result = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(2, result.Code);
        Assert.Contains("no sample is planned here", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Equal(["data"], Names(_folder.Path));
    }

    [Fact]
    public async Task Audit_FolderThatIsNoDataset_SaysSo()
    {
        Directory.CreateDirectory(Data);
        CommandResult result = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(2, result.Code);
        Assert.Contains("no dataset here", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_UnfinishedDataset_NeedsPartial()
    {
        Write(undone: 1);
        CommandResult refused = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(1, refused.Code);
        Assert.Contains("--partial audits what is there", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.Equal(["data"], Names(_folder.Path));

        CommandResult partial = await CommandLine.RunAsync("audit", Data, "--partial");
        Assert.Equal(0, partial.Code);
        Assert.Contains("warning: ", partial.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(400)]
    [InlineData(-40)]
    public async Task Audit_DamagedFramesFile_NamesItAndLeavesNothing(int at)
    {
        OutputFolder folder = Write();
        string file = folder.Absolute(OutputFolder.FramesName("film", 0));
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(at < 0 ? bytes.Length + at : at, 30).Fill(0xFF);
        File.WriteAllBytes(file, bytes);
        CommandResult result = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(1, result.Code);
        Assert.Contains("film-00000.parquet", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Equal(["data"], Names(_folder.Path));
    }

    /// <summary>Who can write to a folder can make digests right: rows that contradict the plan are damage.</summary>
    [Fact]
    public async Task Audit_RowsOfOtherFrames_AreDamage()
    {
        OutputFolder folder = Write();
        OutputFolder other = new MadeDataset(Pipeline, WithPictures).Write(_folder["other/data"],
        [
            new MadeFilm("film",
            [
                new MadeShot(null, [new(), new()]),
                new MadeShot(null, [new() { Lost = "damaged" }, new()]),
            ]),
        ]);
        string name = OutputFolder.FramesName("film", 0);
        File.Copy(other.Absolute(name), folder.Absolute(name), overwrite: true);
        File.Copy(other.Entry("film", 0), folder.Entry("film", 0), overwrite: true);
        CommandResult result = await CommandLine.RunAsync("audit", Data, "--partial");
        Assert.Equal(1, result.Code);
        Assert.Contains("not those of the plan", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_ShardCutShort_IsDamage()
    {
        OutputFolder folder = Write();
        string shard = folder.Absolute(OutputFolder.ShardName("train", "film", 0));
        byte[] bytes = File.ReadAllBytes(shard);
        File.WriteAllBytes(shard, bytes[..^9]);
        CommandResult result = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(1, result.Code);
        Assert.Contains("film-00000.parquet", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_DamagedEntry_NamesItAndLeavesNothing()
    {
        OutputFolder folder = Write();
        string file = folder.Entry("film", 0);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"kept\": 3", "\"kept\": 2", StringComparison.Ordinal));
        CommandResult result = await CommandLine.RunAsync("audit", Data);
        Assert.Equal(1, result.Code);
        Assert.Contains("00000.json", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Equal(["data"], Names(_folder.Path));
    }

    [Fact]
    public async Task Audit_Help_HasExamples() => Assert.Contains(
        "movie-data audit data --compare",
        (await CommandLine.RunAsync("audit", "--help")).Output,
        StringComparison.Ordinal);

    private static Pipeline Pipeline => PaperPipeline.Options with
    {
        Shards = PaperPipeline.Options.Shards with { SamplesPerSegment = 4 },
    };

    private static readonly SampleRow Pictures = TestRows.Sample(TestRows.Segment("film", 0, 1), 10);

    private static SampleRow WithPictures(FrameRow row) => Pictures with { Place = row.Place, Figures = row.Figures };

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order()];

    private OutputFolder Write(int undone = 0)
    {
        MadeSample good = new(), narrow = new() { Left = new(0, 0, 4, 5, 0.9) };
        return new MadeDataset(Pipeline, WithPictures) { Undone = undone }
            .Write(Data, [new MadeFilm("film", [new MadeShot(null, [good, narrow, good, good])])]);
    }
}
