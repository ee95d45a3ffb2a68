using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Imaging.Kernels;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Synthesis;
using MovieData.Tests.Readers;

namespace MovieData.Tests.EndToEnd;

/// <summary>The main job: a film in, a verified dataset out, the same bytes whatever happened on the way.</summary>
[Slow]
public class ExtractTests(SmallFilm film) : IClassFixture<SmallFilm>
{
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
        Assert.Equal((0, 0), ((int)json["processes"]!, (int)json["seconds_left"]!));
        Assert.InRange((double)json["samples_per_second"]!, 0.01, 1000);
    }

    [Fact]
    public async Task Extract_SyntheticFilm_PlansOnlyTheShotsDesignedToBePlanned()
    {
        var folder = new OutputFolder(await UnbrokenAsync());
        var synthetic = new SyntheticFilm(SmallFilm.Options);

        var planned = FrameOutcome.ReadAll(folder).Select(f => synthetic.ShotAt(f.Frame).Name).Distinct();

        Assert.Equal(
            synthetic.Shots.Where(s => s.Verdict != ShotVerdict.NotPlanned).Select(s => s.Name).Order(),
            planned.Order());
    }

    [Fact]
    public async Task Extract_FramesFiles_HoldEveryFigureOfEveryMeasuredFrame()
    {
        string dataset = await UnbrokenAsync();
        using DuckDb duck = DuckDb.Open();
        string frames = $"'{dataset}/frames/*.parquet'";

        // Figures of valid pixels, of sky, of a map at the right view, of a correction, of shots are not always there.
        string[] always = [.. SampleSchema.FigureColumns.Select(figure => figure.Column.Name).Where(name =>
            name is not ("photometric_error" or "vertical_offset_px" or "vertical_rotation" or "vertical_zoom"
                or "sky_confidence")
            && !name.StartsWith("disparity_", StringComparison.Ordinal)
            && !name.StartsWith("shot_", StringComparison.Ordinal)
            && !name.StartsWith("rectified_", StringComparison.Ordinal))];
        string missing = string.Join(" OR ", always.Select(name => $"{name} IS NULL"));

        // Decoding lost no frame of this film: each was measured, and a rule it failed has a number and a limit.
        Assert.Equal("0", duck.Query($"SELECT count(*) FROM {frames} WHERE {missing}")[0][0]);
        Assert.Equal("0", duck.Query(
            $"SELECT count(*) FROM {frames} WHERE NOT accepted AND (value IS NULL OR \"limit\" IS NULL "
            + "OR failed_rules NOT LIKE rule || '%')")[0][0]);
        Assert.Equal("0", duck.Query(
            $"SELECT count(*) FROM {frames} WHERE accepted AND NOT (photometric_error BETWEEN 0 AND 0.3 "
            + "AND abs(exposure_difference) < 5 AND abs(vertical_offset_px) < 0.5 AND disparity_min < disparity_max "
            + "AND range_px <= range_exact_px AND length(perceptual_hash) = 16)")[0][0]);

        // The shot made with a right view 5 px down, here 1.25: seen by the fit, in every sample.
        ShotDesign shifted = new SyntheticFilm(SmallFilm.Options).Shots
            .First(shot => shot.Name == "shifted");
        string?[] offset = duck.Query(
            $"SELECT min(vertical_offset_px), max(vertical_offset_px), count(*) FROM {frames} "
            + $"WHERE frame >= {shifted.FirstFrame} AND frame < {shifted.EndFrame}")[0];
        Assert.InRange(double.Parse(offset[0]!, CultureInfo.InvariantCulture), 1, 1.5);
        Assert.InRange(double.Parse(offset[1]!, CultureInfo.InvariantCulture), 1, 1.5);
        Assert.Equal("4", offset[2]);
    }

    [Fact]
    public async Task Extract_KeptSamples_HaveAPreviewToLookAt()
    {
        using DuckDb duck = DuckDb.Open();

        string?[] found = duck.Query(
            "SELECT count(*) = count(preview.bytes), max(octet_length(preview.bytes)) <= 30000, "
            + "min(octet_length(preview.bytes)) > 5000, bool_and(hex(preview.bytes) LIKE 'FFD8FF%'), "
            + $"count(DISTINCT preview.path) = count(*) FROM '{await UnbrokenAsync()}/data/*/*.parquet'")[0];

        Assert.All(found, one => Assert.Equal("true", one));
    }

    [Fact]
    public async Task Extract_KeptSamples_AgreeWithTheTruth()
    {
        var folder = new OutputFolder(await UnbrokenAsync());
        var comparison = new TruthComparison(new SyntheticFilm(SmallFilm.Options));
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

    /// <summary>Sky is where the film has it, and stays there from one sample to the next (0.25 s).</summary>
    [Fact]
    public async Task Extract_SkyOfTheFilm_IsTheTruthsAndStable()
    {
        var folder = new OutputFolder(await UnbrokenAsync());
        var synthetic = new SyntheticFilm(SmallFilm.Options);
        (int Frame, byte[] Mask)? last = null;
        int withSky = 0;
        foreach (ShardSample sample in ShardSample.ReadAll(folder))
        {
            using ShardSample held = sample;
            using SceneTruth truth = synthetic.Truth(sample.Frame);
            byte[] mask = sample.Mask.Bytes.ToArray();
            (int said, int both, int there, int flipped) = (0, 0, 0, 0);
            for (int i = 0; i < mask.Length; i++)
            {
                bool isSky = mask[i] == MaskCode.Sky;
                (int x, int y) = (sample.Crop.X + (i % sample.Crop.Width), sample.Crop.Y + (i / sample.Crop.Width));
                bool isThere = truth.Left.Sky[x, y] != 0;
                said += isSky ? 1 : 0;
                there += isThere ? 1 : 0;
                both += isSky && isThere ? 1 : 0;
                flipped += last?.Frame == sample.Frame - 3 && isSky != (last.Value.Mask[i] == MaskCode.Sky) ? 1 : 0;
            }

            string name = $"{sample.Id}: {said} said, {there} there, {both} both, {flipped} flipped of {mask.Length}";
            Assert.True(flipped <= 0.02 * mask.Length, name);
            Assert.True(there == 0 ? said < 0.003 * mask.Length : both >= 0.85 * (said + there - both), name);
            withSky += there > 0 ? 1 : 0;
            last = (sample.Frame, mask);
        }

        Assert.True(withSky > 0);
    }

    [Fact]
    [Long("ExtractTests.Extract_PartitionsInAnyOrderAndMoreWorkersThanMemory_EndInTheSameBytes")]
    public async Task Extract_StoppedAfterEverySegment_EndsInTheSameBytes()
    {
        string dataset = await film.PlannedAsync("stepwise");
        for (int step = 0; step < 40 && !await IsCompleteAsync(dataset); step++)
        {
            Assert.Equal(0, (await ExtractAsync(dataset, "--limit", "3")).Code);
        }

        await ShouldBeUnbrokenAsync(dataset);
    }

    [Fact]
    public async Task Extract_PartitionsInAnyOrderAndMoreWorkersThanMemory_EndInTheSameBytes()
    {
        string dataset = await film.PlannedAsync("parts");
        foreach (string part in (string[])["3/3", "1/3"])
        {
            Assert.Equal(0, (await ExtractAsync(dataset, "--partition", part)).Code);
        }

        CommandResult rest = await ExtractAsync(dataset, "--workers", "12", "--memory-mb-max", "256");

        // 450 bytes × 470 × 200 pixels are 42.3 MB: six fit.
        Assert.Equal(0, rest.Code);
        Assert.Contains(
            "6 of 12 workers: each may need 43 MB of pixels; for all of them state --memory-mb-max 508",
            rest.Error,
            StringComparison.Ordinal);
        await ShouldBeUnbrokenAsync(dataset);
    }

    /// <summary>A fault of ours is told as one, with its trace in the log, and is not tried again.</summary>
    [Fact]
    public async Task Extract_BugInASegment_IsToldAsABugAndItsTraceIsLogged()
    {
        string dataset = await film.PlannedAsync("bug");
        int thrown = 0;
        Publication.BeforeStep.Value = step =>
        {
            // The failure's own record has the name of the entry that was not written.
            if (thrown == 0 && step.Contains("00000.json", StringComparison.Ordinal))
            {
                thrown++;
                string? nothing = null;
                _ = nothing!.Length;
            }
        };
        CommandResult result = await ExtractAsync(dataset, "--limit", "1");
        Publication.BeforeStep.Value = null;

        Assert.Equal((1, 1), (result.Code, thrown));
        Assert.Contains("bug of MovieData: NullReferenceException: Object reference not set", result.Error);
        string log = string.Concat(
            Directory.GetFiles(new OutputFolder(dataset).Log, "*.jsonl").Select(File.ReadAllText));
        Assert.Contains(nameof(Extract_BugInASegment_IsToldAsABugAndItsTraceIsLogged), log);
    }

    /// <summary>Networks in two places, as on two GPUs: which one takes a segment does not matter.</summary>
    [Fact]
    public async Task Extract_NetworksInTwoPlaces_GivesTheSameBytes()
    {
        string dataset = await film.PlannedAsync("two-places");
        Pipeline pipeline = PipelineFile.Read(film.Pipeline);
        using ModelPool models = ModelPool.Load([ModelPlace.Cpu, ModelPlace.Cpu], place => ModelSet.Load(
            ModelCatalogue.Read(null),
            pipeline.Flow.Model,
            pipeline.Sky.Networks,
            DatasetRun.DigestOf(pipeline),
            place));
        var options = new RunOptions(
            Split.Train, Workers: 2, 1, 1, SegmentsMax: 4, 1_000_000_000, AllowPlatform: false);
        var run = new DatasetRun(pipeline, new OutputFolder(dataset), options, new RunProgress());
        CancellationToken cancel = TestContext.Current.CancellationToken;

        IReadOnlyList<FilmPlan> plans = run.Plan(
            SourceArgument.Resolve([film.Path], new FilmOverrides()), null, models.First, extracts: true, cancel);
        int failed = await run.ExtractAsync(plans, models, cancel);

        Assert.Equal(0, failed);
        CommandLine.ShouldBePart(await UnbrokenAsync(), dataset, segments: 4);
    }

    [Fact]
    public async Task Extract_SeveralPairsARun_IsAPlatformOfItsOwnAndGivesTheSameBytesHoweverItIsRun()
    {
        (string once, string twice) = (await film.PlannedAsync("pairs-once"), await film.PlannedAsync("pairs-twice"));
        string[] pairs = ["--flow-pairs", "3"];
        Assert.Equal(0, (await ExtractAsync(once, [.. pairs, "--limit", "2", "--workers", "2"])).Code);
        Assert.Equal(0, (await ExtractAsync(twice, [.. pairs, "--limit", "1"])).Code);
        CommandResult other = await ExtractAsync(twice, "--flow-pairs", "1", "--limit", "1");

        // Nothing stated: what the folder was begun with, on whatever device.
        Assert.Equal(0, (await ExtractAsync(twice, "--limit", "1")).Code);

        Assert.Equal(2, other.Code);
        Assert.Contains("flow_pairs", Assert.Single(other.Faults), StringComparison.Ordinal);
        Assert.Equal(CommandLine.Digests(once), CommandLine.Digests(twice));
    }

    [Fact]
    public async Task Extract_FolderOfAnotherPipeline_IsRefusedNamingBothSides()
    {
        string dataset = await UnbrokenAsync();
        string other = film.At("other.yaml");
        File.WriteAllText(
            other, QuarterPipeline.Replaced(
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

    private Task<string> UnbrokenAsync() => film.ExtractedAsync("unbroken");

    private async Task ShouldBeUnbrokenAsync(string dataset) =>
        Assert.Equal(CommandLine.Digests(await UnbrokenAsync()), CommandLine.Digests(dataset));
}
