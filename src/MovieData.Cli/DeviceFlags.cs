using System.CommandLine;
using MovieData.Models;

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

    /// <summary>Refuses what this version cannot run; <c>auto</c> means the CPU.</summary>
    /// <exception cref="ModelException">A GPU was asked for by name.</exception>
    public static void RequireCpu(string device)
    {
        if (device is "cuda" or "tensorrt")
        {
            throw new ModelException(
                $"--device {device}: GPU sessions are not available yet; use --device cpu or auto");
        }
    }
}
