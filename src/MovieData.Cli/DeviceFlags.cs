using System.CommandLine;
using MovieData.Inference;
using MovieData.Media.Reading;

namespace MovieData.Cli;

/// <summary>Flags that say where models come from and where they run.</summary>
internal static class DeviceFlags
{
    private const int FlowPairsMax = 64;

    /// <summary>The flag <c>--models</c>.</summary>
    public static Option<string?> Models() => PathFlags.File(new Option<string?>("--models")
    {
        Description = "A catalogue of your own beside the embedded one (pipelines/models/README.md)",
        HelpName = "FILE",
    });

    /// <summary>The flag <c>--device</c>.</summary>
    public static Option<string> Device() => ValueFlags.Word(
        new("--device")
        {
            Description = "Where models run: auto, cpu, cuda or tensorrt",
            HelpName = "D",
            DefaultValueFactory = _ => "auto",
        },
        "auto",
        "cpu",
        "cuda",
        "tensorrt");

    /// <summary>The flag <c>--decoder</c>.</summary>
    public static Option<string> Decoder() => ValueFlags.Word(
        new("--decoder")
        {
            Description = "What decodes films: software; cuda, a GPU (NVDEC) for H.264 and HEVC of 8 bits where its "
                + "frames are proven equal, else software with a word why; or auto, cuda where models run on a GPU. No "
                + "byte depends on it; not measured on a GPU yet",
            HelpName = "D",
            DefaultValueFactory = _ => "software",
        },
        "auto",
        "software",
        "cuda");

    /// <summary>Value of <c>--decoder</c>.</summary>
    public static DecoderKind DecoderOf(string word) => Enum.Parse<DecoderKind>(word, ignoreCase: true);

    /// <summary>The flag <c>--flow-pairs</c> of an extraction, whose folder keeps it.</summary>
    public static Option<int?> FlowPairs() => FlowPairs(
        "what the folder's first extraction took; else ", "; part of the platform, as the device is");

    /// <summary>The flag <c>--flow-pairs</c> of a command that has no folder.</summary>
    public static Option<int?> TriedFlowPairs() => FlowPairs("", "");

    private static Option<int?> FlowPairs(string first, string last) => ValueFlags.Integer(
        "--flow-pairs",
        $"Stereo frames in one run of the flow network (default: {first}1 on the CPU, by card and memory on a "
            + $"GPU){last}",
        1,
        FlowPairsMax);

    /// <summary>The flag <c>--gpu-mb-max</c>.</summary>
    public static Option<int?> GpuMemory() => ValueFlags.Integer(
        "--gpu-mb-max", "Memory of a GPU that each network may take, MB (default: all there is)", 64, 1 << 20);

    /// <summary>The places of a device: one on the CPU, one a GPU, at most so many.</summary>
    /// <param name="terminal">Where GPUs that stay idle are reported.</param>
    /// <param name="device">As <see cref="Choose"/> gave it.</param>
    /// <param name="flowPairs">Value of <c>--flow-pairs</c>.</param>
    /// <param name="gpuMegabytes">Value of <c>--gpu-mb-max</c>.</param>
    /// <param name="most">Segments in work at once; null: as many as there are places.</param>
    /// <param name="model">Name of the flow network.</param>
    /// <exception cref="ModelException">GPU memory is stated of the CPU.</exception>
    public static IReadOnlyList<ModelPlace> Places(
        Terminal terminal, OnnxDevice device, int? flowPairs, int? gpuMegabytes, int? most, string model)
    {
        if (device == OnnxDevice.Cpu)
        {
            return gpuMegabytes is null ? [ModelPlace.Cpu with { FlowPairs = flowPairs ?? 1 }]
                : throw new ModelException("--gpu-mb-max is of a GPU, and models run on the CPU here: leave it out");
        }

        IReadOnlyList<string> gpus = OnnxProviders.Gpus(device);
        int[] alike = [.. Enumerable.Range(0, gpus.Count).Where(gpu => gpus[gpu] == gpus[0])];
        if (alike.Length < gpus.Count)
        {
            terminal.Say($"{alike.Length} of {gpus.Count} GPUs are used, those like {gpus[0]}: "
                + "on another kind a segment would have other bytes");
        }

        int pairs = flowPairs ?? GpuBatch.Pairs(gpus[0], OnnxProviders.MemoryBytes(0), model);
        return [.. alike.Take(most ?? alike.Length).Select(gpu =>
            new ModelPlace(device, Environment.ProcessorCount, gpu, pairs)
            {
                GpuBytesMax = gpuMegabytes * 1_000_000L,
            })];
    }

    /// <summary>
    /// The device asked for; <c>auto</c> is CUDA where it works, else the CPU, with one line that says why.
    /// </summary>
    /// <exception cref="ModelException">A GPU was asked for by name and cannot be used; the message says what is
    /// missing.</exception>
    public static OnnxDevice Choose(Terminal terminal, string word)
    {
        OnnxDevice device = word switch
        {
            "cpu" => OnnxDevice.Cpu,
            "tensorrt" => OnnxDevice.TensorRt,
            _ => OnnxDevice.Cuda,
        };
        if (Fault(device) is not { } fault)
        {
            return device;
        }

        if (word != "auto")
        {
            throw new ModelException($"--device {word}: {fault}; install what is missing, or use --device cpu");
        }

        string reason = OnnxProviders.Missing(device) is [var first, ..] ? $"{first.File} is missing" : fault;
        terminal.Say($"models run on the CPU, not on CUDA: {reason} (movie-data doctor says more)");
        return OnnxDevice.Cpu;
    }

    /// <summary>Why a device cannot be used, every missing library named; null: it can.</summary>
    public static string? Fault(OnnxDevice device)
    {
        IReadOnlyList<DeviceLibrary> missing = OnnxProviders.Missing(device);
        if (missing.Count > 0)
        {
            return "missing " + string.Join(", ", missing.Select(l => $"{l.File} ({l.From})"));
        }

        try
        {
            return device == OnnxDevice.Cpu || OnnxProviders.Gpus(device).Count > 0 ? null : "there is no such GPU";
        }
        catch (OnnxException error)
        {
            return error.Message;
        }
    }
}
