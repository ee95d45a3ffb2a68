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

        double median = Quantile(sorted, 0.5);
        double[] deviations = [.. sorted.Select(value => Math.Abs(value - median))];
        Array.Sort(deviations);
        double mad = Quantile(deviations, 0.5);
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

    /// <summary>A quantile by linear interpolation between order statistics (NumPy's default).</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="share">0…1.</param>
    public static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
