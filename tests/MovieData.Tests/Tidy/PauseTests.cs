using System.Text.RegularExpressions;

namespace MovieData.Tests.Tidy;

/// <summary>
/// Nobody waits for a time: on a loaded machine it is too short, and on every other too long. <see cref="Deadline"/>
/// waits for what is seen.
/// </summary>
public partial class PauseTests
{
    [Fact]
    public void Pauses_OfTests_AreInDeadlineAlone()
    {
        string tests = Path.Combine(SharedFiles.RepositoryRoot, "tests", "MovieData.Tests");
        string[] pausing =
        [
            .. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
                .Where(path => Pause().IsMatch(File.ReadAllText(path)))
                .Select(path => Path.GetRelativePath(tests, path)),
        ];
        Assert.Equal(["Deadline.cs"], pausing);
    }

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b|\bTask\s*\.\s*Delay\b|\bSpinWait\s*\.\s*SpinUntil\b")]
    private static partial Regex Pause();
}
