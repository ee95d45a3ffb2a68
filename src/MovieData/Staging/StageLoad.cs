namespace MovieData.Staging;

/// <summary>
/// What one stage does with its time, over all segments in work: at work, waiting for items from its left, or for room
/// to its right. Safe for many threads; nothing is allocated an item.
/// </summary>
/// <param name="name">Of the stage.</param>
/// <param name="time">The clock.</param>
public sealed class StageLoad(string name, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Span _alive;
    private Span _starved;
    private Span _blocked;
    private int _queued;

    /// <summary>Of the stage.</summary>
    public string Name => name;

    /// <summary>Items that are finished and that the next stage has not taken.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Seconds of all its runs so far: at work, waiting for input, waiting for room; a stage that works on
    /// several items at once waits only while it has none.</summary>
    public (double Busy, double Starved, double Blocked) Seconds
    {
        get
        {
            lock (_lock)
            {
                long now = time.GetTimestamp();
                double Of(Span span) => (double)span.Until(now) / time.TimestampFrequency;
                (double starved, double blocked) = (Of(_starved), Of(_blocked));
                return (Math.Max(0, Of(_alive) - starved - blocked), starved, blocked);
            }
        }
    }

    internal void Begin() => Change(ref _alive, 1);

    internal void End() => Change(ref _alive, -1);

    internal void WaitsForInput() => Change(ref _starved, 1);

    internal void HasInput() => Change(ref _starved, -1);

    internal void WaitsForRoom() => Change(ref _blocked, 1);

    internal void HasRoom() => Change(ref _blocked, -1);

    internal void Queue(int items) => Interlocked.Add(ref _queued, items);

    private void Change(ref Span span, int by)
    {
        lock (_lock)
        {
            span = span.With(by, time.GetTimestamp());
        }
    }

    // Time that several do something: a sum of ticks, and how many do it since when.
    private readonly record struct Span(long Ticks, int Count, long Since)
    {
        public long Until(long now) => Ticks + (Count * (now - Since));

        public Span With(int by, long now) => new(Until(now), Count + by, now);
    }
}

/// <summary>The loads of all stages of a run.</summary>
/// <param name="time">The clock.</param>
public sealed class StageLoads(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<StageLoad> _loads = [];

    /// <summary>All of them, in the order in which the stages first ran.</summary>
    public IReadOnlyList<StageLoad> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _loads];
            }
        }
    }

    /// <summary>The load of a stage.</summary>
    public StageLoad Of(string stage)
    {
        lock (_lock)
        {
            if (_loads.Find(load => load.Name == stage) is { } known)
            {
                return known;
            }

            var load = new StageLoad(stage, time);
            _loads.Add(load);
            return load;
        }
    }
}
