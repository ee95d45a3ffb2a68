using System.Buffers;

namespace MovieData.Audit.Metrics;

/// <summary>
/// Median and mean absolute deviation from it: the robust shift and scale by which prediction and truth are each
/// normalised (Ranftl et al., section 5, eq. 5 and 6).
/// </summary>
/// <param name="Center">Median; of an even number of values the mean of the middle two.</param>
/// <param name="Width">Mean of |value − median|.</param>
public readonly record struct RobustScale(double Center, double Width)
{
    /// <summary>A smaller width is taken for this: constant values have none.</summary>
    public const double WidthMin = 1e-6;

    /// <summary>Of the values of some pixels.</summary>
    /// <param name="values">At least one finite value.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static RobustScale Of(ReadOnlySpan<float> values)
    {
        Pixels.RequirePairs(values.Length, values.Length);
        float[] sorted = ArrayPool<float>.Shared.Rent(values.Length);
        values.CopyTo(sorted);
        sorted.AsSpan(0, values.Length).Sort();
        int middle = values.Length / 2;
        double center = values.Length % 2 == 1
            ? sorted[middle] : ((double)sorted[middle - 1] + sorted[middle]) / 2;
        ArrayPool<float>.Shared.Return(sorted);
        double sum = 0;
        foreach (float value in values)
        {
            sum += Math.Abs(value - center);
        }

        return new RobustScale(center, sum / values.Length);
    }

    /// <summary>A value without unit: 0 at the median.</summary>
    public double Normalise(double value) => (value - Center) / Math.Max(Width, WidthMin);
}
