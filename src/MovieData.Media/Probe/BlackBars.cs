using MovieData.Imaging.Frames;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Black bars of a view, measured over pictures of the whole film: rows and columns from the edges inwards that are
/// black in every picture.
/// </summary>
/// <param name="Active">The rest: what any picture shows, px of the measured pictures, even edges.</param>
/// <param name="Pictures">Pictures that were bright enough to tell.</param>
/// <param name="Narrower">How many of them show clearly less than <paramref name="Active"/>: the aspect changes, or
/// floating windows.</param>
internal sealed record BlackBars(PixelArea Active, int Pictures, int Narrower)
{
    /// <summary>Full-range luma up to this counts as black: 24 leaves room for noise and ringing at the bar's
    /// edge.</summary>
    private const byte BlackMax = 24;

    /// <summary>A row with more than this share of brighter pixels belongs to the picture.</summary>
    private const double BrightShareMax = 0.01;

    /// <summary>Pictures with less than this share of bright pixels (fades, night) tell nothing.</summary>
    private const double InformativeShareMin = 0.1;

    /// <summary>A picture is narrower when it lacks more than this share of the active width or height.</summary>
    private const double NarrowerShareMin = 0.02;

    /// <summary>Measures; without an informative picture the whole view is active.</summary>
    public static BlackBars Measure(StillPictures view)
    {
        PixelArea[] areas = [.. view.Luma
            .Select(luma => AreaOf(luma, view.Size))
            .Where(area => area is not null)
            .Select(area => area!.Value)];
        if (areas.Length == 0)
        {
            return new BlackBars(new PixelArea(0, 0, view.Size.Width, view.Size.Height), 0, 0);
        }

        int left = (areas.Min(area => area.X) + 1) / 2 * 2;
        int top = (areas.Min(area => area.Y) + 1) / 2 * 2;
        int width = (areas.Max(area => area.X + area.Width) - left) / 2 * 2;
        int height = (areas.Max(area => area.Y + area.Height) - top) / 2 * 2;
        int narrower = areas.Count(area =>
            width - area.Width > NarrowerShareMin * width || height - area.Height > NarrowerShareMin * height);
        return new BlackBars(new PixelArea(left, top, width, height), areas.Length, narrower);
    }

    /// <summary>The part both views show.</summary>
    public static PixelArea Common(PixelArea one, PixelArea other)
    {
        int left = Math.Max(one.X, other.X);
        int top = Math.Max(one.Y, other.Y);
        int right = Math.Min(one.X + one.Width, other.X + other.Width);
        int bottom = Math.Min(one.Y + one.Height, other.Y + other.Height);
        return right > left && bottom > top ? new PixelArea(left, top, right - left, bottom - top) : one;
    }

    private static PixelArea? AreaOf(byte[] luma, PixelSize size)
    {
        int[] brightInRow = new int[size.Height];
        int[] brightInColumn = new int[size.Width];
        long bright = 0;
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = luma.AsSpan(y * size.Width, size.Width);
            for (int x = 0; x < row.Length; x++)
            {
                int isBright = row[x] > BlackMax ? 1 : 0;
                brightInRow[y] += isBright;
                brightInColumn[x] += isBright;
            }

            bright += brightInRow[y];
        }

        if (bright < InformativeShareMin * size.Area)
        {
            return null;
        }

        (int top, int bottom) = Between(brightInRow, BrightShareMax * size.Width);
        (int left, int right) = Between(brightInColumn, BrightShareMax * size.Height);
        return new PixelArea(left, top, right - left, bottom - top);
    }

    private static (int From, int To) Between(int[] bright, double brightMax)
    {
        int from = Array.FindIndex(bright, count => count > brightMax);
        int to = Array.FindLastIndex(bright, count => count > brightMax);
        return (Math.Max(0, from), to + 1);
    }
}
