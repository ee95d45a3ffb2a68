using System.Buffers;
using MovieData.Audit.Metrics;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// <c>depth-affine</c>: errors of depth = 1/disparity, the prediction aligned in disparity by least squares (MiDaS's
/// way to score depth). Only for a truth whose disparity is 0 at infinity.
/// </summary>
public sealed class DepthAffine : IProtocol
{
    private const string Inverse = "depth = 1/disparity, truth above 0 px only";
    private const string Cap = "prediction not below the truth's smallest disparity";

    /// <inheritdoc/>
    public string Name => "depth-affine";

    /// <inheritdoc/>
    public string Caution => "a film's disparity has an unknown shift: in depth its figures mean nothing unless the "
        + "truth is 0 px at infinity";

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
    [
        .. new[] { "abs_rel", "sq_rel", "rmse", "rmse_log", "log10", "delta1", "delta2", "delta3", "silog", "irmse" }
            .Select(name => new Metric(name, Inverse, "scale and shift in disparity, least squares", Cap)),
    ];

    /// <inheritdoc/>
    public (int Pixels, double[] Values) Measure(ScoredPicture picture)
    {
        float[] predicted = ArrayPool<float>.Shared.Rent(picture.Valid);
        float[] real = ArrayPool<float>.Shared.Rent(picture.Valid);
        int count = 0;
        float smallest = float.PositiveInfinity;
        for (int i = 0; i < picture.Valid; i++)
        {
            if (picture.Real[i] > 0)
            {
                predicted[count] = picture.Predicted[i];
                real[count++] = picture.Real[i];
                smallest = Math.Min(smallest, picture.Real[i]);
            }
        }

        double[] values = count == 0
            ? [.. Enumerable.Repeat(double.NaN, Metrics.Count)]
            : Of(predicted.AsSpan(0, count), real.AsSpan(0, count), smallest);
        ArrayPool<float>.Shared.Return(predicted);
        ArrayPool<float>.Shared.Return(real);
        return (count, values);
    }

    private static double[] Of(Span<float> predicted, Span<float> real, float smallest)
    {
        ScaleShift fit = ScaleShift.LeastSquares(predicted, real);
        for (int i = 0; i < real.Length; i++)
        {
            predicted[i] = (float)(1 / Math.Max(fit.Apply(predicted[i]), smallest));
            real[i] = 1 / real[i];
        }

        DepthErrors e = DepthErrors.Of(predicted, real);
        return [e.AbsRel, e.SqRel, e.Rmse, e.RmseLog, e.Log10, e.Delta1, e.Delta2, e.Delta3, e.Silog, e.InverseRmse];
    }
}
