using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using MovieData.Models;
using MovieData.Native;
using MovieData.Source;

namespace MovieData;

/// <summary>
/// What the machine adds to the bytes: recorded in the manifest; equal platforms give equal bytes (CONTRACT.md, "Equal
/// bytes").
/// </summary>
public static class Platform
{
    /// <summary>This machine as it extracts, by name; keys and values in files.</summary>
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
            ["cpu"] = Cpu,
            ["ffmpeg"] = FFmpegBuild.OnPath(cancel).FFmpeg.Version,
            ["libturbojpeg"] = TurboJpeg.FileName,

            // Its deflate writes the pictures. A servicing update of the runtime must not keep a run from going on.
            ["dotnet"] = $"{Environment.Version.Major}.{Environment.Version.Minor}",
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

    /// <summary>What of this machine decides a plan, by name: what scans the film, and where flow is run.</summary>
    /// <param name="cancel">Stops asking ffmpeg.</param>
    /// <exception cref="FFmpegException">ffmpeg is not installed.</exception>
    public static IReadOnlyDictionary<string, string> OfPlan(CancellationToken cancel) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cpu"] = Cpu,
            ["ffmpeg"] = FFmpegBuild.OnPath(cancel).FFmpeg.Version,
            ["onnxruntime"] = OnnxSession.RuntimeVersion,
        };

    /// <summary>
    /// Instruction sets by which ONNX Runtime chooses among its routines, whose sums differ in order: what the
    /// processor has, whatever width .NET prefers. Our own kernels give the same bits with any.
    /// </summary>
    private static string Cpu
    {
        get
        {
            string family = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            if (!X86Base.IsSupported)
            {
                return family;
            }

            const int Avx = 1 << 28, Fma = 1 << 12, Avx2 = 1 << 5, Avx512F = 1 << 16, Avx512Vnni = 1 << 11;
            const int AmxInt8 = 1 << 25;
            (_, _, int basic, _) = X86Base.CpuId(1, 0);
            (_, int extended, int more, int late) = X86Base.CpuId(7, 0);
            (string Name, bool IsThere)[] sets =
            [
                ("avx", (basic & Avx) != 0),
                ("fma", (basic & Fma) != 0),
                ("avx2", (extended & Avx2) != 0),
                ("avx512f", (extended & Avx512F) != 0),
                ("avx512vnni", (more & Avx512Vnni) != 0),
                ("amx", (late & AmxInt8) != 0),
            ];
            return string.Join(' ', sets.Where(set => set.IsThere).Select(set => set.Name).Prepend(family));
        }
    }
}
