using System.Text.Json.Nodes;

namespace MovieData.Ledger;

/// <summary>A segment as a plan lists it, without its frames.</summary>
/// <param name="Film">Film id.</param>
/// <param name="Index">0-based number in the film.</param>
/// <param name="Samples">Planned samples.</param>
public sealed record PlannedSegment(string Film, int Index, int Samples);

/// <summary>
/// How far a dataset is, counting samples: planned = kept + Σ rejected + failed + pending (CONTRACT.md, "JSON
/// documents").
/// </summary>
/// <param name="Planned">Planned samples of all planned films.</param>
/// <param name="Kept">Samples in shards.</param>
/// <param name="Rejected">Rejected samples by first failed rule.</param>
/// <param name="Failed">Samples of segments whose last word is a failure.</param>
/// <param name="Pending">Samples of segments nobody has finished or failed.</param>
/// <param name="SegmentsDone">Segments with an entry.</param>
/// <param name="SegmentsTotal">Planned segments.</param>
/// <param name="SegmentsFailed">Failed segments.</param>
/// <param name="Bytes">Bytes of all shards and frames files.</param>
public sealed record StatusReport(
    long Planned,
    long Kept,
    IReadOnlyDictionary<string, long> Rejected,
    long Failed,
    long Pending,
    int SegmentsDone,
    int SegmentsTotal,
    int SegmentsFailed,
    long Bytes)
{
    /// <summary>Counts what stands in the folder.</summary>
    /// <param name="ledger">The folder's ledger.</param>
    /// <param name="segments">All segments of all plans.</param>
    /// <exception cref="LedgerException">An entry is damaged (the message names it); run verify.</exception>
    public static StatusReport Of(RunLedger ledger, IEnumerable<PlannedSegment> segments)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long planned = 0, kept = 0, failed = 0, pending = 0, bytes = 0;
        int done = 0, total = 0, segmentsFailed = 0;
        foreach (PlannedSegment segment in segments)
        {
            total++;
            planned += segment.Samples;
            if (ledger.IsDone(segment.Film, segment.Index))
            {
                SegmentEntry entry = SegmentEntry.Read(ledger.Folder, segment.Film, segment.Index);
                done++;
                kept += entry.Kept;
                bytes += (entry.Shard?.Bytes ?? 0) + entry.Frames.Bytes;
                foreach ((string rule, int count) in entry.Rejected)
                {
                    rejected[rule] = rejected.GetValueOrDefault(rule) + count;
                }
            }
            else if (ledger.IsFailed(segment.Film, segment.Index))
            {
                segmentsFailed++;
                failed += segment.Samples;
            }
            else
            {
                pending += segment.Samples;
            }
        }

        return new StatusReport(planned, kept, rejected, failed, pending, done, total, segmentsFailed, bytes);
    }

    /// <summary>The document of <c>status --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["planned"] = Planned,
        ["kept"] = Kept,
        ["rejected"] = new JsonObject(Rejected.Select(r => new KeyValuePair<string, JsonNode?>(r.Key, r.Value))),
        ["failed"] = Failed,
        ["pending"] = Pending,
        ["segments_done"] = SegmentsDone,
        ["segments_total"] = SegmentsTotal,
        ["segments_failed"] = SegmentsFailed,
        ["bytes"] = Bytes,
    };
}
