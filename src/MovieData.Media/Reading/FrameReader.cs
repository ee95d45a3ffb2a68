using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// One ffmpeg subprocess that decodes one stream of a film and sends just the pictures asked for, cut, scaled and
/// cropped (<see cref="ViewScaling"/>), as yuv420p.
/// </summary>
public sealed class FrameReader : IDisposable
{
    private readonly FFmpegProcess _process;
    private readonly FrameLog _log;
    private readonly string _path;
    private bool _isDisposed;

    private FrameReader(
        Film film, int file, IEnumerable<string> arguments, GpuDecoder? gpu, CancellationToken cancel)
    {
        _log = gpu is null
            ? new FrameLog(new PictureCheck(film))
            : new FrameLog(new PictureCheck(film, GpuDecoder.PixelFormat), film.Container);
        _path = film.NameOf(file);
        _process = FFmpegProcess.Start(
            gpu?.Program ?? "ffmpeg", arguments, cancel, _log.Take, onErrorEnd: _log.End);
    }

    /// <summary>The decoder's first complaint; empty when there was none.</summary>
    public string FirstComplaint => _log.FirstComplaint;

    /// <summary>True once the decoder passed a key frame; until then pictures may miss references.</summary>
    public bool KeyFrameSeen => _log.KeyFrameSeen;

    /// <summary>Starts a subprocess that sends the coded frames with the given time stamps.</summary>
    /// <param name="film">The film.</param>
    /// <param name="stream">Index into <see cref="Film.StreamIndexes"/>.</param>
    /// <param name="pts">Their time stamps, ascending, in ticks of that stream's time base.</param>
    /// <param name="startS">Seek target in seconds on the file's own clock; null decodes from the beginning.</param>
    /// <param name="request">Scaling and threads.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    public static FrameReader Open(
        Film film, int stream, long[] pts, double? startS, FrameRequest request, CancellationToken cancel) =>
        new(
            film,
            stream,
            Arguments(
                film, stream, Selection(pts), EndAfter(film, stream, pts[^1], request.IsKnownClean), startS, request),
            request.Gpu,
            cancel);

    /// <summary>The same by the numbers of coded frames from the beginning; null sends all.</summary>
    public static FrameReader OpenFrames(
        Film film, int stream, int[]? numbers, FrameRequest request, CancellationToken cancel)
    {
        string? selection = numbers is null
            ? null
            : Sum([.. numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"eq(n,{n})"))]);
        string? end = numbers is null ? null : FormattableString.Invariant($"end_frame={numbers[^1] + 1}");
        return new FrameReader(
            film, stream, Arguments(film, stream, selection, end, null, request), request.Gpu, cancel);
    }

    /// <summary>
    /// Waits for the picture of <paramref name="pts"/>. Unless it was not decoded, it is the next on the pipe and must
    /// be read.
    /// </summary>
    /// <exception cref="FFmpegException">The subprocess fell silent, or was stopped from outside.</exception>
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

    /// <summary>Like <see cref="Await"/>, by frame number, for a subprocess that decodes from the beginning.</summary>
    public FrameState AwaitFrame(int frame) => Listen(() => _log.AwaitFrame(frame));

    /// <summary>Reads the picture announced by <see cref="Await"/>: all views stacked, planes Y, U, V.</summary>
    /// <exception cref="FFmpegException">The subprocess ended or fell silent in the middle of a picture.</exception>
    public void Read(Span<byte> picture) => _process.ReadPicture(picture, _path);

    /// <summary>Call at an end that nobody asked for: a subprocess that failed is an error.</summary>
    /// <exception cref="FFmpegException">It ended with an error.</exception>
    public void FinishIfEnded()
    {
        if (_log.HasEnded)
        {
            _process.WaitForSuccess();
        }
    }

    private FrameState Listen(Func<FrameState> wait)
    {
        FrameState state = _process.Listen(wait);
        if (_log.HasEnded)
        {
            _process.RequireNotLost();
        }

        return state;
    }

    /// <summary>Kills the subprocess if it still runs. Safe to call twice.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _process.Dispose();
            _log.Dispose();
        }
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
    /// Where the graph may close: behind the last picture wanted and those that can still prove it damaged; of a film
    /// that is known to be clean none can.
    /// </summary>
    internal static string EndAfter(Film film, int file, long lastPts, bool isKnownClean)
    {
        double ticks = isKnownClean ? 1 : 2 * FrameLog.ReorderMax / film.Fps.Value / film.TimeBases[file].Value;
        return string.Create(CultureInfo.InvariantCulture, $"end_pts={lastPts + (long)Math.Ceiling(ticks)}");
    }

    /// <summary>
    /// Arguments of an output whose frames shall leave when they are decoded: ffmpeg's encoder of raw video has
    /// threads, each of which holds a frame back.
    /// </summary>
    internal static IReadOnlyList<string> AtOnce { get; } = ["-threads", "1"];

    /// <summary>Arguments of the subprocess; also what a measurement compares our cost with.</summary>
    internal static List<string> Arguments(
        Film film, int file, string? selection, string? end, double? startS, FrameRequest request)
    {
        List<string> arguments = ["-nostdin", "-hide_banner", "-nostats", "-noautorotate", "-loglevel", "level+info"];
        arguments.AddRange(["-threads", request.Threads.ToString(CultureInfo.InvariantCulture), "-copyts"]);
        arguments.AddRange(request.Gpu?.Arguments ?? []);
        if (startS is { } start)
        {
            // Seconds on the file's own clock, landing on the key frame before, which is decoded but does not cross.
            arguments.AddRange(["-seek_timestamp", "1", "-noaccurate_seek"]);
            arguments.AddRange(["-ss", start.ToString("F6", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(film.InputOf(file));
        string graph = request.Scaling.FilterGraph(
            $"0:{film.StreamIndexes[file]}", selection, end, request.Gpu is null ? "" : GpuDecoder.ToCoded);
        arguments.AddRange(["-filter_complex", graph]);
        arguments.AddRange(["-map", "[out]", "-fps_mode", "passthrough", .. AtOnce, "-f", "rawvideo", "pipe:1"]);
        return arguments;
    }
}
