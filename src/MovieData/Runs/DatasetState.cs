using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Runs;

/// <summary>
/// How far a dataset is and what it lacks, seen in one pass over its plans and its ledger. Looks at names only; what is
/// in the files is for <c>verify</c>.
/// </summary>
/// <param name="Status">Counted.</param>
/// <param name="Pending">Planned segments without an entry, failed ones too, by film and number.</param>
/// <param name="MissingFiles">Shards and frames files that an entry names and that are not there, relative to the
/// folder.</param>
/// <param name="Lost">Kept samples of the shards among them.</param>
/// <param name="Unplanned">Films with entries but without a plan: nothing reads their samples.</param>
public sealed record DatasetState(
    StatusReport Status,
    IReadOnlyList<PlannedSegment> Pending,
    IReadOnlyList<string> MissingFiles,
    long Lost,
    IReadOnlyList<string> Unplanned)
{
    /// <summary>What it lacks, in one line: planned samples that no run has finished, and what a copy left out; null
    /// where nothing is missing.</summary>
    public string? MissingWords
    {
        get
        {
            string[] parts =
            [
                .. Pending.Count == 0 ? (string[])[]
                    : [$"{Pending.Sum(segment => (long)segment.Samples)} of {Status.Planned} planned samples "
                        + $"({Pending.Count} of {Status.SegmentsTotal} segments)"],
                .. MissingFiles.Count == 0 ? (string[])[]
                    : [$"{MissingFiles.Count} file(s) that the ledger names, with {Lost} kept samples (first "
                        + $"{MissingFiles[0]})"],
                .. Unplanned.Select(film => $"films/{film}/plan.json, though there is a ledger of {film}"),
            ];
            return parts.Length == 0 ? null : $"missing: {string.Join("; ", parts)}";
        }
    }

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="keeps">False: nothing is written, not even what the next look would be quicker with.</param>
    /// <exception cref="MovieDataException">A plan or an entry is damaged: run verify.</exception>
    public static DatasetState Of(OutputFolder folder, bool keeps = true)
    {
        DatasetState[] films =
            Abreast.Select(FilmRecord.PlannedFilms(folder), film => Of(folder, film, keeps));
        return new DatasetState(
            StatusReport.Sum(films.Select(film => film.Status)),
            [.. films.SelectMany(film => film.Pending)],
            [.. films.SelectMany(film => film.MissingFiles)],
            films.Sum(film => film.Lost),
            [.. FilmRecord.UnplannedFilms(folder)]);
    }

    private static DatasetState Of(OutputFolder folder, string film, bool keeps)
    {
        var ledger = new RunLedger(folder);
        HashSet<int> done = ledger.Done(film);
        HashSet<int> failed = ledger.Failures(film);
        var pending = new List<PlannedSegment>();
        var files = new List<string>();
        long lost = 0;
        PlannedSegment[] segments = [.. SamplePlanJson.ReadSegments(folder, film, keeps)];
        var count = new StatusCount();
        foreach (PlannedSegment segment in segments)
        {
            if (!done.Contains(segment.Index))
            {
                pending.Add(segment);
                count.AddOpen(segment, failed.Contains(segment.Index));
                continue;
            }

            SegmentEntry entry = SegmentEntry.Read(folder, film, segment.Index);
            count.AddDone(segment, entry);
            bool IsMissing(FileReceipt? file) => file is not null && !folder.Store.Exists(folder.Absolute(file.Name));
            files.AddRange(new[] { entry.Shard, entry.Frames }.Where(IsMissing).Select(file => file!.Name));
            lost += IsMissing(entry.Shard) ? entry.Kept : 0;
        }

        return new DatasetState(count.Report(), pending, files, lost, []);
    }
}
