using System.Globalization;
using System.Runtime.InteropServices;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Media.Processes;
using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>
/// What the machine adds to the bytes: recorded in the manifest; equal platforms give equal bytes (CONTRACT.md, "Equal
/// bytes").
/// </summary>
public static class Platform
{
    /// <summary>Key of the stereo frames in one run of the flow network; absent for 1.</summary>
    public const string FlowPairsKey = "flow_pairs";

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
            ["cpu"] = Cpu(models.AreEmbedded),
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

        if (models.Flow.Entry.Matching is not null)
        {
            platform["opencv"] = OpenCv.Version;
        }

        if (place.FlowPairs > 1)
        {
            platform[FlowPairsKey] = place.FlowPairs.ToString(CultureInfo.InvariantCulture);
        }

        return platform;
    }

    /// <summary>What of this machine decides a plan, by name: what scans the film, and where flow is run.</summary>
    /// <param name="models">The networks; flow checks the view order.</param>
    /// <param name="cancel">Stops asking ffmpeg.</param>
    /// <exception cref="FFmpegException">ffmpeg is not installed.</exception>
    public static IReadOnlyDictionary<string, string> OfPlan(ModelSet models, CancellationToken cancel) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cpu"] = Cpu(models.AreEmbedded),
            ["ffmpeg"] = FFmpegBuild.OnPath(cancel).FFmpeg.Version,
            ["onnxruntime"] = OnnxSession.RuntimeVersion,
        };

    /// <summary>
    /// The routines that ONNX Runtime chooses by what the processor has and the kernel supports, whatever width .NET
    /// prefers; our own kernels give the same bits with any. Networks of floats, as the embedded ones are, give bits of
    /// four kinds (measured on emulated processors, tools/measure/instruction-sets.sh): with SSE, AVX, AVX2 and FMA, or
    /// AVX-512F. Quantised ones may differ with the sets of integer products, too.
    /// </summary>
    private static string Cpu(bool areEmbedded) => CpuOf(
        RuntimeInformation.ProcessArchitecture,
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [],
        areEmbedded);

    /// <summary>The same, of a processor with these instruction sets (Linux's names for them).</summary>
    internal static string CpuOf(Architecture family, IReadOnlyList<string> sets, bool areEmbedded)
    {
        string[] ofIntegers =
            ["avx_vnni", "avx_vnni_int8", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "amx_int8"];
        string level = !sets.Contains("avx") ? ""
            : !sets.Contains("avx2") || !sets.Contains("fma") ? "avx"
            : !sets.Contains("avx512f") ? "avx2"
            : "avx512f";
        string[] words =
            [family.ToString().ToLowerInvariant(), level, .. areEmbedded ? [] : ofIntegers.Where(sets.Contains)];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}
