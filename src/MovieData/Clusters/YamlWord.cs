using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MovieData.Clusters;

/// <summary>Texts inside a YAML file that we write: the one place where they are quoted.</summary>
public static partial class YamlWord
{
    // What a YAML 1.1 reader, as Kubernetes has one, takes for a boolean or for nothing.
    private static readonly string[] NoTexts = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

    /// <summary>
    /// A value that every YAML reader takes for exactly this text: plain where nothing in it could mean anything else,
    /// otherwise in double quotes, on one line and without a control character.
    /// </summary>
    /// <param name="text">Whole characters: a lone surrogate is none.</param>
    public static string Quote(string text)
    {
        if (PlainForm().IsMatch(text) && !NoTexts.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return text;
        }

        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => @"\n",
                '\t' => @"\t",
                _ when IsPrintable(rune) => rune.ToString(),
                <= 0xff => string.Create(CultureInfo.InvariantCulture, $@"\x{rune.Value:x2}"),
                <= 0xffff => string.Create(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}"),
                _ => string.Create(CultureInfo.InvariantCulture, $@"\U{rune.Value:x8}"),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// A text of several lines as the value of a key: a block of its lines as they are, so that it can be read and
    /// edited there; in double quotes where a block could not hold it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Blanks in front of each line, more than the key has.</param>
    public static string Block(string text, int indent)
    {
        bool fits = text.Length > 0 && text.Trim('\n').Length > 0
            && text.EnumerateRunes().All(rune => rune.Value == '\n' || IsPrintable(rune));
        if (!fits)
        {
            return Quote(text);
        }

        // How many ends of lines the text ends with; and, where its first line begins with a blank, how far it is in.
        string ends = text.EndsWith("\n\n", StringComparison.Ordinal) ? "+"
            : text.EndsWith('\n') ? "" : "-";
        string first = text.TrimStart('\n')[0] == ' ' ? "2" : "";
        string blanks = new(' ', indent);
        IEnumerable<string> lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n')
            .Select(line => line.Length == 0 ? "" : blanks + line);
        return $"|{first}{ends}\n{string.Join('\n', lines)}";
    }

    // Ends of lines that are not \n (U+0085, U+2028, U+2029), marks of byte order and characters nobody sees are not.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.Surrogate);

    [GeneratedRegex(@"^(--)?[A-Za-z/_]([A-Za-z0-9_./=+@,:-]*[A-Za-z0-9_/=])?\z")]
    private static partial Regex PlainForm();
}
