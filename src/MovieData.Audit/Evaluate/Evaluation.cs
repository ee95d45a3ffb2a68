using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using MovieData.Audit.Predictions;
using MovieData.Imaging.Frames;

namespace MovieData.Audit.Evaluate;

/// <summary>
/// Scores a depth network's predictions against extracted disparity, one sample a core in memory at a time, whatever
/// the dataset's length.
/// </summary>
/// <param name="protocol">How they are scored.</param>
/// <param name="predictions">Where they are.</param>
/// <param name="threads">Samples scored at a time.</param>
public sealed class Evaluation(IProtocol protocol, PredictionFolder predictions, int threads)
{
    /// <summary>Scores all samples.</summary>
    /// <param name="truth">The samples.</param>
    /// <param name="scored">Called after each sample with how many are scored so far; from several threads.</param>
    /// <param name="cancel">Stops between samples.</param>
    /// <returns>One score a sample with at least one pixel of truth, in the order of the truth.</returns>
    /// <exception cref="MovieDataException">A prediction or a sample cannot be scored; the first in that order.
    /// </exception>
    public IReadOnlyList<SampleScore> Run(TruthSamples truth, Action<int> scored, CancellationToken cancel)
    {
        var scores = new ConcurrentBag<(long Place, SampleScore Score)>();
        (long Place, ExceptionDispatchInfo Fault)? first = null;
        var gate = new Lock();
        int count = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var samples = Partitioner.Create(truth.Samples, EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(samples, options, (sample, state, place) =>
        {
            try
            {
                if (Score(sample) is { } score)
                {
                    scores.Add((place, score));
                }

                scored(Interlocked.Increment(ref count));
            }
            catch (MovieDataException fault)
            {
                lock (gate)
                {
                    first = first is null || place < first.Value.Place
                        ? (place, ExceptionDispatchInfo.Capture(fault)) : first;
                }

                // Those before it are still scored, so that the first fault is the one that is told.
                state.Break();
            }
        });
        first?.Fault.Throw();
        return [.. scores.OrderBy(score => score.Place).Select(score => score.Score)];
    }

    private SampleScore? Score(TruthSample sample)
    {
        string path = predictions.Of(sample.Id);
        using var truth = new HeldPlane(sample.Read());
        using var prediction = new HeldPlane(PredictionFile.Read(path));
        if (prediction.Size != truth.Size)
        {
            throw new PredictionException($"{path}: {prediction.Size}, expected {truth.Size} as the disparity of "
                + $"{sample.Id}: bring predictions to that size first");
        }

        RequireFinite(path, prediction.Pixels, truth.Pixels);
        using var picture = new ScoredPicture(sample.Id, prediction.Take(), truth.Take());
        if (picture.Valid == 0)
        {
            return null;
        }

        bool isConstant = picture.Predicted.IndexOfAnyExcept(picture.Predicted[0]) < 0;
        bool isReversed = picture.Fit.Scale < 0;
        (int pixels, double[] values) = protocol.Measure(picture);
        return new SampleScore(
            sample.Id, sample.Film, sample.Split, pixels, picture.Truth.Length, isConstant, isReversed, values);
    }

    private static void RequireFinite(string path, ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth)
    {
        if (TensorPrimitives.IsFiniteAll(prediction))
        {
            return;
        }

        int wrong = 0;
        int valid = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            bool isKnown = !float.IsNaN(truth[i]);
            valid += isKnown ? 1 : 0;
            wrong += isKnown && !float.IsFinite(prediction[i]) ? 1 : 0;
        }

        if (wrong > 0)
        {
            throw new PredictionException($"{path}: NaN or infinite at {wrong} of the {valid} pixels whose truth is "
                + "known; expected a finite value at each");
        }
    }

    /// <summary>A plane that is disposed unless it was taken.</summary>
    private sealed class HeldPlane(Plane<float> plane) : IDisposable
    {
        private Plane<float>? _held = plane;

        public PixelSize Size => _held!.Size;

        public ReadOnlySpan<float> Pixels => _held!.Pixels;

        public Plane<float> Take()
        {
            Plane<float> taken = _held!;
            _held = null;
            return taken;
        }

        public void Dispose() => _held?.Dispose();
    }
}
