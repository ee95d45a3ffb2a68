using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Plan;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Plan;

public sealed class ShotRulesTests
{
    private static readonly ShotOptions Off = PaperPipeline.Options.Shots;

    /// <summary>At its limit a figure passes, a step beyond it is rejected by its own rule.</summary>
    public static TheoryData<string> Rules => [.. ShotRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Check_AtTheLimitAndBeyond_IsTheRulesVerdict(string rule)
    {
        (ShotOptions limits, Func<double, ShotFigures> shot, double limit, double beyond) = Case(rule);

        Assert.Null(ShotRules.Check(shot(limit), limits, ViewOrder.LeftFirst));
        Assert.Null(ShotRules.Check(shot(beyond), Off, ViewOrder.LeftFirst));
        Assert.Null(ShotRules.Check(new ShotFigures(), limits, ViewOrder.LeftFirst));
        Rejection rejection = ShotRules.Check(shot(beyond), limits, ViewOrder.LeftFirst)!;
        Assert.Equal((rule, "of the whole shot"), (rejection.Rule, rejection.Note));
        Assert.NotEqual(rejection.Limit, rejection.Value);
    }

    /// <summary>Of the first view being the left one is not of the stated order in a film whose right view comes
    /// first.</summary>
    [Fact]
    public void Check_RightFirstFilm_AsksForTheOtherOrder()
    {
        ShotOptions limits = Off with { ViewOrderProbabilityMin = 0.1 };
        var leftFirst = new ShotFigures { LeftFirstProbability = 0.99 };

        Assert.Null(ShotRules.Check(leftFirst, limits, ViewOrder.LeftFirst));
        Assert.Equal("swapped", ShotRules.Check(leftFirst, limits, ViewOrder.RightFirst)?.Rule);
    }

    [Fact]
    public void Reject_SegmentOfTwoShots_LeavesTheGoodOne()
    {
        PlannedSample[] samples = [new(3, [3], 0, 0, 0, 0), new(9, [9], 0, 0, 1, 1), new(12, [12], 0, 0, 1, 1)];
        var plan = new SamplePlan([5], [], [], [new Segment("film", 0, samples)], [])
        {
            Figures = new Dictionary<int, ShotFigures> { [1] = new() { TimeShiftFrames = -0.5 } },
        };
        var log = new RejectionLog();

        Segment left = ShotRules.Reject(
            plan, plan.Segments[0], Off with { TimeShiftFramesMax = 0.25 }, ViewOrder.LeftFirst, log);

        Assert.Equal([3], left.Samples.Select(sample => sample.Frame));
        Assert.Null(log.Find(3));
        Assert.Equal(new Rejection("time_shift", 0.5, 0.25, "of the whole shot"), log.Find(9));
        Assert.Equal(log.Find(9), log.Find(12));
    }

    private static (ShotOptions Limits, Func<double, ShotFigures> Shot, double Limit, double Beyond) Case(
        string rule) =>
        rule switch
        {
            "time_shift" => (Off with { TimeShiftFramesMax = 2 }, v => new() { TimeShiftFrames = -v }, 2, 2.5),
            "swapped" =>
                (Off with { ViewOrderProbabilityMin = 0.5 }, v => new() { LeftFirstProbability = v }, 0.5, 0.4),
            "converted" => (Off with { ConvertedScoreMax = 0.5 }, v => new() { ConvertedScore = v }, 0.5, 0.6),
            "rotation" => (Off with { RotationDegreesMax = 1 }, v => new() { RotationDegrees = -v }, 1, 1.5),
            "zoom" => (Off with { ZoomPercentMax = 2 }, v => new() { ZoomPercent = -v }, 2, 3),
            "offset" => (Off with { VerticalPermilleMax = 5 }, v => new() { VerticalPermille = -v }, 5, 6),
            "colour" =>
                (Off with { ColourPercentMax = 25 }, v => new() { GainRed = 1, GainGreen = 1 / v }, 1.25, 1.5),
            "sharpness" => (Off with { BlurPxMax = 2 }, v => new() { BlurPx = -v }, 2, 3),
            "near" => (Off with { NearPercentMax = 3 }, v => new() { NearPercent = v }, 3, 4),
            "far" => (Off with { FarPercentMin = -3 }, v => new() { FarPercent = v }, -3, -4),
            "depth_jump" => (Off with { DepthJumpPercentMax = 3 }, v => new() { DepthJumpPercent = -v }, 3, 4),
            "window_violation" =>
                (Off with { WindowViolationMax = 0.5 }, v => new() { WindowViolation = v }, 0.5, 0.6),
            "floating_window" =>
                (Off with { StripePxMax = 30 }, v => new() { StripeLeftPx = 1, StripeRightPx = -v }, 30, 31),
            "near_duplicate" => (Off with { DuplicateBitsMin = 3 }, v => new() { DuplicateBits = v }, 3, 2),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "no case"),
        };
}
