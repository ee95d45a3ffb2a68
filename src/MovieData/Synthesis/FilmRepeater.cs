using System.Globalization;
using System.Text;
using MovieData.Source;

namespace MovieData.Synthesis;

/// <summary>
/// A long film out of a synthetic one, without rendering or encoding again: for memory and speed tests.
/// </summary>
public static class FilmRepeater
{
    /// <summary>Most repetitions.</summary>
    public const int TimesMax = 1000;

    /// <summary>
    /// Writes the film <paramref name="times"/> times over into one Matroska file: stream copy, the same stereo tag,
    /// chapters of every repetition. Frame n of it is frame n mod <see cref="SyntheticFilm.Frames"/> of the film.
    /// </summary>
    /// <param name="film">The film; one file (not two-files).</param>
    /// <param name="source">Its file.</param>
    /// <param name="times">1…<see cref="TimesMax"/>.</param>
    /// <param name="target">File to write; replaced.</param>
    /// <param name="cancel">Kills ffmpeg.</param>
    /// <exception cref="SynthesisException">A film of two files, or a number out of range.</exception>
    /// <exception cref="FFmpegException">ffmpeg is missing or failed.</exception>
    public static void Repeat(SyntheticFilm film, string source, int times, string target, CancellationToken cancel)
    {
        if (times is < 1 or > TimesMax || film.Options.Layout == StereoLayout.TwoFiles)
        {
            throw new SynthesisException(
                $"cannot repeat a film of layout {StereoWords.Of(film.Options.Layout)} {times} times; "
                + $"choose 1…{TimesMax} and a layout of one file");
        }

        string chapters = target + ".chapters.tmp";
        File.WriteAllText(chapters, Chapters(film, times));
        try
        {
            var packing = new FramePacking(film.Options.Layout, film.Options.ViewOrder, film.Options.View);
            FFmpegProcess.Capture(
                "ffmpeg",
                [
                    "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
                    "-stream_loop", (times - 1).ToString(CultureInfo.InvariantCulture),
                    "-i", FFmpegProcess.FileArgument(source),
                    "-f", "ffmetadata", "-i", FFmpegProcess.FileArgument(chapters),
                    "-map", "0:v", "-map_chapters", "1", "-c", "copy", "-fflags", "+bitexact",
                    "-metadata:s:v:0", $"stereo_mode={packing.StereoMode}", "-f", "matroska",
                    FFmpegProcess.FileArgument(target),
                ],
                cancel);
        }
        finally
        {
            File.Delete(chapters);
        }
    }

    /// <summary>ffmpeg's metadata file with the chapters of a film shown <paramref name="times"/> times.</summary>
    internal static string Chapters(SyntheticFilm film, int times)
    {
        var text = new StringBuilder(";FFMETADATA1\n");
        double length = (double)film.Frames / film.Options.Fps;
        for (int pass = 0; pass < times; pass++)
        {
            foreach (Chapter chapter in film.Chapters)
            {
                long start = (long)Math.Round(((pass * length) + chapter.StartS) * 1e6);
                long end = (long)Math.Round(((pass * length) + chapter.EndS) * 1e6);
                text.Append("[CHAPTER]\nTIMEBASE=1/1000000\n")
                    .Append(CultureInfo.InvariantCulture, $"START={start}\nEND={end}\ntitle={chapter.Title}\n");
            }
        }

        return text.ToString();
    }
}
