using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Shifts of points whose motion and flow are arithmetic.</summary>
public sealed class TimeShiftTests
{
    private const int Columns = 60;
    private const int Rows = 30;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-0.25)]
    [InlineData(1)]
    [InlineData(-2)]
    public void Of_ThingsThatMoveBeforeTiltedViews_IsTheShift(double shift) => Assert.Equal(
        shift,
        TimeShift.Of([Points(shift, offset: 1), Points(shift, offset: 1)])!.Value,
        0.02 * Math.Max(1, Math.Abs(shift)));

    /// <summary>Motion that is measured with noise draws a plain regression towards 0: by a fifth here.</summary>
    [Fact]
    public void Of_NoisyMotion_IsNotDrawnTowardsZero()
    {
        double? shift = TimeShift.Of([Points(0.5, motion: 1, noise: 0.3f), Points(0.5, motion: 1, noise: 0.3f)]);

        Assert.Equal(0.5, shift!.Value, 0.04);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(0.02f, 0)]
    public void Of_NothingButTiltOfTheCamera_IsNotMeasurable(float motion, float tilt) =>
        Assert.Null(TimeShift.Of([Points(0.5, motion: motion, tilt: tilt)]));

    /// <summary>Views that do not lie level are not out of step: their offset is the same however fast the camera
    /// tilts, and so two positions tell the two apart.</summary>
    [Fact]
    public void Of_TiltsOfTwoSpeeds_IsTheShift()
    {
        double? shift = TimeShift.Of(
            [Points(0.5, motion: 0, tilt: 3, offset: -2), Points(0.5, motion: 0, tilt: -1, offset: -2)]);

        Assert.Equal(0.5, shift!.Value, 0.02);
    }

    [Fact]
    public void Of_FewPointsOrNone_IsNotMeasurable()
    {
        Assert.Null(TimeShift.Of([]));
        Assert.Null(TimeShift.Of([MatchedSamples.Of([])]));
        Assert.Null(TimeShift.Of([MatchedSamples.Of([(0, 0, 3, 1, 1, 0), (0.5f, 0, 3, 1, float.NaN, float.NaN)])]));
    }

    /// <summary>One thing whose flow is wrong by as much as it moves: not every block says the same.</summary>
    [Fact]
    public void Of_OneThingAgainstTheOthers_IsNotDeceivedByIt()
    {
        var points = PointList(0, motion: 2, noise: 0.02f);
        for (int i = 0; i < points.Count; i++)
        {
            if (points[i].X is > 0.5f and < 0.8f && points[i].Y > 0.1f)
            {
                points[i] = points[i] with { V = points[i].V + 3 };
            }
        }

        Assert.InRange(TimeShift.Of([MatchedSamples.Of(points)]) ?? 0, -0.05, 0.05);
    }

    /// <summary>The network's own word on vertical flow does not count: here it says that nothing lies lower.</summary>
    [Fact]
    public void Of_FlowThatThePicturesCorrect_IsMeasuredOnTheCorrectedOne()
    {
        MatchedSamples points = Points(0.5);
        Array.Clear(points.V);

        Assert.Equal(0.5, TimeShift.Of([points])!.Value, 0.02);
    }

    /// <summary>Points that agree to the last block may still all be wrong alike: by 2 % of the shift.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public void Measure_PointsThatAgree_AreNoSurerThanTheirCommonError(double shift) =>
        Assert.InRange(
            TimeShift.Measure([Points(shift, noise: 0)])!.Value.Error,
            0.0199 * Math.Abs(shift),
            0.025 * Math.Abs(shift));

    private static MatchedSamples Points(
        double shift, float motion = 2, float noise = 0.02f, float tilt = 0, float offset = 0) =>
        MatchedSamples.Of(PointList(shift, motion, noise, tilt, offset));

    // Squares that go up and down before a wall, in views turned by 0.3°, one larger by 1 %.
    private static List<(float X, float Y, float Disparity, float V, float Motion, float Error)> PointList(
        double shift, float motion, float noise, float tilt = 0, float offset = 0)
    {
        var random = new Random(5);
        var points = new List<(float, float, float, float, float, float)>();
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                float x = (column - (Columns / 2f)) / (Columns / 2f);
                float y = (row - (Rows / 2f)) / (Columns / 2f);
                int thing = (column / 6) + (5 * (row / 6));
                bool isThing = thing % 3 == 0;
                float moves = tilt + (isThing ? motion * (((thing * 7 % 5) - 2) / 2f) : 0);
                float left = moves + (noise * Normal(random));
                float right = moves + (noise * Normal(random));
                float v = (float)(shift * moves) + offset + (1.6f * x) + (3.2f * y) + (0.02f * Normal(random));
                points.Add((x, y, isThing ? 12 + thing : -4 - x, v, (left + right) / 2, left - right));
            }
        }

        return points;
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble()));
}
