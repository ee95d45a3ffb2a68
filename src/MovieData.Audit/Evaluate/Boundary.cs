using System.Buffers;
using MovieData.Audit.Metrics;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// <c>boundary</c>: Depth Pro's boundary F1. It compares ratios, which need a 0 at infinity that a film's disparity
/// does not have: the 0 is put below the truth's smallest disparity by a twentieth of its range, for both alike.
/// </summary>
public sealed class Boundary : IProtocol
{
    /// <summary>Distance from 0 to the smallest disparity of the truth, as a share of the truth's range.</summary>
    public const double FarShare = 0.05;

    private const double FloorShare = 1e-3;

    /// <inheritdoc/>
    public string Name => "boundary";

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new(
            "boundary_f1",
            "ratio of neighbouring disparities, 0 at a twentieth of the truth's range below its smallest",
            "scale and shift, least squares",
            "prediction not below a thousandth of the truth's range"),
    ];

    /// <inheritdoc/>
    public (int Pixels, double[] Values) Measure(ScoredPicture picture)
    {
        float smallest = float.PositiveInfinity;
        float largest = float.NegativeInfinity;
        foreach (float value in picture.Real)
        {
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }

        double range = largest - smallest;
        if (range <= 0)
        {
            return (picture.Valid, [double.NaN]);
        }

        ScaleShift fit = picture.Fit;
        double zero = smallest - (FarShare * range);
        float[] predicted = ArrayPool<float>.Shared.Rent(picture.Truth.Length);
        float[] real = ArrayPool<float>.Shared.Rent(picture.Truth.Length);
        for (int i = 0; i < picture.Truth.Length; i++)
        {
            predicted[i] = (float)Math.Max(fit.Apply(picture.Prediction[i]) - zero, FloorShare * range);
            real[i] = (float)(picture.Truth[i] - zero);
        }

        double f1 = BoundaryErrors.F1(
            predicted.AsSpan(0, picture.Truth.Length), real.AsSpan(0, picture.Truth.Length), picture.Size);
        ArrayPool<float>.Shared.Return(predicted);
        ArrayPool<float>.Shared.Return(real);
        return (picture.Valid, [f1]);
    }
}
