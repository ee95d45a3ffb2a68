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

    /// <summary>
    /// A map of half the width and height (authors' script: bilinear 0.5 ×, values halved): disparity and residual are
    /// means of 2 × 2 in px of the half size, and a pixel is valid only where all four are, else the largest of the
    /// four codes. An odd last row or column is left out. The caller owns it.
    /// </summary>
    /// <exception cref="DisparityException">The map is less than 2 px wide or high.</exception>
    internal DisparityMap Halve(PlanePool pool)
    {
        PixelSize full = disparity.Size;
        var half = new PixelSize(full.Width / 2, full.Height / 2);
        if (half.Area == 0)
        {
            throw new DisparityException($"disparity of {full} cannot be halved: disparity.output_scale must be 1");
        }

        DisparityMap map = Rent(pool, half);
        for (int y = 0; y < half.Height; y++)
        {
            MaskCode.HalveRow(mask.Row(2 * y), mask.Row((2 * y) + 1), map.Mask.Row(y));
            Resample.HalveRow(disparity.Row(2 * y), disparity.Row((2 * y) + 1), map.Disparity.Row(y), 0.5f);
            Resample.HalveRow(residual.Row(2 * y), residual.Row((2 * y) + 1), map.Residual.Row(y), 0.5f);
        }

        return map;
    }

    /// <summary>A map of unset planes out of a pool.</summary>
    internal static DisparityMap Rent(PlanePool pool, PixelSize size)
    {
        Plane<float>? disparity = null;
        Plane<byte>? mask = null;
        try
        {
            disparity = pool.Rent<float>(size.Width, size.Height);
            mask = pool.Rent<byte>(size.Width, size.Height);
            return new DisparityMap(disparity, mask, pool.Rent<float>(size.Width, size.Height));
        }
        catch
        {
            disparity?.Dispose();
            mask?.Dispose();
            throw;
        }
    }

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
/// <param name="outputScale">1 or 0.5: size the map is to have in the end, as a share of the view's.</param>
public sealed class StereoDisparity(
    StereoFrame frame,
    DisparityMap map,
    DisparityFigures figures,
    PictureFigures pictures,
    IReadOnlyList<Rejection> rejections,
    double outputScale) : IDisposable
{
    private DisparityMap _map = map;

    /// <summary>The two views.</summary>
    public StereoFrame Frame => frame;

    /// <summary>
    /// Disparity, mask and residual at the left view; of its size until <see cref="ToOutputScale"/>.
    /// </summary>
    public DisparityMap Map => _map;

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
        MaskCode.ApplySky(sky, _map.Mask.Pixels);
        Span<int> counts = stackalloc int[MaskCode.Count];
        MaskCode.AddCounts(_map.Mask.Pixels, counts);
        long pixels = _map.Mask.Size.Area - counts[MaskCode.BlackBar];
        (float min, float max) = FlowMeasurement.ValidExtremes(_map.Disparity.Pixels, _map.Mask.Pixels);
        Figures = Figures with
        {
            SkyFraction = pixels == 0 ? 0 : (double)counts[MaskCode.Sky] / pixels,
            DisparityMinPx = min,
            DisparityMaxPx = max,
        };
    }

    /// <summary>
    /// Brings the map, and with it the extremes of its valid pixels, to <c>disparity.output_scale</c>: at 0.5 they are
    /// px of the half size from here on. Call it once, after the sky is known.
    /// </summary>
    /// <param name="pool">Where smaller planes come from; the old ones return to theirs.</param>
    /// <exception cref="DisparityException">The frame is too small to be halved.</exception>
    public void ToOutputScale(PlanePool pool)
    {
        if (outputScale == 1)
        {
            return;
        }

        DisparityMap half = _map.Halve(pool);
        _map.Dispose();
        _map = half;
        (float min, float max) = FlowMeasurement.ValidExtremes(half.Disparity.Pixels, half.Mask.Pixels);
        Figures = Figures with { DisparityMinPx = min, DisparityMaxPx = max };
    }

    /// <summary>
    /// Writes the 16-bit codes of a disparity picture (SPEC.md, Disparity code).
    /// </summary>
    /// <param name="fillSky">
    /// True: sky carries the smallest valid disparity of this sample (MiDaS §4); false, or none valid: 0.
    /// </param>
    /// <param name="codes">Receives one code a pixel in row order.</param>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is not of the map's size.</exception>
    public void EncodeDisparity(bool fillSky, Span<ushort> codes)
    {
        ushort fill = fillSky ? DisparityCode.Encode(Figures.DisparityMinPx) : (ushort)0;
        DisparityCode.Encode(_map.Disparity.Pixels, _map.Mask.Pixels, fill, codes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        frame.Dispose();
        _map.Dispose();
    }
}
