using MovieData.Imaging.Frames;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>
/// A film of two spherical views drawn pixel by pixel from a pattern that is known in every direction, so that its flat
/// view is known too, without any projecting program.
/// </summary>
internal static class SphericalFilm
{
    /// <summary>Luma 16…235 of a view in the direction (x right, y down, z ahead).</summary>
    public static double Luma(bool isLeft, double x, double y, double z)
    {
        if (z < 0.05)
        {
            return 126;
        }

        // The right view is 0.1 × the focal length to the left, and of other rows.
        (double u, double v) = ((x / z) + (isLeft ? 0 : 0.1), y / z);
        return 126 + (50 * Math.Sin((25 * u) + 0.7)) + (40 * Math.Sin(((isLeft ? 30 : 21) * v) + 0.3));
    }

    /// <summary>The flat view of 90° across, red = green = blue (limited-range luma stretched), row order.</summary>
    public static double[] Flat(bool isLeft, PixelSize view, PixelArea crop)
    {
        var flat = new double[crop.Width * crop.Height];
        for (int at = 0; at < flat.Length; at++)
        {
            double x = crop.X + (at % crop.Width) + 0.5 - (view.Width / 2.0);
            double y = crop.Y + (at / crop.Width) + 0.5 - (view.Height / 2.0);
            flat[at] = (Luma(isLeft, x, y, view.Width / 2.0) - 16) * 255 / 219;
        }

        return flat;
    }

    /// <summary>Writes 3 equal pictures, without loss.</summary>
    /// <param name="films">Folder.</param>
    /// <param name="view">Size of a view as it is coded.</param>
    /// <param name="degrees">180 or 360: longitudes across a view.</param>
    /// <param name="isSideBySide">Left half is the left view; else the upper half.</param>
    /// <param name="output">Last arguments of ffmpeg.</param>
    public static string Write(SmallFilms films, PixelSize view, int degrees, bool isSideBySide, string output)
    {
        PixelSize coded = isSideBySide ? new(2 * view.Width, view.Height) : new(view.Width, 2 * view.Height);
        var luma = new byte[coded.Width * coded.Height];
        for (int at = 0; at < luma.Length; at++)
        {
            (int x, int y) = (at % coded.Width, at / coded.Width);
            double longitude = ((((x % view.Width) + 0.5) / view.Width) - 0.5) * double.DegreesToRadians(degrees);
            double latitude = ((((y % view.Height) + 0.5) / view.Height) - 0.5) * Math.PI;
            luma[at] = (byte)Math.Round(Luma(
                x < view.Width && y < view.Height,
                Math.Cos(latitude) * Math.Sin(longitude),
                Math.Sin(latitude),
                Math.Cos(latitude) * Math.Cos(longitude)));
        }

        byte[] picture = [.. luma, .. Enumerable.Repeat((byte)128, luma.Length / 2)];
        File.WriteAllBytes(films.At("sphere.raw"), [.. picture, .. picture, .. picture]);
        return films.Make($"-f rawvideo -pix_fmt yuv420p -s {coded.Width}x{coded.Height} -r 24 -i sphere.raw"
            + $" -c:v libx264 -preset ultrafast -qp 0 {output}");
    }
}
