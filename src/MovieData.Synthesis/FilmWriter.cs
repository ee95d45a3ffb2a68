using System.Globalization;
using System.Text;
using FFMpegCore;
using FFMpegCore.Enums;
using FFMpegCore.Pipes;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Synthesis;

/// <summary>
/// Renders a <see cref="SyntheticFilm"/> and encodes it with ffmpeg (H.264, Matroska with stereo_mode and chapters).
/// Threads and settings of the encoder are fixed, so that equal options give equal bytes with one ffmpeg.
/// </summary>
public static class FilmWriter
{
    /// <summary>
    /// Name of the film in the output folder; two-files layouts write <c>film-first.mkv</c> and
    /// <c>film-second.mkv</c>.
    /// </summary>
    public const string FilmName = "film.mkv";

    /// <summary>
    /// Writes the film into <paramref name="folder"/> and returns its file or files, first view first.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="folder">Made if it is not there; a film of the same name is replaced.</param>
    /// <param name="cancel">Stops and removes the unfinished file.</param>
    /// <param name="onFrame">Called with the number of frames written so far.</param>
    /// <param name="silenceMax">Overrides <see cref="FFmpegProcess.SilenceMax"/>.</param>
    /// <exception cref="FFmpegException">ffmpeg is missing, failed or hung.</exception>
    public static IReadOnlyList<string> Write(
        SyntheticFilm film,
        string folder,
        CancellationToken cancel,
        Action<int>? onFrame = null,
        TimeSpan? silenceMax = null)
    {
        Directory.CreateDirectory(folder);
        string chapters = Path.Combine(folder, "film.chapters.tmp");
        File.WriteAllText(chapters, Chapters(film));
        string[] paths = [.. FileNames(film.Options).Select(n => Path.Combine(folder, n))];
        string[] unfinished = [.. paths.Select(p => p + ".tmp")];
        FFMpegArgumentProcessor ffmpeg = Encoding(film, unfinished, chapters, onFrame);
        try
        {
            FilmEncoder.Run(ffmpeg, silenceMax ?? FFmpegProcess.SilenceMax, cancel);
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

    /// <summary>One ffmpeg for all files: it is sent their pictures one below the other, and cuts each out.</summary>
    private static FFMpegArgumentProcessor Encoding(
        SyntheticFilm film, string[] paths, string chapters, Action<int>? onFrame)
    {
        var packing = new FramePacking(film.Options.Layout, film.Options.ViewOrder, film.Options.View);
        return FFMpegArguments
            .FromPipeInput(new Frames(film, packing, paths.Length, onFrame))
            .AddFileInput(
                FilmEncoder.FileName(chapters), verifyExists: false, input => input.ForceFormat("ffmetadata"))
            .OutputToMany(outputs =>
            {
                for (int place = 0; place < paths.Length; place++)
                {
                    (int width, int height) = (packing.Picture.Width, packing.Picture.Height);
                    string cut = string.Create(
                        CultureInfo.InvariantCulture, $"crop={width}:{height}:0:{place * height}:exact=1,");
                    outputs.OutputToFile(
                        FilmEncoder.FileName(paths[place]),
                        overwrite: true,
                        output => Encode(output, paths.Length > 1 ? cut : "", packing.StereoMode));
                }
            });
    }

    // veryfast keeps the demo short, crf 16 keeps the textures; the 2 encoder threads are part of the bytes.
    private static void Encode(FFMpegOutputOptions output, string cut, string? stereoMode)
    {
        output.WithMap(0, StreamType.Video)
            .WithMapChapters(1)
            .WithCustomArgument(
                $"-vf \"{cut}scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+bitexact\"")
            .WithVideoCodec("libx264")
            .WithSpeedPreset("veryfast")
            .WithConstantRateFactor(16)
            .WithThreads(2)
            .WithGopSize(48)
            .WithPixelFormat("yuv420p")
            .WithCustomArgument("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv")
            .WithCustomArgument("-flags:v +bitexact -fflags +bitexact -stats")
            .ForceFormat("matroska");
        if (stereoMode is not null)
        {
            output.WithStreamMetadata("stereo_mode", stereoMode, StreamType.Video, 0);
        }
    }

    /// <summary>ffmpeg's metadata file with the chapters; FFMpegCore's own rounds times to milliseconds.</summary>
    private static string Chapters(SyntheticFilm film)
    {
        var text = new StringBuilder(";FFMETADATA1\n");
        foreach (Chapter chapter in film.Chapters)
        {
            long start = (long)Math.Round(chapter.StartS * 1e6), end = (long)Math.Round(chapter.EndS * 1e6);
            text.Append("[CHAPTER]\nTIMEBASE=1/1000000\n")
                .Append(CultureInfo.InvariantCulture, $"START={start}\nEND={end}\ntitle={chapter.Title}\n");
        }

        return text.ToString();
    }

    /// <summary>The film's frames, rendered as ffmpeg takes them.</summary>
    private sealed class Frames(SyntheticFilm film, FramePacking packing, int files, Action<int>? onFrame)
        : IPipeSource
    {
        public string GetStreamArguments() => string.Create(
            CultureInfo.InvariantCulture,
            $"-f rawvideo -pix_fmt rgb24 -video_size {packing.Picture.Width}x{packing.Picture.Height * files} ")
            + string.Create(CultureInfo.InvariantCulture, $"-framerate {film.Options.Fps}");

        public async Task WriteAsync(Stream outputStream, CancellationToken cancellationToken)
        {
            Plane<Rgb24>[] pictures =
            [
                .. Enumerable.Range(0, files)
                    .Select(_ => new Plane<Rgb24>(packing.Picture.Width, packing.Picture.Height)),
            ];
            for (int frame = 0; frame < film.Frames; frame++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ShotDesign shot = film.ShotAt(frame);
                packing.Render(film.SceneOf(shot), frame - shot.FirstFrame, pictures);
                foreach (Plane<Rgb24> picture in pictures)
                {
                    await outputStream.WriteAsync(picture.ByteMemory, cancellationToken).ConfigureAwait(false);
                }

                onFrame?.Invoke(frame + 1);
            }
        }
    }
}
