using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>
/// The stretched edge of <see cref="OpenedPair"/> falls by 100/13 levels a pixel. Of the 12 px beyond the wall's first
/// 7 are lighter by 20, in the mean 35/3. 20 rows of 12 px weigh as much as 240 of 840 px: 600 are −1.
/// </summary>
public sealed class HoleStretchTests
{
    private const double Texture = 7.0 * OpenedPair.Lighter / OpenedPair.NearPx;

    /// <summary>The wall differs from the stretched edge by 50 levels in the mean: ln((50 + ½) / (100 + 35/3 + 1)).
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheWall_IsHalfTheContrast(bool isMirrored)
    {
        double stretch = Of(isMirrored, rows: 20, _ => OpenedPair.Wall);

        Assert.Equal(Drawn(Math.Log(50.5 / (101 + Texture))), stretch, 1e-4);
    }

    /// <summary>Rounding to levels leaves less than half a level: ln of at most (½ + ½) / (100 + 35/3 + 1).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheStretchedEdge_IsFarBelow(bool isMirrored)
    {
        double stretch = Of(isMirrored, rows: 20, step => OpenedPair.Thing - (100.0 * step / 13));

        Assert.InRange(stretch, Drawn(Math.Log(0.5 / (101 + Texture))), Drawn(Math.Log(1 / (101 + Texture))));
    }

    /// <summary>12 rows of 12 px are fewer than 150 px.</summary>
    [Fact]
    public void Of_FewPixelsOfHoles_IsUnknown() => Assert.Equal(double.NaN, Of(false, rows: 12, _ => OpenedPair.Wall));

    /// <summary>12 px over 320 px are the slope of a surface and no edge, whatever is shown.</summary>
    [Fact]
    public void Of_DisparityFallsSlowly_IsUnknown()
    {
        using SurveyedPair pair = OpenedPair.Of(false, 20, _ => OpenedPair.Wall);
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < OpenedPair.Width; x++)
            {
                pair.LeftToRight.U[x, y] = -OpenedPair.NearPx * (1 - ((float)x / OpenedPair.Width));
            }
        }

        Assert.Equal(double.NaN, Of(pair));
    }

    /// <summary>The more pixels, the less is known in advance: of 5000 rows it is what they show, nearly.</summary>
    [Fact]
    public void Of_ManyHoles_IsWhatTheyShow() => Assert.Equal(
        Math.Log(50.5 / (101 + Texture)), Of(false, rows: 5000, _ => OpenedPair.Wall), 0.005);

    private static double Drawn(double seen) => ((240 * seen) - 600) / 840;

    private static double Of(bool isMirrored, int rows, Func<int, double> hole)
    {
        using SurveyedPair pair = OpenedPair.Of(isMirrored, rows, hole);
        return Of(pair);
    }

    private static double Of(SurveyedPair pair) =>
        HoleStretch.Of(pair, OpenedPair.Luma(pair.Left), OpenedPair.Luma(pair.Right));
}
