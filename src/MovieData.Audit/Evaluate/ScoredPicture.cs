using System.Buffers;
using MovieData.Audit.Metrics;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// Prediction and truth of one sample, and which pixels have both. The pixels that are scored also stand one behind the
/// other, for measures that know no neighbours. Owns rented memory.
/// </summary>
public sealed class ScoredPicture : IDisposable
{
    private readonly Plane<float> _prediction;
    private readonly Plane<float> _truth;
    private readonly float[] _predicted;
    private readonly float[] _real;
    private ScaleShift? _fit;

    /// <summary>Takes both over; unknown pixels of the truth become unknown in the prediction too.</summary>
    /// <param name="id">The sample.</param>
    /// <param name="prediction">A finite value wherever the truth is known; of the truth's size.</param>
    /// <param name="truth">Disparity, px, larger = nearer; NaN where it is not known.</param>
    public ScoredPicture(string id, Plane<float> prediction, Plane<float> truth)
    {
        Id = id;
        _prediction = prediction;
        _truth = truth;
        _predicted = ArrayPool<float>.Shared.Rent(truth.Pixels.Length);
        _real = ArrayPool<float>.Shared.Rent(truth.Pixels.Length);
        Span<float> p = prediction.Pixels;
        ReadOnlySpan<float> t = truth.Pixels;
        for (int i = 0; i < t.Length; i++)
        {
            if (float.IsNaN(t[i]))
            {
                p[i] = float.NaN;
            }
            else
            {
                _predicted[Valid] = p[i];
                _real[Valid++] = t[i];
            }
        }
    }

    /// <summary>FILM/frame, or the name of a picture.</summary>
    public string Id { get; }

    /// <summary>Width and height, px.</summary>
    public PixelSize Size => _truth.Size;

    /// <summary>Pixels that are scored.</summary>
    public int Valid { get; }

    /// <summary>The prediction as a picture; NaN where the truth is not known.</summary>
    public ReadOnlySpan<float> Prediction => _prediction.Pixels;

    /// <summary>The truth as a picture, px of disparity; NaN where it is not known.</summary>
    public ReadOnlySpan<float> Truth => _truth.Pixels;

    /// <summary>The prediction at the pixels that are scored, in order.</summary>
    public ReadOnlySpan<float> Predicted => _predicted.AsSpan(0, Valid);

    /// <summary>The truth at those pixels.</summary>
    public ReadOnlySpan<float> Real => _real.AsSpan(0, Valid);

    /// <summary>Scale and shift of the prediction by least squares over those pixels, in disparity; one at
    /// least.</summary>
    public ScaleShift Fit => _fit ??= ScaleShift.LeastSquares(Predicted, Real);

    /// <inheritdoc/>
    public void Dispose()
    {
        _prediction.Dispose();
        _truth.Dispose();
        ArrayPool<float>.Shared.Return(_predicted);
        ArrayPool<float>.Shared.Return(_real);
    }
}
