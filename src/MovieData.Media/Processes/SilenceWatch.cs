namespace MovieData.Media.Processes;

/// <summary>
/// Notices that nothing was heard for a while. It counts its own ticks, not the clock: when this process itself is
/// suspended (a job that a scheduler holds, a frozen container), time passes in which nobody could be heard, and only
/// one tick is late.
/// </summary>
public sealed class SilenceWatch : IDisposable
{
    /// <summary>Ticks of a silence that is too long.</summary>
    public const int TicksMax = 10;

    private readonly TimeSpan _tick;
    private readonly Action _onSilence;
    private readonly ITimer _timer;
    private int _ticks;
    private bool _on;
    private bool _isStarving;

    /// <summary>A watch that is not begun yet.</summary>
    /// <param name="silenceMax">Silence that is borne; it ends up to a tick earlier.</param>
    /// <param name="time">The clock that ticks.</param>
    /// <param name="onSilence">Called once a silence, on a thread of the clock's.</param>
    public SilenceWatch(TimeSpan silenceMax, TimeProvider time, Action onSilence)
    {
        _tick = silenceMax / TicksMax;
        _onSilence = onSilence;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From here on something should be heard.</summary>
    public void Begin()
    {
        Volatile.Write(ref _ticks, 0);
        Volatile.Write(ref _on, true);
        _timer.Change(_tick, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// True while whoever is listened to waits for us, so that its silence is ours. Not at first.
    /// </summary>
    public bool IsStarving
    {
        get => Volatile.Read(ref _isStarving);
        set
        {
            Volatile.Write(ref _ticks, 0);
            Volatile.Write(ref _isStarving, value);
        }
    }

    /// <summary>Something was heard.</summary>
    public void Heard() => Volatile.Write(ref _ticks, 0);

    /// <summary>Nothing need be heard until the next <see cref="Begin"/>.</summary>
    public void End()
    {
        Volatile.Write(ref _on, false);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // It may have been under way when the watch was ended.
        if (!Volatile.Read(ref _on))
        {
            return;
        }

        if (!IsStarving && Interlocked.Increment(ref _ticks) == TicksMax)
        {
            _onSilence();
        }
        else
        {
            _timer.Change(_tick, Timeout.InfiniteTimeSpan);
        }
    }
}
