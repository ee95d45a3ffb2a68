using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Synthesis;

namespace MovieData.Tests.EndToEnd;

/// <summary>Figures of shots from the film to the rows, and what a limit does.</summary>
[Slow]
public sealed partial class SurveyedFilmTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    private static readonly SyntheticFilm Designed = new(SmallFilm.Options);

    [Fact]
    public async Task Plan_DemoFilm_HasFiguresOfEveryShotWithSamples()
    {
        string dataset = await film.PlannedAsync("planned");

        SamplePlan plan = PlanOf(dataset);

        int[] shots =
            [.. plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Shot).Distinct()];
        Assert.Equal(shots, plan.Figures.Keys);
        ShotFigures shifted = plan.Figures[ShotOf(plan, "shifted")];
        ShotFigures garden = plan.Figures[ShotOf(plan, "garden")];

        // 5 of 1080 rows, drawn so; the others lie level.
        Assert.Equal(5000.0 / 1080, shifted.VerticalPermille!.Value, 5000.0 / 1080 * 0.05);
        Assert.InRange(garden.VerticalPermille!.Value, -0.5, 0.5);
        Assert.InRange(garden.RotationDegrees!.Value, -0.05, 0.05);
        Assert.InRange(garden.GainGreen!.Value, 0.99, 1.01);
        Assert.True(garden.NearPercent > 0 && garden.FarPercent < 0, $"{garden}");
        Assert.Null(garden.DepthJumpPercent);
        Assert.NotNull(plan.Figures[ShotOf(plan, "room")].DepthJumpPercent);
    }

    [Fact]
    public async Task Extract_DemoFilm_RowsHaveTheFiguresOfTheirShots()
    {
        string dataset = await film.ExtractedAsync("extracted");
        SamplePlan plan = PlanOf(dataset);

        foreach (FrameRow row in Rows(dataset))
        {
            Assert.Equal(plan.Figures[row.Place.Shot], row.Figures.Shot);
        }
    }

    [Fact]
    public async Task Extract_WithALimit_RejectsTheShotBeforeItIsDecoded()
    {
        string pipeline = film.At("level.yaml");
        File.WriteAllText(pipeline, QuarterPipeline.Replaced(File.ReadAllText(film.Pipeline), new()
        {
            ["  drop_first_last_chapter: true"] = "  drop_first_last_chapter: true\n  vertical_permille_max: 3",
            ["fps: { train: 4,"] = "fps: { train: 2,",
        }));
        string dataset = film.At("level");

        CommandResult result =
            await CommandLine.RunAsync("extract", "--pipeline", pipeline, "--out", dataset, film.Path);
        CommandResult verify = await CommandLine.RunAsync("verify", dataset);

        Assert.Equal((0, 0), (result.Code, verify.Code));
        SamplePlan plan = PlanOf(dataset);
        FrameRow[] rows = [.. Rows(dataset).Where(row => row.Place.Shot == ShotOf(plan, "shifted"))];
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.Equal(("offset", 3.0), (row.Rule, row.Limit));
            Assert.Equal(row.Figures.Shot!.VerticalPermille, row.Value);
            Assert.Null(row.Figures.ConsistentFraction);
        });
        Assert.DoesNotContain(Rows(dataset), row => row.Rule == "offset" && row.Place.Shot != rows[0].Place.Shot
            && ShotDesignOf(plan, row.Place.Shot).Verdict == ShotVerdict.Kept);
    }

    /// <summary>Where the scan heard no complaint, ffmpeg may end behind the last frame that is surveyed.</summary>
    [Fact]
    public async Task Plan_FilmWithoutComplaint_DecodesNothingBehindSurveyedFrames()
    {
        using var garden = new ShortFilm();

        Assert.Contains(0, await DecodedBehindAsync("logged", garden.Path));
    }

    /// <summary>Of a film with rotten bytes it must know whether a frame is among those that they reach.</summary>
    [Fact]
    public async Task Plan_FilmThatTheDecoderComplainedOf_DecodesBehindSurveyedFrames()
    {
        using var garden = new ShortFilm();
        byte[] rotten = File.ReadAllBytes(garden.Path);
        rotten.AsSpan(rotten.Length * 3 / 5, 200).Fill(0xA5);
        File.WriteAllBytes(film.At("rotten.mkv"), rotten);

        Assert.All(await DecodedBehindAsync("damaged", film.At("rotten.mkv")), behind => Assert.True(behind > 0));
    }

    /// <summary>
    /// How far behind the last frame that is wanted each of the survey's decodes goes, in units of pts, less 1.
    /// </summary>
    private async Task<long[]> DecodedBehindAsync(string dataset, string path)
    {
        string log = film.At(dataset + ".txt");

        CommandResult result = await OtherFFmpeg.RunAsync(
            film.At(dataset + "-programs"), $"echo \"$*\" >> '{log}'", "plan", "--pipeline", film.Pipeline, "--out",
            film.At(dataset), path);

        Assert.True(result.Code == 0, result.Error);
        long[] behind = [.. File.ReadLines(log).Where(line => Wanted().IsMatch(line) && End().IsMatch(line))
            .Select(line => Number(End().Match(line)) - Wanted().Matches(line).Max(Number) - 1)];
        Assert.NotEmpty(behind);
        return behind;
    }

    [GeneratedRegex(@"end_pts=(\d+)")]
    private static partial Regex End();

    [GeneratedRegex(@"eq\(pts\D+(\d+)\)")]
    private static partial Regex Wanted();

    private static long Number(Match match) => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static SamplePlan PlanOf(string dataset)
    {
        JsonObject json = FilmRecord.ReadPlan(new OutputFolder(dataset), "film");
        return SamplePlanJson.Read(json, "film");
    }

    private static IEnumerable<FrameRow> Rows(string dataset) => CommittedSamples.Entries(new OutputFolder(dataset))
        .SelectMany(entry => RowReader.ReadFrames(new OutputFolder(dataset), entry));

    private static int ShotOf(SamplePlan plan, string name) => plan.Shots.Single(
        shot => shot.FirstFrame == Designed.Shots.Single(design => design.Name == name).FirstFrame).Index;

    private static ShotDesign ShotDesignOf(SamplePlan plan, int shot) => Designed.ShotAt(plan.Shots[shot].FirstFrame);
}
