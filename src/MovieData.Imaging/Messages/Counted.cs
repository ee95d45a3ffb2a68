using System.Globalization;

namespace MovieData.Imaging.Messages;

/// <summary>Counts in messages: <c>1 segment</c>, <c>2 segments</c>.</summary>
public static class Counted
{
    /// <summary>A count and what was counted.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">One of them; its plural ends in <c>s</c>.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
