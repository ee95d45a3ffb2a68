using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MovieData.Frames;

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
    private readonly ConcurrentDictionary<int, ConcurrentBag<byte[]>> _idle = new();
    private readonly ConcurrentDictionary<byte[], string> _renters = new(ReferenceEqualityComparer.Instance);
    private long _bytesHeld;
    private long _bytesOutstanding;

    /// <summary>A pool that holds at most <paramref name="bytesMax"/> bytes, rented and idle together.</summary>
    public PlanePool(long bytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        BytesMax = bytesMax;
    }

    /// <summary>Upper bound on the bytes of all buffers, rented and idle.</summary>
    public long BytesMax { get; }

    /// <summary>Bytes of all buffers, rented and idle: the most that was ever rented at once, size by size.</summary>
    public long BytesHeld => Interlocked.Read(ref _bytesHeld);

    /// <summary>Bytes rented and not yet returned.</summary>
    public long BytesOutstanding => Interlocked.Read(ref _bytesOutstanding);

    /// <summary>Who holds what right now, for leak reports: "3 × 4512000 bytes: decode".</summary>
    public IReadOnlyList<string> Renters =>
        [.. _renters.GroupBy(r => (r.Value, r.Key.Length))
            .Select(g => $"{g.Count()} × {g.Key.Length} bytes: {g.Key.Value}").Order(StringComparer.Ordinal)];

    /// <summary>Rents a plane. The receiver owns it and must dispose it. Its content is undefined.</summary>
    /// <param name="width">Pixels in a row, positive.</param>
    /// <param name="height">Rows, positive.</param>
    /// <param name="renter">Who asks, for leak reports.</param>
    /// <exception cref="PlanePoolExhaustedException">The pool would grow beyond <see cref="BytesMax"/>.</exception>
    public Plane<T> Rent<T>(int width, int height, [CallerFilePath] string renter = "")
        where T : unmanaged
    {
        int count = ByteCount<T>(width, height);
        if (!_idle.TryGetValue(count, out ConcurrentBag<byte[]>? bag) || !bag.TryTake(out byte[]? bytes))
        {
            bytes = Allocate(count);
        }

        _renters[bytes] = Path.GetFileNameWithoutExtension(renter);
        Interlocked.Add(ref _bytesOutstanding, count);
        return new Plane<T>(width, height, bytes, this);
    }

    internal void Return(byte[] bytes)
    {
        _renters.TryRemove(bytes, out _);
        Interlocked.Add(ref _bytesOutstanding, -bytes.Length);
        _idle.GetOrAdd(bytes.Length, static _ => []).Add(bytes);
    }

    internal static int ByteCount<T>(int width, int height)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return checked(width * height * Unsafe.SizeOf<T>());
    }

    private byte[] Allocate(int count)
    {
        if (Interlocked.Add(ref _bytesHeld, count) > BytesMax)
        {
            // Idle buffers of other sizes may stand in the way: let the collector have them before giving up.
            foreach (ConcurrentBag<byte[]> bag in _idle.Values)
            {
                while (bag.TryTake(out byte[]? idle))
                {
                    Interlocked.Add(ref _bytesHeld, -idle.Length);
                }
            }

            if (Interlocked.Read(ref _bytesHeld) > BytesMax)
            {
                Interlocked.Add(ref _bytesHeld, -count);
                throw new PlanePoolExhaustedException(
                    $"pixel memory is used up: {BytesOutstanding} of {BytesMax} bytes rented and {count} more asked "
                    + $"for ({string.Join("; ", Renters)}); raise --memory-mb-max or lower --workers");
            }
        }

        return GC.AllocateUninitializedArray<byte>(count, pinned: true);
    }
}
