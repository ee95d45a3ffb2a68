using System.Globalization;
using System.Text.RegularExpressions;

namespace MovieData.Clusters;

/// <summary>
/// A time limit as <c>sbatch --time</c> takes it (its manual): <c>M</c>, <c>M:S</c>, <c>H:M:S</c>, <c>D-H</c>,
/// <c>D-H:M</c> or <c>D-H:M:S</c>; 0 means no limit.
/// </summary>
public static partial class SlurmTime
{
    /// <summary>Shortest limit in which a task, told to end <see cref="SlurmScript.NoticeSeconds"/> before it and by a
    /// Slurm that may be a minute late, has as long again to finish something.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds((2 * SlurmScript.NoticeSeconds) + 60);

    /// <summary>The limit that a word states; null: it is of no such form.</summary>
    public static TimeSpan? Parse(string word)
    {
        Match match = Form().Match(word);
        if (!match.Success)
        {
            return null;
        }

        double[] parts = [.. match.Groups["part"].Captures
            .Select(part => double.Parse(part.Value, CultureInfo.InvariantCulture))];
        bool hasDays = match.Groups["days"].Success;
        double days = hasDays ? double.Parse(match.Groups["days"].Value, CultureInfo.InvariantCulture) : 0;

        // Behind days the first part is hours; else it is minutes, unless all three parts stand there.
        double[] hoursMinutesSeconds = hasDays || parts.Length == 3 ? parts : [0, .. parts];
        double[] seconds = [3600, 60, 1];
        return TimeSpan.FromSeconds(
            (days * 86400) + hoursMinutesSeconds.Zip(seconds, (part, each) => part * each).Sum());
    }

    [GeneratedRegex(@"^((?<days>[0-9]{1,4})-)?(?<part>[0-9]{1,6})(:(?<part>[0-9]{1,6})){0,2}\z")]
    private static partial Regex Form();
}
