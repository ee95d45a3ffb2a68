using System.Globalization;
using System.Runtime.Intrinsics;
using MovieData.Models;
using MovieData.Native;
using MovieData.Source;

namespace MovieData;

/// <summary>
/// What the machine adds to the bytes: recorded in the manifest; equal platforms give equal bytes (SPEC.md, Promise).
/// </summary>
public static class Platform
{
    /// <summary>This machine, by name; keys and values in files.</summary>
    /// <param name="models">The networks, and where they run.</param>
    /// <param name="cancel">Stops asking ffmpeg.</param>
    /// <exception cref="FFmpegException">ffmpeg is not installed.</exception>
    public static IReadOnlyDictionary<string, string> Describe(ModelSet models, CancellationToken cancel)
    {
        ModelPlace place = models.Place;
        var platform = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = place.Device == OnnxDevice.Cpu
                ? "cpu" : $"{place.Device.ToString().ToLowerInvariant()} {OnnxProviders.Gpus(place.Device)[place.Gpu]}",
            ["onnxruntime"] = OnnxSession.RuntimeVersion,
            ["vector_bits"] = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128",
            ["ffmpeg"] = FFmpegBuild.OnPath(cancel).FFmpeg.Version,
            ["dotnet"] = Environment.Version.ToString(),
        };
        if (place.Device == OnnxDevice.Cpu && !models.AreEmbedded)
        {
            // Tests show that the embedded networks give the same bits with any number of threads. Others may hold
            // operators whose bits depend on it (ReduceSum adds in another order, Log rounds where a part ends).
            platform["threads"] = place.Threads.ToString(CultureInfo.InvariantCulture);
        }

        if (place.FlowPairs > 1)
        {
            platform["flow_pairs"] = place.FlowPairs.ToString(CultureInfo.InvariantCulture);
        }

        return platform;
    }
}
