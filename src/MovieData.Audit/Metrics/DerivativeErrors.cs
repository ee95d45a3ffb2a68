using System.Buffers;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Metrics;

/// <summary>
/// Depth Pro's losses on derivatives of normalised inverse depth over a pyramid (Bochkovskii et al. 2024, section 3.2,
/// L(∗, p, M) = 1/M Σⱼ 1/Nⱼ Σ |∇∗ p̂ⱼ − ∇∗ t̂ⱼ|ᵖ). Derivatives are linear, so they are taken of the difference p̂ − t̂.
/// </summary>
/// <remarks>
/// The paper leaves open how the operators are scaled and what becomes of unknown pixels: here Scharr's kernels are
/// divided by 32 (a slope of 1 a pixel gives 1), Laplace's has 4 neighbours, a level is the one before blurred by
/// [1 2 1]/4 both ways and halved, and whatever has an unknown pixel in its 3×3 window is unknown.
/// </remarks>
/// <param name="Mage">Mean absolute gradient error: Scharr, p = 1.</param>
/// <param name="Male">Mean absolute Laplace error: p = 1.</param>
/// <param name="Msge">Mean squared gradient error: Scharr, p = 2.</param>
public sealed record DerivativeErrors(double Mage, double Male, double Msge)
{
    /// <summary>Levels of the pyramid, fewer where the picture becomes smaller than a window.</summary>
    public const int LevelsMax = 6;

    private const int Window = 3;

    /// <summary>Measures one sample.</summary>
    /// <param name="difference">p̂ − t̂, each normalised by its <see cref="RobustScale"/>, a row after the other; NaN
    /// where either is unknown.</param>
    /// <param name="size">Its size.</param>
    /// <returns>All NaN where no window is known.</returns>
    /// <exception cref="ArgumentException">The span is not of that size.</exception>
    public static DerivativeErrors Of(ReadOnlySpan<double> difference, PixelSize size)
    {
        if (difference.Length != size.Area)
        {
            throw new ArgumentException($"{difference.Length} values are not {size}");
        }

        double[] level = ArrayPool<double>.Shared.Rent(difference.Length);
        double[] next = ArrayPool<double>.Shared.Rent(difference.Length);
        difference.CopyTo(level);
        (double mage, double male, double msge, int levels) = (0, 0, 0, 0);
        for (int j = 0; j < LevelsMax && size.Width >= Window && size.Height >= Window; j++)
        {
            Sums sums = SumsOf(level, size);
            if (sums.Count > 0)
            {
                mage += sums.Gradient / sums.Count;
                male += sums.Laplace / sums.Count;
                msge += sums.SquaredGradient / sums.Count;
                levels++;
            }

            size = Halve(level, size, next);
            (level, next) = (next, level);
        }

        ArrayPool<double>.Shared.Return(level);
        ArrayPool<double>.Shared.Return(next);
        return new DerivativeErrors(mage / levels, male / levels, msge / levels);
    }

    private static Sums SumsOf(ReadOnlySpan<double> level, PixelSize size)
    {
        var sums = default(Sums);
        for (int y = 1; y < size.Height - 1; y++)
        {
            ReadOnlySpan<double> above = level.Slice((y - 1) * size.Width, size.Width);
            ReadOnlySpan<double> here = level.Slice(y * size.Width, size.Width);
            ReadOnlySpan<double> below = level.Slice((y + 1) * size.Width, size.Width);
            for (int x = 1; x < size.Width - 1; x++)
            {
                double corners = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];
                double laplace = above[x] + below[x] + here[x - 1] + here[x + 1] - (4 * here[x]);
                if (double.IsNaN(corners) || double.IsNaN(laplace))
                {
                    continue;
                }

                double across = ((3 * (above[x + 1] - above[x - 1])) + (10 * (here[x + 1] - here[x - 1]))
                    + (3 * (below[x + 1] - below[x - 1]))) / 32;
                double down = ((3 * (below[x - 1] - above[x - 1])) + (10 * (below[x] - above[x]))
                    + (3 * (below[x + 1] - above[x + 1]))) / 32;
                sums.Gradient += Math.Abs(across) + Math.Abs(down);
                sums.SquaredGradient += (across * across) + (down * down);
                sums.Laplace += Math.Abs(laplace);
                sums.Count++;
            }
        }

        return sums;
    }

    /// <summary>Blurs a level and keeps every second pixel of every second row, from the first.</summary>
    /// <returns>The next level's size.</returns>
    private static PixelSize Halve(ReadOnlySpan<double> level, PixelSize size, Span<double> next)
    {
        var half = new PixelSize((size.Width + 1) / 2, (size.Height + 1) / 2);
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                next[(y * half.Width) + x] = Blurred(level, size, 2 * x, 2 * y);
            }
        }

        return half;
    }

    private static double Blurred(ReadOnlySpan<double> level, PixelSize size, int x, int y)
    {
        if (x < 1 || y < 1 || x >= size.Width - 1 || y >= size.Height - 1)
        {
            return double.NaN;
        }

        double sum = 0;
        for (int row = -1; row <= 1; row++)
        {
            ReadOnlySpan<double> of = level.Slice(((y + row) * size.Width) + x - 1, Window);
            sum += (row == 0 ? 2 : 1) * (of[0] + (2 * of[1]) + of[2]);
        }

        return sum / 16;
    }

    /// <summary>What a level adds up to.</summary>
    private struct Sums
    {
        public double Gradient;
        public double SquaredGradient;
        public double Laplace;
        public long Count;
    }
}
