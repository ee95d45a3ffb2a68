using System.Globalization;
using MovieData.Frames;

namespace MovieData.Source;

/// <summary>
/// Reads the line that ffmpeg's filter showinfo prints for a picture:
/// <c>n:   0 pts:  42 pts_time:0.042 … sar:1/1 s:1920x1080 i:P iskey:1 type:I</c>.
/// </summary>
internal static class PictureLine
{
    /// <summary>Time stamp of the picture; null when the line tells of none.</summary>
    public static long? Pts(string line) =>
        line.Contains("showinfo", StringComparison.Ordinal)
        && long.TryParse(
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

    /// <summary>The picture holds two fields (T: upper first, B: lower first).</summary>
    public static bool IsInterlaced(string line) => Word(line, " i:") is "T" or "B";

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
