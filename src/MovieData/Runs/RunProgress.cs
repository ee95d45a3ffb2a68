using System.Collections.Concurrent;
using MovieData.Staging;

namespace MovieData.Runs;

/// <summary>How fast one kind of work goes, from its beginning to its end. Safe for many threads.</summary>
/// <param name="time">The clock.</param>
public sealed class Pace(TimeProvider time)
{
    private long _begun;
    private long _ended;

    /// <summary>Time it has taken; zero before it begins, and no longer growing once it has ended.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            long begun = Volatile.Read(ref _begun);
            long ended = Volatile.Read(ref _ended);
            return begun == 0 ? TimeSpan.Zero
                : time.GetElapsedTime(begun, ended == 0 ? time.GetTimestamp() : ended);
        }
    }

    /// <summary>What is done of it, a second.</summary>
    public double PerSecond(int done) => done / Math.Max(0.001, Elapsed.TotalSeconds);

    /// <summary>What the rest takes at the pace so far; null while there is none.</summary>
    public TimeSpan? Left(int done, int total) =>
        done == 0 ? null : Elapsed * (Math.Max(0, total - done) / (double)done);

    internal void Begin() => Interlocked.CompareExchange(ref _begun, time.GetTimestamp(), 0);

    internal void End() => Interlocked.CompareExchange(ref _ended, time.GetTimestamp(), 0);
}

/// <summary>What a run is doing with a film.</summary>
public enum FilmStep
{
    /// <summary>Looking at single frames of it: layout, view order.</summary>
    Probing,

    /// <summary>Looking at all of its frames for shots.</summary>
    Scanning,

    /// <summary>Looking at a few frames of each shot for what is wrong with its views.</summary>
    Surveying,

    /// <summary>It has its plan, and waits for other films to have theirs.</summary>
    Planned,

    /// <summary>Its segments are extracted, as far as any are left.</summary>
    Extracting,
}

/// <summary>How far one film is in this run.</summary>
/// <param name="time">The clock.</param>
public sealed class FilmProgress(TimeProvider time)
{
    private int _framesScanned;
    private int _shotsSurveyed;
    private int _segmentsTotal;
    private int _segmentsDone;
    private int _samplesTotal;
    private int _samplesSeen;
    private int _samplesKept;

    /// <summary>What is being done with it.</summary>
    public FilmStep Step { get; internal set; }

    /// <summary>Frames the scan will look at; 0 while unknown.</summary>
    public int FramesTotal { get; internal set; }

    /// <summary>Frames scanned so far.</summary>
    public int FramesScanned => Volatile.Read(ref _framesScanned);

    /// <summary>Shots the survey will look at.</summary>
    public int ShotsTotal { get; private set; }

    /// <summary>Shots surveyed so far.</summary>
    public int ShotsSurveyed => Volatile.Read(ref _shotsSurveyed);

    /// <summary>Segments this run will extract.</summary>
    public int SegmentsTotal => Volatile.Read(ref _segmentsTotal);

    /// <summary>Segments that are not done and that this run leaves to others: another partition's, or beyond
    /// <c>--limit</c>.</summary>
    public int SegmentsLeft { get; private set; }

    /// <summary>Samples this run will measure.</summary>
    public int SamplesTotal => Volatile.Read(ref _samplesTotal);

    /// <summary>Segments finished or failed in this run.</summary>
    public int SegmentsDone => Volatile.Read(ref _segmentsDone);

    /// <summary>Samples measured in this run.</summary>
    public int SamplesSeen => Volatile.Read(ref _samplesSeen);

    /// <summary>Of those, accepted.</summary>
    public int SamplesKept => Volatile.Read(ref _samplesKept);

    /// <summary>Of the scan, frames.</summary>
    public Pace Scan { get; } = new(time);

    /// <summary>Of the survey, shots.</summary>
    public Pace Survey { get; } = new(time);

    /// <summary>Of the extraction, samples: its own time, not that of the scans and of the films before it.</summary>
    public Pace Extraction { get; } = new(time);

    internal void Scanned(int frames)
    {
        Step = FilmStep.Scanning;
        Scan.Begin();
        Volatile.Write(ref _framesScanned, frames);
    }

    internal void Surveyed(int shots, int total)
    {
        ShotsTotal = total;
        Step = FilmStep.Surveying;
        Survey.Begin();
        Volatile.Write(ref _shotsSurveyed, shots);
    }

    /// <summary>Extraction begins: all is known before it shows, lest "nothing left to do" be read of a film that has
    /// just been planned.</summary>
    internal void Extracts(int segments, int samples, int left)
    {
        Volatile.Write(ref _segmentsTotal, segments);
        Volatile.Write(ref _samplesTotal, samples);
        SegmentsLeft = left;
        Step = FilmStep.Extracting;
    }

    /// <summary>Another process has made one of this run's segments: it is none of this run's any more.</summary>
    internal void SegmentTaken(int samples)
    {
        Interlocked.Add(ref _samplesTotal, -samples);
        if (Interlocked.Decrement(ref _segmentsTotal) == SegmentsDone)
        {
            Extraction.End();
        }
    }

    internal void SegmentBegun() => Extraction.Begin();

    internal void SegmentDone()
    {
        if (Interlocked.Increment(ref _segmentsDone) == SegmentsTotal)
        {
            Extraction.End();
        }
    }

    /// <summary>Counts samples; negative ones take back those of an attempt that failed.</summary>
    internal void SamplesMeasured(int seen, int kept)
    {
        Interlocked.Add(ref _samplesSeen, seen);
        Interlocked.Add(ref _samplesKept, kept);
    }
}

/// <summary>
/// How far a run is, by film; written by its workers, read by whoever shows it. Safe for many threads.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RunProgress(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FilmProgress> _films = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _messages = new();

    /// <summary>One with the system's clock.</summary>
    public RunProgress()
        : this(TimeProvider.System)
    {
    }

    /// <summary>What the process has done, in numbers that never fall.</summary>
    public RunCounters Counters { get; } = new();

    /// <summary>What its stages do with their time.</summary>
    public StageLoads Loads { get; } = new(time);

    /// <summary>Of all extraction, samples.</summary>
    public Pace Extraction { get; } = new(time);

    /// <summary>Samples a second since the first segment began, and what the rest takes; null before one is measured.
    /// </summary>
    public (double SamplesPerSecond, double SecondsLeft)? PaceOfAll()
    {
        int seen = _films.Values.Sum(film => film.SamplesSeen);
        return Extraction.Left(seen, _films.Values.Sum(film => film.SamplesTotal)) is { } left
            ? (Extraction.PerSecond(seen), left.TotalSeconds)
            : null;
    }

    /// <summary>Films of the run by id.</summary>
    public IReadOnlyDictionary<string, FilmProgress> Films => _films;

    /// <summary>Progress of one film.</summary>
    public FilmProgress Of(string film) => _films.GetOrAdd(film, _ => new FilmProgress(time));

    /// <summary>
    /// Takes the oldest message for the person at the keyboard (warnings, failures); null when there is none.
    /// </summary>
    public string? TakeMessage() => _messages.TryDequeue(out string? message) ? message : null;

    internal void Say(string message) => _messages.Enqueue(message);
}
