using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>
/// The flat view cut out of a spherical one, straight ahead, by ffmpeg's v360. Both views are treated alike, so
/// parallel cameras stay rectified: disparity of the flat views is horizontal, in pixels of a pinhole camera.
/// </summary>
public static class FlatView
{
    /// <summary>
    /// Horizontal field of view. 90° is that of the widest film lenses, and leaves out the rims of VR180, which are
    /// often black or soft. The vertical one follows from the size, with square pixels.
    /// </summary>
    public const double HorizontalDegrees = 90;

    /// <summary>
    /// v360 takes single samples: from a sphere with several times the pixels it makes a flat view so many times as
    /// large, at most this, which is then scaled down.
    /// </summary>
    private const int FinerMax = 4;

    /// <summary>Vertical field of view of a flat view of this size, degrees.</summary>
    public static double VerticalDegrees(PixelSize flat) =>
        2 * double.RadiansToDegrees(Math.Atan(HalfWidth * flat.Height / flat.Width));

    /// <summary>
    /// Pixels of a flat view per pixel of the spherical one, by their angles in the middle of the view, where the
    /// sphere has the most for each; the larger of both directions. At the sides it is up to twice as much.
    /// </summary>
    /// <param name="projection">Not flat.</param>
    /// <param name="sphere">Size of the spherical view.</param>
    /// <param name="flat">Size of the flat view.</param>
    public static double Enlargement(Projection projection, PixelSize sphere, PixelSize flat)
    {
        (double across, double down) = PixelsPerRadian(projection, sphere);
        double focalPx = FocalPx(flat);
        return Math.Max(focalPx / across, focalPx / down);
    }

    /// <summary>
    /// ffmpeg filter from a spherical view to a flat one, or to one of a whole multiple of its size that is to be
    /// scaled down; ends in a comma.
    /// </summary>
    /// <param name="projection">Not flat.</param>
    /// <param name="coded">Size of the view as it is coded; squeezed views need no unsqueezing.</param>
    /// <param name="flat">Size of the flat view.</param>
    public static string Filter(Projection projection, PixelSize coded, PixelSize flat)
    {
        (double across, double down) = PixelsPerRadian(projection, coded);
        int finer = Math.Clamp((int)(Math.Max(across, down) / FocalPx(flat)), 1, FinerMax);
        string input = projection == Projection.Vr180 ? "hequirect" : "equirect";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"v360=input={input}:output=flat:w={finer * flat.Width}:h={finer * flat.Height}:h_fov={HorizontalDegrees}")
            + string.Create(CultureInfo.InvariantCulture, $":v_fov={VerticalDegrees(flat):F6}:interp=cubic,");
    }

    /// <summary>Half the width of a flat view at distance 1.</summary>
    private static double HalfWidth => Math.Tan(double.DegreesToRadians(HorizontalDegrees / 2));

    private static double FocalPx(PixelSize flat) => flat.Width / 2.0 / HalfWidth;

    private static (double Across, double Down) PixelsPerRadian(Projection projection, PixelSize sphere) =>
        (sphere.Width / (projection == Projection.Vr180 ? Math.PI : 2 * Math.PI), sphere.Height / Math.PI);
}
