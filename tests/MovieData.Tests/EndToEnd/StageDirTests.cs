using System.Diagnostics;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>--stage-dir</c>: the same bytes, one copy for all tasks of a machine.</summary>
[Slow]
public sealed class StageDirTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Two tasks of a cluster on one machine.</summary>
    [Fact]
    public async Task Extract_TwoProcessesOfAMachine_CopyTheFilmOnceAndMakeTheSameBytes()
    {
        (string dataset, string scratch) = (await film.PlannedAsync("staged"), film.At("scratch"));
        using Process one = Start(dataset, scratch, "1/2"), other = Start(dataset, scratch, "2/2");
        string[] said = await Task.WhenAll(
            one.StandardError.ReadToEndAsync(Cancel), other.StandardError.ReadToEndAsync(Cancel));
        await Task.WhenAll(one.WaitForExitAsync(Cancel), other.WaitForExitAsync(Cancel));

        string errors = string.Concat(said);
        Assert.True((one.ExitCode, other.ExitCode) == (0, 0), errors);
        Assert.Single(errors.Split('\n'), line => line.Contains("copied to", StringComparison.Ordinal));
        string copy = Assert.Single(Directory.GetFiles(scratch, "*.mkv", SearchOption.AllDirectories));
        Assert.Equal(File.ReadAllBytes(film.Path), File.ReadAllBytes(copy));
        Assert.Equal(CommandLine.Digests(await film.ExtractedAsync("unstaged")), CommandLine.Digests(dataset));
    }

    [Fact]
    public async Task Plan_FromScratch_IsTheSamePlan()
    {
        string dataset = film.At("planned-staged");

        CommandResult result = await CommandLine.RunAsync(
            "plan", "--pipeline", film.Pipeline, "--out", dataset, film.Path, "--stage-dir", film.At("scratch2"));

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("copied to", result.Error, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Digests(await film.PlannedAsync("unstaged-plan")), CommandLine.Digests(dataset));
    }

    [Theory]
    [InlineData("--stage-gb-max", "5", "--stage-dir")]
    [InlineData("--stage-gb-max", "0", "--stage-gb-max")]
    public async Task Extract_FlagThatFitsNothing_IsRefused(string flag, string value, string words)
    {
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", film.Pipeline, "--out", film.At("none"), film.Path, flag, value);

        Assert.Equal(2, result.Code);
        Assert.Contains(words, Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    private Process Start(string dataset, string scratch, string partition)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "movie-data.dll"), "extract", "--planned-only", "--pipeline",
            film.Pipeline, "--out", dataset, film.Path, "--stage-dir", scratch, "--partition", partition,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }
}
