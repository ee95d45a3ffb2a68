using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>
/// A grey thing of 160 levels, 12 px before a grey wall of 60: between its last column in the right view, 147, and the
/// wall's first, 160, 12 px appear that the left view does not see. From column 166 the wall is lighter by 20.
/// </summary>
internal static class OpenedPair
{
    public const int Width = 320;
    public const int NearPx = 12;
    public const int Thing = 160;
    public const int Wall = 60;
    public const int Lighter = 20;
    private const int Edge = 160;
    private const int LighterFrom = 166;

    /// <summary>The pair; the caller owns it. Mirrored, the views change places: the thing stands on the right, and the
    /// left view sees beside it.</summary>
    /// <param name="isMirrored">Whether the world is mirrored.</param>
    /// <param name="rows">Height of the views.</param>
    /// <param name="hole">Grey of the pixel so many columns beside the thing, 1…12.</param>
    public static SurveyedPair Of(bool isMirrored, int rows, Func<int, double> hole)
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

    /// <summary>Luma of a grey view, row order.</summary>
    public static float[] Luma(Plane<Rgb24> view) => [.. view.Pixels.ToArray().Select(pixel => (float)pixel.G)];
}
