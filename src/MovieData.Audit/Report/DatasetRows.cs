using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Audit.Report;

/// <summary>
/// The planned samples of a dataset by columns, and what came of them. Where a sample lies in its film is what the plan
/// says; each frames file must have the plan's frames.
/// </summary>
public sealed class DatasetRows
{
    private DatasetRows(OutputFolder folder, RunManifest manifest) => (Folder, Manifest) = (folder, manifest);

    /// <summary>The dataset.</summary>
    public OutputFolder Folder { get; }

    /// <summary>What it is made of.</summary>
    public RunManifest Manifest { get; }

    /// <summary>Films in ordinal order of their ids.</summary>
    public IReadOnlyList<FilmRows> Films { get; private init; } = [];

    /// <summary>Fingerprint of each film, as its plan has it.</summary>
    public required IReadOnlyDictionary<string, string> Fingerprints { get; init; }

    /// <summary>Frames files and shards that the ledger names and that are not there.</summary>
    public required IReadOnlyList<string> MissingFiles { get; init; }

    /// <summary>Name of the dataset: its folder's, whatever the path.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder.Root));

    /// <summary>Planned samples.</summary>
    public long Planned => Films.Sum(film => (long)film.Count);

    /// <summary>Reads a dataset.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="progress">Told of every segment.</param>
    /// <param name="cancel">Stops between segments.</param>
    /// <exception cref="MovieDataException">A file is damaged, or nothing was planned.</exception>
    public static DatasetRows Read(OutputFolder folder, Action<AuditProgress> progress, CancellationToken cancel)
    {
        RunManifest manifest = RunManifest.Read(folder);
        var (films, fingerprints) = (new List<FilmRows>(), new Dictionary<string, string>());
        var missing = new ConcurrentBag<string>();
        var ledger = new RunLedger(folder);
        (string Film, HashSet<int> Done)[] planned =
            [.. FilmRecord.PlannedFilms(folder).Select(film => (film, ledger.Done(film)))];
        var pace = new SegmentPace(planned.Sum(film => (long)film.Done.Count), progress);
        foreach ((string film, HashSet<int> done) in planned)
        {
            cancel.ThrowIfCancellationRequested();
            JsonObject plan = FilmRecord.ReadPlan(folder, film);
            fingerprints[film] = plan[FilmRecord.FingerprintField]?.ToJsonString() ?? "";
            FilmRows rows = RowsOf(folder, film, plan, done);
            Fill(folder, rows, missing, pace, cancel);
            films.Add(rows);
        }

        return films.Sum(film => film.Count) > 0
            ? new DatasetRows(folder, manifest)
            {
                Films = films,
                Fingerprints = fingerprints,
                MissingFiles = [.. missing.Order(StringComparer.Ordinal)],
            }
            : throw new MovieDataException($"{folder.Root}: no sample is planned here: nothing to audit");
    }

    private static FilmRows RowsOf(OutputFolder folder, string film, JsonObject json, HashSet<int> done)
    {
        SamplePlan plan = SamplePlanJson.Read(json, film);
        FilmFacts facts = FilmFacts.Of(FilmRecord.ReadProbe(folder, film));
        string split = json["split"] is JsonValue word && word.TryGetValue(out string? text) ? text : "";
        var rows = new FilmRows(film, split, plan, facts, [.. facts.Warnings, .. plan.Remarks]);
        int first = 0;
        var segments = new List<SegmentRows>();
        HashSet<int> failed = new RunLedger(folder).Failures(film);
        foreach (Segment segment in plan.Segments)
        {
            bool isDone = done.Contains(segment.Index);
            SegmentEntry? entry = isDone ? SegmentEntry.Read(folder, film, segment.Index) : null;
            segments.Add(new SegmentRows(first, segment.Samples.Count, entry));
            if (!isDone && failed.Contains(segment.Index))
            {
                rows.Outcome.AsSpan(first, segment.Samples.Count).Fill(RowOutcome.Failed);
            }

            first += segment.Samples.Count;
        }

        rows.Segments = segments;
        return rows;
    }

    private static void Fill(
        OutputFolder folder,
        FilmRows rows,
        ConcurrentBag<string> missing,
        SegmentPace pace,
        CancellationToken cancel)
    {
        try
        {
            var workers = new ParallelOptions
            {
                CancellationToken = cancel,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            };
            Parallel.ForEach(rows.Segments.Where(segment => segment.Entry is not null), workers, segment =>
            {
                SegmentEntry entry = segment.Entry!;
                if (entry.Shard is { } shard && !IsThere(folder, shard))
                {
                    missing.Add(shard.Name);
                }

                if (IsThere(folder, entry.Frames))
                {
                    RequireDigest(folder, entry.Frames);
                    Fill(rows, segment, FrameColumns.Read(folder, entry, FilmRows.FigureColumns));
                }
                else
                {
                    missing.Add(entry.Frames.Name);
                }

                pace.Next();
            });
        }
        catch (AggregateException several)
        {
            // The same one whichever thread was first: a report of damage is to be the same every time.
            throw several.InnerExceptions.OrderBy(error => error.Message, StringComparer.Ordinal).First();
        }
    }

    private static bool IsThere(OutputFolder folder, FileReceipt receipt)
    {
        string path = folder.Absolute(receipt.Name);
        try
        {
            return folder.Store.LengthOf(path) is not { } bytes ? false
                : bytes == receipt.Bytes ? true
                : throw new LedgerException(
                    $"{path}: {bytes} bytes; the ledger says {receipt.Bytes}: damaged; run verify");
        }
        catch (IOException error)
        {
            throw new LedgerException($"{path}: {error.Message}: damaged; run verify", error);
        }
    }

    // Of a frames file not all columns are read: damage in the others is damage too.
    private static void RequireDigest(OutputFolder folder, FileReceipt frames)
    {
        string path = folder.Absolute(frames.Name);
        if (RunLedger.DigestOf(folder.Store, path) is var found && found != frames.Sha256)
        {
            throw new LedgerException($"{path}: sha256 is {found}, the ledger says {frames.Sha256}: damaged; run "
                + "verify");
        }
    }

    private static void Fill(FilmRows rows, SegmentRows segment, FrameColumns columns)
    {
        Span<int> planned = rows.Frame.AsSpan(segment.FirstRow, segment.Count);
        if (!columns.Frames.AsSpan().SequenceEqual(planned))
        {
            throw new ParquetFileException($"{segment.Entry!.Frames.Name}: its frames are not those of the plan: "
                + "damaged; run verify");
        }

        for (int row = 0; row < segment.Count; row++)
        {
            rows.Outcome[segment.FirstRow + row] = columns.Accepted[row] ? RowOutcome.Kept : RowOutcome.Rejected;
        }

        columns.Rules.CopyTo(rows.Rule, segment.FirstRow);

        for (int figure = 0; figure < columns.Figures.Length; figure++)
        {
            columns.Figures[figure].CopyTo(rows.Column(figure), segment.FirstRow);
        }
    }

    /// <summary>Counts segments that are read; any thread.</summary>
    private sealed class SegmentPace(long total, Action<AuditProgress> progress)
    {
        private long _done;

        public void Next() => progress(new AuditProgress("segments read", Interlocked.Increment(ref _done), total));
    }
}
