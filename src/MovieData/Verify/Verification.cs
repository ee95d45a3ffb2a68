using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Verify;

/// <summary>
/// Holds a dataset against itself (CONTRACT.md, <c>verify</c>): every file against its sha256, every row decoded, ids
/// unique, rows = plan − rejections, counts = rows. An unfinished folder is sound, also while it is worked on: what
/// comes to it meanwhile is left to the next check.
/// </summary>
/// <param name="folder">The dataset.</param>
/// <param name="segmentDone">Called with each checked segment, for progress; may be null.</param>
public sealed class Verification(OutputFolder folder, Action<Segment>? segmentDone = null)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<int> _frames = [];     // of the kept rows of one film
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, string> _awaited = [];     // file of a segment without an entry: that entry
    private readonly HashSet<string> _films = [];
    private readonly List<string> _orphans = [];
    private readonly List<string> _foreign = [];
    private readonly HashSet<string> _unreadablePlans = [];
    private IReadOnlyDictionary<string, string> _digests = new Dictionary<string, string>();
    private PixelSize _view = new(int.MaxValue, int.MaxValue);
    private long _planned, _kept, _rejected;
    private int _done, _total;

    /// <summary>Checks everything; takes as long as reading and decoding the whole dataset.</summary>
    /// <exception cref="LedgerException">It is no dataset, or a file may not be read.</exception>
    public VerifyReport Run(CancellationToken cancel)
    {
        // The first extract writes it: a folder that was only planned has none, and nothing that it could tell of.
        bool hasManifest = folder.Store.Exists(folder.Manifest);
        if (!hasManifest && (FilmRecord.HasEntries(folder) || FilmRecord.PlannedFilms(folder).Count == 0))
        {
            throw new LedgerException($"{folder.Root} is no dataset: it has no manifest.json");
        }

        if (hasManifest)
        {
            Try("manifest.json", null, null, () => ReadManifest(RunManifest.Read(folder)));
        }

        foreach (string film in FilmRecord.PlannedFilms(folder))
        {
            CheckFilm(film, cancel);
        }

        FindStrangers(cancel);
        long missing = _planned - _kept - _rejected;
        return new VerifyReport(_findings, _orphans, _planned, _kept, _rejected, missing, _done, _total)
        {
            Foreign = _foreign,
        };
    }

    /// <summary>
    /// Withdraws what is damaged, so that the next extract makes just that again: entries and files of damaged
    /// segments; plan, probe and scores of damaged films (their segments stay). A damaged manifest is left to a
    /// person: nothing else says what the folder is.
    /// </summary>
    /// <returns>How many segments and films' records were withdrawn.</returns>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static (int Segments, int Films) Repair(OutputFolder folder, VerifyReport report)
    {
        var ledger = new RunLedger(folder);
        var segments = report.Findings.Where(f => f is { Film: not null, Segment: not null })
            .Select(f => (f.Film!, f.Segment!.Value)).Distinct().ToList();
        segments.ForEach(s => ledger.Withdraw(s.Item1, s.Item2));
        var films = report.Findings.Where(f => f is { Film: not null, Segment: null })
            .Select(f => f.Film!).Distinct().ToList();
        films.ForEach(film => FilmRecord.Withdraw(folder, film));
        return (segments.Count, films.Count);
    }

    private void ReadManifest(RunManifest manifest)
    {
        _digests = manifest.Digests;
        if (manifest.Pipeline["decode"]?["view_px"] is JsonArray { Count: 2 } sides)
        {
            _view = new PixelSize((int)sides[0]!, (int)sides[1]!);
        }
    }

    private void CheckFilm(string film, CancellationToken cancel)
    {
        _films.Add(film);
        _frames.Clear();
        SamplePlan? plan = null;
        string split = "";
        Try($"films/{film}/plan.json", film, null, () =>
        {
            JsonObject json = FilmRecord.ReadPlan(folder, film);
            split = json["split"] is JsonValue word && word.TryGetValue(out string? name) ? name : "";
            OutputFolder.ShardName(split, film, 0);     // a split there is
            plan = SamplePlanJson.Read(json, film);
            foreach ((string path, string fault) in FilmRecord.Check(folder, film))
            {
                Add(Path.GetRelativePath(folder.Root, path), fault, film, null);
            }
        });
        if (plan is null)
        {
            // What its segments are is unknown: nothing more is said about them.
            _unreadablePlans.Add(film);
            return;
        }

        foreach (Segment segment in plan.Segments)
        {
            cancel.ThrowIfCancellationRequested();
            _total++;
            _planned += segment.Samples.Count;
            if (folder.Store.Exists(folder.Entry(film, segment.Index)))
            {
                _done++;
                Try(EntryName(film, segment.Index), film, segment.Index, () => CheckSegment(segment));
                if (!_known.Contains(EntryName(film, segment.Index)))
                {
                    // The entry can not be read: what it named is withdrawn with it.
                    _known.UnionWith(FilesOf(split, segment));
                }
            }
            else
            {
                string entry = EntryName(film, segment.Index);
                foreach (string file in (string[])[.. FilesOf(split, segment), entry])
                {
                    _awaited[file] = entry;
                }
            }

            segmentDone?.Invoke(segment);
        }
    }

    private void CheckSegment(Segment segment)
    {
        SegmentEntry entry = SegmentEntry.Read(folder, segment.Film, segment.Index);
        _known.Add(EntryName(segment.Film, segment.Index));
        _known.Add(entry.Frames.Name);
        int before = _findings.Count;
        Try(entry.Frames.Name, segment.Film, segment.Index, () => CheckFile(segment, entry.Frames));
        if (entry.Shard is not null)
        {
            _known.Add(entry.Shard.Name);
            Try(entry.Shard.Name, segment.Film, segment.Index, () => CheckFile(segment, entry.Shard));
        }

        // Rows of a file whose digest is wrong say nothing new; sound digests still leave room for our own bugs.
        if (_findings.Count > before)
        {
            return;
        }

        List<FrameRow> frames = [];
        Try(entry.Frames.Name, segment.Film, segment.Index, () => frames = CheckFrames(segment, entry));
        if (entry.Shard is not null && _findings.Count == before)
        {
            Try(entry.Shard.Name, segment.Film, segment.Index, () => CheckShard(segment, entry.Shard, frames));
        }

        if (_findings.Count == before)
        {
            _kept += entry.Kept;
            _rejected += entry.Planned - entry.Kept;
        }
    }

    private void CheckFile(Segment segment, FileReceipt receipt)
    {
        string path = folder.Absolute(receipt.Name);
        if (folder.Store.LengthOf(path) is not { } bytes)
        {
            Add(receipt.Name, "missing", segment.Film, segment.Index);
            return;
        }

        string digest = bytes == receipt.Bytes ? RunLedger.DigestOf(folder.Store, path) : "";
        if (digest != receipt.Sha256)
        {
            string found = digest.Length > 0 ? $"sha256 {digest}" : $"{bytes} bytes";
            Add(
                receipt.Name,
                $"{found}, the entry says sha256 {receipt.Sha256} and {receipt.Bytes} bytes",
                segment.Film,
                segment.Index);
        }
    }

    private List<FrameRow> CheckFrames(Segment segment, SegmentEntry entry)
    {
        List<FrameRow> rows = [.. RowReader.ReadFrames(
            folder.Store, folder.Absolute(entry.Frames.Name), segment.Samples.Count)];
        void Require(bool sound, string fault)
        {
            if (!sound)
            {
                Add(entry.Frames.Name, fault, segment.Film, segment.Index);
            }
        }

        Require(
            rows.Select(r => r.Place.Frame).SequenceEqual(segment.Samples.Select(s => s.Frame)),
            "its frames are not those of the plan");
        Require(
            rows.TrueForAll(r => r.Accepted == (r.Rule is null)), "a row is neither accepted nor rejected by a rule");
        (FrameRow row, string? fault) = rows.Zip(segment.Samples, (row, planned) => (
            row, RowCheck.FaultOf(row.Place, entry) ?? RowCheck.FaultOf(row.Place, planned)))
            .FirstOrDefault(one => one.Item2 is not null);
        Require(fault is null, $"the row of frame {row?.Place.Frame}: {fault}");
        var rejected = rows.Where(r => r.Rule is not null).CountBy(r => r.Rule!).ToDictionary();
        Require(
            rows.Count(r => r.Accepted) == entry.Kept && rejected.Count == entry.Rejected.Count
                && rejected.All(r => entry.Rejected.GetValueOrDefault(r.Key) == r.Value),
            "its rejections are not those the entry counts");
        return rows;
    }

    private void CheckShard(Segment segment, FileReceipt shard, IReadOnlyList<FrameRow> frames)
    {
        string name = shard.Name;
        CheckDigests(segment, name);
        using IEnumerator<FrameRow> accepted = frames.Where(f => f.Accepted).GetEnumerator();
        foreach (SampleRow row in RowReader.ReadSamples(folder.Store, folder.Absolute(name), shard.Rows))
        {
            string? fault = !accepted.MoveNext() || accepted.Current.Place.Id != row.Place.Id
                ? $"row {row.Place.Id} is not the next accepted frame"
                : RowCheck.FaultOf(row, accepted.Current, _view) is { } other ? $"row {row.Place.Id}: {other}"
                : !_frames.Add(accepted.Current.Place.Frame) ? $"row {row.Place.Id} occurs twice"
                : SampleCheck.FaultOf(row) is { } picture ? $"row {row.Place.Id}: {picture}"
                : null;
            if (fault is not null)
            {
                Add(name, fault, segment.Film, segment.Index);
                return;
            }
        }

        if (accepted.MoveNext())
        {
            Add(name, $"the row of accepted frame {accepted.Current.Place.Id} is missing", segment.Film, segment.Index);
        }
    }

    private void CheckDigests(Segment segment, string name)
    {
        using ParquetFileReader reader = ParquetFileReader.Open(folder.Store, folder.Absolute(name));
        foreach ((string key, string digest) in _digests)
        {
            string? found = reader.Metadata.GetValueOrDefault($"movie_data.sha256.{key}");
            if (found != digest)
            {
                string made = $"made with {key} {found ?? "that it does not name"}";
                Add(name, $"{made}, the manifest says {digest}", segment.Film, segment.Index);
            }
        }
    }

    /// <summary>
    /// Data, frames and ledger files that no entry names: orphans of planned segments, or strangers, whose rows every
    /// reader of the folder would take for the dataset's.
    /// </summary>
    private void FindStrangers(CancellationToken cancel)
    {
        HashSet<string> found = [.. _findings.Select(finding => finding.File)];

        // Of films whose plan is gone or damaged nobody can say which files are theirs; nor of those planned meanwhile.
        HashSet<string> unplanned = [.. _unreadablePlans, .. FilmRecord.PlannedFilms(folder).Except(_films)];
        unplanned.UnionWith(folder.Store.Folders(folder.Ledgers)
            .Select(path => Path.GetFileName(path))
            .Where(film => OutputFolder.IsFilmId(film) && !FilmRecord.IsPlanned(folder, film)));

        foreach (string name in FilmRecord.StrangeFolders(folder))
        {
            Add($"films/{name}", "no film can have this name, so nothing reads its plan: move it away", null, null);
        }

        foreach (string part in (ReadOnlySpan<string>)["data", "frames", "ledger"])
        {
            string home = Path.Combine(folder.Root, part);
            Func<string, bool> isPlace = part == "ledger" ? OutputFolder.IsFilmId : OutputFolder.Splits.Contains;
            foreach (string path in folder.Store.FilesBelow(home, isPlace))
            {
                cancel.ThrowIfCancellationRequested();
                string name = Path.GetRelativePath(folder.Root, path);
                bool expected = TemporaryName.IsTemporary(path) || _known.Contains(name) || found.Contains(name);
                if (!expected && ForeignName.IsOne(name))
                {
                    _foreign.Add(name);
                }
                else if (!expected && _awaited.TryGetValue(name, out string? entry))
                {
                    // With its entry it is no orphan: the segment was finished since we looked.
                    _orphans.AddRange(folder.Store.Exists(folder.Absolute(entry)) ? [] : [name]);
                }
                else if (!expected && part == "ledger")
                {
                    AddStrangeEntry(path, name);
                }
                else if (!expected && !unplanned.Any(film => BelongsTo(name, film)))
                {
                    Add(name, "no entry of the ledger names it, yet readers take its rows: move it away", null, null);
                }
            }
        }

        _orphans.Sort(StringComparer.Ordinal);
        _foreign.Sort(StringComparer.Ordinal);
    }

    /// <summary>
    /// An entry is the last thing written: without a planned segment something was lost, not left unfinished. A file
    /// that is no entry by its place and name says nothing about any film, so none is withdrawn for it.
    /// </summary>
    private void AddStrangeEntry(string path, string name)
    {
        string film = Path.GetFileName(Path.GetDirectoryName(path))!;
        if (OutputFolder.SegmentOf(path) is not { } segment || !OutputFolder.IsFilmId(film)
            || name != EntryName(film, segment))
        {
            Add(name, "no entry of a segment: those are named ledger/FILM/00000.json: move it away", null, null);
            return;
        }

        // Which segments a film of a damaged plan has is unknown; of one that was planned meanwhile, too.
        bool isPlanned = FilmRecord.IsPlanned(folder, film);
        if (_unreadablePlans.Contains(film) || (isPlanned && !_films.Contains(film)))
        {
            return;
        }

        if (isPlanned)
        {
            Add(name, "the film's plan has no such segment", film, segment);
        }
        else
        {
            Add(name, $"films/{film}/plan.json is missing: the same extract again plans the film anew", film, null);
        }
    }

    private static bool BelongsTo(string name, string film) =>
        Path.GetFileName(name) is { } file && file.Length == film.Length + "-00000.parquet".Length
        && file.StartsWith(film + "-", StringComparison.Ordinal);

    private static string[] FilesOf(string split, Segment segment) =>
    [
        OutputFolder.ShardName(split, segment.Film, segment.Index),
        OutputFolder.FramesName(segment.Film, segment.Index),
    ];

    private static string EntryName(string film, int segment) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ledger/{film}/{segment:D5}.json");

    private void Try(string file, string? film, int? segment, Action check)
    {
        try
        {
            check();
        }
        catch (Exception error) when ((error as UnauthorizedAccessException
            ?? error.InnerException as UnauthorizedAccessException) is { } refused)
        {
            // No damage: repair would take sound segments of somebody else out of the ledger.
            throw new LedgerException(
                $"{file}: {refused.Message.TrimEnd('.')}: run verify as a user who may read the dataset", error);
        }
        catch (Exception error) when (error is (MovieDataException or IOException) and not StoreException)
        {
            // One file that the disk does not give says nothing about the others; a store that is gone does.
            Add(file, error.Message, film, segment);
        }
    }

    private void Add(string file, string what, string? film, int? segment) =>
        _findings.Add(new Finding(file, what, film, segment));
}
