using System.Globalization;
using System.Runtime.CompilerServices;
using MovieData.Frames;

namespace MovieData.Source;

/// <summary>
/// Single pairs of a film whose views follow each other in one stream, for <see cref="StillPairs"/>. Which picture is
/// of which view only counting can tell: the packets of the whole file are listed once, nothing of it is decoded, and
/// the two pictures of a pair are taken by their time stamps.
/// </summary>
internal static class AlternatingStills
{
    /// <summary>One list of time stamps a film; goes with the film's list of paths.</summary>
    private static readonly ConditionalWeakTable<IReadOnlyList<string>, (long Time, bool IsKey)[]> Times = [];

    /// <summary>Reads pairs; one of which a picture cannot be decoded is left out.</summary>
    /// <param name="film">The probed film, of layout alternating, in one file.</param>
    /// <param name="timesS">Seconds from the first picture, ascending.</param>
    /// <param name="filter">What ffmpeg makes of a picture: RGB of <paramref name="size"/>.</param>
    /// <param name="size">Size behind the filter.</param>
    /// <param name="cancel">Kills the children.</param>
    /// <returns>First and second view, full-range RGB; the caller owns them.</returns>
    /// <exception cref="FFmpegException">The packets cannot be listed.</exception>
    public static IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> Read(
        Film film, IEnumerable<double> timesS, string filter, PixelSize size, CancellationToken cancel)
    {
        (long Time, bool IsKey)[] times = Times.GetValue(film.Paths, _ => PictureTimes(film, cancel));
        double tickS = film.TimeBases[0].Value;
        foreach (double timeS in times.Length < 2 ? [] : timesS)
        {
            // The pair on the screen then; containers round time stamps.
            double latest = times[0].Time + ((timeS + (0.25 / film.Fps.Value)) / tickS);
            int after = Array.FindIndex(times, one => one.Time > latest);
            int picture = ((after < 0 ? times.Length : Math.Max(after, 1)) - 1) / 2 * 2;
            picture = Math.Min(picture, (times.Length / 2 * 2) - 2);
            (long first, long second) = (times[picture].Time, times[picture + 1].Time);
            string wanted = string.Create(
                CultureInfo.InvariantCulture, $@"select='eq(pts\,{first})+eq(pts\,{second})',{filter}");
            Plane<Rgb24>[] pair = StillPairs.ReadFile(
                [
                    "-hide_banner", "-nostdin", "-v", "error", "-threads", "1", "-noautorotate", "-copyts",
                    .. Seek(times.AsSpan(0, picture + 1), tickS), .. film.InputOf(0), "-map",
                    string.Create(CultureInfo.InvariantCulture, $"0:{film.StreamIndexes[0]}"), "-vf", wanted,
                    "-frames:v", "2", "-fps_mode", "passthrough", "-f", "rawvideo", "-",
                ],
                size,
                cancel);
            if (pair.Length == 2)
            {
                yield return (pair[0], pair[1]);
            }
        }
    }

    /// <summary>
    /// To the key picture before the last one: transport streams may land one behind. None: from the start.
    /// </summary>
    private static string[] Seek(ReadOnlySpan<(long Time, bool IsKey)> until, double tickS)
    {
        int keys = 0;
        for (int picture = until.Length - 1; picture >= 0; picture--)
        {
            keys += until[picture].IsKey ? 1 : 0;
            if (keys == 2)
            {
                string timeS = (until[picture].Time * tickS).ToString("F6", CultureInfo.InvariantCulture);
                return ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", timeS];
            }
        }

        return [];
    }

    /// <summary>Time stamps and key marks of all pictures from the first key picture on, ascending.</summary>
    private static (long Time, bool IsKey)[] PictureTimes(Film film, CancellationToken cancel)
    {
        string text = FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-select_streams", film.StreamIndexes[0].ToString(CultureInfo.InvariantCulture),
                "-show_entries", "packet=pts,flags", "-of", "csv=p=0", .. FFmpegProcess.FileInput(film.Paths[0])],
            cancel);
        var times = new List<(long Time, bool IsKey)>();
        foreach (string line in text.Split('\n'))
        {
            // PTS,FLAGS: K = key picture, D = decoded but never shown (an edit list).
            string[] words = line.Split(',');
            bool isShown = words.Length > 1 && !words[1].Contains('D', StringComparison.Ordinal);
            bool isKey = isShown && words[1].Contains('K', StringComparison.Ordinal);
            if (isShown && (isKey || times.Count > 0)
                && long.TryParse(words[0], CultureInfo.InvariantCulture, out long time))
            {
                times.Add((time, isKey));
            }
        }

        return [.. times.Where(one => one.Time >= times[0].Time).OrderBy(one => one.Time).Skip(film.SkippedPictures)];
    }
}
