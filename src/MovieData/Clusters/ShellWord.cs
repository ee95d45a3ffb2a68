using System.Globalization;
using System.Text;

namespace MovieData.Clusters;

/// <summary>Words of a command line inside a bash script: the one place where they are quoted.</summary>
public static class ShellWord
{
    private const string Plain = "_./:=@+,-";

    /// <summary>
    /// A word that bash reads as exactly this text, whatever stands in it: blanks, quotes, <c>$</c>, ends of lines.
    /// The result has no control character of its own, so that it stays whole on a terminal and in one line.
    /// </summary>
    /// <param name="text">Anything without a NUL, which no argument can hold.</param>
    /// <exception cref="ArgumentException">There is a NUL.</exception>
    public static string Quote(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("an argument cannot hold a NUL", nameof(text));
        }

        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c)))
        {
            return text;
        }

        return text.Any(char.IsControl)
            ? $"$'{Escaped(text)}'"
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A command line of such words.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    // Bash's $'…': backslash and quote get a backslash, control characters become the bytes of their UTF-8.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                foreach (byte value in Encoding.UTF8.GetBytes(c.ToString()))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}");
                }
            }
            else
            {
                escaped.Append(c is '\\' or '\'' ? $@"\{c}" : c);
            }
        }

        return escaped.ToString();
    }
}
