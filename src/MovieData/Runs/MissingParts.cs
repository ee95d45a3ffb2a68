using MovieData.Ledger;

namespace MovieData.Runs;

/// <summary>
/// What a dataset lacks: planned samples that no run has finished, and what a copy left out. Looks at names only; what
/// is in the files is for <c>verify</c>.
/// </summary>
/// <param name="Planned">Planned samples.</param>
/// <param name="Pending">Planned samples of segments without an entry.</param>
/// <param name="Segments">Planned segments.</param>
/// <param name="SegmentsPending">Segments without an entry.</param>
/// <param name="Files">Shards and frames files that an entry names and that are not there, relative to the
/// folder.</param>
/// <param name="Lost">Kept samples of the shards among them.</param>
/// <param name="Unplanned">Films with entries but without a plan: nothing reads their samples.</param>
public sealed record MissingParts(
    long Planned,
    long Pending,
    int Segments,
    int SegmentsPending,
    IReadOnlyList<string> Files,
    long Lost,
    IReadOnlyList<string> Unplanned)
{
    /// <summary>Looks at a folder.</summary>
    /// <exception cref="LedgerException">A plan or an entry is damaged: run verify.</exception>
    public static MissingParts Of(OutputFolder folder)
    {
        var ledger = new RunLedger(folder);
        var files = new List<string>();
        long planned = 0, pending = 0, lost = 0;
        int segments = 0, segmentsPending = 0;
        foreach (PlannedSegment segment in DatasetRun.PlannedSegments(folder))
        {
            segments++;
            planned += segment.Samples;
            if (!ledger.IsDone(segment.Film, segment.Index))
            {
                segmentsPending++;
                pending += segment.Samples;
                continue;
            }

            SegmentEntry entry = SegmentEntry.Read(folder, segment.Film, segment.Index);
            bool IsMissing(FileReceipt? file) => file is not null && !File.Exists(folder.Absolute(file.Name));
            files.AddRange(new[] { entry.Shard, entry.Frames }.Where(IsMissing).Select(file => file!.Name));
            lost += IsMissing(entry.Shard) ? entry.Kept : 0;
        }

        return new MissingParts(
            planned, pending, segments, segmentsPending, files, lost, [.. FilmRecord.UnplannedFilms(folder)]);
    }

    /// <summary>All of it in one line; null where nothing is missing.</summary>
    public string? Words
    {
        get
        {
            string[] parts =
            [
                .. SegmentsPending == 0 ? (string[])[]
                    : [$"{Pending} of {Planned} planned samples ({SegmentsPending} of {Segments} segments)"],
                .. Files.Count == 0 ? (string[])[]
                    : [$"{Files.Count} file(s) that the ledger names, with {Lost} kept samples (first {Files[0]})"],
                .. Unplanned.Select(film => $"films/{film}/plan.json, though there is a ledger of {film}"),
            ];
            return parts.Length == 0 ? null : $"missing: {string.Join("; ", parts)}";
        }
    }
}
