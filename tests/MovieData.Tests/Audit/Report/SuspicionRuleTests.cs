using MovieData.Audit.Report;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Report;

public sealed class SuspicionRuleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Every kind that is measured.</summary>
    public static TheoryData<string> Kinds =>
        [.. SuspicionRule.All.Where(rule => rule.Limit is not null).Select(rule => rule.Kind)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Ask_AtTheLimitAndBeyond_IsSuspiciousOnlyBeyond(string kind)
    {
        (Func<double, MadeShot> shot, double limit, double beyond) = Case(kind);
        AuditDocument document = Audit(shot(limit), shot(beyond), new MadeShot(null, [new(), new()]));

        ShotReport[] shots = [.. document.Shots];
        Assert.Empty(shots[0].Suspicions);
        Assert.Empty(shots[2].Suspicions);
        Suspicion found = Assert.Single(shots[1].Suspicions);
        Assert.Equal(kind, found.Kind);
        SuspicionRule rule = SuspicionRule.All.Single(one => one.Kind == kind);
        Assert.Equal(rule.Limit, found.Limit);
        Assert.True(rule.IsLeast ? found.Value < found.Limit : found.Value > found.Limit);
        Assert.DoesNotContain("{", found.Text, StringComparison.Ordinal);
        Assert.Equal([kind], document.Totals.Suspicions.Keys);
        SuspicionKindReport report = document.SuspicionKinds.Single(one => one.Kind == kind);
        Assert.Equal((1, kind == "bars" ? 3 : 2), (report.Shots, report.Measured));
    }

    /// <summary>The scan's word counts where it saw something.</summary>
    [Fact]
    public void Ask_ViewsOutOfStepByTheScan_IsATemporalShift()
    {
        var shot = new MadeShot(null, [new(), new() { ScanShift = -2 }, new()]);
        Suspicion found = Assert.Single(Audit(shot).Shots.Single().Suspicions);
        Assert.Equal(("temporal_shift", 2.0), (found.Kind, found.Value));
    }

    [Fact]
    public void Ask_RightFirstFilm_AsksForTheOtherOrder()
    {
        var shot = new MadeShot(new ShotFigures { LeftFirstProbability = 0.99 }, [new()]);
        Assert.Empty(Audit(shot).Shots.Single().Suspicions);
        AuditDocument document = Audit(new MadeFilm("film", [shot]) { Order = ViewOrder.RightFirst });
        Assert.Equal("swapped_views", document.Shots.Single().Suspicions.Single().Kind);
        Assert.Equal((1, "right-first"), (document.Films[0].SwappedShots, document.Films[0].ViewOrder));
    }

    [Fact]
    public void All_WhatNoFigureMeasures_IsSaidNotToBeMeasured()
    {
        SuspicionKindReport[] kinds =
            [.. Audit(new MadeShot(new ShotFigures(), [new()])).SuspicionKinds];
        Assert.Equal(
            ["swapped_views", "temporal_shift", "converted_2d", "flat", "cardboard", "window_violation",
                "floating_window", "colour_mismatch", "sharpness_mismatch", "near_duplicate", "bars", "subtitles",
                "strong_depth", "rotation", "zoom", "vertical_offset", "depth_jump"],
            kinds.Select(kind => kind.Kind));
        Assert.All(kinds, kind => Assert.Equal(kind.Kind == "bars" ? 1 : 0, kind.Measured));
        Assert.All(
            kinds.Where(kind => kind.Kind is "cardboard" or "subtitles"), kind => Assert.NotNull(kind.Note));
        Assert.All(
            kinds.Where(kind => kind.Limit is not null), kind => Assert.NotEqual("", kind.Source));
    }

    [Fact]
    public void Limits_OfStrictYaml_AreTheFiles()
    {
        ShotOptions strict = PipelineFile.Read(
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "strict.yaml")).Shots;
        Assert.Equal(
            [
                strict.ViewOrderProbabilityMin, strict.TimeShiftFramesMax, strict.ConvertedScoreMax,
                strict.WindowViolationMax, strict.StripePxMax, strict.ColourPercentMax, strict.BlurPxMax,
                strict.RotationDegreesMax, strict.ZoomPercentMax, strict.VerticalPermilleMax,
                strict.DepthJumpPercentMax,
            ],
            SuspicionRule.All.Where(rule => rule.Source == "pipelines/strict.yaml").Select(rule => rule.Limit!.Value));
    }

    private static (Func<double, MadeShot> Shot, double Limit, double Beyond) Case(string kind)
    {
        static MadeShot Of(ShotFigures figures) => new(figures, [new(), new()]);

        // Near and far of a scene that is neither flat nor strong, in binary fractions.
        var plain = new ShotFigures { NearPercent = 0.5, FarPercent = -0.5 };
        return kind switch
        {
            "swapped_views" => (v => Of(plain with { LeftFirstProbability = v }), 0.05, 0.0499),
            "temporal_shift" => (v => Of(plain with { TimeShiftFrames = -v }), 0.1, 0.1001),
            "converted_2d" => (v => Of(plain with { ConvertedScore = v }), 0.8, 0.8001),
            "flat" => (v => Of(new ShotFigures { NearPercent = v, FarPercent = 0 }), 0.15, 0.1499),
            "strong_depth" => (v => Of(new ShotFigures { NearPercent = v, FarPercent = -1 }), 2.5, 2.5001),
            "window_violation" => (v => Of(plain with { WindowViolation = v }), 0.5, 0.5001),
            "floating_window" => (v => Of(plain with { StripeLeftPx = 0, StripeRightPx = -v }), 200, 201),
            "colour_mismatch" => (v => Of(plain with { GainRed = 1, GainBlue = v }), 1.25, 1.2501),
            "sharpness_mismatch" => (v => Of(plain with { BlurPx = -v }), 3, 3.0001),
            "near_duplicate" => (v => Of(plain with { DuplicateBits = v }), 3, 2),
            "bars" => (v => new(plain, [new() { BarFraction = v }, new() { BarFraction = v }]), 0.01, 0.0101),
            "rotation" => (v => Of(plain with { RotationDegrees = -v }), 0.5, 0.5001),
            "zoom" => (v => Of(plain with { ZoomPercent = -v }), 2, 2.0001),
            "vertical_offset" => (v => Of(plain with { VerticalPermille = -v }), 10, 10.0001),
            "depth_jump" => (v => Of(plain with { DepthJumpPercent = -v }), 5, 5.0001),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no case"),
        };
    }

    private AuditDocument Audit(params MadeShot[] shots) => Audit(new MadeFilm("film", shots));

    private AuditDocument Audit(MadeFilm film)
    {
        string root = _folder[Guid.NewGuid().ToString("N")];
        var made = new MadeDataset(PaperPipeline.Options, MadeDataset.WithoutPictures);
        return AuditReport.Of(DatasetRows.Read(
            made.Write(root, [film]), _ => { }, TestContext.Current.CancellationToken));
    }
}
