using System.Buffers;
using MovieData.Audit.Metrics;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// <c>ssi-robust</c>: prediction and truth each normalised by median and mean absolute deviation, per sample (Ranftl et
/// al., eq. 5 to 7 and 11; Depth Pro's losses on derivatives).
/// </summary>
public sealed class SsiRobust : IProtocol
{
    /// <inheritdoc/>
    public string Name => "ssi-robust";

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
    [
        .. new[] { "ssimae", "ssitrim", "mae_trimmed", "gradient", "mage", "male", "msge" }.Select(name => new Metric(
            name, "disparity without unit", "median and mean absolute deviation of each", "none")),
    ];

    /// <inheritdoc/>
    public (int Pixels, double[] Values) Measure(ScoredPicture picture)
    {
        RobustScale ofPrediction = RobustScale.Of(picture.Predicted);
        RobustScale ofTruth = RobustScale.Of(picture.Real);
        double[] rented = ArrayPool<double>.Shared.Rent(picture.Truth.Length);
        Span<double> difference = rented.AsSpan(0, picture.Truth.Length);
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = ofPrediction.Normalise(picture.Prediction[i]) - ofTruth.Normalise(picture.Truth[i]);
        }

        double gradient = GradientMatching.Of(difference, picture.Size);
        DerivativeErrors derivatives = DerivativeErrors.Of(difference, picture.Size);
        ArrayPool<double>.Shared.Return(rented);
        double[] values =
        [
            ScaleInvariantErrors.Ssimae(picture.Predicted, picture.Real),
            ScaleInvariantErrors.Ssitrim(picture.Predicted, picture.Real),
            ScaleInvariantErrors.MaeTrimmed(picture.Predicted, picture.Real),
            gradient,
            derivatives.Mage,
            derivatives.Male,
            derivatives.Msge,
        ];
        return (picture.Valid, values);
    }
}
