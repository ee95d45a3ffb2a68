using MovieData.Shards;

namespace MovieData.Viewer.Rows;

/// <summary>Order statistics of figures; NaN is no value and left out.</summary>
internal static class Robust
{
    /// <summary>
    /// How unusual each value is, for sorting: −|x − median| / MAD, so that the farthest comes first; NaN stays NaN.
    /// Where more than half of the values are equal (MAD 0) the mean absolute deviation stands in for it.
    /// </summary>
    public static double[] Distances(double[] values)
    {
        double[] sorted = Sorted(values);
        if (sorted.Length == 0)
        {
            return [.. values.Select(_ => double.NaN)];
        }

        double median = OrderStatistics.Quantile(sorted, 0.5)!.Value;
        double[] deviations = [.. sorted.Select(value => Math.Abs(value - median))];
        Array.Sort(deviations);
        double mad = OrderStatistics.Quantile(deviations, 0.5)!.Value;
        double scale = mad > 0 ? mad : deviations.Average();
        return [.. values.Select(value => -Math.Abs(value - median) / (scale > 0 ? scale : 1))];
    }

    /// <summary>The values that are numbers, ascending.</summary>
    public static double[] Sorted(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value))];
        Array.Sort(sorted);
        return sorted;
    }
}
