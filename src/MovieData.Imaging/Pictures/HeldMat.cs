using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using OpenCvSharp;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// An OpenCV matrix with one owner. Over a plane it uses the plane's own memory, pinned as long as it lives: OpenCV
/// itself does not hold on to it. Tests count that none is left.
/// </summary>
public sealed class HeldMat : IDisposable
{
    private static int _outstanding;

    private GCHandle _pin;
    private int _isDisposed;

    /// <summary>Takes over a matrix that OpenCV made.</summary>
    public HeldMat(Mat mat)
    {
        Mat = mat;
        Interlocked.Increment(ref _outstanding);
    }

    private HeldMat(Mat mat, GCHandle pin)
        : this(mat) => _pin = pin;

    /// <summary>Matrices that are not disposed.</summary>
    public static int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>The matrix; not to be disposed by others.</summary>
    public Mat Mat { get; }

    /// <summary>An empty matrix for OpenCV to fill.</summary>
    /// <exception cref="PictureException">OpenCV cannot be loaded.</exception>
    public static HeldMat Empty()
    {
        OpenCv.Require();
        return new HeldMat(new Mat());
    }

    /// <summary>A plane's pixels as a matrix; the plane stays the caller's and outlives it.</summary>
    /// <exception cref="PictureException">OpenCV cannot be loaded.</exception>
    public static HeldMat Over<T>(Plane<T> plane)
        where T : unmanaged
    {
        OpenCv.Require();
        if (!MemoryMarshal.TryGetArray<byte>(plane.ByteMemory, out ArraySegment<byte> bytes))
        {
            throw new ArgumentException("a plane's memory is an array", nameof(plane));
        }

        var pin = GCHandle.Alloc(bytes.Array, GCHandleType.Pinned);
        try
        {
            nint first = pin.AddrOfPinnedObject() + bytes.Offset;
            return new HeldMat(Mat.FromPixelData(plane.Height, plane.Width, TypeOf(typeof(T)), first), pin);
        }
        catch
        {
            pin.Free();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        Mat.Dispose();
        if (_pin.IsAllocated)
        {
            _pin.Free();
        }

        Interlocked.Decrement(ref _outstanding);
    }

    private static MatType TypeOf(Type pixel) => pixel == typeof(Rgb24) ? MatType.CV_8UC3
        : pixel == typeof(byte) ? MatType.CV_8UC1
        : pixel == typeof(ushort) ? MatType.CV_16UC1
        : pixel == typeof(short) ? MatType.CV_16SC1
        : pixel == typeof(int) ? MatType.CV_32SC1
        : pixel == typeof(float) ? MatType.CV_32FC1
        : throw new NotSupportedException($"OpenCV has no pixel like {pixel.Name}");
}
