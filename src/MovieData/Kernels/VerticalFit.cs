using System.Buffers;
using MovieData.Frames;

namespace MovieData.Kernels;

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
/// Least absolute deviations by iteratively reweighted least squares (Schlossmacher 1973) over a fixed grid of pixels:
/// no random draws, the same numbers on every machine; up to half of the pixels may hold any other v without moving it
/// much. With too few pixels to tell slopes apart, or all in a line, the slopes are 0 and the offset is the median-like
/// weighted mean.
/// </remarks>
public static class VerticalFit
{
    /// <summary>Iterations: the change is below 10⁻⁴ px long before on flows of films.</summary>
    public const int Iterations = 20;

    /// <summary>Bound on the pixels looked at; the grid is as fine as it allows.</summary>
    public const int SamplesMax = 16384;

    // A residual below it counts as this large, px: keeps the weights finite.
    private const double ResidualMin = 1 / 64.0;

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

        float[] rented = ArrayPool<float>.Shared.Rent(3 * SamplesMax);
        Span<float> samples = rented;
        int count = Collect(v, mask, size, samples);
        VerticalMisalignment fit = count == 0 ? VerticalMisalignment.None : Solve(samples[..(3 * count)], size);
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

    private static VerticalMisalignment Solve(ReadOnlySpan<float> samples, PixelSize size)
    {
        (double a, double b, double c) = (0, 0, 0);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            // Normal equations of the weighted plane; the first round has equal weights.
            (double w, double wx, double wy, double wxx, double wxy, double wyy) = (0, 0, 0, 0, 0, 0);
            (double wv, double wxv, double wyv) = (0, 0, 0);
            for (int i = 0; i < samples.Length; i += 3)
            {
                (double x, double y, double v) = (samples[i], samples[i + 1], samples[i + 2]);
                double residual = Math.Abs(v - a - (b * x) - (c * y));
                double weight = iteration == 0 ? 1 : 1 / Math.Max(residual, ResidualMin);
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
        }

        double unit = Unit(size);
        return new VerticalMisalignment(a, b / unit, c / unit);
    }
}
