using System.Runtime.CompilerServices;

namespace MovieData.Imaging.Frames;

/// <summary>
/// The pool was asked for more than its limit: a stage holds on to planes, or the limit is too small.
/// </summary>
public sealed class PlanePoolExhaustedException(string message) : MovieDataException(message);

/// <summary>
/// A bounded pool of pinned pixel memory, so that no pixel-sized buffer is allocated per frame.
/// Memory is handed out by exact byte count; the few sizes of one extraction recur all the time.
/// </summary>
/// <remarks>Safe for many threads. Tests assert <see cref="BytesOutstanding"/> = 0 when the work is done.</remarks>
public sealed class PlanePool
{
    /// <summary>Waits in a row for a plane that came to nothing, before the pool counts as used up.</summary>
    private const int WaitsMax = 60;

    /// <summary>
    /// One wait. They are counted, not the clock: to a run that was suspended for an hour it is one wait.
    /// </summary>
    private static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly Dictionary<int, Stack<byte[]>> _idle = [];
    private readonly Dictionary<byte[], string> _renters = new(ReferenceEqualityComparer.Instance);
    private readonly TimeSpan _waitTime;
    private long _bytesHeld;
    private long _bytesOutstanding;

    /// <summary>A pool that holds at most <paramref name="bytesMax"/> bytes, rented and idle together.</summary>
    /// <param name="bytesMax">Upper bound in bytes, positive.</param>
    public PlanePool(long bytesMax)
        : this(bytesMax, WaitTime)
    {
    }

    internal PlanePool(long bytesMax, TimeSpan waitTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        BytesMax = bytesMax;
        _waitTime = waitTime;
    }

    /// <summary>Upper bound on the bytes of all buffers, rented and idle.</summary>
    public long BytesMax { get; }

    /// <summary>Bytes of all buffers, rented and idle: the most that was ever rented at once, size by size.</summary>
    public long BytesHeld
    {
        get
        {
            lock (_lock)
            {
                return _bytesHeld;
            }
        }
    }

    /// <summary>Bytes rented and not yet returned.</summary>
    public long BytesOutstanding
    {
        get
        {
            lock (_lock)
            {
                return _bytesOutstanding;
            }
        }
    }

    /// <summary>Who holds what right now, for leak reports: "3 × 4512000 bytes: decode".</summary>
    public IReadOnlyList<string> Renters
    {
        get
        {
            lock (_lock)
            {
                return [.. _renters.GroupBy(r => (r.Value, r.Key.Length))
                    .Select(g => $"{g.Count()} × {g.Key.Length} bytes: {g.Key.Value}").Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>
    /// Rents a plane. The receiver owns it and must dispose it. Its content is undefined. Where others hold what is
    /// missing, it waits until enough comes back.
    /// </summary>
    /// <param name="width">Pixels in a row, positive.</param>
    /// <param name="height">Rows, positive.</param>
    /// <param name="renter">Who asks, for leak reports.</param>
    /// <exception cref="PlanePoolExhaustedException">The plane alone is larger than <see cref="BytesMax"/>, or for a
    /// minute not a single plane came back.</exception>
    public Plane<T> Rent<T>(int width, int height, [CallerFilePath] string renter = "")
        where T : unmanaged
    {
        int count = ByteCount<T>(width, height);
        string name = Path.GetFileNameWithoutExtension(renter);
        lock (_lock)
        {
            for (int waits = 0; ;)
            {
                if (TryTake(count, name) is { } bytes)
                {
                    return new Plane<T>(width, height, bytes, this);
                }

                if (waits == WaitsMax || count > BytesMax)
                {
                    throw Exhausted(count);
                }

                // Any plane that comes back is a sign of life, also where it is too small or goes to another.
                waits = Monitor.Wait(_lock, _waitTime) ? 0 : waits + 1;
            }
        }
    }

    internal void Return(byte[] bytes)
    {
        lock (_lock)
        {
            _renters.Remove(bytes);
            _bytesOutstanding -= bytes.Length;
            if (!_idle.TryGetValue(bytes.Length, out Stack<byte[]>? stack))
            {
                _idle.Add(bytes.Length, stack = []);
            }

            stack.Push(bytes);
            Monitor.PulseAll(_lock);
        }
    }

    internal static int ByteCount<T>(int width, int height)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return checked(width * height * Unsafe.SizeOf<T>());
    }

    /// <summary>
    /// Memory of so many bytes, idle or new; null when all that is missing is rented. Ask under the lock.
    /// </summary>
    private byte[]? TryTake(int count, string renter)
    {
        if (!_idle.TryGetValue(count, out Stack<byte[]>? stack) || !stack.TryPop(out byte[]? bytes))
        {
            if (_bytesOutstanding + count > BytesMax)
            {
                return null;
            }

            DropIdle(_bytesHeld + count - BytesMax);
            bytes = GC.AllocateUninitializedArray<byte>(count, pinned: true);
            _bytesHeld += count;
        }

        _renters[bytes] = renter;
        _bytesOutstanding += count;
        return bytes;
    }

    /// <summary>Lets the collector have idle memory of other sizes, no more than stands in the way.</summary>
    private void DropIdle(long bytes)
    {
        foreach (Stack<byte[]> stack in _idle.Values)
        {
            while (bytes > 0 && stack.TryPop(out byte[]? idle))
            {
                _bytesHeld -= idle.Length;
                bytes -= idle.Length;
            }
        }
    }

    private PlanePoolExhaustedException Exhausted(int count) => new(
        $"pixel memory is used up: {_bytesOutstanding} of {BytesMax} bytes rented and {count} more asked for "
        + $"({string.Join("; ", Renters)}); raise --memory-mb-max or lower --workers");
}
