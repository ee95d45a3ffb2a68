using System.Collections.Concurrent;

namespace MovieData;

/// <summary>How far one film is in this run.</summary>
public sealed class FilmProgress
{
    private int _framesScanned;
    private int _segmentsDone;
    private int _samplesSeen;
    private int _samplesKept;

    /// <summary>Frames the scan will look at; 0 while unknown.</summary>
    public int FramesTotal { get; internal set; }

    /// <summary>Frames scanned so far.</summary>
    public int FramesScanned => Volatile.Read(ref _framesScanned);

    /// <summary>Segments this run will extract.</summary>
    public int SegmentsTotal { get; internal set; }

    /// <summary>Samples this run will measure.</summary>
    public int SamplesTotal { get; internal set; }

    /// <summary>Segments finished or failed in this run.</summary>
    public int SegmentsDone => Volatile.Read(ref _segmentsDone);

    /// <summary>Samples measured in this run.</summary>
    public int SamplesSeen => Volatile.Read(ref _samplesSeen);

    /// <summary>Of those, accepted.</summary>
    public int SamplesKept => Volatile.Read(ref _samplesKept);

    internal void Scanned(int frames) => Volatile.Write(ref _framesScanned, frames);

    internal void SegmentDone() => Interlocked.Increment(ref _segmentsDone);

    internal void SampleSeen(bool kept)
    {
        Interlocked.Increment(ref _samplesSeen);
        if (kept)
        {
            Interlocked.Increment(ref _samplesKept);
        }
    }
}

/// <summary>
/// How far a run is, by film; written by its workers, read by whoever shows it. Safe for many threads.
/// </summary>
public sealed class RunProgress
{
    private readonly ConcurrentDictionary<string, FilmProgress> _films = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _messages = new();

    /// <summary>Films of the run by id.</summary>
    public IReadOnlyDictionary<string, FilmProgress> Films => _films;

    /// <summary>Progress of one film.</summary>
    public FilmProgress Of(string film) => _films.GetOrAdd(film, static _ => new FilmProgress());

    /// <summary>
    /// Takes the oldest message for the person at the keyboard (warnings, failures); null when there is none.
    /// </summary>
    public string? TakeMessage() => _messages.TryDequeue(out string? message) ? message : null;

    internal void Say(string message) => _messages.Enqueue(message);
}
