using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>
/// A grey thing of 160 levels, 12 px before a grey wall of 60: between its last column in the right view, 147, and the
/// wall's first, 160, 12 px of the wall appear. The stretched edge falls by 100/13 levels a pixel there. From column
/// 166 the wall is lighter by 20: so are 7 of the 12 px beyond the wall's first, in the mean 35/3.
/// </summary>
public sealed class HoleStretchTests
{
    private const int Width = 320;
    private const int Edge = 160;
    private const int NearPx = 12;
    private const int Thing = 160;
    private const int Wall = 60;
    private const int Lighter = 20;
    private const int LighterFrom = 166;
    private const double Texture = 7.0 * Lighter / NearPx;

    /// <summary>The wall differs from the stretched edge by 50 levels in the mean: ln((50 + ½) / (100 + 35/3 + 1)).
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheWall_IsHalfTheContrast(bool isMirrored)
    {
        double stretch = Of(isMirrored, rows: 20, _ => Wall);

        Assert.Equal(Math.Log(50.5 / (101 + Texture)), stretch, 1e-4);
    }

    /// <summary>Rounding to levels leaves less than half a level: ln of at most (½ + ½) / (100 + 35/3 + 1).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_HoleShowsTheStretchedEdge_IsFarBelow(bool isMirrored)
    {
        double stretch = Of(isMirrored, rows: 20, step => Thing - (100.0 * step / 13));

        Assert.InRange(stretch, Math.Log(0.5 / (101 + Texture)), Math.Log(1 / (101 + Texture)));
    }

    /// <summary>12 rows of 12 px are fewer than 150 px.</summary>
    [Fact]
    public void Of_FewPixelsOfHoles_IsUnknown() => Assert.Equal(double.NaN, Of(false, rows: 12, _ => Wall));

    /// <summary>12 px over 320 px are the slope of a surface and no edge, whatever is shown.</summary>
    [Fact]
    public void Of_DisparityFallsSlowly_IsUnknown()
    {
        using SurveyedPair pair = Pair(false, 20, _ => Wall);
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                pair.LeftToRight.U[x, y] = -NearPx * (1 - ((float)x / Width));
            }
        }

        Assert.Equal(double.NaN, Of(pair));
    }

    private static double Of(bool isMirrored, int rows, Func<int, double> hole)
    {
        using SurveyedPair pair = Pair(isMirrored, rows, hole);
        return Of(pair);
    }

    private static double Of(SurveyedPair pair) => HoleStretch.Of(pair, Luma(pair.Left), Luma(pair.Right));

    // Mirrored, the views change places: the thing stands on the right, and the left view sees beside it.
    private static SurveyedPair Pair(bool isMirrored, int rows, Func<int, double> hole)
    {
        var size = new PixelSize(Width, rows);
        (Plane<Rgb24> whole, Plane<Rgb24> opened) = (new(Width, rows), new(Width, rows));
        (FlowField forth, FlowField back) = (new(size), new(size));
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int at = isMirrored ? Width - 1 - x : x, sign = isMirrored ? -1 : 1;
                int step = x - (Edge - NearPx) + 1;
                int wall = x < LighterFrom ? Wall : Wall + Lighter;
                whole[at, y] = Grey(x < Edge ? Thing : wall);
                opened[at, y] = Grey(step < 1 ? Thing : step > NearPx ? wall : hole(step));
                forth.U[at, y] = x < Edge ? -sign * NearPx : 0;
                back.U[at, y] = step < 1 ? sign * NearPx : 0;
            }
        }

        return isMirrored
            ? new SurveyedPair(new StereoFrame(0, opened, whole), back, forth)
            : new SurveyedPair(new StereoFrame(0, whole, opened), forth, back);
    }

    private static Rgb24 Grey(double level)
    {
        byte value = (byte)Math.Round(level);
        return new Rgb24(value, value, value);
    }

    private static float[] Luma(Plane<Rgb24> view) => [.. view.Pixels.ToArray().Select(pixel => (float)pixel.G)];
}
