using MovieData.Staging;

namespace MovieData.Runs;

/// <summary>
/// How many segments are in work at once, where nobody states their number: few at first, one more whenever the flow
/// network was seen to wait for frames while a segment was made. Changes no byte.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
/// <param name="first">Segments at first, positive.</param>
/// <param name="most">Segments at most, not fewer: what cores and pixel memory allow.</param>
/// <param name="loads">What each stage does with its time; asked for the flow stage's.</param>
internal sealed class WorkerGrowth(int first, int most, StageLoads loads) : IDisposable
{
    /// <summary>
    /// Share of its time that the flow network may wait for frames: more than the first frames of a segment cost, less
    /// than a decoder that does not keep up.
    /// </summary>
    private const double StarvedShareMax = 0.05;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free = new(first);

    // What the stages of an earlier run of this process did says nothing of this one.
    private (double Busy, double Starved, double Blocked) _seen = SecondsOf(loads);

    /// <summary>Segments that may be in work now.</summary>
    public int Workers { get; private set; } = first;

    /// <summary>Segments that may ever be in work at once.</summary>
    public int Most => most;

    /// <summary>As many as a run may have: more than its pixel memory holds would fail segments, and fewer give the
    /// same bytes.</summary>
    /// <param name="options">Of the run.</param>
    /// <param name="eachBytes">Pixel memory that one segment may need.</param>
    /// <param name="progress">Of the run; told where memory allows fewer than were stated.</param>
    public static WorkerGrowth Of(RunOptions options, long eachBytes, RunProgress progress)
    {
        int fit = (int)Math.Max(1, options.MemoryBytesMax / eachBytes);
        if (fit < options.Workers)
        {
            progress.Say(
                $"{fit} of {options.Workers} workers: each may need {Megabytes(eachBytes)} MB of pixels; for all of "
                + $"them state --memory-mb-max {Megabytes(eachBytes * options.Workers)}");
        }

        return new WorkerGrowth(
            Math.Min(fit, options.Workers), Math.Min(fit, options.WorkersMax), progress.Loads);

        // Of a million bytes, as --memory-mb-max counts them.
        static long Megabytes(long bytes) => (bytes + 999_999) / 1_000_000;
    }

    /// <summary>Lets the thread pool have the threads of so many segments at once. Stages wait for each other and for
    /// ffmpeg on its threads, and it grows by about one a second where all of them wait: 64 segments took minutes to
    /// get going.</summary>
    public static void ReserveThreads(int segments)
    {
        ThreadPool.GetMinThreads(out int threads, out int completions);
        int wanted = Environment.ProcessorCount + (segments * Extraction.ThreadsMax);
        ThreadPool.SetMinThreads(Math.Max(threads, wanted), completions);
    }

    /// <summary>Waits until a segment may be begun.</summary>
    /// <returns>To be disposed when it is done, whatever became of it.</returns>
    public async Task<IDisposable> BeginAsync(CancellationToken cancel)
    {
        await _free.WaitAsync(cancel).ConfigureAwait(false);
        return new Place(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private void End()
    {
        int places = 1;
        lock (_lock)
        {
            (double Busy, double Starved, double Blocked) now = SecondsOf(loads);
            double starvedS = now.Starved - _seen.Starved;
            double allS = now.Busy - _seen.Busy + now.Blocked - _seen.Blocked + starvedS;
            _seen = now;
            if (Workers < most && starvedS > StarvedShareMax * allS)
            {
                Workers++;
                places++;
            }
        }

        _free.Release(places);
    }

    // Not asked for by name: that would put it in front of the stages before it.
    private static (double Busy, double Starved, double Blocked) SecondsOf(StageLoads loads) =>
        loads.All.FirstOrDefault(load => load.Name == "flow")?.Seconds ?? default;

    private sealed class Place(WorkerGrowth growth) : IDisposable
    {
        public void Dispose() => growth.End();
    }
}
