using System.Buffers;

namespace MovieData.Audit.Metrics;

/// <summary>
/// The scale- and shift-invariant losses of Ranftl et al., section 5, as errors of a sample: 0 is a prediction equal to
/// the truth but for scale and shift. Without unit, but for <see cref="Ssimse"/>.
/// </summary>
public static class ScaleInvariantErrors
{
    /// <summary>Share of the pixels, those of least error, that the trimmed loss keeps.</summary>
    public const double TrimmedShare = 0.8;

    /// <summary>
    /// 1/(2M) Σ (a − t)², a being the prediction aligned by least squares (eq. 3, ρ of mean squares); unit of the
    /// truth, squared.
    /// </summary>
    /// <param name="prediction">One finite value a pixel.</param>
    /// <param name="truth">As many, of the same pixels.</param>
    public static double Ssimse(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        ScaleShift fit = ScaleShift.LeastSquares(prediction, truth);
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double error = fit.Apply(prediction[i]) - truth[i];
            sum += error * error;
        }

        return sum / (2 * truth.Length);
    }

    /// <summary>1/(2M) Σ |p̂ − t̂|, both normalised by <see cref="RobustScale"/> (eq. 7 without trimming).</summary>
    /// <inheritdoc cref="Ssimse"/>
    public static double Ssimae(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth) =>
        Absolute(prediction, truth, 1) / (2 * truth.Length);

    /// <summary>1/(2M) Σ of the smallest <see cref="TrimmedShare"/> of |p̂ − t̂|, normalised likewise (eq.
    /// 7).</summary>
    /// <inheritdoc cref="Ssimse"/>
    public static double Ssitrim(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth) =>
        Absolute(prediction, truth, TrimmedShare) / (2 * truth.Length);

    /// <summary>
    /// Mean of the smallest <see cref="TrimmedShare"/> of |p̂ − t̂| (Bochkovskii et al., Depth Pro, section 3.2: MAE on
    /// inverse depth, without the 20 % of the pixels with the largest error).
    /// </summary>
    /// <inheritdoc cref="Ssimse"/>
    public static double MaeTrimmed(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth) =>
        Absolute(prediction, truth, TrimmedShare) / KeptOf(truth.Length, TrimmedShare);

    /// <summary>
    /// min over c of 1/(2M) Σ (c + log p − log t)² (eq. 8, natural logarithm): half the variance of the logarithm of
    /// the ratio. Both must be positive.
    /// </summary>
    /// <inheritdoc cref="Ssimse"/>
    public static double SilogLoss(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        LogErrors errors = LogErrors.Of(prediction, truth);
        return errors.Variance / 2;
    }

    private static double Absolute(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth, double share)
    {
        Pixels.RequirePairs(prediction.Length, truth.Length);
        RobustScale ofPrediction = RobustScale.Of(prediction);
        RobustScale ofTruth = RobustScale.Of(truth);
        double[] errors = ArrayPool<double>.Shared.Rent(truth.Length);
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            errors[i] = Math.Abs(ofPrediction.Normalise(prediction[i]) - ofTruth.Normalise(truth[i]));
            sum += errors[i];
        }

        int kept = KeptOf(truth.Length, share);
        sum = kept < truth.Length ? Pixels.SumOfSmallest(errors.AsSpan(0, truth.Length), kept) : sum;
        ArrayPool<double>.Shared.Return(errors);
        return sum;
    }

    // Whole pixels, and 0.8 of ten is eight whatever 0.8 is in binary.
    private static int KeptOf(int pixels, double share) => (int)Math.Floor((share * pixels) + 1e-9);
}
