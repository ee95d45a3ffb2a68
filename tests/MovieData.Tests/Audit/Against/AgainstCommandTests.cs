using System.Text.Json.Nodes;
using MovieData.Pipelines;
using MovieData.Shards;
using MovieData.Tests.Audit.Report;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Audit.Against;

/// <summary>What a user of <c>audit</c> meets who asks for another opinion.</summary>
public sealed class AgainstCommandTests : IDisposable
{
    private static readonly SampleRow Pictures = TestRows.Sample(TestRows.Segment("film", 0, 1), 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--against", "nosuch", "nosuch")]
    [InlineData("--against", "moviesky", "moviesky")]
    [InlineData("--truth", "nowhere", "truth.json")]
    [InlineData("--compare", "nowhere", "no dataset here")]
    public async Task Audit_WhatIsNotThere_IsOneLineAndNoReport(string flag, string value, string named)
    {
        Write(PaperPipeline.Options);

        CommandResult result = await CommandLine.RunAsync("audit", _folder["data"], flag, value);

        Assert.Equal(2, result.Code);
        Assert.Contains(named, Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data.audit"]));
    }

    [Fact]
    public async Task Audit_AgainstOfShardsWithoutRightViews_IsOneLineAndNoReport()
    {
        Write(PaperPipeline.Options with { Shards = PaperPipeline.Options.Shards with { Right = false } });

        CommandResult result = await CommandLine.RunAsync(
            "audit", _folder["data"], "--against", "opencv-sgbm", "--device", "cpu");

        Assert.Equal(2, result.Code);
        Assert.Contains("shards.right: false", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data.audit"]));
    }

    [Fact]
    public async Task Audit_AgainstAndCompare_AreInTheReport()
    {
        Write(PaperPipeline.Options);

        CommandResult result = await CommandLine.RunAsync(
            "audit", _folder["data"], "--against", "opencv-sgbm", "--device", "cpu", "--compare", _folder["data"],
            "--sample", "2");

        Assert.Equal((0, ""), (result.Code, string.Join('\n', result.Faults)));
        JsonNode report = JsonNode.Parse(File.ReadAllText(_folder["data.audit/audit.json"]))!;
        Assert.Equal((2, 4), ((int)report["against"]!["sampled"]!, (int)report["against"]!["kept"]!));
        JsonNode agreement = report["compare"]!["agreement"]!;
        Assert.Equal((2, 1.0), ((int)agreement["sampled"]!, (double)agreement["mask_agreement"]!));
        Assert.Equal(1.0, (double)agreement["share_within_half_px"]!);
    }

    private void Write(Pipeline pipeline) => new MadeDataset(
        pipeline, row => Pictures with { Place = row.Place, Figures = row.Figures }).Write(
        _folder["data"], [new MadeFilm("film", [new MadeShot(null, [new(), new(), new(), new()])])]);
}
