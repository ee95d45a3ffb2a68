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
    /// <summary>Several reports as one.</summary>
    public static StatusReport Sum(IEnumerable<StatusReport> reports)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var sum = new StatusReport(0, 0, rejected, 0, 0, 0, 0, 0, 0);
        foreach (StatusReport one in reports)
        {
            foreach ((string rule, long count) in one.Rejected)
            {
                rejected[rule] = rejected.GetValueOrDefault(rule) + count;
            }

            sum = new StatusReport(
                sum.Planned + one.Planned,
                sum.Kept + one.Kept,
                rejected,
                sum.Failed + one.Failed,
                sum.Pending + one.Pending,
                sum.SegmentsDone + one.SegmentsDone,
                sum.SegmentsTotal + one.SegmentsTotal,
                sum.SegmentsFailed + one.SegmentsFailed,
                sum.Bytes + one.Bytes);
        }

        return sum;
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
