using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MovieData.Inference;

/// <summary>Element types of the tensors we feed and read.</summary>
public enum OnnxElement
{
    /// <summary>4-byte float, <c>float32</c>.</summary>
    FullFloat,

    /// <summary>2-byte float (<see cref="Half"/>), <c>float16</c>.</summary>
    HalfFloat,

    /// <summary>A byte, <c>uint8</c>: 0…255.</summary>
    Level,

    /// <summary>4-byte integer, <c>int32</c>.</summary>
    FullInteger,

    /// <summary>8-byte integer, <c>int64</c>.</summary>
    LongInteger,
}

/// <summary>
/// A tensor over pinned memory of its own, filled and read in place by the caller and bound to runs without copies.
/// </summary>
public sealed class OnnxTensor : IDisposable
{
    // A cache line, and the widest vector.
    private const int AlignmentBytes = 64;

    // One array holds the elements.
    private static readonly long BytesMax = Array.MaxLength - AlignmentBytes;

    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _length;

    /// <summary>Allocates a tensor of the given shape (all sizes positive; none: a scalar), zeroed.</summary>
    /// <exception cref="OnnxException">It would be larger than one array, or than the memory.</exception>
    public OnnxTensor(OnnxElement element, params ReadOnlySpan<int> dimensions)
    {
        Element = element;
        (TensorElementType type, int size) = element switch
        {
            OnnxElement.FullFloat => (TensorElementType.Float, sizeof(float)),
            OnnxElement.HalfFloat => (TensorElementType.Float16, Unsafe.SizeOf<Half>()),
            OnnxElement.FullInteger => (TensorElementType.Int32, sizeof(int)),
            OnnxElement.LongInteger => (TensorElementType.Int64, sizeof(long)),
            _ => (TensorElementType.UInt8, sizeof(byte)),
        };
        long bytes = size;
        var shape = new long[dimensions.Length];
        for (int i = 0; i < dimensions.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions[i]);
            shape[i] = dimensions[i];

            // More would fit no array, and no long after some more sizes.
            bytes = bytes > BytesMax ? bytes : bytes * dimensions[i];
        }

        Shape = shape;
        _bytes = Allocate(bytes, shape);
        _length = (int)bytes;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        _start = (int)(-address & (AlignmentBytes - 1));
        Value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, type, shape, address + _start, _length);
    }

    /// <summary>Type of the elements.</summary>
    public OnnxElement Element { get; }

    /// <summary>Its sizes, slowest dimension first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes of its elements.</summary>
    public long Bytes => _length;

    internal OrtValue Value { get; }

    /// <summary>An element type as <see cref="OnnxPort"/> and catalogues name it.</summary>
    public static string WordOf(OnnxElement element) => element switch
    {
        OnnxElement.FullFloat => "float32",
        OnnxElement.HalfFloat => "float16",
        OnnxElement.FullInteger => "int32",
        OnnxElement.LongInteger => "int64",
        _ => "uint8",
    };

    /// <summary>Elements in row order (last dimension fastest); T is the type of <see cref="Element"/>.</summary>
    /// <exception cref="InvalidOperationException">T is another type.</exception>
    public Span<T> Values<T>()
        where T : unmanaged
    {
        bool fits = Element switch
        {
            OnnxElement.FullFloat => typeof(T) == typeof(float),
            OnnxElement.HalfFloat => typeof(T) == typeof(Half),
            OnnxElement.FullInteger => typeof(T) == typeof(int),
            OnnxElement.LongInteger => typeof(T) == typeof(long),
            _ => typeof(T) == typeof(byte),
        };
        return fits
            ? MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start, _length))
            : throw new InvalidOperationException($"the tensor holds {Element}, not {typeof(T).Name}");
    }

    /// <summary>Makes every element 0.</summary>
    public void Clear() => _bytes.AsSpan(_start, _length).Clear();

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();

    private static byte[] Allocate(long bytes, long[] shape)
    {
        string tensor = $"a tensor of {string.Join('×', shape)} values";
        if (bytes > BytesMax)
        {
            throw new OnnxException($"{tensor} has more than the {BytesMax} bytes it may have");
        }

        try
        {
            return GC.AllocateArray<byte>((int)bytes + AlignmentBytes, pinned: true);
        }
        catch (OutOfMemoryException error)
        {
            throw new OnnxException($"{tensor} has {bytes} bytes: Failed to allocate memory", error);
        }
    }
}
