using System.Text.Json.Nodes;
using MovieData.Cli;
using MovieData.Tests.Shards;

namespace MovieData.Tests.EndToEnd;

/// <summary>A folder that other processes work on too, on disks with their own ideas of locks and room.</summary>
[Slow]
public class SharedFolderTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    /// <summary>While the first segment is decoded, another process finishes all of the film.</summary>
    [Fact]
    public async Task Extract_OthersFinishSegmentsMeanwhile_MakesNoneOfThemAgain()
    {
        (string theirs, string ours) = (await film.ExtractedAsync("theirs"), await film.PlannedAsync("ours"));
        string[] parts = [.. ((string[])["data", "frames", "ledger"]).Select(part => $"'{theirs}/{part}'")];

        CommandResult result = await OtherFFmpeg.RunAsync(
            film.At("bin"),
            $"case \"$*\" in *'eq(pts,'*) cp -rn {string.Join(' ', parts)} '{ours}';; esac",
            Extract(ours));

        Assert.True(result.Code == 0, result.Error);
        string log = string.Concat(Directory.GetFiles(Path.Combine(ours, "log")).Select(File.ReadAllText));
        Assert.Single(log.Split('\n'), line => line.Contains("segment_started", StringComparison.Ordinal));
        Assert.Equal(CommandLine.Digests(theirs), CommandLine.Digests(ours));
    }

    /// <summary>A network disk keeps the lock of a machine that died; none of ours asks for one.</summary>
    [Fact]
    public async Task Verify_FilesLockedBySomebodyElse_ReadsThemAllTheSame()
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary.Path, segments: 1);
        string[] files = Directory.GetFiles(temporary.Path, "*", SearchOption.AllDirectories);
        List<FileStream> locked =
            [.. files.Select(file => new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))];

        CommandResult result = await OtherFFmpeg.RunAsync(film.At("bin"), "", "verify", temporary.Path);

        locked.ForEach(file => file.Dispose());
        Assert.True(result.Code == 0, result.Error + result.Output);
    }

    /// <summary>The words of a run go to a full disk; the dataset does not.</summary>
    [Fact]
    public async Task Extract_NobodyCanBeTold_DoesItsWorkAndEndsWithItsCode()
    {
        string dataset = await film.PlannedAsync("untold");
        string[] extract = [.. Extract(dataset), "--limit", "1"];
        var terminal = new Terminal(TextWriter.Null, new FullDisk(), isInteractive: false);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        Assert.Equal(0, await Program.RunAsync(extract, terminal, cancel));
        Assert.Equal(2, await Program.RunAsync([.. extract, "--split", "test"], terminal, cancel));
        Assert.Single(Directory.GetFiles(Path.Combine(dataset, "ledger"), "*.json", SearchOption.AllDirectories));
    }

    /// <summary>A task of a large array may have no segment of a short film; something is left all the same.</summary>
    [Fact]
    public async Task Extract_PartitionWithoutSegments_SaysHowManyAreLeftToOthers()
    {
        string dataset = await film.PlannedAsync("others");

        CommandResult result = await CommandLine.RunAsync([.. Extract(dataset), "--partition", "1000/1000"]);

        Assert.True(result.Code == 0, result.Error);
        string plan = Directory.GetFiles(dataset, "plan.json", SearchOption.AllDirectories).Single();
        string text = await File.ReadAllTextAsync(plan, TestContext.Current.CancellationToken);
        int segments = JsonNode.Parse(text)!["segments"]!.AsArray().Count;
        Assert.Contains(
            $"nothing in this run, {segments} segments left to others", result.Error, StringComparison.Ordinal);
    }

    private string[] Extract(string dataset) =>
        ["extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path];

    private sealed class FullDisk : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
