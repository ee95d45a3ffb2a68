namespace MovieData.Audit.Metrics;

/// <summary>
/// The errors that depth papers print (Eigen et al. 2014, section 4.3; KITTI's depth benchmark), of positive values
/// that the caller has aligned, in whatever space he names beside them: on a film's disparity, whose shift is unknown,
/// <see cref="AbsRel"/>, <see cref="SqRel"/> and the δ mean nothing.
/// </summary>
/// <param name="Rmse">√ mean (p − t)²; unit of the truth.</param>
/// <param name="AbsRel">Mean |p − t| / t.</param>
/// <param name="SqRel">Mean (p − t)² / t; unit of the truth.</param>
/// <param name="RmseLog">√ mean (log p − log t)², natural logarithm.</param>
/// <param name="Log10">Mean |log₁₀ p − log₁₀ t|.</param>
/// <param name="Delta1">Share of pixels with max(p/t, t/p) below 1.25.</param>
/// <param name="Delta2">Below 1.25².</param>
/// <param name="Delta3">Below 1.25³.</param>
/// <param name="Silog">100 · √(mean e² − (mean e)²), e = log p − log t (KITTI's SILog).</param>
/// <param name="InverseRmse">√ mean (1/p − 1/t)²; inverse unit of the truth.</param>
public sealed record DepthErrors(
    double Rmse,
    double AbsRel,
    double SqRel,
    double RmseLog,
    double Log10,
    double Delta1,
    double Delta2,
    double Delta3,
    double Silog,
    double InverseRmse)
{
    private const double DeltaBase = 1.25;

    /// <summary>Measures one sample.</summary>
    /// <param name="prediction">One positive value a pixel.</param>
    /// <param name="truth">As many, of the same pixels.</param>
    /// <exception cref="ArgumentException">They differ in number, or there are none.</exception>
    public static DepthErrors Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        LogErrors logs = LogErrors.Of(prediction, truth);
        double n = truth.Length;
        (double squares, double relative, double squareRelative, double log10, double inverse) = (0, 0, 0, 0, 0);
        (int delta1, int delta2, int delta3) = (0, 0, 0);
        for (int i = 0; i < truth.Length; i++)
        {
            double p = prediction[i];
            double t = truth[i];
            double error = p - t;
            squares += error * error;
            relative += Math.Abs(error) / t;
            squareRelative += error * error / t;
            log10 += Math.Abs(Math.Log10(p) - Math.Log10(t));
            double inverseError = (1 / p) - (1 / t);
            inverse += inverseError * inverseError;
            double ratio = Math.Max(p / t, t / p);
            delta1 += ratio < DeltaBase ? 1 : 0;
            delta2 += ratio < DeltaBase * DeltaBase ? 1 : 0;
            delta3 += ratio < DeltaBase * DeltaBase * DeltaBase ? 1 : 0;
        }

        return new DepthErrors(
            Math.Sqrt(squares / n),
            relative / n,
            squareRelative / n,
            Math.Sqrt(logs.MeanSquare),
            log10 / n,
            delta1 / n,
            delta2 / n,
            delta3 / n,
            100 * Math.Sqrt(logs.Variance),
            Math.Sqrt(inverse / n));
    }

    /// <summary>
    /// Eigen's training loss: mean e² − λ (mean e)², e = log p − log t (Eigen et al. 2014, eq. 4: λ 0.5; BTS and
    /// AdaBins: 0.85).
    /// </summary>
    /// <param name="prediction">One positive value a pixel.</param>
    /// <param name="truth">As many, of the same pixels.</param>
    /// <param name="lambda">0: plain mean square; 1: <see cref="ScaleInvariantErrors.SilogLoss"/>, doubled.</param>
    public static double Eigen(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth, double lambda)
    {
        LogErrors logs = LogErrors.Of(prediction, truth);
        return logs.MeanSquare - (lambda * logs.Mean * logs.Mean);
    }

    /// <summary>
    /// Reverse Huber: mean of r where r = |p − t| ≤ c, else of (r² + c²)/(2c), c a fifth of the largest r (Laina et
    /// al. 2016, section 3.2); unit of the truth.
    /// </summary>
    /// <param name="prediction">One finite value a pixel.</param>
    /// <param name="truth">As many, of the same pixels.</param>
    public static double Berhu(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        Pixels.RequirePairs(prediction.Length, truth.Length);
        double largest = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)prediction[i] - truth[i]));
        }

        double bend = largest / 5;
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double error = Math.Abs((double)prediction[i] - truth[i]);
            sum += error <= bend ? error : ((error * error) + (bend * bend)) / (2 * bend);
        }

        return sum / truth.Length;
    }
}
