using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Plan;

namespace MovieData.Decode;

/// <summary>
/// Holds a GPU's decoder against software's on a film: the first frames of the plan's first run, of one in its middle
/// and of its last, read as extraction reads them, must be the same bytes. Black leaders prove little, and a wrong seek
/// shows only in later runs. Of the frames between it says nothing: where they are whole, a decoder has no choice what
/// to make of them, and whether they are is for the plan to say (<see cref="SamplePlan.DecoderComplained"/>).
/// </summary>
/// <param name="film">The film.</param>
/// <param name="options">View size and crop.</param>
/// <param name="pool">Where planes come from.</param>
internal sealed class DecoderProof(Film film, DecodeOptions options, PlanePool pool)
{
    /// <summary>Frames compared of a run.</summary>
    public const int FramesMax = 24;

    /// <summary>A proof that takes longer is none.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(2);

    /// <summary>Compares; a difference, any fault or too long a wait ends the GPU's trust.</summary>
    /// <param name="plan">The film's plan.</param>
    /// <param name="gpu">The decoder.</param>
    /// <param name="timeMax">As <see cref="TimeMax"/>.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <returns>Frames that came out alike; of a decoder that is not trusted any more they say nothing.</returns>
    public int Run(SamplePlan plan, GpuDecoder gpu, TimeSpan timeMax, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeMax);
        var software = new DecodeStage(film, options, pool, new RejectionLog(), threads: 0);
        var onGpu = new DecodeStage(film, options, pool, new RejectionLog(), threads: 0) { Gpu = gpu };
        int frames = 0;
        try
        {
            foreach (IReadOnlyList<PlannedSample> run in Places(plan, software))
            {
                frames += Compare(run, software, onGpu, gpu, limit.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or MovieDataException
            && !cancel.IsCancellationRequested)
        {
            // What is wrong with the film, or with a subprocess, the segment itself finds where it concerns it.
            gpu.Distrust(limit.IsCancellationRequested
                ? $"its frames were not proven within {timeMax.TotalSeconds:F0} s" : $"not proven: {error.Message}");
        }

        return frames;
    }

    private static IEnumerable<IReadOnlyList<PlannedSample>> Places(SamplePlan plan, DecodeStage stage)
    {
        IReadOnlyList<PlannedSample>[] runs = [.. plan.Segments.SelectMany(stage.Runs)];
        return runs.Length == 0 ? [] : new[] { 0, runs.Length / 2, runs.Length - 1 }.Distinct().Select(n => runs[n]);
    }

    private static int Compare(
        IReadOnlyList<PlannedSample> run,
        DecodeStage software,
        DecodeStage onGpu,
        GpuDecoder gpu,
        CancellationToken cancel)
    {
        if (!gpu.IsTrusted)
        {
            return 0;
        }

        List<ViewDigest> expected = Digests(software, run, cancel);
        List<ViewDigest> found = Digests(onGpu, run, cancel);

        // What it left was decoded in software, and is equal.
        if (gpu.IsTrusted && expected.Except(found).FirstOrDefault() is { } view)
        {
            gpu.Distrust($"frame {view.Frame} is not the one that software decodes");
        }

        return expected.DistinctBy(view => view.Frame).Count();
    }

    private static List<ViewDigest> Digests(
        DecodeStage stage, IReadOnlyList<PlannedSample> run, CancellationToken cancel) =>
        [.. stage.Read(run, cancel).Take(FramesMax).SelectMany(frame => FrameDump.Digests(frame, isEveryFrame: false))];
}
