using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>
/// The hole of <see cref="OpenedPair"/>, 12 px wide. Mirrored at its border, the wall is predicted to be dark for 6 px
/// and lighter by 20 for 6: where it is dark all along, that is wrong by 10 levels in the mean. So is the wall's own
/// first piece, of which 6 px are dark, by the 12 lighter ones beyond.
/// </summary>
public sealed class HoleMismatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheWall_IsAsTheWallItself(bool isMirrored) =>
        Assert.Equal(0, Of(isMirrored, rows: 20, _ => OpenedPair.Wall), 1e-6);

    /// <summary>The stretched edge is above the wall's darker grey by 50 levels in the mean, so above what is predicted
    /// by 50 − 10: ln((40 + 1) / (10 + 1)), with half a level of rounding.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheStretchedEdge_IsFarAbove(bool isMirrored)
    {
        double mismatch = Of(isMirrored, rows: 20, step => OpenedPair.Thing - (100.0 * step / 13));

        Assert.InRange(mismatch, Math.Log(40.5 / 11), Math.Log(41.5 / 11));
    }

    /// <summary>Of 10 rows the outermost are not looked at: 8 of 12 px are fewer than 100 px.</summary>
    [Fact]
    public void Of_FewPixelsOfHoles_IsUnknown() =>
        Assert.Equal(double.NaN, Of(false, rows: 10, _ => OpenedPair.Wall));

    private static double Of(bool isMirrored, int rows, Func<int, double> hole)
    {
        using SurveyedPair pair = OpenedPair.Of(isMirrored, rows, hole);
        return HoleMismatch.Of(pair, OpenedPair.Luma(pair.Left), OpenedPair.Luma(pair.Right));
    }
}
