using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using MovieData.Native;

namespace MovieData.Inference;

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
/// ONNX Runtime's GPU providers: libraries of its package beside the executable that need NVIDIA's own libraries.
/// </summary>
/// <remarks>
/// They are appended by CUDA's number of a GPU. The runtime's newer list of devices (<c>GetEpDevices</c>) is not asked:
/// it counts the machine's NVIDIA cards whether <c>CUDA_VISIBLE_DEVICES</c> shows them or not, and numbers them in an
/// order of its own, so that on a shared node GPU 0 of the list may be another one, or none.
/// </remarks>
public static class OnnxProviders
{
    private const string Package = "left out of the CPU archive of MovieData: take the one with GPU providers";

    // NEEDED entries of the provider libraries 1.31, and cuDNN, which the CUDA provider opens when first used.
    private static readonly DeviceLibrary[] CudaLibraries =
    [
        new("libcuda.so.1", "NVIDIA driver 580 or newer"),
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

    // Opened by cuDNN and by the provider for some networks, by name; no network of ours fails without.
    private static readonly string[] Wanted = ["libnvrtc.so.13", "libcufft.so.12"];

    /// <summary>What a device needs and this machine lacks, in the order it is looked for; empty: all there. What lies
    /// in folders that the loader does not know (<see cref="CudaFolders"/>) is loaded from there.</summary>
    public static IReadOnlyList<DeviceLibrary> Missing(OnnxDevice device)
    {
        CudaFolders folders = CudaFolders.OfMachine;
        IReadOnlyList<DeviceLibrary> missing = Missing(device, folders.TryLoad, File.Exists);
        if (device != OnnxDevice.Cpu && missing.Count == 0)
        {
            Array.ForEach(Wanted, file => folders.TryLoad(file));
        }

        return missing;
    }

    /// <summary>Folders outside the loader's own from which this process has taken libraries so far.</summary>
    public static IReadOnlyList<string> Folders => CudaFolders.OfMachine.Used;

    /// <summary>As <see cref="Missing(OnnxDevice)"/>, of a machine that the caller describes.</summary>
    /// <param name="device">Where a session would run.</param>
    /// <param name="loads">Whether the loader finds a library of that name.</param>
    /// <param name="exists">Whether there is a file of that path.</param>
    internal static IReadOnlyList<DeviceLibrary> Missing(
        OnnxDevice device, Predicate<string> loads, Predicate<string> exists) =>
    [
        .. Providers(device).Where(file => !exists(Path.Combine(AppContext.BaseDirectory, file)))
            .Select(file => new DeviceLibrary(file, Package)),
        .. Libraries(device).Where(library => !loads(library.File)),
    ];

    /// <summary>Names of the GPUs a device can use, by CUDA's number; empty: there is none.</summary>
    /// <exception cref="OnnxException">A library is missing, or the driver does not work.</exception>
    public static IReadOnlyList<string> Gpus(OnnxDevice device)
    {
        if (Missing(device) is [var first, ..])
        {
            throw new OnnxException($"{first.File} is missing ({first.From})");
        }

        try
        {
            return CudaDriver.Gpus();
        }
        catch (CudaDriverException error)
        {
            throw new OnnxException(error.Message, error);
        }
    }

    /// <summary>All memory of a GPU, bytes.</summary>
    /// <param name="gpu">Its number among <see cref="Gpus"/>.</param>
    /// <exception cref="OnnxException">The driver does not say.</exception>
    public static long MemoryBytes(int gpu)
    {
        try
        {
            return CudaDriver.MemoryBytes(gpu);
        }
        catch (CudaDriverException error)
        {
            throw new OnnxException(error.Message, error);
        }
    }

    /// <summary>Adds a device's provider to the options of a session; the CPU needs none.</summary>
    /// <param name="options">Of the session.</param>
    /// <param name="device">Where it will run.</param>
    /// <param name="gpu">Which of its GPUs, from 0.</param>
    /// <param name="bytesMax">Memory of the GPU that the session may take, bytes; null: all there is.</param>
    /// <exception cref="OnnxException">A library is missing or there is no such GPU.</exception>
    internal static void Append(SessionOptions options, OnnxDevice device, int gpu, long? bytesMax = null)
    {
        if (device == OnnxDevice.Cpu)
        {
            return;
        }

        int count = Gpus(device).Count;
        if (gpu >= count)
        {
            throw new OnnxException($"CUDA finds {count} GPUs, no GPU {gpu}");
        }

        if (device == OnnxDevice.TensorRt)
        {
            options.AppendExecutionProvider_Tensorrt(gpu);
        }

        // Behind TensorRT it takes the operators that TensorRT lacks, as ONNX Runtime's documentation advises.
        if (bytesMax is { } most)
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = gpu.ToString(CultureInfo.InvariantCulture),
                ["gpu_mem_limit"] = most.ToString(CultureInfo.InvariantCulture),
            });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        else
        {
            options.AppendExecutionProvider_CUDA(gpu);
        }
    }

    private static DeviceLibrary[] Libraries(OnnxDevice device) => device switch
    {
        OnnxDevice.Cuda => CudaLibraries,
        OnnxDevice.TensorRt => TensorRtLibraries,
        _ => [],
    };

    private static string[] Providers(OnnxDevice device)
    {
        string[] cuda = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"];
        return device switch
        {
            OnnxDevice.Cuda => cuda,
            OnnxDevice.TensorRt => [.. cuda, "libonnxruntime_providers_tensorrt.so"],
            _ => [],
        };
    }
}
