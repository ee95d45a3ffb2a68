using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Audit.Metrics;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// <c>ssi-disparity</c>: scale and shift by least squares in disparity, per sample (Ranftl et al., section 6), errors
/// in px of disparity.
/// </summary>
public sealed class SsiDisparity : IProtocol
{
    private const double Bad1Px = 1;
    private const double Bad2Px = 2;

    /// <inheritdoc/>
    public string Name => "ssi-disparity";

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
    [
        .. new[] { ("rmse", "px"), ("mae", "px"), ("bad1", "share above 1 px"), ("bad2", "share above 2 px"),
            ("ssimse", "px squared") }
            .Select(of => new Metric(of.Item1, $"disparity, {of.Item2}", "scale and shift, least squares", "none")),
    ];

    /// <inheritdoc/>
    public (int Pixels, double[] Values) Measure(ScoredPicture picture)
    {
        ReadOnlySpan<float> p = picture.Predicted;
        ReadOnlySpan<float> t = picture.Real;
        ScaleShift fit = picture.Fit;
        (double squares, double sum, long bad1, long bad2) = Errors(fit, p, t);
        double n = t.Length;
        return (t.Length, [Math.Sqrt(squares / n), sum / n, bad1 / n, bad2 / n, squares / n / 2]);
    }

    /// <summary>Sums over e = |fit(p) − t|: Σ e², Σ e, and how many are above 1 and 2 px.</summary>
    internal static (double Squares, double Sum, long Bad1, long Bad2) Errors(
        ScaleShift fit, ReadOnlySpan<float> p, ReadOnlySpan<float> t)
    {
        ReadOnlySpan<Vector256<float>> eightsP = MemoryMarshal.Cast<float, Vector256<float>>(p);
        ReadOnlySpan<Vector256<float>> eightsT = MemoryMarshal.Cast<float, Vector256<float>>(t);
        (ErrorSums low, ErrorSums high) = (default, default);
        for (int i = 0; i < eightsP.Length; i++)
        {
            (Vector256<double> lowP, Vector256<double> highP) = Vector256.Widen(eightsP[i]);
            (Vector256<double> lowT, Vector256<double> highT) = Vector256.Widen(eightsT[i]);
            low.Add(fit, lowP, lowT);
            high.Add(fit, highP, highT);
        }

        (double squares, double sum, long bad1, long bad2) = ErrorSums.Of(low, high);
        for (int i = eightsP.Length * 8; i < t.Length; i++)
        {
            double error = Math.Abs(fit.Apply(p[i]) - t[i]);
            squares += error * error;
            sum += error;
            bad1 += error > Bad1Px ? 1 : 0;
            bad2 += error > Bad2Px ? 1 : 0;
        }

        return (squares, sum, bad1, bad2);
    }

    /// <summary>Four lanes of the sums.</summary>
    private struct ErrorSums
    {
        private Vector256<double> _squares;
        private Vector256<double> _sum;
        private Vector256<long> _bad1;
        private Vector256<long> _bad2;

        public void Add(ScaleShift fit, Vector256<double> p, Vector256<double> t)
        {
            Vector256<double> error = Vector256.Abs(
                (p * Vector256.Create(fit.Scale)) + Vector256.Create(fit.Shift) - t);
            _squares += error * error;
            _sum += error;

            // A lane that holds is all ones, -1.
            _bad1 -= Vector256.GreaterThan(error, Vector256.Create(Bad1Px)).AsInt64();
            _bad2 -= Vector256.GreaterThan(error, Vector256.Create(Bad2Px)).AsInt64();
        }

        public static (double Squares, double Sum, long Bad1, long Bad2) Of(ErrorSums low, ErrorSums high) => (
            Pixels.Sum(low._squares, high._squares),
            Pixels.Sum(low._sum, high._sum),
            Vector256.Sum(low._bad1 + high._bad1),
            Vector256.Sum(low._bad2 + high._bad2));
    }
}
