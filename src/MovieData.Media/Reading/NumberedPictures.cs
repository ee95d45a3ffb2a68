using System.Globalization;
using System.Text.RegularExpressions;

namespace MovieData.Media.Reading;

/// <summary>
/// Films as numbered pictures (<c>frame_%05d.png</c>). They state no rate, no colour and no time stamps, and any of
/// them may change behind the fingerprint of a film: they are made one file first, which loses nothing.
/// </summary>
internal static partial class NumberedPictures
{
    /// <summary>True for a name with one number in it, as ffmpeg takes them: <c>%d</c>, <c>%05d</c>.</summary>
    public static bool IsPattern(string word) => Pattern().IsMatch(word);

    /// <summary>How pictures are made a film.</summary>
    /// <param name="word">The pattern; or the name of one of them, or of their folder.</param>
    public static string Advice(string word)
    {
        string pattern = IsPattern(word) ? word : PatternOf(word) ?? "frame_%05d.png";
        return $"make a film first, at the rate they were made for; nothing is lost: ffmpeg -framerate 24 -i {pattern} "
            + "-c:v ffv1 film.mkv";
    }

    /// <summary>A name of numbered pictures in a folder; null where there are none.</summary>
    public static string? In(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => Path.GetExtension(file).ToUpperInvariant() is
            ".PNG" or ".JPG" or ".JPEG" or ".TIF" or ".TIFF" or ".BMP" or ".EXR" or ".DPX")
        .Select(PatternOf).OfType<string>().FirstOrDefault();

    // The last number of a file's name, which must have digits of one length to be written %0Nd.
    private static string? PatternOf(string path)
    {
        Match number = LastNumber().Match(Path.GetFileName(path));
        return !number.Success ? null : Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            number.Groups[1].Value + string.Create(CultureInfo.InvariantCulture, $"%0{number.Groups[2].Length}d")
                + number.Groups[3].Value);
    }

    [GeneratedRegex("%(0[0-9]+)?d", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(.*?)([0-9]+)([^0-9]*\.[^.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex LastNumber();
}
