using System.Text.RegularExpressions;

namespace MovieData.Media.Processes;

/// <summary>
/// Tells from a line of stderr that ffmpeg complains about itself, not about the film: an option, filter, format or
/// decoder that this build does not have, or a library that it does not find. Words of ffmpeg 4 to 8 and of ld.so.
/// </summary>
/// <remarks>Counts only when the program also ended with an error: a film's tags may hold any words.</remarks>
internal static partial class ProgramComplaint
{
    /// <summary>The line complains about the program.</summary>
    public static bool IsIn(string line) => Words().IsMatch(line);

    [GeneratedRegex(
        "Unrecognized option '|Option not found|Option '[^']*' not found|No such filter: '|Filter not found"
        + "|Unknown (en|de)coder '|Requested output format '|Unknown input format: '"
        + "|[Dd]ecoder .*not found for input stream|no decoder found for: "
        + "|error while loading shared libraries: |symbol lookup error: |version `[^']*' not found",
        RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
