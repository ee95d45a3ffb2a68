using System.CommandLine;
using MovieData.Models;
using MovieData.Native;

namespace MovieData.Cli;

/// <summary>Flags that say where models come from and where they run.</summary>
internal static class DeviceFlags
{
    /// <summary>The flag <c>--models</c>.</summary>
    public static Option<string?> Models() => new("--models")
    {
        Description = "A catalogue of your own beside the embedded one (pipelines/models/README.md)",
        HelpName = "FILE",
    };

    /// <summary>The flag <c>--device</c>.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where models run: auto, cpu, cuda or tensorrt",
            HelpName = "D",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "cpu", "cuda", "tensorrt");
        return option;
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
