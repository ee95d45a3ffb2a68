using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>
/// Zeroed memory that the driver has locked into RAM: a GPU copies it by itself, at the full rate of its bus and beside
/// what it computes; other memory goes through a buffer of the driver's first.
/// </summary>
public sealed partial class PageLockedMemory : SafeHandle
{
    private const string Library = "libcuda.so.1";
    private const int Success = 0;

    // Whichever GPU uses it, also from another thread's context.
    private const uint Portable = 1;

    private readonly int _length;
    private readonly nint _context;

    private PageLockedMemory(nint address, int length, nint context)
        : base(0, ownsHandle: true)
    {
        _length = length;
        _context = context;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Where it begins; a page.</summary>
    public nint Address => handle;

    /// <summary>Its bytes, while it is not disposed.</summary>
    public unsafe Span<byte> Bytes => new((void*)handle, _length);

    /// <summary>Memory for a GPU; null where the driver has none to give, or is not there.</summary>
    /// <param name="length">Bytes, positive.</param>
    /// <param name="gpu">Which GPU, by CUDA's number; its context is the one that CUDA's runtime uses.</param>
    public static PageLockedMemory? Allocate(int length, int gpu)
    {
        try
        {
            if (cuInit(0) != Success || cuDeviceGet(out int device, gpu) != Success
                || cuDevicePrimaryCtxRetain(out nint context, device) != Success)
            {
                return null;
            }

            // Kept for good, as CUDA's runtime keeps it: the same one for the whole process.
            nint address = 0;
            int code = Within(context, () => cuMemHostAlloc(out address, (nuint)length, Portable));
            if (code != Success)
            {
                return null;
            }

            var memory = new PageLockedMemory(address, length, context);
            memory.Bytes.Clear();
            return memory;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Within(_context, () => cuMemFreeHost(handle)) == Success;

    // The thread's own context is another's affair.
    private static int Within(nint context, Func<int> call)
    {
        int code = cuCtxPushCurrent(context);
        if (code != Success)
        {
            return code;
        }

        code = call();
        _ = cuCtxPopCurrent(out _);
        return code;
    }

    [LibraryImport(Library)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    private static partial int cuDeviceGet(out int device, int number);

    [LibraryImport(Library)]
    private static partial int cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuCtxPushCurrent_v2")]
    private static partial int cuCtxPushCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuCtxPopCurrent_v2")]
    private static partial int cuCtxPopCurrent(out nint context);

    [LibraryImport(Library)]
    private static partial int cuMemHostAlloc(out nint address, nuint length, uint flags);

    [LibraryImport(Library)]
    private static partial int cuMemFreeHost(nint address);
}
