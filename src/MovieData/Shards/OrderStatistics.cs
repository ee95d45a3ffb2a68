namespace MovieData.Shards;

/// <summary>Order statistics of the figures of samples.</summary>
public static class OrderStatistics
{
    /// <summary>Quantile, linear between neighbours (NumPy's default).</summary>
    /// <param name="sorted">Ascending values, none of them NaN.</param>
    /// <param name="share">0…1.</param>
    /// <returns>Null without values.</returns>
    public static double? Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return null;
        }

        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
