using System.Globalization;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>The scan found something that makes frame numbers or times of a film unreliable.</summary>
public sealed class ScanException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>
/// The scan: one ffmpeg subprocess per file decodes the film once and prints a scene score and a time stamp per frame;
/// no pixel leaves ffmpeg. Memory grows by some 30 bytes a frame (a 2-hour film: 5 MB).
/// </summary>
public static class SceneScan
{
    /// <summary>
    /// A film that decodes to less than what its container promises, by more than this and 1 %, is truncated.
    /// </summary>
    public const double MissingSecondsMax = 1;

    /// <summary>Exit code of ffmpeg when more than two thirds of the packets failed (its
    /// <c>-max_error_rate</c>).</summary>
    private const int TooManyErrors = 69;

    /// <summary>Scans a film for the detector <c>ffmpeg-scene</c>, without the mean luma.</summary>
    /// <inheritdoc cref="Run(Film, ScanOptions, Action{int}?, CancellationToken)"/>
    public static SceneScores Run(
        Film film, ScorePicture picture, Action<int>? progress, CancellationToken cancel) =>
        Run(film, new ScanOptions(picture, CutDetector.FFmpegScene, MeasuresLuma: false), progress, cancel);

    /// <summary>Scans a film.</summary>
    /// <param name="film">The probed film.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="progress">Called now and then, on the calling thread, with the number of frames done; may be
    /// null.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <exception cref="ScanException">No frames, frames without or with falling time stamps, of changing size or
    /// interlaced, a truncated file, or two files of unequal length; the message names the first bad
    /// frame.</exception>
    /// <exception cref="FFmpegException">ffmpeg failed or fell silent.</exception>
    public static SceneScores Run(Film film, ScanOptions options, Action<int>? progress, CancellationToken cancel)
    {
        IFrameSource source = film.OpenSource();
        (ScorePicture picture, CutDetector detector, bool measuresLuma) = options;
        bool isFirstView = picture == ScorePicture.View || detector == CutDetector.Adaptive;
        string measure = (isFirstView ? CodedView.Of(film.Layout, film.CodedSize)[0].Filter : "") + Measure(detector)
            + (IsPair(source) ? PairMotion.Filter(film.Colour) : measuresLuma ? MeasureLuma(film) : "");
        var scans = new List<ScanLog>();
        IReadOnlyList<ScanPass> passes = source.Passes;
        foreach (ScanPass pass in passes)
        {
            // The second view's scores are not used, but this is the one decode that yields its exact frame times.
            int done = scans.Count * film.Frames;
            Action<int>? told = progress is null ? null : frames => progress((done + frames) / passes.Count);
            scans.Add(ScanPassOf(film, pass, measure, told, cancel));
        }

        CheckLength(film, scans[0]);
        if (source.Contradiction(scans[0].Frames, cancel) is { } contradiction)
        {
            throw new ScanException($"{scans[0].Path}: {contradiction}");
        }

        SceneScores scores = Join(film, source, scans, measuresLuma);
        PackingCheck.Require(film, source.Pairing, scores.Pictures, cancel);
        CombScan.Require(film, cancel);
        return scores with { Warnings = [.. scores.Warnings, .. CombScan.Look(film, cancel)] };
    }

    // Views in two files or two streams: nothing but the pictures tells whether they keep in step.
    private static bool IsPair(IFrameSource source) => source.Pairing is Pairing.OfFiles or Pairing.OfStreams;

    private static SceneScores Join(Film film, IFrameSource source, List<ScanLog> scans, bool measuresLuma)
    {
        PairCheck? pair = null;
        FrameTimes[] times = [.. scans.Select(scan => scan.Times())];
        if (source.Pairing == Pairing.InTurn)
        {
            (times[0], times[1]) = AlternatingPictures.Pair(scans[0].Path, times[0], times[1]);
        }
        else if (IsPair(source))
        {
            pair = PairCheck.Run(film, source.Pairing, scans[0], scans[1]);
        }

        int frames = times[0].Pts.Count;
        return new SceneScores([.. scans[0].Scores.Take(frames)], times, film.TimeBases[0])
        {
            Luma = measuresLuma ? [.. scans[0].Luma.Take(frames)] : [],
            Lags = pair?.Lags ?? [],
            DecoderComplained = scans.Any(scan => scan.FirstComplaint.Length > 0),
            Warnings = pair?.Warnings ?? [],
        };
    }

    /// <summary>
    /// Mean luma of a small copy (the mean is the same, the cost is not) of 8 bits: signalstats counts in the steps of
    /// its picture, 0…1023 for one of 10. The range stays the stream's, which scale alone would make limited.
    /// </summary>
    private static string MeasureLuma(Film film) =>
        $",scale=160:90:flags=fast_bilinear:{ColourFilters.Options(film.Colour)},format=yuv420p|yuvj420p,signalstats";

    /// <summary>
    /// Filter that measures every frame. print() gives the scene score with 12 digits (metadata=print rounds to 6), so
    /// that comparing it with the threshold decides exactly as ffmpeg's own select='gt(scene,T)' does.
    /// </summary>
    private static string Measure(CutDetector detector) => detector == CutDetector.FFmpegScene
        ? @"select='gte(print(scene*1e6)\,0)'"
        : "scdet=t=100";

    /// <summary>Arguments of the scanning subprocess; also what a measurement compares our cost with.</summary>
    internal static IReadOnlyList<string> Arguments(ScanPass pass, string measure, int threads) =>
    [
        // showinfo tells key frames, and size and kind of every picture before a filter touches it.
        "-hide_banner", .. pass.Feed is null ? ["-nostdin", "-copyts"] : (string[])[], "-nostats",
        "-v", "repeat+level+info", "-noautorotate", "-threads", threads.ToString(CultureInfo.InvariantCulture),
        .. pass.Input, "-map", pass.Map, "-vf",
        $@"{pass.Head}showinfo=checksum=0,{pass.Turn}{measure},metadata=print:file='pipe\:1':direct=1",
        "-fps_mode", "passthrough", "-f", "null", "-",
    ];

    private static void RequireFed(FFmpegProcess process, string path)
    {
        try
        {
            process.Input.RequireFed();
        }
        catch (Exception fault) when (fault is MovieDataException or IOException)
        {
            // What came before is not the whole film, however well the decoder ended.
            throw new ScanException($"{path}: {fault.Message}", fault);
        }
    }

    // Which pictures come out of a damaged film, and how they look, depends on the number of decoder threads, that is
    // on the machine, unless there is one.
    private static ScanLog ScanPassOf(
        Film film, ScanPass pass, string measure, Action<int>? progress, CancellationToken cancel) =>
        DecoderDoubt.Settle<ScanLog>(
            0, (threads, _) => [ScanUntilDoubt(film, pass, measure, threads, progress, cancel)]).Single();

    /// <summary>The scan of a file; null where, with several threads, the decoder complained.</summary>
    private static ScanLog? ScanUntilDoubt(
        Film film, ScanPass pass, string measure, int threads, Action<int>? progress, CancellationToken cancel)
    {
        var scan = new ScanLog(film.NameOf(pass.Stream), new StreamUniformity(film, pass.Stream));
        bool IsInDoubt() => threads != 1 && scan.FirstComplaint.Length > 0;
        try
        {
            using FFmpegProcess process = FFmpegProcess.Start(
                "ffmpeg",
                Arguments(pass, measure, threads),
                cancel,
                scan.Take,
                feed: pass.Feed);
            ReadScores(process, scan, IsInDoubt, progress);
            cancel.ThrowIfCancellationRequested();
            if (!IsInDoubt())
            {
                RequireFed(process, scan.Path);
                RequireSuccess(process, scan);
                scan.Finish();
            }
        }
        catch (ScanException)
        {
            // One thread has the last word on this too. (No exception filter: it would be asked before the subprocess's
            // disposal has drained its log.)
            if (!IsInDoubt())
            {
                throw;
            }
        }

        return IsInDoubt() ? null : scan;
    }

    private static void ReadScores(FFmpegProcess process, ScanLog scan, Func<bool> isInDoubt, Action<int>? progress)
    {
        var buffer = new byte[1 << 16];
        int held = 0;
        for (int count = process.Read(buffer.AsSpan(held));
            count > 0 && !isInDoubt();
            count = process.Read(buffer.AsSpan(held)))
        {
            int length = held + count;
            int used = scan.ReadScores(buffer.AsSpan(0, length));
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            held = length - used;
            if (held == buffer.Length)
            {
                throw process.Failure("printed a line longer than any score");
            }

            progress?.Invoke(scan.Frames);
        }
    }

    private static void RequireSuccess(FFmpegProcess process, ScanLog scan)
    {
        process.RequireNotLost();
        int code = process.Wait();
        if (code != 0)
        {
            // The subprocess's last words are our own score lines, so the last complaint among them is quoted.
            string reason = code == TooManyErrors ? "most of its pictures could not be decoded" : $"code {code}";
            throw new ScanException($"{scan.Path}: damaged: ffmpeg stopped after frame {scan.Frames - 1} "
                + $"({reason}): {scan.LastComplaint}; get a whole copy");
        }
    }

    private static void CheckLength(Film film, ScanLog scan)
    {
        double lengthS = (scan.Pts[^1] - scan.Pts[0]) * film.TimeBases[0].Value + 1 / film.Fps.Value;
        if (film.DurationS is { } promisedS && promisedS - lengthS > Math.Max(MissingSecondsMax, 0.01 * promisedS))
        {
            throw new ScanException(string.Create(
                CultureInfo.InvariantCulture,
                $"{scan.Path}: truncated or damaged: {scan.Frames} frames ({lengthS:F1} s) could be decoded, the "
                + $"container promises {promisedS:F1} s; get a whole copy"));
        }
    }
}
