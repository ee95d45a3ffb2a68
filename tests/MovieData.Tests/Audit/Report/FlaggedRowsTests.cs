using System.Text.Json.Nodes;
using MovieData.Audit.Report;
using MovieData.Export;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Audit.Report;

/// <summary>Flags of people in an audit: by hand, and as <c>curate</c> counts them.</summary>
public sealed class FlaggedRowsTests : IDisposable
{
    private const string Flags =
        """
        {"id": "a/00000000", "reason": "mirror"}
        {"id": "a/00000000", "reason": "blur"}
        {"id": "a/00000000", "reason": "blur"}
        {"id": "a/00000006", "reason": "blur"}
        {"id": "a/00000012"}
        {"id": "b/00000000", "reason": "<b>\"mirror\"</b>"}
        {"id": "b/00000012", "reason": "blur"}
        {"id": "b/00000012", "undo": true}
        {"id": "c/00000000", "reason": "of no film"}
        {"id": "a/0", "reason": "of no frame"}
        {"id": "a/00000001", "reason": "of no frame"}
        {"id": "a", "reason": "of no frame"}

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Frame 6 of a was rejected; c is no film; b/12 was taken back.</summary>
    [Fact]
    public void Of_FlagsOfAllKinds_CountsKeptSamplesByFilmAndReasonAsCurateDoes()
    {
        OutputFolder folder = Write();
        File.WriteAllText(_folder["f.jsonl"], Flags);
        Curation curation = Curation.Read(_folder["f.jsonl"]);

        CurationShares shares = FlaggedRows.Of(
            DatasetRows.Read(folder, _ => { }, TestContext.Current.CancellationToken), curation);

        Assert.Equal(("f.jsonl", 8, 3, 5), (shares.File, shares.Flags, shares.LeftOut, shares.Kept));
        Assert.Equal([("a", 2), ("b", 1)], shares.Films.Select(film => (film.Key, film.Value)));
        Assert.Equal(
            [("", 1), ("<b>\"mirror\"</b>", 1), ("blur", 1), ("mirror", 1)],
            shares.Reasons.Select(reason => (reason.Key, reason.Value)));
        CurationReport report = CurationReport.Of(folder, curation);
        Assert.Equal((report.Flagged, report.LeftOut, report.Kept), (shares.Flags, shares.LeftOut, shares.Kept));
        Assert.Equal(report.Reasons, shares.Reasons);
        Assert.Equal(
            report.Films.Where(film => film.Value.LeftOut > 0).Select(film => (film.Key, film.Value.LeftOut)),
            shares.Films.Select(film => (film.Key, film.Value)));
    }

    [Fact]
    public async Task Audit_FileBesideTheDatasetOrStated_IsCounted()
    {
        Write();
        Assert.Null(await CurationAsync());

        File.WriteAllText(_folder["data.curation.jsonl"], Flags);
        JsonNode curation = (await CurationAsync())!;
        Assert.Equal(
            ("data.curation.jsonl", 8, 3, 5),
            ((string?)curation["file"], (int)curation["flags"]!, (int)curation["left_out"]!, (int)curation["kept"]!));
        Assert.Equal("""{"a":2,"b":1}""", curation["films"]!.ToJsonString());
        Assert.Equal(1, (int)curation["reasons"]!["mirror"]!);

        File.WriteAllText(_folder["mine.jsonl"], """{"id": "a/00000000", "reason": "mine"}""" + "\n{\"id\": \"a/0");
        curation = (await CurationAsync("--flags", _folder["mine.jsonl"]))!;
        Assert.Equal("""{"mine":1}""", curation["reasons"]!.ToJsonString());
    }

    [Theory]
    [InlineData(null, "none.jsonl")]
    [InlineData("no flag\n", "line 1 is no flag")]
    public async Task Audit_FileThatHoldsNoFlags_IsOneLine(string? text, string fault)
    {
        Write();
        if (text is not null)
        {
            File.WriteAllText(_folder["none.jsonl"], text);
        }

        CommandResult result = await CommandLine.RunAsync(
            "audit", _folder["data"], "--flags", _folder["none.jsonl"]);

        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data.audit"]));
    }

    private async Task<JsonNode?> CurationAsync(params string[] flags)
    {
        CommandResult result = await CommandLine.RunAsync(["audit", _folder["data"], .. flags]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(flags.Length > 0, result.Error.Contains("last line is cut off", StringComparison.Ordinal));
        return JsonNode.Parse(File.ReadAllText(_folder["data.audit/audit.json"]))!["curation"];
    }

    private static SampleRow WithPictures(FrameRow row) =>
        TestRows.Sample(TestRows.Segment("any", 0, 1), row.Place.Frame) with
        {
            Place = row.Place,
            Figures = row.Figures,
        };

    // Frames 0, 6, 12 of each film; frame 6 of a is rejected.
    private OutputFolder Write()
    {
        Pipeline pipeline = PaperPipeline.Options;
        MadeSample good = new(), narrow = new() { Left = new(0, 0, 4, 5, 0.9) };
        return new MadeDataset(pipeline, WithPictures).Write(
            _folder["data"],
            [
                new MadeFilm("a", [new MadeShot(null, [good, narrow, good])]),
                new MadeFilm("b", [new MadeShot(null, [good, good, good])]),
            ]);
    }
}
