using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace MovieData.Tests.Tidy;

/// <summary>Nobody skips but through <see cref="Skips"/>, and nobody is on its list without need.</summary>
public partial class SkipTests
{
    private static readonly ILookup<string, string> Sources = Directory
        .EnumerateFiles(
            Path.Combine(SharedFiles.RepositoryRoot, "tests/MovieData.Tests"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
            && Path.GetFileName(path) is not ("Skips.cs" or "SkipTests.cs"))
        .ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);

    [Fact]
    public void Skips_EveryFile_GoThroughTheOneMethod() =>
        Assert.Empty(
            Sources.Where(source => source.Any(text => OtherSkip().IsMatch(text))).Select(source => source.Key));

    [Fact]
    public void Allowed_EveryFile_IsThereAndAsks()
    {
        string[] idle = [.. Skips.Allowed.Keys.Where(name => !Sources[name].Any(text => Asking().IsMatch(text)))];
        Assert.Empty(idle);
    }

    [Fact]
    public void Unless_ANeedThatIsNotOnTheList_FailsWhetherOrNotItIsThere()
    {
        Assert.Throws<TrueException>(() => Skips.Unless(true, "pairs"));
        Assert.Throws<TrueException>(() => Skips.Unless(false, "pairs"));
        Assert.Throws<TrueException>(() => Skips.Unless(false, "sky", "/any/where/FlowAccuracyTests.cs"));
    }

    [Fact]
    public void Unless_ANeedOnTheList_SkipsOnlyWhereItIsAbsent()
    {
        Skips.Unless(true, "pairs", "/any/where/FlowAccuracyTests.cs");
        string? reason = null;
        try
        {
            Skips.Unless(false, "pairs", "/any/where/FlowAccuracyTests.cs");
        }
        catch (Exception skip)
        {
            reason = skip.Message;
        }

        Assert.EndsWith($"FlowAccuracyTests {Skips.Phrase} pairs", reason, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Assert\.Skip|SkipException|\bSkip(Unless|When|Type|Exceptions)?\s*=")]
    private static partial Regex OtherSkip();

    [GeneratedRegex(@"SharedFiles\.Require\b|Skips\.Unless\(")]
    private static partial Regex Asking();
}
