using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using OpenCvSharp;

namespace MovieData.Sky;

/// <summary>
/// Brings sky to its borders by a second opinion that sees borders well and is often wrong as a whole, as hysteresis
/// does with edges (Canny, "A computational approach to edge detection", 1986): a region (4-connected) of the second
/// opinion is sky where enough of it is sky already. What was sky stays. Buffers are reused from picture to picture;
/// not thread-safe.
/// </summary>
/// <param name="shareMin">Share of a region that must be sky already, above 0 and at most 1.</param>
/// <param name="size">Size of the pictures.</param>
internal sealed class SkyGrowth(double shareMin, PixelSize size) : IDisposable
{
    private readonly Plane<int> _labels = new(size.Width, size.Height);

    /// <summary>Adds the regions that are sky.</summary>
    /// <param name="sky">1 = sky, 0 = not; changed in place.</param>
    /// <param name="wider">The second opinion: 1 = sky, 0 = not, of the same size.</param>
    public void Grow(Plane<byte> sky, Plane<byte> wider)
    {
        using HeldMat of = HeldMat.Over(wider);
        using HeldMat labels = HeldMat.Over(_labels);
        int count = Cv2.ConnectedComponents(of.Mat, labels.Mat, PixelConnectivity.Connectivity4);
        (int[] areas, int[] found) = (new int[count], new int[count]);
        ReadOnlySpan<int> label = _labels.Pixels;
        Span<byte> pixels = sky.Pixels;
        for (int i = 0; i < label.Length; i++)
        {
            areas[label[i]]++;
            found[label[i]] += pixels[i];
        }

        // Label 0 is what the second opinion calls no sky.
        byte[] joins = [.. areas.Select((area, n) => n > 0 && found[n] >= shareMin * area ? (byte)1 : (byte)0)];
        for (int i = 0; i < label.Length; i++)
        {
            pixels[i] |= joins[label[i]];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _labels.Dispose();
}
