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
    private (double Busy, double Starved, double Blocked) _seen;

    /// <summary>Segments that may be in work now.</summary>
    public int Workers { get; private set; } = first;

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
            (double Busy, double Starved, double Blocked) now = loads.Of("flow").Seconds;
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

    private sealed class Place(WorkerGrowth growth) : IDisposable
    {
        public void Dispose() => growth.End();
    }
}
