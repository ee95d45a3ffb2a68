using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>Pixels of one row that the other view cannot see, with the background that goes on beside them.</summary>
/// <param name="Y">Row.</param>
/// <param name="Border">Column of the nearest pixel of the background.</param>
/// <param name="Outwards">Where the background lies: −1 to the left, as in the left view; 1 to the right.</param>
/// <param name="Length">Pixels of the run.</param>
internal readonly record struct HalfOccludedRun(int Y, int Border, int Outwards, int Length)
{
    /// <summary>Shorter runs are mostly the outline of what hides them, px.</summary>
    private const int LengthMin = 3;

    /// <summary>Runs of one view, in row order; none on the picture's border.</summary>
    /// <param name="mask">Codes of <see cref="MaskCode"/> of that view.</param>
    /// <param name="outwards">−1 in the left view, 1 in the right one.</param>
    public static IEnumerable<HalfOccludedRun> Of(Plane<byte> mask, int outwards)
    {
        int end = mask.Width - 1;
        for (int y = 1; y < mask.Height - 1; y++)
        {
            int x = 1;
            while (x < end)
            {
                x += Before(mask.Row(y)[x..end], isOccluded: true);
                int length = Before(mask.Row(y)[x..end], isOccluded: false);
                if (length >= LengthMin)
                {
                    yield return new HalfOccludedRun(y, outwards < 0 ? x - 1 : x + length, outwards, length);
                }

                x += length;
            }
        }
    }

    /// <summary>Whether the picture goes on for so many pixels beside the run, its outermost column apart.</summary>
    public bool GoesOn(int pixels, int width)
    {
        int last = Border + (Outwards * (pixels - 1));
        return Math.Min(Border, last) >= 1 && Math.Max(Border, last) < width - 1;
    }

    // Pixels before the first that is occluded, or is not; all of them where there is none.
    private static int Before(ReadOnlySpan<byte> codes, bool isOccluded)
    {
        int at = isOccluded ? codes.IndexOf(MaskCode.Occluded) : codes.IndexOfAnyExcept(MaskCode.Occluded);
        return at < 0 ? codes.Length : at;
    }
}
