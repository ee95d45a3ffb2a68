using System.Diagnostics;

namespace MovieData.Viewer.Decoding;

/// <summary>How far a decode is.</summary>
internal enum DecodeState
{
    /// <summary>It waits for others.</summary>
    Queued,

    /// <summary>It is at work.</summary>
    Running,

    /// <summary>The views are there.</summary>
    Done,

    /// <summary>The film could not be read.</summary>
    Failed,

    /// <summary>A person took it back.</summary>
    Cancelled,
}

/// <summary>A frame that somebody asked to see.</summary>
/// <param name="number">Its number, by which it is asked for.</param>
/// <param name="id">FILM/frame.</param>
/// <param name="film">Its film.</param>
/// <param name="frame">Its number in the film.</param>
internal sealed class DecodeJob(long number, string id, string film, int frame)
{
    private readonly long _asked = Stopwatch.GetTimestamp();
    private long _ended;

    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>FILM/frame.</summary>
    public string Id => id;

    /// <summary>Its film.</summary>
    public string Film => film;

    /// <summary>Its number in the film.</summary>
    public int Frame => frame;

    /// <summary>How far it is.</summary>
    public DecodeState State { get; private set; }

    /// <summary>What it is doing; empty while it waits.</summary>
    public string Step { get; set; } = "";

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; private set; }

    /// <summary>True once nothing more happens to it.</summary>
    public bool IsOver => State is DecodeState.Done or DecodeState.Failed or DecodeState.Cancelled;

    /// <summary>True of one that goes on: it is not over, and nobody has taken it back.</summary>
    public bool IsWanted => !IsOver && !Stop.IsCancellationRequested;

    /// <summary>Seconds since it was asked for, up to its end.</summary>
    public double Seconds =>
        Stopwatch.GetElapsedTime(_asked, _ended != 0 ? _ended : Stopwatch.GetTimestamp()).TotalSeconds;

    /// <summary>Cancels it.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Goes on to another state.</summary>
    public void Enter(DecodeState state, string? error = null)
    {
        (State, Error) = (state, error);
        if (IsOver)
        {
            _ended = Stopwatch.GetTimestamp();
        }
    }
}
