using MovieData.Imaging.Frames;
using MovieData.Media.Scan;
using MovieData.Plan;

namespace MovieData.Tests.Scan;

/// <summary>Which rate bursts are counted at, where the container's word and the frames' times differ.</summary>
public sealed class PlannedRateTests
{
    /// <summary>
    /// MPEG-2 with pulldown: 3 and 2 fields of 1/59.94 s in turn are 24 pictures in 60 · 1001/59940 s = 1.001 s. The
    /// container says 31, of which the samples would be 0, 7, 15, 23.
    /// </summary>
    [Fact]
    public void Plan_ContainerStatesAnotherRateThanItsFrames_BurstsAreCountedAtTheirs()
    {
        long[] pts = [.. Enumerable.Range(0, 96).Select(frame => (frame / 2 * 5 + frame % 2 * 3) * 20_020L)];
        var scores = new SceneScores(new double[96], [InventedScan.Times(pts)], new Rational(1, 1_200_000));

        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(new Rational(31, 1), []), scores, Options(Split.Train));

        Assert.Equal([0, 6, 12, 18], Frames(plan).Take(4));
        Assert.Contains("the container says 31.000 fps", plan.Warnings[0], StringComparison.Ordinal);
    }

    /// <summary>12.5 fps is counted as 13, not as the 12 that whole milliseconds would make of it.</summary>
    [Fact]
    public void Plan_TimesRoundedToMilliseconds_KeepTheStatedRate()
    {
        long[] pts = [.. Enumerable.Range(0, 100).Select(frame => (frame * 80L) + (frame == 99 ? 1 : 0))];
        var scores = new SceneScores(new double[100], [InventedScan.Times(pts)], new Rational(1, 1000));

        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(new Rational(25, 2), []), scores, Options(Split.Test));

        Assert.Equal([0, 52], Frames(plan).Take(2));
        Assert.DoesNotContain(plan.Warnings, warning => warning.Contains("fps", StringComparison.Ordinal));
    }

    private static IEnumerable<int> Frames(SamplePlan plan) =>
        plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame);

    private static PlanOptions Options(Split split) => SmallPlans.Paper with { Split = split };
}
