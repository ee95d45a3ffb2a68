using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Viewer.Rows;

/// <summary>A segment with an entry in the ledger, and where its rows stand in the index.</summary>
/// <param name="Entry">Its commit record.</param>
/// <param name="FirstRow">Its first row.</param>
internal sealed record IndexedSegment(SegmentEntry Entry, int FirstRow)
{
    /// <summary>Row after its last.</summary>
    public int EndRow => FirstRow + Entry.Planned;
}

/// <summary>
/// Every planned frame of a dataset that the ledger knows, films in ordinal order of their ids, segments and frames in
/// order. How many there are is known from the ledger at once; their values are read in the background, and a
/// segment that is asked for before its turn is read then. The dataset is as it was at start.
/// </summary>
internal sealed class FrameIndex
{
    /// <summary>More planned frames are not shown: two gigabytes of figures.</summary>
    public const int RowsMax = 4_000_000;

    // So many segments that could not be read are looked at again each time.
    private const int MendedLooksMax = 8;

    private readonly TaskCompletionSource _needed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<bool>[] _isSound;
    private readonly Dictionary<string, (int First, int End)> _films = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private readonly HashSet<(string Film, int Segment)> _names;
    private readonly (string Film, int Segment)[] _damagedEntries;
    private int _loaded;

    private FrameIndex(
        OutputFolder folder,
        IReadOnlyList<IndexedSegment> segments,
        List<string> faults,
        IEnumerable<(string Film, int Segment)> names)
    {
        Folder = folder;
        _names = [.. names];
        _damagedEntries = [.. _names.Except(segments.Select(NameOf))];
        Segments = segments;
        _faults = faults;
        Rows = segments.Count == 0 ? 0 : segments[^1].EndRow;
        Columns = new RowColumns(Rows);
        _isSound = [.. segments.Select((_, i) => new Lazy<bool>(() => Load(i)))];
        for (int i = 0; i < segments.Count; i++)
        {
            string film = segments[i].Entry.Film;
            _films[film] = (_films.TryGetValue(film, out (int First, int End) range) ? range.First : i, i + 1);
        }
    }

    /// <summary>The dataset.</summary>
    public OutputFolder Folder { get; }

    /// <summary>All segments with an entry, in order.</summary>
    public IReadOnlyList<IndexedSegment> Segments { get; }

    /// <summary>Planned frames of those segments.</summary>
    public int Rows { get; }

    /// <summary>Rows of segments that were read, or found damaged: all of them at the end.</summary>
    public int RowsLoaded => Volatile.Read(ref _loaded);

    /// <summary>The values.</summary>
    public RowColumns Columns { get; }

    /// <summary>Films with segments, in order.</summary>
    public IEnumerable<string> Films => _films.Keys.Order(StringComparer.Ordinal);

    /// <summary>Ends when every segment was read.</summary>
    public Task Loaded { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when nothing more is read in the background.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Planned frames of each film of which no entry is there, counted from its plan; null until it is known.
    /// </summary>
    public IReadOnlyDictionary<string, int>? Pending { get; private set; }

    /// <summary>What is damaged, one line each; its rows are left out.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Reads the ledger of a dataset.</summary>
    /// <exception cref="MovieDataException">It has more than <see cref="RowsMax"/> frames.</exception>
    public static FrameIndex Open(OutputFolder folder)
    {
        var segments = new List<IndexedSegment>();
        var faults = new List<string>();
        int rows = 0;
        (string Film, int Segment)[] names = [.. CommittedSamples.Names(folder)];
        foreach ((SegmentEntry? entry, string? fault) in names.AsParallel().AsOrdered()
            .Select(name => Read(folder, name.Film, name.Segment)))
        {
            if (fault is not null)
            {
                faults.Add(fault);
                continue;
            }

            segments.Add(new IndexedSegment(entry!, rows));
            rows = entry!.Planned <= RowsMax - rows ? rows + entry.Planned : throw new MovieDataException(
                $"{folder.Root}: more than {RowsMax} planned frames: view a part of it");
        }

        return new FrameIndex(folder, segments, faults, names);
    }

    private static (SegmentEntry? Entry, string? Fault) Read(OutputFolder folder, string film, int segment)
    {
        try
        {
            return (SegmentEntry.Read(folder, film, segment), null);
        }
        catch (LedgerException error)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Reads all segments, once somebody needs them or some time has passed: the first page of rows needs a
    /// few of them, and a browser that is drawing it needs the processors.</summary>
    /// <param name="threads">Segments read at once.</param>
    /// <param name="after">How long to wait for somebody who needs them.</param>
    /// <param name="cancel">Stops it.</param>
    public void Start(int threads, TimeSpan after, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Loaded = Task.WhenAny(_needed.Task, Task.Delay(after, cancel)).ContinueWith(
            _ =>
            {
                Parallel.For(0, Segments.Count, options, segment => IsSound(segment));
            },
            cancel,
            TaskContinuationOptions.LongRunning,
            TaskScheduler.Default);
        Ended = Loaded.ContinueWith(
            _ => CountPending(cancel),
            cancel,
            TaskContinuationOptions.LongRunning | TaskContinuationOptions.LazyCancellation,
            TaskScheduler.Default);
    }

    /// <summary>Segments that were not there when the ledger was read, of which names alone are looked at; and damaged
    /// ones that can be read by now, as far as a few of them tell.</summary>
    public int CountNew()
    {
        try
        {
            return CommittedSamples.Names(Folder).Count(name => !_names.Contains(name))
                + Damaged().Take(MendedLooksMax).Count(name => IsMended(name.Film, name.Segment));
        }
        catch (LedgerException)
        {
            // A disk that does not answer now tells of nothing new; what was read is still shown.
            return 0;
        }
    }

    /// <summary>Somebody needs all segments now.</summary>
    public void Need() => _needed.TrySetResult();

    /// <summary>Reads a segment, if nobody has; false where it is damaged.</summary>
    public bool IsSound(int segment) => _isSound[segment].Value;

    /// <summary>True of a row whose segment could be read; reads it if nobody has.</summary>
    public bool IsHere(int row) => IsSound(SegmentOf(row));

    /// <summary>The segment that a row is of.</summary>
    public int SegmentOf(int row)
    {
        (int low, int high) = (0, Segments.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Segments[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>The film that a row is of.</summary>
    public string FilmOf(int row) => Segments[SegmentOf(row)].Entry.Film;

    /// <summary>FILM/frame of a row.</summary>
    public string IdOf(int row) => SegmentWriter.IdOf(FilmOf(row), Columns.Frame[row]);

    /// <summary>First row and row after the last of a film; null: it has none here.</summary>
    public (int First, int End)? RowsOf(string film) => _films.TryGetValue(film, out (int First, int End) range)
        ? (Segments[range.First].FirstRow, Segments[range.End - 1].EndRow) : null;

    /// <summary>The row of a frame; −1: there is none.</summary>
    public int Find(string film, int frame)
    {
        if (!_films.TryGetValue(film, out (int First, int End) range))
        {
            return -1;
        }

        for (int i = range.First; i < range.End; i++)
        {
            IndexedSegment segment = Segments[i];
            if (IsSound(i) && Columns.Frame[segment.EndRow - 1] >= frame)
            {
                int row = Array.BinarySearch(Columns.Frame, segment.FirstRow, segment.Entry.Planned, frame);
                return row >= 0 ? row : -1;
            }
        }

        return -1;
    }

    /// <summary>The row of an id as the dataset writes it, FILM and a frame of 8 digits; −1: there is none.</summary>
    public int Find(string id) =>
        SegmentWriter.PlaceOf(id) is { } place ? Find(place.Film, place.Frame) : -1;

    /// <summary>Which row of its shard a kept sample is.</summary>
    public int ShardRow(int row)
    {
        int first = Segments[SegmentOf(row)].FirstRow;
        return Columns.Kept.AsSpan(first, row - first).Count(true);
    }

    private static (string Film, int Segment) NameOf(IndexedSegment segment) =>
        (segment.Entry.Film, segment.Entry.Segment);

    private IEnumerable<(string Film, int Segment)> Damaged() => _damagedEntries.Concat(
        Segments.Where((_, i) => _isSound[i] is { IsValueCreated: true, Value: false }).Select(NameOf));

    private bool IsMended(string film, int segment)
    {
        try
        {
            FrameTable.Read(Folder, SegmentEntry.Read(Folder, film, segment));
            return true;
        }
        catch (MovieDataException)
        {
            return false;
        }
    }

    private bool Load(int index)
    {
        IndexedSegment segment = Segments[index];
        try
        {
            Columns.Take(segment.FirstRow, FrameTable.Read(Folder, segment.Entry));
            return true;
        }
        catch (MovieDataException error)
        {
            lock (_faults)
            {
                _faults.Add(error.Message);
            }

            return false;
        }
        finally
        {
            Interlocked.Add(ref _loaded, segment.Entry.Planned);
        }
    }

    private void CountPending(CancellationToken cancel)
    {
        var done = Segments.GroupBy(segment => segment.Entry.Film)
            .ToDictionary(film => film.Key, film => film.Select(segment => segment.Entry.Segment).ToHashSet());
        var pending = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string film in FilmRecord.PlannedFilms(Folder))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                pending[film] = SamplePlanJson.ReadSegments(Folder, film, keeps: false)
                    .Where(segment => done.GetValueOrDefault(film)?.Contains(segment.Index) != true)
                    .Sum(segment => segment.Samples);
            }
            catch (MovieDataException error)
            {
                lock (_faults)
                {
                    _faults.Add(error.Message);
                }
            }
        }

        Pending = pending;
    }
}
