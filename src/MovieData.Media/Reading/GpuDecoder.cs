using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// The decoder of an NVIDIA GPU (NVDEC, ffmpeg's <c>-hwaccel cuda</c>) for one film, as long as it is trusted: at its
/// first fault or complaint what is not decided yet is decoded in software, and so is the rest of the film.
/// </summary>
/// <remarks>
/// It hides damage of which libavcodec tells, and what it makes of such frames is its own. So only films get one that
/// software decoded to their end without a complaint, and of which some frames came out alike
/// (<see cref="Objection"/>; the proof is the caller's). Safe for many threads. Not measured on a GPU yet.
/// </remarks>
/// <param name="gpu">Which GPU, as CUDA counts them, from 0.</param>
/// <param name="distrusted">Called once, with the reason, when it is no longer trusted.</param>
public sealed class GpuDecoder(int gpu, Action<string> distrusted)
{
    /// <summary>ffmpeg's name of the pixel format it gives for <see cref="FilmPixelFormat"/>, by which its frames are
    /// told from those that ffmpeg decoded in software after all.</summary>
    internal const string PixelFormat = "nv12";

    /// <summary>Filters from <see cref="PixelFormat"/> to the film's own: Cb and Cr are taken apart, no value changes.
    /// </summary>
    internal const string ToCoded = $"format={FilmPixelFormat},";

    /// <summary>The one coded pixel format that is taken: what others come out as is not known to be exact.</summary>
    private const string FilmPixelFormat = "yuv420p";

    private static readonly string[] Codecs = ["h264", "hevc"];

    private readonly Lock _lock = new();
    private string? _doubt;

    /// <summary>The ffmpeg that decodes with it; another one for tests.</summary>
    public string Program { get; init; } = "ffmpeg";

    /// <summary>Arguments of an input that it decodes; with one thread, for more take memory of the GPU.</summary>
    internal IReadOnlyList<string> Arguments { get; } =
        ["-hwaccel", "cuda", "-hwaccel_device", gpu.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Why it is no longer trusted; null: it is.</summary>
    public string? Doubt
    {
        get
        {
            lock (_lock)
            {
                return _doubt;
            }
        }
    }

    /// <summary>False from its first fault on.</summary>
    public bool IsTrusted => Doubt is null;

    /// <summary>Takes the film away from it.</summary>
    /// <param name="why">For people; the first one counts.</param>
    public void Distrust(string why)
    {
        string doubt = StderrTail.WithoutAddresses(why).Trim();
        lock (_lock)
        {
            if (_doubt is not null)
            {
                return;
            }

            _doubt = doubt;
        }

        distrusted(doubt);
    }

    /// <summary>Why no GPU may decode a film, in words that follow a colon; null: one may, if planning heard no
    /// complaint and its frames are proven.</summary>
    public static string? Objection(Film film) =>
        !film.OpenSource().MayUseGpu ? $"films of layout {StereoWords.Of(film.Layout)} are not"
        : !Codecs.Contains(film.Codec) ? $"its codec is {film.Codec}, expected {string.Join(" or ", Codecs)}"
        : film.PixelFormat != FilmPixelFormat || film.Colour.FullRange
            ? $"its pixels are {film.PixelFormat}{(film.Colour.FullRange ? " of full range" : "")}, expected "
                + $"{FilmPixelFormat} of limited range"
        : film.Clips > 1 ? $"it consists of {film.Clips} clips"
        : film.FieldCheck != FieldCheck.Flags ? "it is coded, or said to be coded, as fields"
        : null;

    /// <summary>Why ffmpeg can not decode with this GPU; null: it can open it.</summary>
    /// <param name="cancel">Kills the subprocess.</param>
    public string? Fault(CancellationToken cancel)
    {
        // The first line is the reason, those behind it say what came of it.
        string said = "";
        try
        {
            using var process = FFmpegProcess.Start(
                Program,
                [
                    "-nostdin", "-hide_banner", "-v", "error", "-init_hw_device",
                    string.Create(CultureInfo.InvariantCulture, $"cuda=gpu:{gpu}"), "-f", "lavfi", "-i",
                    "color=s=64x64:r=24", "-frames:v", "1", "-f", "null", "-",
                ],
                cancel,
                line => said = said.Length == 0 ? line : said);
            process.WaitForSuccess();
            return null;
        }
        catch (FFmpegException fault)
        {
            return said.Length == 0 ? fault.Message
                : $"ffmpeg cannot open it: {StderrTail.WithoutAddresses(said).Trim()}";
        }
    }

    /// <summary>
    /// What it gives up to its first fault: a subprocess that fails, or a frame that is missing or damaged, of which
    /// software told nothing when the film was planned. A null ends them there, and it is trusted no more.
    /// </summary>
    /// <param name="frames">As <see cref="DecoderDoubt"/> has them: a null ends them where it complained, which was
    /// told to <see cref="Distrust"/>.</param>
    /// <param name="cancel">A subprocess that this has killed is no fault.</param>
    internal IEnumerable<SourceFrame?> WhileTrusted(IEnumerable<SourceFrame?> frames, CancellationToken cancel)
    {
        using IEnumerator<SourceFrame?> rest = frames.GetEnumerator();
        while (TryNext(rest, cancel, out SourceFrame? frame))
        {
            yield return frame;
            if (frame is null)
            {
                yield break;
            }
        }
    }

    // False at the end; a null where it can not be trusted with the rest.
    private bool TryNext(IEnumerator<SourceFrame?> rest, CancellationToken cancel, out SourceFrame? frame)
    {
        frame = null;
        try
        {
            if (!rest.MoveNext())
            {
                return false;
            }

            frame = rest.Current;
        }
        catch (FFmpegException fault) when (!cancel.IsCancellationRequested)
        {
            Distrust(fault.Message);
        }

        if (frame?.Fault is { } found)
        {
            Distrust(found.Complaint.Length > 0 ? $"{found.Note}: {found.Complaint}" : found.Note);
            frame.Dispose();
            frame = null;
        }

        return true;
    }
}
