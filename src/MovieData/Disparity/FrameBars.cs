using MovieData.Imaging.Frames;

namespace MovieData.Disparity;

/// <summary>
/// Black bars of one frame: changing aspects and the edges of floating windows, which the film's own active picture
/// does not show. A row or column that is black in either view has no partner in the other.
/// </summary>
internal static class FrameBars
{
    /// <summary>Levels up to this are black, as where the film's bars are measured; R, G and B each.</summary>
    private const byte BlackMax = 24;

    /// <summary>A row with more than this share of brighter pixels belongs to the picture.</summary>
    private const double BrightShareMax = 0.01;

    /// <summary>Less picture than this share of a side is a dark scene or a fade, not a bar.</summary>
    private const double PictureShareMin = 0.5;

    /// <summary>The part of <paramref name="within"/> that no bar covers; all of it in dark scenes.</summary>
    /// <param name="frame">Both views.</param>
    /// <param name="within">Where to look, crop pixels.</param>
    public static PixelArea Inside(StereoFrame frame, PixelArea within)
    {
        (int top, int bottom) = (within.Y, within.Y + within.Height);
        while (top < bottom && IsBlackRow(frame, within, top))
        {
            top++;
        }

        while (bottom > top && IsBlackRow(frame, within, bottom - 1))
        {
            bottom--;
        }

        (int left, int right) = (within.X, within.X + within.Width);
        while (left < right && IsBlackColumn(frame, left, top, bottom))
        {
            left++;
        }

        while (right > left && IsBlackColumn(frame, right - 1, top, bottom))
        {
            right--;
        }

        return right - left >= PictureShareMin * within.Width && bottom - top >= PictureShareMin * within.Height
            ? new PixelArea(left, top, right - left, bottom - top)
            : within;
    }

    private static bool IsBlackRow(StereoFrame frame, PixelArea within, int y) =>
        IsBlack(frame.Left.Row(y).Slice(within.X, within.Width))
        || IsBlack(frame.Right.Row(y).Slice(within.X, within.Width));

    private static bool IsBlack(ReadOnlySpan<Rgb24> row)
    {
        int bright = 0;
        foreach (Rgb24 pixel in row)
        {
            bright += IsBright(pixel) ? 1 : 0;
        }

        return bright <= BrightShareMax * row.Length;
    }

    private static bool IsBlackColumn(StereoFrame frame, int x, int top, int bottom)
    {
        int left = 0;
        int right = 0;
        for (int y = top; y < bottom; y++)
        {
            left += IsBright(frame.Left.Row(y)[x]) ? 1 : 0;
            right += IsBright(frame.Right.Row(y)[x]) ? 1 : 0;
        }

        return Math.Min(left, right) <= BrightShareMax * (bottom - top);
    }

    private static bool IsBright(Rgb24 pixel) => Math.Max(pixel.R, Math.Max(pixel.G, pixel.B)) > BlackMax;
}
