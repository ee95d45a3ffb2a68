using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>How values are distributed.</summary>
public static class Distribution
{
    /// <summary>Bins of a histogram.</summary>
    public const int Bins = 64;

    /// <summary>Share of the values that may lie beyond either end of a histogram: a few that are far off would press
    /// all others into one bin.</summary>
    private const double TailShare = 0.001;

    private static readonly (string Name, double Share)[] Quantiles =
        [("p1", 0.01), ("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95), ("p99", 0.99)];

    /// <summary>Describes a figure.</summary>
    /// <param name="values">A value a row or shot; NaN: none.</param>
    /// <param name="isKept">Whether the row passed.</param>
    /// <param name="unit">The figure's unit.</param>
    /// <param name="of"><c>sample</c> or <c>shot</c>.</param>
    public static FigureReport Of(ReadOnlySpan<double> values, ReadOnlySpan<bool> isKept, string unit, string of)
    {
        double[] sorted = new double[values.Length];
        int count = 0;
        double sum = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                sorted[count++] = value;
                sum += value;
            }
        }

        Array.Sort(sorted, 0, count);
        ReadOnlySpan<double> known = sorted.AsSpan(0, count);
        var quantiles = new Dictionary<string, double>();
        foreach ((string name, double share) in count == 0 ? [] : Quantiles)
        {
            quantiles[name] = OrderStatistics.Quantile(known, share)!.Value;
        }

        return new FigureReport
        {
            Unit = unit,
            Of = of,
            N = count,
            Missing = values.Length - count,
            Mean = count == 0 ? null : sum / count,
            Quantiles = count == 0 ? null : quantiles,
            Histogram = count == 0 ? null : HistogramOf(values, isKept, known),
        };
    }

    private static FigureHistogram HistogramOf(
        ReadOnlySpan<double> values, ReadOnlySpan<bool> isKept, ReadOnlySpan<double> sorted)
    {
        double low = OrderStatistics.Quantile(sorted, TailShare)!.Value;
        double high = OrderStatistics.Quantile(sorted, 1 - TailShare)!.Value;
        if (!(high > low))
        {
            // One value, or nearly: a span around it, so that bins have a width.
            double half = Math.Max(Math.Abs(low) / 2, 0.5);
            (low, high) = (low - half, low + half);
        }

        var (planned, kept) = (new int[Bins], new int[Bins]);
        for (int row = 0; row < values.Length; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                int bin = (int)Math.Clamp(Math.Floor((values[row] - low) / (high - low) * Bins), 0, Bins - 1);
                planned[bin]++;
                kept[bin] += isKept[row] ? 1 : 0;
            }
        }

        return new FigureHistogram(low, high, planned, kept);
    }
}
