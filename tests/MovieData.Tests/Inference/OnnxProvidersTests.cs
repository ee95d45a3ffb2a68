using MovieData.Inference;
using MovieData.Native;

namespace MovieData.Tests.Inference;

/// <summary>What a GPU needs, on machines that lack one thing each.</summary>
public class OnnxProvidersTests
{
    [Theory]
    [InlineData(OnnxDevice.Cuda, "libcuda.so.1", "NVIDIA driver 580 or newer")]
    [InlineData(OnnxDevice.Cuda, "libcublasLt.so.13", "CUDA 13: libcublas-13-0")]
    [InlineData(OnnxDevice.Cuda, "libcudnn.so.9", "cuDNN 9: libcudnn9-cuda-13")]
    [InlineData(OnnxDevice.TensorRt, "libnvinfer.so.10", "TensorRT 10: libnvinfer10")]
    [InlineData(OnnxDevice.TensorRt, "libcuda.so.1", "NVIDIA driver 580 or newer")]
    public void Missing_OneLibrary_IsNamedAlone(OnnxDevice device, string file, string from)
    {
        Assert.Equal(
            [new DeviceLibrary(file, from)], OnnxProviders.Missing(device, name => name != file, path => true));
    }

    [Theory]
    [InlineData(OnnxDevice.Cuda, "libonnxruntime_providers_shared.so")]
    [InlineData(OnnxDevice.Cuda, "libonnxruntime_providers_cuda.so")]
    [InlineData(OnnxDevice.TensorRt, "libonnxruntime_providers_tensorrt.so")]
    public void Missing_AProviderOfTheRuntimesPackage_IsNamedAlone(OnnxDevice device, string file)
    {
        DeviceLibrary missing = Assert.Single(
            OnnxProviders.Missing(device, name => true, path => Path.GetFileName(path) != file));
        Assert.Equal(file, missing.File);
        Assert.Contains("take the one with GPU providers", missing.From, StringComparison.Ordinal);
    }

    /// <summary>The package's libraries lie where the runtime looks for them: beside the program.</summary>
    [Theory]
    [InlineData(OnnxDevice.Cpu)]
    [InlineData(OnnxDevice.Cuda)]
    [InlineData(OnnxDevice.TensorRt)]
    public void Missing_WithAllOfNvidias_IsEmpty(OnnxDevice device)
    {
        Assert.Empty(OnnxProviders.Missing(device, name => true, File.Exists));
    }

    /// <summary>Words of ONNX Runtime's arenas, full and at the end of what --gpu-mb-max lets them take, and of CUDA.
    /// </summary>
    [Theory]
    [InlineData("Failed to allocate memory for requested buffer of size 8388608000", true)]
    [InlineData("Available memory of 34699008 is smaller than requested bytes of 945041920", true)]
    [InlineData("CUDA failure 2: out of memory ; GPU=0", true)]
    [InlineData("CUDA failure 700: an illegal memory access was encountered", false)]
    public void IsOutOfMemory_OfTheRuntimesWords_IsKnown(string words, bool isMemory) =>
        Assert.Equal(isMemory, new OnnxException(words).IsOutOfMemory);

    [Theory]
    [InlineData(12040, 0, "the NVIDIA driver is made for CUDA 12.4, CUDA 13 needs driver 580 or newer")]
    [InlineData(13010, 803, "cannot start (CUDA error 803): see whether nvidia-smi works")]
    public void Fault_OfADriver_SaysWhatToDo(int version, int code, string words)
    {
        Assert.Contains(words, CudaDriver.Fault(version, code), StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_OfADriverForCuda13_IsNone()
    {
        Assert.Null(CudaDriver.Fault(13000, 0));
    }
}
