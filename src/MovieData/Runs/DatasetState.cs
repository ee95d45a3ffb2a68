using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Runs;

/// <summary>How far a dataset is, seen in one pass over its plans and its ledger.</summary>
/// <param name="Status">Counted.</param>
/// <param name="Missing">What it lacks.</param>
/// <param name="Pending">Planned segments without an entry, failed ones too, by film and number.</param>
public sealed record DatasetState(
    StatusReport Status, MissingParts Missing, IReadOnlyList<PlannedSegment> Pending)
{
    // Most of the time goes by in waiting for a disk, often of another machine.
    private static readonly ParallelOptions Abreast =
        new() { MaxDegreeOfParallelism = Math.Max(8, Environment.ProcessorCount) };

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="keeps">False: nothing is written, not even what the next look would be quicker with.</param>
    /// <exception cref="MovieDataException">A plan or an entry is damaged: run verify.</exception>
    public static DatasetState Of(OutputFolder folder, bool keeps = true)
    {
        IReadOnlyList<string> films = FilmRecord.PlannedFilms(folder);
        var parts = new DatasetState?[films.Count];
        var faults = new MovieDataException?[films.Count];
        Parallel.For(0, films.Count, Abreast, place =>
        {
            try
            {
                parts[place] = Of(folder, films[place], keeps);
            }
            catch (MovieDataException error)
            {
                faults[place] = error;
            }
        });
        if (Array.Find(faults, fault => fault is not null) is { } first)
        {
            throw first;
        }

        StatusReport status = StatusReport.Sum(parts.Select(part => part!.Status));
        PlannedSegment[] pending = [.. parts.SelectMany(part => part!.Pending)];
        var missing = new MissingParts(
            status.Planned,
            pending.Sum(segment => (long)segment.Samples),
            status.SegmentsTotal,
            pending.Length,
            [.. parts.SelectMany(part => part!.Missing.Files)],
            parts.Sum(part => part!.Missing.Lost),
            [.. FilmRecord.UnplannedFilms(folder)]);
        return new DatasetState(status, missing, pending);
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

        return new DatasetState(
            count.Report(),
            new MissingParts(0, 0, 0, 0, files, lost, []),
            pending);
    }
}
