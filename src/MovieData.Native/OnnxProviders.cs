using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace MovieData.Native;

/// <summary>Where a session runs.</summary>
public enum OnnxDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through the CUDA provider.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU through the TensorRT provider.</summary>
    TensorRt,
}

/// <summary>A library a device needs, and who brings it.</summary>
/// <param name="File">Name the loader looks for.</param>
/// <param name="From">Package or command that installs it.</param>
public sealed record DeviceLibrary(string File, string From);

/// <summary>
/// ONNX Runtime's GPU providers: plug-in libraries beside the executable that need NVIDIA's own libraries.
/// </summary>
/// <remarks>The core library has the CPU only; a provider is registered once a process, when first asked for.</remarks>
public static class OnnxProviders
{
    private const string GpuSetup = "tools/setup.sh --gpu, then build again";
    private static readonly Lock Registration = new();
    private static readonly HashSet<OnnxDevice> Registered = [];

    // NEEDED entries of the provider libraries 1.29, and cuDNN, which the CUDA provider opens when first used.
    private static readonly DeviceLibrary[] CudaLibraries =
    [
        new("libcuda.so.1", "NVIDIA driver"),
        new("libcudart.so.13", "CUDA 13: cuda-cudart-13-0"),
        new("libcublasLt.so.13", "CUDA 13: libcublas-13-0"),
        new("libcublas.so.13", "CUDA 13: libcublas-13-0"),
        new("libcurand.so.10", "CUDA 13: libcurand-13-0"),
        new("libcudnn.so.9", "cuDNN 9: libcudnn9-cuda-13"),
    ];

    private static readonly DeviceLibrary[] TensorRtLibraries =
    [
        new("libnvinfer.so.10", "TensorRT 10: libnvinfer10"),
        new("libnvonnxparser.so.10", "TensorRT 10: libnvonnxparsers10"),
        .. CudaLibraries,
    ];

    /// <summary>What a device needs and this machine lacks, in the order it is looked for; empty: all there.</summary>
    public static IReadOnlyList<DeviceLibrary> Missing(OnnxDevice device)
    {
        if (device == OnnxDevice.Cpu)
        {
            return [];
        }

        DeviceLibrary[] needed = device == OnnxDevice.Cuda ? CudaLibraries : TensorRtLibraries;
        IEnumerable<DeviceLibrary> missing = needed.Where(l => !NativeLibrary.TryLoad(l.File, out _));
        return File.Exists(ProviderPath(device))
            ? [.. missing]
            : [new DeviceLibrary(Path.GetFileName(ProviderPath(device)), GpuSetup), .. missing];
    }

    /// <summary>Names of the GPUs a device's provider can use; empty: there is none.</summary>
    /// <exception cref="OnnxException">A library is missing or the provider cannot be registered.</exception>
    public static IReadOnlyList<string> Gpus(OnnxDevice device)
    {
        try
        {
            return [.. Devices(device).Select(d => $"{d.HardwareDevice.Vendor} {d.HardwareDevice.DeviceId:x4}")];
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxException(OnnxSession.OneLine(error.Message), error);
        }
    }

    /// <summary>Adds a device's provider to the options of a session; the CPU needs none.</summary>
    /// <exception cref="OnnxException">A library is missing or there is no such GPU.</exception>
    internal static void Append(SessionOptions options, OnnxDevice device, int gpu)
    {
        if (device == OnnxDevice.Cpu)
        {
            return;
        }

        IReadOnlyList<OrtEpDevice> devices = Devices(device);
        if (gpu >= devices.Count)
        {
            throw new OnnxException($"the {device} provider finds {devices.Count} GPUs, no GPU {gpu}");
        }

        options.AppendExecutionProvider(OnnxEnvironment.Instance, [devices[gpu]], new Dictionary<string, string>());
    }

    private static IReadOnlyList<OrtEpDevice> Devices(OnnxDevice device)
    {
        if (Missing(device) is [var first, ..])
        {
            throw new OnnxException($"{first.File} is missing ({first.From})");
        }

        OrtEnv environment = OnnxEnvironment.Instance;
        string name = device == OnnxDevice.Cuda ? "cuda" : "tensorrt";
        lock (Registration)
        {
            if (!Registered.Contains(device))
            {
                environment.RegisterExecutionProviderLibrary(name, ProviderPath(device));
                Registered.Add(device);
            }
        }

        return [.. environment.GetEpDevices()
            .Where(d => d.EpName.Contains(name, StringComparison.OrdinalIgnoreCase))];
    }

    private static string ProviderPath(OnnxDevice device) => Path.Combine(
        AppContext.BaseDirectory,
        device == OnnxDevice.Cuda ? "libonnxruntime_providers_cuda.so" : "libonnxruntime_providers_tensorrt.so");
}
