namespace MovieData.Ledger;

/// <summary>Counts segments for a <see cref="StatusReport"/>.</summary>
public sealed class StatusCount
{
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private long _planned;
    private long _kept;
    private long _failed;
    private long _pending;
    private long _bytes;
    private int _done;
    private int _total;
    private int _segmentsFailed;

    /// <summary>Counts a segment that has an entry.</summary>
    public void AddDone(PlannedSegment segment, SegmentEntry entry)
    {
        _total++;
        _done++;
        _planned += segment.Samples;
        _kept += entry.Kept;
        _bytes += (entry.Shard?.Bytes ?? 0) + entry.Frames.Bytes;
        foreach ((string rule, int count) in entry.Rejected)
        {
            _rejected[rule] = _rejected.GetValueOrDefault(rule) + count;
        }
    }

    /// <summary>Counts a segment without an entry.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="isFailed">Its last word is a failure.</param>
    public void AddOpen(PlannedSegment segment, bool isFailed)
    {
        _total++;
        _planned += segment.Samples;
        _segmentsFailed += isFailed ? 1 : 0;
        _failed += isFailed ? segment.Samples : 0;
        _pending += isFailed ? 0 : segment.Samples;
    }

    /// <summary>What was counted.</summary>
    public StatusReport Report() =>
        new(_planned, _kept, _rejected, _failed, _pending, _done, _total, _segmentsFailed, _bytes);
}
