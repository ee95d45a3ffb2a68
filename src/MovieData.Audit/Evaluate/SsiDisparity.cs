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
        ScaleShift fit = ScaleShift.LeastSquares(p, t);
        (double squares, double sum, int bad1, int bad2) = (0, 0, 0, 0);
        for (int i = 0; i < t.Length; i++)
        {
            double error = Math.Abs(fit.Apply(p[i]) - t[i]);
            squares += error * error;
            sum += error;
            bad1 += error > Bad1Px ? 1 : 0;
            bad2 += error > Bad2Px ? 1 : 0;
        }

        double n = t.Length;
        return (t.Length, [Math.Sqrt(squares / n), sum / n, bad1 / n, bad2 / n, squares / n / 2]);
    }
}
