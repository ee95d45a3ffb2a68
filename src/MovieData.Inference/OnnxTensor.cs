using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MovieData.Native;

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
/// A tensor over memory of its own that does not move, filled and read in place by the caller, and by runs on the CPU.
/// </summary>
public sealed class OnnxTensor : IDisposable
{
    // A cache line, and the widest vector.
    private const int AlignmentBytes = 64;

    // One array holds the elements.
    private static readonly long BytesMax = Array.MaxLength - AlignmentBytes;

    private readonly byte[] _bytes = [];
    private readonly PageLockedMemory? _locked;
    private readonly int _start;
    private readonly int _length;

    /// <summary>Allocates a tensor of the given shape (all sizes positive; none: a scalar), zeroed.</summary>
    /// <exception cref="OnnxException">It would be larger than one array, or than the memory.</exception>
    public OnnxTensor(OnnxElement element, params ReadOnlySpan<int> dimensions)
        : this(element, dimensions, gpu: null)
    {
    }

    private OnnxTensor(OnnxElement element, ReadOnlySpan<int> dimensions, int? gpu)
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
        _length = (int)Math.Min(bytes, BytesMax);
        _locked = gpu is { } number && bytes <= BytesMax ? PageLockedMemory.Allocate(_length, number) : null;
        nint address = _locked?.Address ?? 0;
        if (_locked is null)
        {
            _bytes = Allocate(bytes, shape);
            address = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
            _start = (int)(-address & (AlignmentBytes - 1));
        }

        Value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, type, shape, address + _start, _length);
    }

    /// <summary>Type of the elements.</summary>
    public OnnxElement Element { get; }

    /// <summary>Its sizes, slowest dimension first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes of its elements.</summary>
    public long Bytes => _length;

    /// <summary>A GPU copies it by itself.</summary>
    public bool IsLocked => _locked is not null;

    internal OrtValue Value { get; }

    private Span<byte> Content => _locked is { } locked ? locked.Bytes : _bytes.AsSpan(_start, _length);

    /// <summary>A tensor that a GPU copies by itself (<see cref="PageLockedMemory"/>), where the driver has memory for
    /// it; else, and without a GPU, one as any other.</summary>
    /// <inheritdoc cref="OnnxTensor(OnnxElement, ReadOnlySpan{int})" path="/exception"/>
    public static OnnxTensor For(int? gpu, OnnxElement element, ReadOnlySpan<int> dimensions) =>
        new(element, dimensions, gpu);

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
            ? MemoryMarshal.Cast<byte, T>(Content)
            : throw new InvalidOperationException($"the tensor holds {Element}, not {typeof(T).Name}");
    }

    /// <summary>Makes every element 0.</summary>
    public void Clear() => Content.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        Value.Dispose();
        _locked?.Dispose();
    }

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
