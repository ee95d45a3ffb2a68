using MovieData.Imaging.Frames;

namespace MovieData.Audit.Metrics;

/// <summary>
/// How much the edges of prediction and truth differ: gradients of R = p̂ − t̂ on four scales (Ranftl et al., section
/// 5, eq. 11, after Li and Snavely 2018). Where the paper divides by all valid pixels, their script divides each scale
/// by its own, which is done here.
/// </summary>
public static class GradientMatching
{
    /// <summary>Scales, each of half the width and height of the one before.</summary>
    public const int Scales = 4;

    /// <summary>Weight of this term beside the scale-invariant loss (α of eq. 12).</summary>
    public const double Weight = 0.5;

    /// <summary>Sum over the scales of the mean of |R(x+1) − R(x)| + |R(y+1) − R(y)|.</summary>
    /// <param name="difference">p̂ − t̂, a row after the other; NaN where either is unknown.</param>
    /// <param name="size">Its size.</param>
    /// <exception cref="ArgumentException">The span is not of that size.</exception>
    public static double Of(ReadOnlySpan<double> difference, PixelSize size)
    {
        if (difference.Length != size.Area)
        {
            throw new ArgumentException($"{difference.Length} values are not {size}");
        }

        double sum = 0;
        for (int scale = 0; scale < Scales; scale++)
        {
            sum += OfScale(difference, size, 1 << scale);
        }

        return sum;
    }

    // A scale is every step-th pixel of every step-th row, from the first.
    private static double OfScale(ReadOnlySpan<double> difference, PixelSize size, int step)
    {
        double sum = 0;
        long known = 0;
        for (int y = 0; y < size.Height; y += step)
        {
            for (int x = 0; x < size.Width; x += step)
            {
                double here = difference[(y * size.Width) + x];
                if (double.IsNaN(here))
                {
                    continue;
                }

                known++;
                double right = x + step < size.Width ? difference[(y * size.Width) + x + step] : here;
                double below = y + step < size.Height ? difference[((y + step) * size.Width) + x] : here;
                sum += double.IsNaN(right) ? 0 : Math.Abs(right - here);
                sum += double.IsNaN(below) ? 0 : Math.Abs(below - here);
            }
        }

        return known == 0 ? 0 : sum / known;
    }
}
