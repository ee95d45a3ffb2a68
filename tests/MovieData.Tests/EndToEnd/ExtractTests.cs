using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Synthesis;

namespace MovieData.Tests.EndToEnd;

/// <summary>The main job: a film in, a verified dataset out, the same bytes whatever happened on the way.</summary>
public class ExtractTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    private static readonly Lock Gate = new();
    private static SortedDictionary<string, string>? unbroken;

    [Fact]
    public async Task Extract_SyntheticFilm_IsSoundAndCountsEverySample()
    {
        string dataset = await UnbrokenAsync();

        CommandResult verify = await CommandLine.RunAsync("verify", dataset);
        CommandResult status = await CommandLine.RunAsync("status", dataset, "--json");

        Assert.Equal((0, ""), (verify.Code, string.Join('\n', verify.Faults)));
        JsonNode json = JsonNode.Parse(status.Output)!;
        int rejected = json["rejected"]!.AsObject().Sum(rule => (int)rule.Value!);
        Assert.Equal((int)json["planned"]!, (int)json["kept"]! + rejected);
        Assert.Equal(0, (int)json["pending"]! + (int)json["failed"]!);
        Assert.True((int)json["kept"]! >= 20, status.Output);
        Assert.Equal((int)json["segments_total"]!, (int)json["segments_done"]!);
    }

    [Fact]
    public async Task Extract_SyntheticFilm_PlansOnlyTheShotsDesignedToBePlanned()
    {
        var folder = new OutputFolder(await UnbrokenAsync());
        var synthetic = new SyntheticFilm(new SynthesisOptions { View = new(480, 270) });

        var planned = FrameOutcome.ReadAll(folder).Select(f => synthetic.ShotAt(f.Frame).Name).Distinct();

        Assert.Equal(
            synthetic.Shots.Where(s => s.Verdict != ShotVerdict.NotPlanned).Select(s => s.Name).Order(),
            planned.Order());
    }

    [Fact]
    public async Task Extract_KeptSamples_AgreeWithTheTruth()
    {
        var folder = new OutputFolder(await UnbrokenAsync());
        var comparison = new TruthComparison(new SyntheticFilm(new SynthesisOptions { View = new(480, 270) }));
        foreach (ShardSample sample in ShardSample.ReadAll(folder))
        {
            using (sample)
            {
                comparison.Add(sample.Frame, sample.Crop, sample.Mask, sample.Disparity);
            }
        }

        TruthFigures total = comparison.Report().Total;

        // At a quarter of the size: a mean error that would be 4 px at full size means swapped or shifted views.
        Assert.InRange(total.MeanAbsoluteErrorPx, 0, 1);
        Assert.InRange(total.Coverage, 0.5, 1);
    }

    [Fact]
    public async Task Extract_StoppedAfterEverySegment_EndsInTheSameBytes()
    {
        await UnbrokenAsync();
        string dataset = film.At("stepwise");
        for (int step = 0; step < 40 && !await IsCompleteAsync(dataset); step++)
        {
            Assert.Equal(0, (await ExtractAsync(dataset, "--limit", "3")).Code);
        }

        Assert.Equal(unbroken!, CommandLine.Digests(dataset));
    }

    [Fact]
    public async Task Extract_PartitionsInAnyOrderAndTwoWorkers_EndInTheSameBytes()
    {
        await UnbrokenAsync();
        string dataset = film.At("parts");
        foreach (string part in (string[])["3/3", "1/3"])
        {
            Assert.Equal(0, (await ExtractAsync(dataset, "--partition", part)).Code);
        }

        Assert.Equal(0, (await ExtractAsync(dataset, "--workers", "2")).Code);

        Assert.Equal(unbroken!, CommandLine.Digests(dataset));
    }

    [Fact]
    public async Task Extract_FolderOfAnotherPipeline_IsRefusedNamingBothSides()
    {
        string dataset = await UnbrokenAsync();
        string other = film.At("other.yaml");
        File.WriteAllText(
            other, SmallFilm.Replaced(
                File.ReadAllText(film.Pipeline), new() { ["jpeg_quality: 95"] = "jpeg_quality: 90" }));

        CommandResult result = await CommandLine.RunAsync("extract", "--pipeline", other, "--out", dataset, film.Path);

        Assert.Equal(2, result.Code);
        Assert.Contains("90", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Contains("95", result.Faults[0], StringComparison.Ordinal);
    }

    private static async Task<bool> IsCompleteAsync(string dataset)
    {
        if (!Directory.Exists(dataset))
        {
            return false;
        }

        CommandResult status = await CommandLine.RunAsync("status", dataset, "--json");
        return (int)JsonNode.Parse(status.Output)!["pending"]! == 0;
    }

    private Task<CommandResult> ExtractAsync(string dataset, params string[] flags) =>
        CommandLine.RunAsync(["extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path, .. flags]);

    private async Task<string> UnbrokenAsync()
    {
        string dataset = film.At("unbroken");
        if (unbroken is null)
        {
            CommandResult result = await ExtractAsync(dataset);
            Assert.True(result.Code == 0, result.Error);
            lock (Gate)
            {
                unbroken = CommandLine.Digests(dataset);
            }
        }

        return dataset;
    }
}
