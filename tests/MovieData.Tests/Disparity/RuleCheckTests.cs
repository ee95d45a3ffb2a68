using MovieData.Disparity;
using MovieData.Ledger;

namespace MovieData.Tests.Disparity;

public class RuleCheckTests
{
    private static readonly DisparityOptions Paper = DisparityStageTests.Paper;
    private static readonly DirectionFigures Good = new(0.05, 0.4, 30, 40, 0.9);

    private static DisparityOptions Script => Paper with
    {
        Compare = LimitComparison.LimitFails,
        CheckedDirections = CheckedDirections.Both,
        RangeMeasure = RangeMeasure.MinMax,
    };

    [Fact]
    public void Check_EveryFigureAtItsLimit_PassesThePaperAndFailsTheScript()
    {
        DirectionFigures atLimit = new(150_400 / 1_504_000.0, 0, 10, 10, 1_052_800 / 1_504_000.0);

        Assert.Empty(RuleCheck.Check(Figures(atLimit, Good), Paper));
        Assert.Equal(
            [
                new("vertical", 0.10, 0.10, "left to right"),
                new("range", 10, 10, "left to right"),
                new("consistency", 0.70, 0.70, "left to right"),
            ],
            RuleCheck.Check(Figures(atLimit, Good), Script));
    }

    [Fact]
    public void Check_OnePixelBeyondEachLimit_FailsThePaper()
    {
        DirectionFigures beyond = new(150_401 / 1_504_000.0, 0, 10 - (1 / 64.0), 40, 1_052_799 / 1_504_000.0);

        Assert.Equal(
            ["vertical", "range", "consistency"],
            RuleCheck.Check(Figures(beyond, Good), Paper).Select(r => r.Rule));
    }

    [Fact]
    public void Check_OnlyRightToLeftBad_IsSeenWhereBothDirectionsAreChecked()
    {
        DirectionFigures bad = new(0.5, 9, 1, 2, 0.1);

        Assert.Empty(RuleCheck.Check(Figures(Good, bad), Paper));

        // The consistency rule asks left to right alone, whatever the directions.
        Assert.Equal(
            [new("vertical", 0.5, 0.10, "right to left"), new("range", 2, 10, "right to left")],
            RuleCheck.Check(Figures(Good, bad), Script));
    }

    [Fact]
    public void Check_OtherOrder_PutsThatReasonFirst()
    {
        DirectionFigures bad = new(0.5, 9, 1, 2, 0.1);
        DisparityOptions options = Paper with { RuleOrder = [Rule.Consistency, Rule.Range, Rule.Vertical] };

        IReadOnlyList<Rejection> rejections = RuleCheck.Check(Figures(bad, Good), options);

        Assert.Equal(["consistency", "range", "vertical"], rejections.Select(r => r.Rule));
    }

    [Fact]
    public void Check_RangeMeasure_ChoosesTheFigure()
    {
        DirectionFigures robustNarrow = Good with { RangePx = 9, RangeExactPx = 50 };

        Assert.Equal(9, Assert.Single(RuleCheck.Check(Figures(robustNarrow, Good), Paper)).Value);
        Assert.Empty(RuleCheck.Check(
            Figures(robustNarrow, Good), Paper with { RangeMeasure = RangeMeasure.MinMax }));
    }

    private static DisparityFigures Figures(DirectionFigures leftToRight, DirectionFigures rightToLeft) =>
        new(leftToRight, rightToLeft, 0, 0, 0, 0, 0, 0);
}
