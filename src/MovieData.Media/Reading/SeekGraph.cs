using System.Globalization;
using System.Text;

namespace MovieData.Media.Reading;

/// <summary>
/// Arguments of one ffmpeg process that seeks to several times of a film and puts out what it finds there, one after
/// the other, raw.
/// </summary>
/// <param name="input">Input arguments of ffmpeg: the film.</param>
/// <param name="keepsTimes">True: filters see the film's own time stamps; false: those count from each sought
/// time.</param>
internal sealed class SeekGraph(IReadOnlyList<string> input, bool keepsTimes = false)
{
    private readonly List<string> _arguments =
        ["-hide_banner", "-nostdin", "-v", "error", .. keepsTimes ? (string[])["-copyts"] : []];
    private readonly StringBuilder _graph = new();
    private int _count;

    /// <summary>Options of an input of which one frame is wanted, and of it alone the time.</summary>
    public static IReadOnlyList<string> Exact { get; } = ["-threads", "1"];

    /// <summary>Options of an input of which a key frame near its time is wanted.</summary>
    public static IReadOnlyList<string> Key { get; } = [.. Exact, "-skip_frame", "nokey", "-noaccurate_seek"];

    /// <summary>Adds a time.</summary>
    /// <param name="timeS">Seconds from the film's start.</param>
    /// <param name="options">Options of this input.</param>
    /// <param name="filters">Filter graph from an input, for example <c>[2:0]</c>, to the label <c>[v2]</c>: it is told
    /// the 2, and leaves the label out.</param>
    public void Add(double timeS, IReadOnlyList<string> options, Func<int, string> filters) =>
        Add([.. options, "-ss", timeS.ToString("F3", CultureInfo.InvariantCulture)], filters);

    /// <summary>Adds a time by the options of its input, which say where to seek; none of them: from the
    /// start.</summary>
    public void Add(IReadOnlyList<string> options, Func<int, string> filters)
    {
        _arguments.AddRange([.. options, "-noautorotate", .. input]);
        _graph.Append(CultureInfo.InvariantCulture, $"{filters(_count)}[v{_count}];");
        _count++;
    }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Arguments() =>
    [
        .. _arguments, "-filter_complex",
        _graph + string.Concat(Enumerable.Range(0, _count).Select(n => FormattableString.Invariant($"[v{n}]")))
            + FormattableString.Invariant($"concat=n={_count}[all]"),
        "-map", "[all]", "-fps_mode", "passthrough", "-f", "rawvideo", "-",
    ];
}
