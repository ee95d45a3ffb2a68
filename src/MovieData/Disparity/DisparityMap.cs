using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Staging;

namespace MovieData.Disparity;

/// <summary>
/// Disparity at the pixels of one view with what is known about each. Owns its three planes, all of one size.
/// </summary>
/// <param name="disparity">
/// d = x_left − x_right in px, larger = nearer (−u of left→right flow, +u of right→left); present at every pixel,
/// meaningful by mask.
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

    /// <summary>Smallest and largest disparity of the valid pixels, px; NaN, NaN when there is none.</summary>
    public (float Min, float Max) Extremes => FlowMeasurement.ValidExtremes(disparity.Pixels, mask.Pixels);

    /// <summary>
    /// Writes the 16-bit codes of a disparity picture (CONTRACT.md, "Disparity and residual").
    /// </summary>
    /// <param name="fillSky">
    /// True: sky carries the smallest valid disparity of this map (MiDaS §4); false, or none valid: 0.
    /// </param>
    /// <param name="codes">Receives one code a pixel in row order.</param>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is not of the map's size.</exception>
    public void Encode(bool fillSky, Span<ushort> codes)
    {
        ushort fill = fillSky ? DisparityCode.Encode(Extremes.Min) : (ushort)0;
        DisparityCode.Encode(disparity.Pixels, mask.Pixels, fill, codes);
    }

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

        using var guard = new ItemGuard<DisparityMap>(Rent(pool, half));
        DisparityMap map = guard.Item;
        for (int y = 0; y < half.Height; y++)
        {
            MaskCode.HalveRow(mask.Row(2 * y), mask.Row((2 * y) + 1), map.Mask.Row(y));
            Resample.HalveRow(disparity.Row(2 * y), disparity.Row((2 * y) + 1), map.Disparity.Row(y), 0.5f);
            Resample.HalveRow(residual.Row(2 * y), residual.Row((2 * y) + 1), map.Residual.Row(y), 0.5f);
        }

        return guard.PassOn(map);
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
