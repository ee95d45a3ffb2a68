using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Ledger;

namespace MovieData.Disparity;

/// <summary>
/// Disparity at the left view with what is known about each pixel. Owns its three planes, all of one size.
/// </summary>
/// <param name="disparity">
/// d = −u of left→right flow, px, larger = nearer; present at every pixel, meaningful by mask.
/// </param>
/// <param name="mask">Codes of <see cref="MaskCode"/>.</param>
/// <param name="residual">Left-right residual, px, ≥ 0; +Inf where there is none.</param>
public sealed class DisparityMap(Plane<float> disparity, Plane<byte> mask, Plane<float> residual) : IDisposable
{
    /// <summary>Disparity in px, signed, larger = nearer; trust it where the mask is 0.</summary>
    public Plane<float> Disparity => disparity;

    /// <summary>Codes 0…5 of <see cref="MaskCode"/>.</summary>
    public Plane<byte> Mask => mask;

    /// <summary>Left-right residual in px, ≥ 0; +Inf where there is none.</summary>
    public Plane<float> Residual => residual;

    /// <inheritdoc/>
    public void Dispose()
    {
        disparity.Dispose();
        mask.Dispose();
        residual.Dispose();
    }
}

/// <summary>
/// A stereo frame with its disparity, the figures measured on its flow, and the rules it failed. The flow itself is
/// gone: its planes went back to the pool. Owns the frame and the map.
/// </summary>
/// <param name="frame">The two views.</param>
/// <param name="map">Disparity, mask and residual at the left view.</param>
/// <param name="figures">What was measured on the flow.</param>
/// <param name="pictures">What was measured on the pictures.</param>
/// <param name="rejections">All failed rules in rule order; the first is the reason. Empty: accepted.</param>
public sealed class StereoDisparity(
    StereoFrame frame,
    DisparityMap map,
    DisparityFigures figures,
    PictureFigures pictures,
    IReadOnlyList<Rejection> rejections) : IDisposable
{
    /// <summary>The two views.</summary>
    public StereoFrame Frame => frame;

    /// <summary>Disparity, mask and residual at the left view.</summary>
    public DisparityMap Map => map;

    /// <summary>What was measured on the flow; <see cref="ApplySky"/> completes it.</summary>
    public DisparityFigures Figures { get; private set; } = figures;

    /// <summary>What was measured on the pictures, before the sky was known.</summary>
    public PictureFigures Pictures => pictures;

    /// <summary>All failed rules in rule order; the first is the reason. Empty: accepted.</summary>
    public IReadOnlyList<Rejection> Rejections => rejections;

    /// <summary>
    /// Gives code 4 to every sky pixel that is no black bar, and measures again what depends on it: sky fraction and
    /// the extremes of the pixels still valid. The rules are not asked again: their fractions include sky.
    /// </summary>
    /// <param name="sky">0 = not sky, anything else = sky; one byte a pixel of the left view in row order.</param>
    /// <exception cref="ArgumentException">The mask is not of the frame's size.</exception>
    public void ApplySky(ReadOnlySpan<byte> sky)
    {
        MaskCode.ApplySky(sky, map.Mask.Pixels);
        Span<int> counts = stackalloc int[MaskCode.Count];
        MaskCode.AddCounts(map.Mask.Pixels, counts);
        long pixels = map.Mask.Size.Area - counts[MaskCode.BlackBar];
        (float min, float max) = FlowMeasurement.ValidExtremes(map.Disparity.Pixels, map.Mask.Pixels);
        Figures = Figures with
        {
            SkyFraction = pixels == 0 ? 0 : (double)counts[MaskCode.Sky] / pixels,
            DisparityMinPx = min,
            DisparityMaxPx = max,
        };
    }

    /// <summary>
    /// Writes the 16-bit codes of a disparity picture (SPEC.md, Disparity code).
    /// </summary>
    /// <param name="fillSky">
    /// True: sky carries the smallest valid disparity of this sample (MiDaS §4); false, or none valid: 0.
    /// </param>
    /// <param name="codes">Receives one code a pixel in row order.</param>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is not of the frame's size.</exception>
    public void EncodeDisparity(bool fillSky, Span<ushort> codes)
    {
        ushort fill = fillSky ? DisparityCode.Encode(Figures.DisparityMinPx) : (ushort)0;
        DisparityCode.Encode(map.Disparity.Pixels, map.Mask.Pixels, fill, codes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        frame.Dispose();
        map.Dispose();
    }
}
