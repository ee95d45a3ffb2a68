using System.Globalization;

namespace MovieData.Cli;

/// <summary>Times as people read them.</summary>
internal static class Duration
{
    private const double SecondsMax = 1e9;

    /// <summary>Hours, minutes and seconds; hours are not cut off at a day, a film may take several.</summary>
    public static string Of(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(seconds, SecondsMax));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss}");
    }
}
