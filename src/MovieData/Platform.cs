using System.Runtime.Intrinsics;
using MovieData.Native;
using MovieData.Source;

namespace MovieData;

/// <summary>
/// What the machine adds to the bytes: recorded in the manifest; equal platforms give equal bytes (SPEC.md, Promise).
/// </summary>
public static class Platform
{
    /// <summary>This machine, by name; keys and values in files.</summary>
    /// <param name="device">Where the networks run.</param>
    /// <param name="cancel">Stops asking ffmpeg.</param>
    /// <exception cref="FFmpegException">ffmpeg is not installed.</exception>
    public static IReadOnlyDictionary<string, string> Describe(OnnxDevice device, CancellationToken cancel)
    {
        string ffmpeg = FFmpegProcess.Capture("ffmpeg", ["-version"], cancel).Split('\n')[0];
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = device == OnnxDevice.Cpu
                ? "cpu" : $"{device.ToString().ToLowerInvariant()} {OnnxProviders.Gpus(device)[0]}",
            ["onnxruntime"] = OnnxSession.RuntimeVersion,
            ["vector_bits"] = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128",
            // "ffmpeg version 5.1.9-0+deb12u1 Copyright …": the third word.
            ["ffmpeg"] = ffmpeg.Split(' ').ElementAtOrDefault(2) ?? ffmpeg,
            ["dotnet"] = Environment.Version.ToString(),
        };
    }
}
