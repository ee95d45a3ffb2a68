using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;

namespace MovieData.Media.Reading;

/// <summary>
/// Reads the line that ffmpeg's filter showinfo prints for a picture: <c>n:   0 pts:  42 pts_time:0.042 … fmt:yuv420p
/// sar:1/1 s:1920x1080 i:P iskey:1 type:I</c>, and behind lines of side data <c>color_range:tv color_space:bt709
/// color_primaries:bt709 color_trc:bt709</c>.
/// </summary>
public static class ShowinfoLine
{
    /// <summary>The line begins what showinfo tells of a picture.</summary>
    public static bool IsPicture(string line) => line.Contains("showinfo", StringComparison.Ordinal)
        && line.Contains(" pts:", StringComparison.Ordinal);

    /// <summary>Time stamp of the picture; null when the line tells of none.</summary>
    public static long? Pts(string line) =>
        IsPicture(line) && long.TryParse(
            Word(line, " pts:"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long pts)
            ? pts
            : null;

    /// <summary>The picture is a key frame.</summary>
    public static bool IsKey(string line) => Word(line, " iskey:") is "1";

    /// <summary>Size of the picture before any filter; null when the line does not tell.</summary>
    public static PixelSize? Size(string line)
    {
        ReadOnlySpan<char> word = Word(line, " s:");
        int by = word.IndexOf('x');
        return by > 0
            && int.TryParse(word[..by], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(word[(by + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
                ? new PixelSize(width, height)
                : null;
    }

    /// <summary>ffmpeg's name of the picture's pixel format; empty when the line does not tell.</summary>
    public static string PixelFormat(string line) => Word(line, " fmt:").ToString();

    /// <summary>Width of a pixel over its height; 1/1 when the line does not tell or the film does not.</summary>
    public static Rational SampleAspect(string line)
    {
        ReadOnlySpan<char> word = Word(line, " sar:");
        int by = word.IndexOf('/');
        return by > 0
            && long.TryParse(word[..by], NumberStyles.None, CultureInfo.InvariantCulture, out long width)
            && long.TryParse(word[(by + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long height)
            && width > 0 && height > 0
                ? new Rational(width, height)
                : new Rational(1, 1);
    }

    /// <summary>The line tells of the colour of the picture announced before it.</summary>
    public static bool IsColour(string line) => line.Contains(" color_range:", StringComparison.Ordinal)
        && line.Contains("showinfo", StringComparison.Ordinal);

    /// <summary>What such a line says.</summary>
    public static ColourTags Colour(string line) => new(
        ColourWord(line, " color_range:"),
        ColourWord(line, " color_space:"),
        ColourWord(line, " color_trc:"),
        ColourWord(line, " color_primaries:"));

    /// <summary>The picture holds two fields (T: upper first, B: lower first).</summary>
    public static bool IsInterlaced(string line) => Word(line, " i:") is "T" or "B";

    private static string ColourWord(string line, string key) => ColourTags.Known(Word(line, key).ToString());

    // The word after a key, blanks before it skipped; empty when the key is not there.
    private static ReadOnlySpan<char> Word(string line, string key)
    {
        int at = line.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
        {
            return [];
        }

        ReadOnlySpan<char> rest = line.AsSpan(at + key.Length).TrimStart();
        int end = rest.IndexOf(' ');
        return end < 0 ? rest : rest[..end];
    }
}
