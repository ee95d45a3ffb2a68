using System.Buffers;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Vertical misalignment of the two views as a plane: v = Offset + Rotation · (x − xc) + Zoom · (y − yc), (xc, yc) the
/// centre of the picture.
/// </summary>
/// <param name="OffsetPx">v at the centre, px, + down: how far the right view sits lower.</param>
/// <param name="Rotation">px of v a px to the right: about the angle in radians.</param>
/// <param name="Zoom">px of v a px down: relative difference of focal length or height.</param>
public readonly record struct VerticalMisalignment(double OffsetPx, double Rotation, double Zoom)
{
    /// <summary>What is reported when nothing can be fitted.</summary>
    public static VerticalMisalignment None => new(double.NaN, double.NaN, double.NaN);
}

/// <summary>Fits <see cref="VerticalMisalignment"/> to the vertical flow of valid pixels.</summary>
/// <remarks>
/// Iteratively reweighted least squares with Geman–McClure weights 1/(1 + (r/s)²)² on a fixed grid of pixels, from the
/// median of v, the scale s shrinking from 8 to 0.5 px (graduated non-convexity, Black and Rangarajan 1996). No random
/// draws: the same numbers on every machine. Pixels that say something else (up to nearly half of them, also when they
/// stand together) end with no weight. With pixels too few or all in a line to tell slopes apart the slopes are 0.
/// </remarks>
public static class VerticalFit
{
    /// <summary>Iterations: the scale stands still for the last dozen.</summary>
    public const int Iterations = 20;

    /// <summary>Bound on the pixels looked at; the grid is as fine as it allows.</summary>
    public const int SamplesMax = 16384;

    private const double ScalePxFirst = 8;
    private const double ScalePxLast = 0.5;
    private const double ScaleShrink = 0.7;

    /// <summary>Fits one flow.</summary>
    /// <param name="v">Vertical displacements, px, size.Width · size.Height in row order.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/>, as many; only code-0 pixels count.</param>
    /// <param name="size">Size of both.</param>
    /// <returns><see cref="VerticalMisalignment.None"/> when no pixel of the grid is valid.</returns>
    /// <exception cref="ArgumentException">A span is not of the size.</exception>
    public static VerticalMisalignment Fit(ReadOnlySpan<float> v, ReadOnlySpan<byte> mask, PixelSize size)
    {
        if (v.Length != size.Area || mask.Length != size.Area)
        {
            throw new ArgumentException($"{v.Length} values and {mask.Length} mask pixels are not {size}");
        }

        float[] rented = ArrayPool<float>.Shared.Rent(4 * SamplesMax);
        Span<float> samples = rented.AsSpan(0, 3 * SamplesMax);
        int count = Collect(v, mask, size, samples);
        samples = samples[..(3 * count)];
        VerticalMisalignment fit = count == 0
            ? VerticalMisalignment.None
            : Solve(samples, Median(samples, rented.AsSpan(3 * SamplesMax, count)), size);
        ArrayPool<float>.Shared.Return(rented);
        return fit;
    }

    // Samples (x, y, v) of a square grid, x and y from the centre in units of half the picture's longer side.
    private static int Collect(ReadOnlySpan<float> v, ReadOnlySpan<byte> mask, PixelSize size, Span<float> samples)
    {
        int step = (int)Math.Ceiling(Math.Sqrt((double)size.Area / SamplesMax));
        while ((long)((size.Width + step - 1) / step) * ((size.Height + step - 1) / step) > SamplesMax)
        {
            step++;
        }

        float half = Unit(size);
        int count = 0;
        for (int y = 0; y < size.Height; y += step)
        {
            for (int x = 0; x < size.Width; x += step)
            {
                int at = (y * size.Width) + x;
                if (mask[at] == MaskCode.Valid && float.IsFinite(v[at]))
                {
                    samples[3 * count] = (x - ((size.Width - 1) / 2f)) / half;
                    samples[(3 * count) + 1] = (y - ((size.Height - 1) / 2f)) / half;
                    samples[(3 * count) + 2] = v[at];
                    count++;
                }
            }
        }

        return count;
    }

    private static float Unit(PixelSize size) => Math.Max(size.Width, size.Height) / 2f;

    private static double Median(ReadOnlySpan<float> samples, Span<float> scratch)
    {
        for (int i = 0; i < scratch.Length; i++)
        {
            scratch[i] = samples[(3 * i) + 2];
        }

        scratch.Sort();
        return scratch[scratch.Length / 2];
    }

    private static VerticalMisalignment Solve(ReadOnlySpan<float> samples, double median, PixelSize size)
    {
        (double a, double b, double c) = (median, 0, 0);
        double scale = ScalePxFirst;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            // Normal equations of the weighted plane.
            (double w, double wx, double wy, double wxx, double wxy, double wyy) = (0, 0, 0, 0, 0, 0);
            (double wv, double wxv, double wyv) = (0, 0, 0);
            for (int i = 0; i < samples.Length; i += 3)
            {
                (double x, double y, double v) = (samples[i], samples[i + 1], samples[i + 2]);
                double residual = (v - a - (b * x) - (c * y)) / scale;
                double weight = 1 / (1 + (residual * residual));
                weight *= weight;
                (double px, double py) = (weight * x, weight * y);
                w += weight;
                wx += px;
                wy += py;
                wxx += px * x;
                wxy += px * y;
                wyy += py * y;
                wv += weight * v;
                wxv += px * v;
                wyv += py * v;
            }

            // Centred moments: a 2×2 system for the slopes, then the offset.
            (double mx, double my, double mv) = (wx / w, wy / w, wv / w);
            double xx = (wxx / w) - (mx * mx);
            double xy = (wxy / w) - (mx * my);
            double yy = (wyy / w) - (my * my);
            double xv = (wxv / w) - (mx * mv);
            double yv = (wyv / w) - (my * mv);
            double determinant = (xx * yy) - (xy * xy);
            bool flat = determinant <= 1e-9;
            b = flat ? 0 : ((xv * yy) - (yv * xy)) / determinant;
            c = flat ? 0 : ((yv * xx) - (xv * xy)) / determinant;
            a = mv - (b * mx) - (c * my);
            scale = Math.Max(ScalePxLast, scale * ScaleShrink);
        }

        double unit = Unit(size);
        return new VerticalMisalignment(a, b / unit, c / unit);
    }
}
