using System.Text.RegularExpressions;

namespace MovieData.Media.Reading;

/// <summary>
/// Tells what ffmpeg's stderr says of damage, line by line (<c>-loglevel level+info</c>).
/// </summary>
/// <remarks>
/// Its filter showinfo writes a line in several calls, and a decoder thread may speak between two of them: then its
/// words stand without their level in the middle of a line that tells of another picture, as in
/// <c>… iskey:0 type:B concealing 292 DC, 292 AC, 292 MV errors in B frame</c>. So lines of showinfo must look as
/// showinfo writes them; what does not is a complaint.
/// </remarks>
public static partial class DecoderComplaint
{
    private const string Info = "[info] ";

    // Beginnings of words; showinfo's own, whatever side data it tells of, have none of them.
    private static readonly string[] Words =
    [
        "error", "conceal", "corrupt", "invalid", "missing", "reference", "illegal", "truncat", "fail", "could not",
        "out of range", "outside", "overread", "unsupported",
    ];

    /// <summary>The line complains about a picture that is announced after it.</summary>
    public static bool IsIn(string line) =>
        line.Contains("[error]", StringComparison.Ordinal)
        || line.Contains("corrupt decoded frame", StringComparison.Ordinal)
        || line.Contains("concealing ", StringComparison.Ordinal)
        || IsBrokenUp(line);

    /// <summary>
    /// The same of a decoder on a GPU, which hides damage and may be left for another one: every warning is a complaint
    /// too, but those of the container's reader, which are the same with any decoder.
    /// </summary>
    /// <param name="line">A line of stderr.</param>
    /// <param name="container">ffmpeg's name of the container (<see cref="Films.Film.Container"/>).</param>
    public static bool IsInOfGpu(string line, string container) => IsIn(line)
        || ((line.Contains("[warning]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal))
            && (container.Length == 0 || !line.StartsWith($"[{container} @ ", StringComparison.Ordinal)));

    /// <summary>A line of showinfo with somebody else's words in it.</summary>
    public static bool IsBrokenUp(string line)
    {
        int info = line.IndexOf(Info, StringComparison.Ordinal);
        if (info < 0 || !line.AsSpan(0, info).Contains("showinfo", StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> text = line.AsSpan(info + Info.Length).Trim();
        if (text.StartsWith("n:"))
        {
            return !ShowinfoLine().IsMatch(text);
        }

        return text.StartsWith("color_") ? !ColourLine().IsMatch(text)
            : text.StartsWith("UUID=") || text.StartsWith("User Data=") ? !HexadecimalLine().IsMatch(text)
            : HasWord(text);
    }

    private static bool HasWord(ReadOnlySpan<char> text)
    {
        foreach (string word in Words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("^n:.* type:[A-Za-z?]$", RegexOptions.CultureInvariant)]
    private static partial Regex ShowinfoLine();

    [GeneratedRegex("^([a-z_]+:[a-z0-9_./-]*( |$))+$", RegexOptions.CultureInvariant)]
    private static partial Regex ColourLine();

    [GeneratedRegex("^(UUID|User Data)=[0-9a-f-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex HexadecimalLine();
}
