using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Takes a plane of vertical displacements out of a picture: where v = Offset + Rotation · (x − xc) + Zoom · (y − yc)
/// is how far its content must move down to lie level with the other view, the result lies level. Bilinear along y, the
/// border row repeated outward.
/// </summary>
public static class VerticalWarp
{
    /// <summary>Corrects a picture.</summary>
    /// <param name="source">size.Width · size.Height pixels in row order.</param>
    /// <param name="size">Size of both pictures.</param>
    /// <param name="v">The plane at the source's pixels; Zoom above −0.5.</param>
    /// <param name="target">Receives as many pixels.</param>
    /// <exception cref="ArgumentException">A span is not of the size, or the plane turns the picture over.</exception>
    public static void Run(
        ReadOnlySpan<Rgb24> source, PixelSize size, in VerticalMisalignment v, Span<Rgb24> target)
    {
        if (source.Length != size.Area || target.Length != size.Area || !(v.Zoom > -0.5))
        {
            throw new ArgumentException(
                $"{source.Length} and {target.Length} pixels are not {size}, or the zoom {v.Zoom} is no correction");
        }

        int width = size.Width;
        float last = size.Height - 1;
        for (int y = 0; y < size.Height; y++)
        {
            Span<Rgb24> row = target.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                float at = Math.Clamp((float)SourceRow(x, y, size, v), 0, last);
                int above = Math.Min((int)at, Math.Max(0, size.Height - 2));
                int below = Math.Min(above + 1, size.Height - 1);
                float weight = at - above;
                Rgb24 a = source[(above * width) + x];
                Rgb24 b = source[(below * width) + x];
                row[x] = new Rgb24(Level(a.R, b.R, weight), Level(a.G, b.G, weight), Level(a.B, b.B, weight));
            }
        }
    }

    /// <summary>
    /// Row of the source that pixel (x, y) of the corrected picture shows: y' + v(x, y') = y. Outside
    /// 0…height − 1 there was no picture.
    /// </summary>
    public static double SourceRow(int x, int y, PixelSize size, in VerticalMisalignment v)
    {
        double centreX = (size.Width - 1) / 2.0;
        double centreY = (size.Height - 1) / 2.0;
        return centreY + ((y - centreY - v.OffsetPx - (v.Rotation * (x - centreX))) / (1 + v.Zoom));
    }

    private static byte Level(byte a, byte b, float weight) => (byte)(a + ((b - a) * weight) + 0.5f);
}
