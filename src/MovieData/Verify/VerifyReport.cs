using MovieData.Ledger;

namespace MovieData.Verify;

/// <summary>Damage that was found.</summary>
/// <param name="File">File, relative to the folder.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Film">Film it belongs to; null for the manifest.</param>
/// <param name="Segment">Segment it belongs to; null for a film's own files.</param>
public sealed record Finding(string File, string What, string? Film = null, int? Segment = null);

/// <summary>What <c>verify</c> found.</summary>
/// <param name="Findings">Damage; empty = sound.</param>
/// <param name="Orphans">Files of planned segments without an entry: the next extract replaces them.</param>
/// <param name="Planned">Planned samples.</param>
/// <param name="Kept">Rows of sound shards, each decoded.</param>
/// <param name="Rejected">Rejected samples of sound segments.</param>
/// <param name="Missing">Planned samples that no sound segment holds.</param>
/// <param name="SegmentsDone">Segments with an entry.</param>
/// <param name="SegmentsTotal">Planned segments.</param>
public sealed record VerifyReport(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Orphans,
    long Planned,
    long Kept,
    long Rejected,
    long Missing,
    int SegmentsDone,
    int SegmentsTotal)
{
    /// <summary>Unfinished files of other programs (<see cref="ForeignName"/>): no damage, and no reader's.</summary>
    public IReadOnlyList<string> Foreign { get; init; } = [];

    /// <summary>True when films are planned and every planned sample is kept or rejected, all of it sound.</summary>
    public bool IsComplete => Findings.Count == 0 && SegmentsTotal > 0 && SegmentsDone == SegmentsTotal;
}
