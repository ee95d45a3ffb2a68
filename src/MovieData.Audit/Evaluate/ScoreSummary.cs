namespace MovieData.Audit.Evaluate;

/// <summary>A metric over samples.</summary>
/// <param name="Value">Mean over the samples where it is defined; NaN where there is none.</param>
/// <param name="Low">Lower end of the 95 % interval of that mean.</param>
/// <param name="High">Upper end.</param>
public readonly record struct MeanInterval(double Value, double Low, double High);

/// <summary>The scores of some samples, joined: each sample weighs the same, however many pixels it has.</summary>
/// <param name="Samples">How many.</param>
/// <param name="PixelsShare">Pixels used of all their pixels, 0…1.</param>
/// <param name="Metrics">One a metric, in the protocol's order.</param>
public sealed record ScoreSummary(int Samples, double PixelsShare, IReadOnlyList<MeanInterval> Metrics)
{
    /// <summary>
    /// Times that the samples are drawn anew, with replacement (Efron 1979), for the percentile interval. Frames of one
    /// shot are alike, so that the true interval is wider.
    /// </summary>
    public const int Draws = 1000;

    private const double Confidence = 0.95;

    /// <summary>Joins scores.</summary>
    /// <param name="scores">At least one, in an order that does not vary.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static ScoreSummary Of(IReadOnlyList<SampleScore> scores, ulong seed)
    {
        int metrics = scores[0].Values.Length;
        var means = new double[metrics][];
        Array.Fill(means, []);
        for (int metric = 0; metric < metrics; metric++)
        {
            means[metric] = new double[Draws];
        }

        Parallel.For(0, Draws, draw => Draw(scores, new SplitMix((seed << 32) + (ulong)draw), means, draw));
        double pixels = scores.Sum(score => (double)score.Pixels);
        return new ScoreSummary(
            scores.Count,
            pixels / scores.Sum(score => (double)score.Area),
            [.. Enumerable.Range(0, metrics).Select(metric => IntervalOf(scores, metric, means[metric]))]);
    }

    private static void Draw(IReadOnlyList<SampleScore> scores, SplitMix draws, double[][] means, int draw)
    {
        Span<double> sums = stackalloc double[means.Length];
        Span<int> counts = stackalloc int[means.Length];
        sums.Clear();
        counts.Clear();
        for (int i = 0; i < scores.Count; i++)
        {
            double[] values = scores[draws.Below(scores.Count)].Values;
            for (int metric = 0; metric < values.Length; metric++)
            {
                if (!double.IsNaN(values[metric]))
                {
                    sums[metric] += values[metric];
                    counts[metric]++;
                }
            }
        }

        for (int metric = 0; metric < means.Length; metric++)
        {
            means[metric][draw] = sums[metric] / counts[metric];
        }
    }

    private static MeanInterval IntervalOf(IReadOnlyList<SampleScore> scores, int metric, double[] means)
    {
        double[] defined = [.. scores.Select(score => score.Values[metric]).Where(value => !double.IsNaN(value))];
        double[] sorted = [.. means.Where(mean => !double.IsNaN(mean)).Order()];
        double At(double share) => sorted.Length == 0
            ? double.NaN : sorted[(int)Math.Round(share * (sorted.Length - 1))];
        return new MeanInterval(
            defined.Length == 0 ? double.NaN : defined.Average(), At((1 - Confidence) / 2), At((1 + Confidence) / 2));
    }
}
