using System.Collections.Concurrent;

namespace MovieData.Ledger;

/// <summary>
/// Rejections of one segment that happened before a frame existed (missing view, damaged picture), by frame. Stages
/// write, the shard stage reads when the last frame is through.
/// </summary>
public sealed class RejectionLog
{
    private readonly ConcurrentDictionary<int, Rejection> _byFrame = new();

    /// <summary>Notes a rejection; the first of a frame stays.</summary>
    public void Add(int frame, Rejection rejection) => _byFrame.TryAdd(frame, rejection);

    /// <summary>The rejection of a frame, or null.</summary>
    public Rejection? Find(int frame) => _byFrame.GetValueOrDefault(frame);
}
