using System.Globalization;
using MovieData.Frames;
using MovieData.Source;

namespace MovieData.Synthesis;

/// <summary>
/// Renders a <see cref="SyntheticFilm"/> and encodes it with an ffmpeg child (H.264, Matroska with stereo_mode and
/// chapters). Threads and settings of the encoder are fixed, so that equal options give equal bytes with one ffmpeg.
/// </summary>
public static class FilmWriter
{
    /// <summary>
    /// Name of the film in the output folder; two-files layouts write <c>film-first.mkv</c> and
    /// <c>film-second.mkv</c>.
    /// </summary>
    public const string FilmName = "film.mkv";

    // veryfast keeps the demo short, crf 16 keeps the textures; the 2 encoder threads are part of the bytes.
    private static readonly string[] Encoder =
    [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-threads", "2", "-g", "48", "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-flags:v", "+bitexact", "-fflags", "+bitexact",
    ];

    /// <summary>
    /// Writes the film into <paramref name="folder"/> and returns its file or files, first view first.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="folder">Made if it is not there; a film of the same name is replaced.</param>
    /// <param name="cancel">Stops and removes the unfinished file.</param>
    /// <param name="onFrame">Told the number of frames written so far.</param>
    /// <exception cref="FFmpegException">ffmpeg is missing or failed.</exception>
    public static IReadOnlyList<string> Write(
        SyntheticFilm film, string folder, CancellationToken cancel, Action<int>? onFrame = null)
    {
        Directory.CreateDirectory(folder);
        string chapters = Path.Combine(folder, "film.chapters.tmp");
        File.WriteAllText(chapters, FilmRepeater.Chapters(film, 1));
        string[] paths = [.. FileNames(film.Options).Select(n => Path.Combine(folder, n))];
        string[] unfinished = [.. paths.Select(p => p + ".tmp")];
        try
        {
            Encode(film, unfinished, chapters, onFrame, cancel);
            for (int i = 0; i < paths.Length; i++)
            {
                File.Move(unfinished[i], paths[i], overwrite: true);
            }

            return paths;
        }
        finally
        {
            foreach (string path in unfinished.Append(chapters))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Names of the film's file or files, first view first.</summary>
    public static IReadOnlyList<string> FileNames(SynthesisOptions options) =>
        options.Layout == StereoLayout.TwoFiles ? ["film-first.mkv", "film-second.mkv"] : [FilmName];

    private static void Encode(
        SyntheticFilm film, string[] paths, string chapters, Action<int>? onFrame, CancellationToken cancel)
    {
        var packing = new FramePacking(film.Options.Layout, film.Options.ViewOrder, film.Options.View);
        FFmpegProcess[] children = [.. paths.Select(path => FFmpegProcess.Start(
            "ffmpeg", Arguments(film, packing, path, chapters), cancel, takesInput: true))];
        try
        {
            var pictures = new Plane<Rgb24>[children.Length];
            for (int i = 0; i < pictures.Length; i++)
            {
                pictures[i] = new Plane<Rgb24>(packing.Picture.Width, packing.Picture.Height);
            }

            for (int frame = 0; frame < film.Frames; frame++)
            {
                cancel.ThrowIfCancellationRequested();
                ShotDesign shot = film.ShotAt(frame);
                packing.Render(film.SceneOf(shot), frame - shot.FirstFrame, pictures);
                for (int i = 0; i < children.Length; i++)
                {
                    Send(children[i], pictures[i].ByteMemory.Span, frame, cancel);
                }

                onFrame?.Invoke(frame + 1);
            }

            foreach (FFmpegProcess child in children)
            {
                child.Input.Close();
                child.WaitForSuccess();
            }
        }
        finally
        {
            foreach (FFmpegProcess child in children)
            {
                child.Dispose();
            }
        }
    }

    private static void Send(FFmpegProcess child, ReadOnlySpan<byte> picture, int frame, CancellationToken cancel)
    {
        if (!child.Input.TryWrite(picture))
        {
            // A child that was killed on cancellation also closes its end.
            cancel.ThrowIfCancellationRequested();
            child.Wait();
            throw child.Failure($"stopped taking pictures at frame {frame}");
        }
    }

    private static List<string> Arguments(SyntheticFilm film, FramePacking packing, string path, string chapters)
    {
        List<string> arguments =
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", $"{packing.Picture.Width}x{packing.Picture.Height}",
            "-framerate", film.Options.Fps.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0",
            "-f", "ffmetadata", "-i", FFmpegProcess.FileArgument(chapters), "-map", "0:v", "-map_chapters", "1",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+bitexact", .. Encoder,
        ];
        if (packing.StereoMode is { } mode)
        {
            arguments.AddRange(["-metadata:s:v:0", $"stereo_mode={mode}"]);
        }

        arguments.AddRange(["-f", "matroska", FFmpegProcess.FileArgument(path)]);
        return arguments;
    }
}
