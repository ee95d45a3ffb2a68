using System.Text.Json.Nodes;
using MovieData.Export;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Export;

public sealed class CurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FlagsAndUndo_LeavesWhatStands()
    {
        Curation curation = Curation.Read(Write(
            """
            {"id": "film/00000001", "reason": "mirror", "note": "a, \"b\"", "who": "me", "time": "2026-11-29T08:00:00Z"}

            {"id": "film/00000002"}
            {"id": "film/00000001", "reason": "blur", "more": 7}
            {"id": "film/00000002", "undo": true}
            {"id": "film/00000002", "reason": "late"}
            {"id": "film/00000003", "reason": "x"}
            {"id": "film/00000003", "undo": true}

            """));
        Assert.Equal(["film/00000001", "film/00000002"], curation.Flags.Keys.Order());
        Assert.Equal(["mirror", "blur"], curation.Flags["film/00000001"].Select(flag => flag.Reason));
        Assert.Equal("late", Assert.Single(curation.Flags["film/00000002"]).Reason);
        Assert.False(curation.IsFlagged("film/00000003"));
        Assert.False(curation.IsCutOff);
    }

    [Theory]
    [InlineData("{\"id\": \"film/00000001\"}\n{\"id\": \"fil", 1, true)]
    [InlineData("{\"id\": \"film/00000001\"}\n{\"id\": \"film/00000002\"}", 2, false)]
    [InlineData("", 0, false)]
    public void Read_LastLineWithoutEnd_IsTakenIfWhole(string text, int flags, bool isCutOff)
    {
        Curation curation = Curation.Read(Write(text));
        Assert.Equal((flags, isCutOff), (curation.Flags.Count, curation.IsCutOff));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"reason\": \"no id\"}")]
    [InlineData("{\"id\": 7}")]
    [InlineData("{\"id\": \"\"}")]
    [InlineData("{\"id\": \"a/1\", \"undo\": \"yes\"}")]
    [InlineData("{\"id\": \"a/1\", \"id\": \"a/2\"}")]
    [InlineData("{\"id\": ")]
    public void Read_LineThatIsNoFlag_IsNamed(string line)
    {
        string path = Write($"{{\"id\": \"a/1\"}}\n{line}\n{{\"id\": \"a/2\"}}\n");
        MovieDataException fault = Assert.Throws<MovieDataException>(() => Curation.Read(path));
        Assert.Contains("line 2 is no flag", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineWithoutEnd_IsNotHeld()
    {
        string path = Write(new string('x', 40_000_000) + "\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MovieDataException>(() => Curation.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public async Task CurateAndExport_FlaggedSamples_AreCountedAndLeftOut()
    {
        OutputFolder dataset = TestDataset.Make(_folder["data"], segments: 2);
        FrameRow[] rows = [.. CommittedSamples.Entries(dataset).SelectMany(e => RowReader.ReadFrames(dataset, e))];
        string[] kept = [.. rows.Where(row => row.Accepted).Select(row => row.Place.Id)];
        string rejected = rows.First(row => !row.Accepted).Place.Id;
        string[] flagged = [kept[0], kept[3]];
        File.WriteAllLines(
            Curation.DefaultFor(dataset.Root),
            flagged.Append(rejected).Append("other/00000007")
                .Select(id => new JsonObject { ["id"] = id, ["reason"] = "mirror" }.ToJsonString()));

        CommandResult curate = await CommandLine.RunAsync("curate", dataset.Root, "--json");
        JsonNode json = JsonNode.Parse(curate.Output)!;
        CommandResult export = await CommandLine.RunAsync(
            "export", dataset.Root, "--format", "midas", "--to", _folder["midas"],
            "--without-flagged", Curation.DefaultFor(dataset.Root));

        Assert.Equal(0, curate.Code);
        Assert.Equal((4, kept.Length, 2, 1, 1), (
            (int)json["flagged"]!, (int)json["kept"]!, (int)json["left_out"]!, (int)json["not_kept"]!,
            (int)json["unknown"]!));
        Assert.Equal(2, (int)json["reasons"]!["mirror"]!);
        Assert.Contains("other/00000007", curate.Error, StringComparison.Ordinal);
        Assert.True(export.Code == 0, export.Error);
        string[] exported = await File.ReadAllLinesAsync(
            _folder["midas/lists/train.txt"], TestContext.Current.CancellationToken);
        Assert.Equal(
            kept.Except(flagged).Select(id => id.Split('/')[1]),
            exported.Select(name => name[^8..]));
    }

    private string Write(string text)
    {
        File.WriteAllText(_folder["curation.jsonl"], text);
        return _folder["curation.jsonl"];
    }
}
