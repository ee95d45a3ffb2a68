using MovieData.Media.Reading;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Decode;

/// <summary>
/// An ffmpeg that plays one with a GPU: it takes <c>-hwaccel cuda</c> away, decodes in software, and gives nv12, as a
/// GPU does, or what a test wants of it.
/// </summary>
internal sealed class StandInGpu
{
    /// <summary>What a GPU gives: the film's own pixels, Cb and Cr in one plane.</summary>
    public const string Right = "format=nv12";

    private readonly string _folder;
    private readonly List<string> _doubts = [];

    /// <summary>Writes one.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="filters">What its decoder gives, as filters of what software gives; no apostrophes.</param>
    /// <param name="deed">Lines of bash before it decodes as a GPU.</param>
    public StandInGpu(string folder, string filters = Right, string deed = "")
    {
        _folder = folder;
        OtherFFmpeg.Write(folder, Script(folder, filters, deed));
        Decoder = new GpuDecoder(gpu: 0, _doubts.Add) { Program = Path.Combine(folder, "ffmpeg") };
    }

    /// <summary>The decoder that runs it.</summary>
    public GpuDecoder Decoder { get; }

    /// <summary>What its owner was told when it was trusted no more.</summary>
    public IReadOnlyList<string> Doubts => _doubts;

    /// <summary>Subprocesses that decoded as a GPU.</summary>
    public int Runs => RunsIn(_folder);

    /// <summary>The same of one that was written to a folder.</summary>
    public static int RunsIn(string folder) =>
        File.Exists(Path.Combine(folder, "runs")) ? File.ReadAllLines(Path.Combine(folder, "runs")).Length : 0;

    /// <summary>Lines of bash for <see cref="OtherFFmpeg"/>.</summary>
    /// <param name="folder">Where its runs are counted.</param>
    /// <param name="filters">As of the constructor.</param>
    /// <param name="deed">As of the constructor.</param>
    public static string Script(string folder, string filters = Right, string deed = "") => $$"""
        gpu= args=()
        while [ $# -gt 0 ]; do
          case $1 in
            -hwaccel) gpu=$2; shift ;;
            -hwaccel_device | -init_hw_device) shift ;;
            *) args+=("$1") ;;
          esac
          shift
        done
        set -- "${args[@]}"
        if [ "$gpu" = cuda ]; then
          echo >>'{{folder}}/runs'
          set -- "${args[@]/\]showinfo/]{{filters}},showinfo}"
          {{deed}}
        fi
        """;
}
