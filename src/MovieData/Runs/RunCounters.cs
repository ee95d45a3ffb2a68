using MovieData.Ledger;

namespace MovieData.Runs;

/// <summary>What a process has done so far; no number of it ever falls. Safe for many threads.</summary>
public sealed class RunCounters
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private long _measured;
    private long _kept;
    private long _segmentsDone;
    private long _segmentsFailed;
    private long _retries;

    /// <summary>Samples measured, those of attempts that failed later too.</summary>
    public long Measured => Interlocked.Read(ref _measured);

    /// <summary>Samples in committed shards.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Segments committed.</summary>
    public long SegmentsDone => Interlocked.Read(ref _segmentsDone);

    /// <summary>Segments that failed for good in this process.</summary>
    public long SegmentsFailed => Interlocked.Read(ref _segmentsFailed);

    /// <summary>Attempts at a segment after the first.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Samples of committed segments that were rejected, by first failed rule, in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Rejected
    {
        get
        {
            lock (_lock)
            {
                return [.. _rejected];
            }
        }
    }

    internal void SampleMeasured() => Interlocked.Increment(ref _measured);

    internal void Retried() => Interlocked.Increment(ref _retries);

    internal void Failed() => Interlocked.Increment(ref _segmentsFailed);

    internal void Committed(SegmentEntry entry)
    {
        Interlocked.Add(ref _kept, entry.Kept);
        Interlocked.Increment(ref _segmentsDone);
        lock (_lock)
        {
            foreach ((string rule, int count) in entry.Rejected)
            {
                _rejected[rule] = _rejected.GetValueOrDefault(rule) + count;
            }
        }
    }
}
