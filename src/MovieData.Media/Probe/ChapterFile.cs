using System.Globalization;
using System.Text;
using MovieData.Imaging.Frames;
using MovieData.Media.Containers;
using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Media.Probe;

/// <summary>
/// Chapter marks from a text file (<c>--chapters FILE</c>), in seconds from the first picture. Four forms are read:
/// the XML of <c>mkvextract chapters</c> (<see cref="ChapterXml"/>), ffmpeg's <c>;FFMETADATA1</c>, the
/// <c>CHAPTER01=00:00:00.000</c> / <c>CHAPTER01NAME=…</c> lines of OGM and of <c>mkvextract chapters --simple</c>, and
/// plain lines <c>HH:MM:SS.mmm title</c>. Empty lines and lines starting with # are skipped in the latter two.
/// </summary>
public static class ChapterFile
{
    /// <summary>A chapter that begins so long after the film's end is another film's, seconds.</summary>
    private const double BeyondEndMaxS = 1;

    /// <summary>Larger files are refused unread.</summary>
    public const int BytesMax = 1 << 20;

    /// <summary>Reads the marks; a chapter lasts until the next one, the last until the end of the film.</summary>
    /// <param name="path">File.</param>
    /// <param name="filmEndS">End of the film in seconds, end of the last chapter where the file states none; 0 where
    /// it is not known yet.</param>
    /// <exception cref="FilmException">The file cannot be read, holds no chapter, or its chapters are out of order or
    /// begin after the film's end; the message names file and line.</exception>
    public static IReadOnlyList<Chapter> Read(string path, double filmEndS)
    {
        List<Mark> marks = Parse(path, ReadText(path));
        if (marks.Count == 0)
        {
            throw new FilmException($"{path}: holds no chapter; expected lines like 00:12:30.500 title");
        }

        if (filmEndS > 0 && marks.Find(mark => mark.StartS > filmEndS + BeyondEndMaxS) is { } beyond)
        {
            throw new FilmException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}:{beyond.Line}: chapter at {beyond.StartS:F3} s, but the film ends at {filmEndS:F3} s: ")
                + "are these another film's chapters?");
        }

        var chapters = new List<Chapter>(marks.Count);
        for (int index = 0; index < marks.Count; index++)
        {
            Mark mark = marks[index];
            double nextS = index + 1 < marks.Count ? marks[index + 1].StartS : Math.Max(filmEndS, mark.StartS);
            if (nextS < mark.StartS)
            {
                Mark late = marks[index + 1];
                throw new FilmException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}:{late.Line}: chapter at {late.StartS:F3} s comes after the one at {mark.StartS:F3} s: ")
                    + "sort the chapters by time");
            }

            chapters.Add(new Chapter(mark.StartS, mark.EndS ?? nextS, mark.Title));
        }

        return chapters;
    }

    private static List<Mark> Parse(string path, string text)
    {
        if (ChapterXml.IsOne(text))
        {
            return ParseEditions(path, ChapterXml.Read(path, text));
        }

        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[0].StartsWith(";FFMETADATA", StringComparison.Ordinal)
            ? ParseMetadata(path, lines)
            : ParseLines(path, lines);
    }

    private static string ReadText(string path)
    {
        try
        {
            using var bytes = new MemoryStream(RegularFile.ReadAllBytes(path, BytesMax));
            using var reader = new StreamReader(bytes, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot read the chapters: {error.Message}", error);
        }
    }

    private static List<Mark> ParseEditions(string path, IReadOnlyList<Edition> editions)
    {
        Edition? played = Edition.Played(editions);
        return played is not { IsOrdered: true }
            ? [.. (played?.Marks ?? []).Select(atom => new Mark(atom.Line, atom.StartS, atom.EndS, atom.Title))]
            : throw new FilmException($"{path}: an ordered edition (EditionFlagOrdered) says what plays, and in which "
                + "order, not where the chapters of one file are: give marks on the film's own clock");
    }

    private static List<Mark> ParseLines(string path, string[] lines)
    {
        var marks = new List<Mark>();
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            // CHAPTER01=00:00:00.000 or CHAPTER01NAME=title
            bool isTagged = line.StartsWith("CHAPTER", StringComparison.Ordinal);
            int equals = isTagged ? line.IndexOf('=', StringComparison.Ordinal) : -1;
            if (equals > 0 && line[..equals].EndsWith("NAME", StringComparison.Ordinal) && marks.Count > 0)
            {
                marks[^1] = marks[^1] with { Title = line[(equals + 1)..] };
                continue;
            }

            string[] parts = line[(equals + 1)..].Split((char[]?)null, 2, StringSplitOptions.TrimEntries);
            double startS = Clock(parts[0]) ?? throw new FilmException(
                $"{path}:{index + 1}: '{line}' is no chapter; expected HH:MM:SS.mmm and a title");
            marks.Add(new Mark(index + 1, startS, null, parts.Length > 1 ? parts[1] : ""));
        }

        return marks;
    }

    private static List<Mark> ParseMetadata(string path, string[] lines)
    {
        var marks = new List<Mark>();
        var timeBase = new Rational(1, 1_000_000_000);
        bool inChapter = false;
        for (int index = 1; index < lines.Length; index++)
        {
            string line = lines[index];
            if (line.StartsWith('['))
            {
                inChapter = line.TrimEnd() == "[CHAPTER]";
                timeBase = new Rational(1, 1_000_000_000);
                if (inChapter)
                {
                    marks.Add(new Mark(index + 1, double.NaN, null, ""));
                }
            }
            else if (inChapter && line.Split('=', 2) is [string key, string value])
            {
                timeBase = key == "TIMEBASE" ? TimeBase(value) ?? throw Bad(path, index, line) : timeBase;
                marks[^1] = key switch
                {
                    "START" => marks[^1] with { StartS = Ticks(value, timeBase) ?? throw Bad(path, index, line) },
                    "END" => marks[^1] with { EndS = Ticks(value, timeBase) ?? throw Bad(path, index, line) },
                    "title" => marks[^1] with { Title = Unescape(value) },
                    _ => marks[^1],
                };
            }
        }

        Mark? unstarted = marks.FirstOrDefault(mark => double.IsNaN(mark.StartS));
        return unstarted is null
            ? marks
            : throw new FilmException($"{path}:{unstarted.Line}: the chapter has no START");
    }

    private static FilmException Bad(string path, int index, string line) => new(
        $"{path}:{index + 1}: '{line}' is no time of a chapter; expected whole ticks of TIMEBASE=1/N");

    /// <summary>Seconds of <c>HH:MM:SS.fff</c> or <c>MM:SS.fff</c>; null of anything else.</summary>
    internal static double? Clock(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length is 2 or 3
            && double.TryParse(
                parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            && TryHours(parts, out int hours)
            && seconds < 60
            ? (((hours * 60d) + minutes) * 60) + seconds
            : null;
    }

    private static bool TryHours(string[] parts, out int hours)
    {
        hours = 0;
        return parts.Length == 2 || int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out hours);
    }

    private static Rational? TimeBase(string text) =>
        text.Split('/') is [string numerator, string denominator]
        && long.TryParse(numerator, NumberStyles.None, CultureInfo.InvariantCulture, out long above)
        && long.TryParse(denominator, NumberStyles.None, CultureInfo.InvariantCulture, out long below)
        && above > 0 && below > 0
            ? new Rational(above, below)
            : null;

    private static double? Ticks(string text, Rational timeBase) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            ? ticks * (double)timeBase.Numerator / timeBase.Denominator
            : null;

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            plain.Append(text[at]);
        }

        return plain.ToString();
    }

    private sealed record Mark(int Line, double StartS, double? EndS, string Title);
}
