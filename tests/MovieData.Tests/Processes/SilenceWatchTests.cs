using MovieData.Media.Processes;

namespace MovieData.Tests.Processes;

public sealed class SilenceWatchTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly SilenceWatch _watch;
    private int _silences;

    public SilenceWatchTests() =>
        _watch = new SilenceWatch(TimeSpan.FromSeconds(60), _clock, () => _silences++);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Tick_NothingHeard_IsSilenceOnceWhenItsTimeIsOver()
    {
        _watch.Begin();

        Assert.Equal(TimeSpan.FromSeconds(6), _clock.Due);
        Assert.Equal(9, TicksUntilSilence(max: 9));
        Assert.Equal(0, _silences);
        Assert.Equal(0, TicksUntilSilence(max: 1));
        Assert.Equal((1, Timeout.InfiniteTimeSpan), (_silences, _clock.Due));
    }

    /// <summary>However long we were suspended: one tick is due when we go on, and the subprocess may still
    /// speak.</summary>
    [Fact]
    public void Tick_ComesAnHourLate_IsOneTick()
    {
        _watch.Begin();
        _clock.Tick();
        _clock.Tick();      // an hour after the first

        Assert.Equal(0, _silences);
        _watch.Heard();
        Assert.Equal(9, TicksUntilSilence(max: 20));
    }

    /// <summary>Whoever has nothing to work on, because we do not give it anything, need not speak.</summary>
    [Fact]
    public void Tick_WhileItStarves_IsNoSilence()
    {
        _watch.IsStarving = true;
        _watch.Begin();

        Assert.Equal(30, TicksUntilSilence(max: 30));
        _watch.IsStarving = false;
        Assert.Equal(9, TicksUntilSilence(max: 20));
    }

    [Fact]
    public void Tick_UnderWayWhenTheWatchEnded_IsNothing()
    {
        _watch.Begin();
        TicksUntilSilence(max: 9);
        _watch.End();
        _clock.Tick();

        Assert.Equal((0, Timeout.InfiniteTimeSpan), (_silences, _clock.Due));
        _watch.Begin();
        Assert.Equal(9, TicksUntilSilence(max: 20));
    }

    private int TicksUntilSilence(int max)
    {
        int before = _silences, ticks = 0;
        for (; ticks < max; ticks++)
        {
            _clock.Tick();
            if (_silences > before)
            {
                break;
            }
        }

        return ticks;
    }

    /// <summary>A clock with one timer, which ticks when the test says so.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimerCallback? _callback;

        public TimeSpan Due { get; private set; }

        public void Tick()
        {
            Due = Timeout.InfiniteTimeSpan;
            _callback!(null);
        }

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, Due) = (callback, dueTime);
            return new Handle(this);
        }

        private sealed class Handle(Clock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Due = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
