using System.Diagnostics;

namespace MovieData.Tests.Tidy;

/// <summary>tools/count-tests.sh: the last line of tools/test.sh, and whether it ends well.</summary>
public sealed class CountTestsTests : IDisposable
{
    private const string Good = """
        skipped MovieData.Tests.Flow.FlowTrainingTests.Reproduce_AFewSteps_GivesBothModels (0ms)
          FlowTrainingTests may be skipped without PyTorch

        Test run summary: Passed! - MovieData.Tests.dll (net10.0|x64)
          total: 13
          failed: 0
          succeeded: 12
          skipped: 1
          duration: 1m 02s 003ms
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Count_OneRun_IsItsSummary() => Assert.Equal((0, "12 passed, 0 failed, 1 skipped"), Count(Good));

    [Fact]
    public void Count_TwoRuns_AreAdded() => Assert.Equal(
        (0, "32 passed, 0 failed, 1 skipped"),
        Count(Good, "Test run summary: Passed!\n  total: 20\n  failed: 0\n  succeeded: 20\n  skipped: 0\n"));

    /// <summary>As a CI service has them coloured: every line begins with an escape sequence.</summary>
    [Fact]
    public void Count_ColouredSummary_IsReadAllTheSame() => Assert.Equal(
        (0, "12 passed, 0 failed, 1 skipped"),
        Count(string.Join('\n', Good.Split('\n').Select(line => $"\e[32;1m{line}\e[m"))));

    [Fact]
    public void Count_AFailure_EndsInAnError() => Assert.Equal(
        (1, "11 passed, 1 failed, 1 skipped"),
        Count(Good.Replace("failed: 0", "failed: 1", StringComparison.Ordinal)
            .Replace("succeeded: 12", "succeeded: 11", StringComparison.Ordinal)));

    [Fact]
    public void Count_ASkipThatIsNotAllowed_EndsInAnError() => Assert.Equal(
        (1, "11 passed, 0 failed, 2 skipped"),
        Count(Good.Replace("skipped: 1", "skipped: 2", StringComparison.Ordinal)
            .Replace("succeeded: 12", "succeeded: 11", StringComparison.Ordinal)));

    /// <summary>The test program was killed, or its words have changed.</summary>
    [Theory]
    [InlineData("succeeded: 12", "passed: 12", "0 passed, 0 failed, 1 skipped")]
    [InlineData("total: 13", "", "12 passed, 0 failed, 1 skipped")]
    [InlineData("  failed: 0", "  failed: 2", "12 passed, 2 failed, 1 skipped")]
    public void Count_SummaryThatDoesNotAddUp_EndsInAnError(string old, string replacement, string said) =>
        Assert.Equal((1, said), Count(Good.Replace(old, replacement, StringComparison.Ordinal)));

    [Fact]
    public void Count_ARunWithoutASummary_EndsInAnErrorWhateverTheOtherSays() =>
        Assert.Equal((1, "12 passed, 0 failed, 1 skipped"), Count(Good, "Segmentation fault"));

    /// <summary>What a test prints is no summary; the last one is.</summary>
    [Fact]
    public void Count_TestThatPrintsASummary_IsNotCounted() => Assert.Equal(
        (0, "12 passed, 0 failed, 1 skipped"), Count("Test run summary: x\n  total: 90\n  succeeded: 90\n" + Good));

    private (int Code, string Last) Count(params string[] logs)
    {
        string[] paths = [.. logs.Select((_, index) => _folder[$"{index}.log"])];
        foreach ((string path, string log) in paths.Zip(logs))
        {
            File.WriteAllText(path, log);
        }

        string script = Path.Combine(SharedFiles.RepositoryRoot, "tools", "count-tests.sh");
        var start = new ProcessStartInfo("bash", [script, .. paths])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // Where it does not end well for the counts' sake, it says why.
        Assert.True(process.ExitCode == 0 || output.Contains(" 1 failed", StringComparison.Ordinal)
            || errors.GetAwaiter().GetResult().Length > 0);
        return (process.ExitCode, output.TrimEnd().Split('\n')[^1]);
    }
}
