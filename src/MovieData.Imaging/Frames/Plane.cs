using System.Runtime.InteropServices;

namespace MovieData.Imaging.Frames;

/// <summary>
/// A rectangle of pixels in row order without padding: pixel (x, y) stands at <c>y · Width + x</c>.
/// The memory is pinned, so that native libraries read it in place.
/// </summary>
/// <remarks>
/// One owner at a time: whoever holds a plane disposes it or passes it on. Disposing returns the memory to the
/// <see cref="PlanePool"/> it was rented from; the pixels must not be touched afterwards.
/// A rented plane holds whatever the previous renter left in it.
/// </remarks>
/// <typeparam name="T">Pixel type, for example <see cref="Rgb24"/>, <see cref="float"/> or
/// <see cref="byte"/>.</typeparam>
public sealed class Plane<T> : IDisposable
    where T : unmanaged
{
    private readonly PlanePool? _pool;
    private byte[]? _bytes;

    internal Plane(int width, int height, byte[] bytes, PlanePool? pool)
    {
        Width = width;
        Height = height;
        _bytes = bytes;
        _pool = pool;
    }

    /// <summary>A plane of its own memory, zeroed, outside any pool. For tests and one-off pictures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is not positive.</exception>
    public Plane(int width, int height)
        : this(width, height, new byte[PlanePool.ByteCount<T>(width, height)], null)
    {
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width and height.</summary>
    public PixelSize Size => new(Width, Height);

    /// <summary>All pixels in row order; length Width · Height.</summary>
    /// <exception cref="ObjectDisposedException">The plane went back to its pool.</exception>
    public Span<T> Pixels => MemoryMarshal.Cast<byte, T>(Bytes);

    /// <summary>The same pixels as raw bytes; length Width · Height · sizeof(T).</summary>
    /// <exception cref="ObjectDisposedException">The plane went back to its pool.</exception>
    public Span<byte> Bytes => ByteMemory.Span;

    /// <summary>The same bytes as memory, for asynchronous reads and native tensors.</summary>
    /// <exception cref="ObjectDisposedException">The plane went back to its pool.</exception>
    public Memory<byte> ByteMemory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes is null, this);
            return _bytes.AsMemory(0, PlanePool.ByteCount<T>(Width, Height));
        }
    }

    /// <summary>Row <paramref name="y"/>, 0 at the top; length Width.</summary>
    public Span<T> Row(int y) => Pixels.Slice(y * Width, Width);

    /// <summary>Pixel (x, y), by reference.</summary>
    public ref T this[int x, int y] => ref Pixels[(y * Width) + x];

    /// <summary>Gives the memory back to the pool. Safe to call twice.</summary>
    public void Dispose()
    {
        byte[]? bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is not null)
        {
            _pool?.Return(bytes);
        }
    }
}
