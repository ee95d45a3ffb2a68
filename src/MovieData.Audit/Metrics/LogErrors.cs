namespace MovieData.Audit.Metrics;

/// <summary>What log p − log t (natural logarithm) is over the pixels of a sample.</summary>
/// <param name="Mean">Mean, signed: above 0 the prediction is too large.</param>
/// <param name="Variance">Mean square deviation from that mean.</param>
internal readonly record struct LogErrors(double Mean, double Variance)
{
    /// <summary>Mean of the square.</summary>
    public double MeanSquare => Variance + (Mean * Mean);

    /// <summary>Of positive predictions and truths.</summary>
    /// <exception cref="ArgumentException">They differ in number, or there are none.</exception>
    public static LogErrors Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        Pixels.RequirePairs(prediction.Length, truth.Length);
        // Around the running mean (Welford 1962): mean e² − (mean e)² would round below 0 where all errors are equal.
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double error = Math.Log(prediction[i]) - Math.Log(truth[i]);
            double deviation = error - mean;
            mean += deviation / (i + 1);
            squares += deviation * (error - mean);
        }

        return new LogErrors(mean, squares / truth.Length);
    }
}
