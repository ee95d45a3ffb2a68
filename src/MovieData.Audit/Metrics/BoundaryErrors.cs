using MovieData.Imaging.Frames;

namespace MovieData.Audit.Metrics;

/// <summary>
/// Depth Pro's boundary F1 (Bochkovskii et al. 2024, section 4, "Evaluation metrics for sharp boundaries"): there is an
/// edge between two neighbours where one inverse depth exceeds the other by a ratio; precision and recall of the
/// prediction's edges, in four directions, over ten ratios.
/// </summary>
/// <remarks>
/// A ratio needs an inverse depth that is 0 at infinity. A film's disparity has an unknown shift, so whoever asks this
/// of one states where he put its 0.
/// </remarks>
public static class BoundaryErrors
{
    /// <summary>Ratios from 1.05 to 1.25, evenly.</summary>
    private const int Ratios = 10;
    private const double RatioMin = 1.05;
    private const double RatioMax = 1.25;

    /// <summary>Inverse depths below count as this.</summary>
    private const float InverseDepthMin = 1e-6f;

    private const int Directions = 4;

    /// <summary>F1 over all ratios, each weighted by itself: 1 where all edges are found and no other.</summary>
    /// <param name="prediction">Inverse depth, larger = nearer, a row after the other; NaN where unknown.</param>
    /// <param name="truth">The same of the truth. Only pixels known in both count.</param>
    /// <param name="size">Size of both.</param>
    /// <exception cref="ArgumentException">A span is not of that size.</exception>
    public static double F1(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth, PixelSize size)
    {
        if (prediction.Length != size.Area || truth.Length != size.Area)
        {
            throw new ArgumentException($"{prediction.Length} and {truth.Length} values are not {size}");
        }

        Span<double> ratios = stackalloc double[Ratios];
        double weights = 0;
        for (int i = 0; i < Ratios; i++)
        {
            ratios[i] = RatioMin + (i * (RatioMax - RatioMin) / (Ratios - 1));
            weights += ratios[i];
        }

        Span<Counts> counts = stackalloc Counts[Ratios * Directions];
        counts.Clear();
        Count(prediction, truth, size, ratios, counts);
        double sum = 0;
        for (int i = 0; i < Ratios; i++)
        {
            sum += ratios[i] / weights * F1Of(counts.Slice(i * Directions, Directions));
        }

        return sum;
    }

    private static void Count(
        ReadOnlySpan<float> prediction,
        ReadOnlySpan<float> truth,
        PixelSize size,
        ReadOnlySpan<double> ratios,
        Span<Counts> counts)
    {
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                int here = (y * size.Width) + x;
                if (x + 1 < size.Width)
                {
                    Count(prediction, truth, here, here + 1, ratios, counts, direction: 0);
                }

                if (y + 1 < size.Height)
                {
                    Count(prediction, truth, here, here + size.Width, ratios, counts, direction: 2);
                }
            }
        }
    }

    // One pair of neighbours, both ways: the further one over this one, and this one over it.
    private static void Count(
        ReadOnlySpan<float> prediction,
        ReadOnlySpan<float> truth,
        int here,
        int there,
        ReadOnlySpan<double> ratios,
        Span<Counts> counts,
        int direction)
    {
        double predicted = Ratio(prediction, here, there);
        double real = Ratio(truth, here, there);
        if (double.IsNaN(predicted) || double.IsNaN(real))
        {
            return;
        }

        for (int i = 0; i < ratios.Length; i++)
        {
            Count(predicted > ratios[i], real > ratios[i], ref counts[(i * Directions) + direction]);
            Count(1 / predicted > ratios[i], 1 / real > ratios[i], ref counts[(i * Directions) + direction + 1]);
        }
    }

    private static void Count(bool isPredicted, bool isReal, ref Counts counts)
    {
        counts.Predicted += isPredicted ? 1 : 0;
        counts.Real += isReal ? 1 : 0;
        counts.Both += isPredicted && isReal ? 1 : 0;
    }

    private static double Ratio(ReadOnlySpan<float> inverseDepth, int here, int there) =>
        float.IsNaN(inverseDepth[here]) || float.IsNaN(inverseDepth[there])
            ? double.NaN
            : (double)Math.Max(inverseDepth[there], InverseDepthMin) / Math.Max(inverseDepth[here], InverseDepthMin);

    private static double F1Of(ReadOnlySpan<Counts> directions)
    {
        double precision = 0;
        double recall = 0;
        foreach (Counts counts in directions)
        {
            precision += (double)counts.Both / Math.Max(counts.Predicted, 1) / Directions;
            recall += (double)counts.Both / Math.Max(counts.Real, 1) / Directions;
        }

        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    /// <summary>Edges of one direction at one ratio.</summary>
    private struct Counts
    {
        public long Predicted;
        public long Real;
        public long Both;
    }
}
