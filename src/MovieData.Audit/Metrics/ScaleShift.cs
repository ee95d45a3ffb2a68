namespace MovieData.Audit.Metrics;

/// <summary>
/// The scale and shift that bring a prediction nearest to the truth in the sense of least squares: they minimise
/// Σ (scale · prediction + shift − truth)² (Ranftl et al., Towards Robust Monocular Depth Estimation, section 5,
/// eq. 4).
/// </summary>
/// <param name="Scale">Factor of the prediction; 0 for a constant prediction, which says nothing of the truth.</param>
/// <param name="Shift">Added afterwards; in the truth's unit.</param>
public readonly record struct ScaleShift(double Scale, double Shift)
{
    /// <summary>Solves the normal equations of two unknowns, about the means, where they are well
    /// conditioned.</summary>
    /// <param name="prediction">One finite value a pixel.</param>
    /// <param name="truth">As many, of the same pixels.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or are empty.</exception>
    public static ScaleShift LeastSquares(ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        Pixels.RequirePairs(prediction.Length, truth.Length);
        double meanPrediction = Pixels.Mean(prediction);
        double meanTruth = Pixels.Mean(truth);
        (double squares, double products) =
            Pixels.Deviations(prediction, meanPrediction, truth, meanTruth);
        double scale = squares > 0 ? products / squares : 0;
        return new ScaleShift(scale, meanTruth - (scale * meanPrediction));
    }

    /// <summary>A value of the prediction, in the truth's unit.</summary>
    public double Apply(double prediction) => (Scale * prediction) + Shift;
}
