using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>NVIDIA's driver cannot be used; the message says why and what to do.</summary>
public sealed class CudaDriverException(string message) : Exception(message);

/// <summary>
/// NVIDIA's driver (<c>libcuda.so.1</c>), asked for its GPUs: their order and number are CUDA's own, so that GPU n here
/// is GPU n of ONNX Runtime's providers, also under <c>CUDA_VISIBLE_DEVICES</c> and <c>CUDA_DEVICE_ORDER</c>.
/// </summary>
public static partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int Success = 0;
    private const int NoDevice = 100;
    private const int NameBytes = 256;

    /// <summary>The providers are built for CUDA 13.0, as <c>cuDriverGetVersion</c> writes it.</summary>
    private const int VersionMin = 13000;

    /// <summary>Names of the GPUs that this process may use, by number; empty: none.</summary>
    /// <exception cref="CudaDriverException">The driver is too old, or cannot start.</exception>
    public static IReadOnlyList<string> Gpus()
    {
        int version = cuDriverGetVersion(out int found) == Success ? found : 0;
        int code = version < VersionMin ? Success : cuInit(0);
        if (code == NoDevice)
        {
            return [];
        }

        if (Fault(version, code) is { } fault)
        {
            throw new CudaDriverException(fault);
        }

        return cuDeviceGetCount(out int count) == Success ? [.. Enumerable.Range(0, count).Select(Name)] : [];
    }

    /// <summary>All memory of a GPU, bytes.</summary>
    /// <param name="number">One of <see cref="Gpus"/>.</param>
    /// <exception cref="CudaDriverException">The driver does not say.</exception>
    public static long MemoryBytes(int number) =>
        cuDeviceGet(out int gpu, number) == Success && cuDeviceTotalMem_v2(out nuint bytes, gpu) == Success
            ? (long)bytes
            : throw new CudaDriverException(
                $"the NVIDIA driver does not tell the memory of GPU {number}: see whether nvidia-smi works");

    /// <summary>Why no GPU can be used, with what to do; null: they can be.</summary>
    /// <param name="version">CUDA version of the driver: 1000 × major + 10 × minor.</param>
    /// <param name="code">What <c>cuInit</c> returned.</param>
    internal static string? Fault(int version, int code) => (version, code) switch
    {
        ( < VersionMin, _) => $"the NVIDIA driver is made for CUDA {version / 1000}.{version % 1000 / 10}, "
            + "CUDA 13 needs driver 580 or newer: update the driver",
        (_, Success) => null,
        _ => $"the NVIDIA driver cannot start (CUDA error {code}): see whether nvidia-smi works",
    };

    private static string Name(int number)
    {
        var name = new byte[NameBytes];
        return cuDeviceGet(out int gpu, number) == Success && cuDeviceGetName(name, name.Length, gpu) == Success
            ? System.Text.Encoding.ASCII.GetString(name, 0, Math.Max(0, Array.IndexOf(name, (byte)0)))
            : throw new CudaDriverException(
                $"the NVIDIA driver does not name GPU {number}: see whether nvidia-smi works");
    }

    [LibraryImport(Library)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    private static partial int cuDriverGetVersion(out int version);

    [LibraryImport(Library)]
    private static partial int cuDeviceGetCount(out int count);

    [LibraryImport(Library)]
    private static partial int cuDeviceGet(out int device, int number);

    [LibraryImport(Library)]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);

    [LibraryImport(Library)]
    private static partial int cuDeviceGetName([Out] byte[] name, int length, int device);
}
