using System.Globalization;

namespace MovieData.Source.Reading;

/// <summary>
/// One ffmpeg child that decodes one stream of a film and sends just the pictures asked for, cut, scaled and cropped
/// (<see cref="ViewScaling"/>), as yuv420p.
/// </summary>
public sealed class FrameReader : IDisposable
{
    private readonly FFmpegProcess _child;
    private readonly FrameLog _log;
    private readonly string _path;

    private FrameReader(Film film, int file, IEnumerable<string> arguments, CancellationToken cancel)
    {
        _log = new FrameLog(new PictureCheck(film));
        _path = film.NameOf(file);
        _child = FFmpegProcess.Start("ffmpeg", arguments, cancel, _log.Take, onErrorEnd: _log.End);
    }

    /// <summary>The decoder's first complaint; empty when there was none.</summary>
    public string FirstComplaint => _log.FirstComplaint;

    /// <summary>True once the decoder passed a key frame; until then pictures may miss references.</summary>
    public bool KeyFrameSeen => _log.KeyFrameSeen;

    /// <summary>Starts a child that sends the pictures with the given time stamps.</summary>
    /// <param name="film">The film.</param>
    /// <param name="file">Which of its streams, by place.</param>
    /// <param name="pts">Time stamps of the pictures, ascending, in ticks of that stream's time base.</param>
    /// <param name="startS">Seek target in seconds on the file's own clock; null decodes from the beginning.</param>
    /// <param name="scaling">What is done to each picture.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="cancel">Kills the child.</param>
    public static FrameReader Open(
        Film film,
        int file,
        IEnumerable<long> pts,
        double? startS,
        ViewScaling scaling,
        int threads,
        CancellationToken cancel)
    {
        long[] wanted = [.. pts];
        return new FrameReader(
            film,
            file,
            Arguments(film, file, Selection(wanted), EndAfter(film, file, wanted[^1]), startS, scaling, threads),
            cancel);
    }

    /// <summary>Starts a child that decodes from the beginning and sends frames by their numbers.</summary>
    /// <param name="film">The film.</param>
    /// <param name="file">Which of its streams, by place.</param>
    /// <param name="frames">Frame numbers, ascending; null sends every frame.</param>
    /// <param name="scaling">What is done to each picture.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="cancel">Kills the child.</param>
    public static FrameReader OpenFrames(
        Film film, int file, IEnumerable<int>? frames, ViewScaling scaling, int threads, CancellationToken cancel)
    {
        string? selection = frames is null
            ? null
            : Sum([.. frames.Select(n => string.Create(CultureInfo.InvariantCulture, $"eq(n,{n})"))]);
        string? end = frames?.LastOrDefault() is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"end_frame={last + 1}")
            : null;
        return new FrameReader(
            film, file, Arguments(film, file, selection, end, null, scaling, threads), cancel);
    }

    /// <summary>
    /// Waits for the picture of <paramref name="pts"/>. Unless it was not decoded, it is the next on the pipe and must
    /// be read.
    /// </summary>
    /// <exception cref="FFmpegException">The child fell silent, or was stopped from outside.</exception>
    public FrameState Await(long pts) => Listen(() => _log.Await(pts));

    /// <summary>Like <see cref="Await"/>, but the picture is awaited once more before it is read.</summary>
    public FrameState Preview(long pts) => Listen(() => _log.Await(pts, keep: true));

    /// <summary>Index of the picture awaited last among all that were decoded.</summary>
    public int Position => _log.Position;

    /// <summary>The last word on a clean picture (<see cref="FrameLog.Verdict"/>); null: ask later.</summary>
    public FrameState? Verdict(int position) => _log.Verdict(position);

    /// <summary>Lets later pictures go by until every earlier one has its last word.</summary>
    public void Drain() => Listen(() =>
    {
        _log.Drain();
        return FrameState.Clean;
    });

    /// <summary>Like <see cref="Await"/>, by frame number, for a child that decodes from the beginning.</summary>
    public FrameState AwaitFrame(int frame) => Listen(() => _log.AwaitFrame(frame));

    /// <summary>Reads the picture announced by <see cref="Await"/>: all views stacked, planes Y, U, V.</summary>
    /// <exception cref="FFmpegException">The child ended or fell silent in the middle of a picture.</exception>
    public void Read(Span<byte> picture) => _child.ReadPicture(picture, _path);

    /// <summary>Call at an end that nobody asked for: a subprocess that failed is an error.</summary>
    /// <exception cref="FFmpegException">It ended with an error.</exception>
    public void FinishIfEnded()
    {
        if (_log.HasEnded)
        {
            _child.WaitForSuccess();
        }
    }

    private FrameState Listen(Func<FrameState> wait)
    {
        FrameState state = _child.Listen(wait);
        if (_log.HasEnded)
        {
            _child.RequireNotLost();
        }

        return state;
    }

    /// <summary>Kills the child if it still runs.</summary>
    public void Dispose()
    {
        _child.Dispose();
        _log.Dispose();
    }

    /// <summary>select expression of the pictures with the given time stamps.</summary>
    internal static string Selection(IEnumerable<long> pts) =>
        Sum([.. pts.Select(p => string.Create(CultureInfo.InvariantCulture, $"eq(pts,{p})"))]);

    /// <summary>
    /// Sum of terms, halved again and again: ffmpeg refuses expressions of more than 100 levels, and each + of a plain
    /// sum is one (Debian's 5.1.9).
    /// </summary>
    private static string Sum(ReadOnlySpan<string> terms) => terms.Length <= 2
        ? string.Join('+', terms!)
        : $"({Sum(terms[..(terms.Length / 2)])})+({Sum(terms[(terms.Length / 2)..])})";

    /// <summary>
    /// Where the graph may close: behind the last picture wanted and those that can still prove it damaged.
    /// </summary>
    internal static string EndAfter(Film film, int file, long lastPts)
    {
        double ticks = 2 * FrameLog.ReorderMax / film.Fps.Value / film.TimeBases[file].Value;
        return string.Create(CultureInfo.InvariantCulture, $"end_pts={lastPts + (long)Math.Ceiling(ticks)}");
    }

    /// <summary>Arguments of the child; also what a measurement compares our cost with.</summary>
    internal static List<string> Arguments(
        Film film, int file, string? selection, string? end, double? startS, ViewScaling scaling, int threads)
    {
        List<string> arguments = ["-nostdin", "-hide_banner", "-nostats", "-noautorotate", "-loglevel", "level+info"];
        arguments.AddRange(["-threads", threads.ToString(CultureInfo.InvariantCulture), "-copyts"]);
        if (startS is { } start)
        {
            // Seconds on the file's own clock, landing on the key frame before, which is decoded but does not cross.
            arguments.AddRange(["-seek_timestamp", "1", "-noaccurate_seek"]);
            arguments.AddRange(["-ss", start.ToString("F6", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(film.InputOf(file));
        arguments.AddRange(["-filter_complex", scaling.FilterGraph($"0:{film.StreamIndexes[file]}", selection, end)]);
        arguments.AddRange(["-map", "[out]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"]);
        return arguments;
    }
}
