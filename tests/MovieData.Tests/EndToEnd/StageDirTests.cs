using System.Diagnostics;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>--stage-dir</c>: the same bytes, one copy for all tasks of a machine.</summary>
[Slow]
public sealed class StageDirTests(ShortFilm film) : IClassFixture<ShortFilm>
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

    /// <summary>What is planned is copied for its segments, not to be looked at.</summary>
    [Fact]
    public async Task Extract_NothingLeft_CopiesNothing()
    {
        string dataset = await film.ExtractedAsync("whole");

        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path, "--stage-dir", film.At("scratch3"));

        Assert.True(result.Code == 0, result.Error);
        Assert.DoesNotContain("copied to", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(film.At("scratch3")));
    }

    /// <summary>A fault that the scan finds, after the probe.</summary>
    [Fact]
    public async Task Plan_FilmThatFailsInItsCopy_NamesTheFilmItself()
    {
        using var films = new SmallFilms();
        const string Coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24 -muxdelay 0 -muxpreload 0";
        string[] parts =
        [
            films.Make($"-f lavfi -i testsrc2=s=960x270:r=24:d=2 {Coded} first.ts"),
            films.Make($"-f lavfi -i testsrc2=s=320x90:r=24:d=2 {Coded} -output_ts_offset 2 second.ts"),
        ];
        string joined = films.At("joined.ts");
        await File.WriteAllBytesAsync(joined, [.. parts.SelectMany(File.ReadAllBytes)], Cancel);

        CommandResult result = await CommandLine.RunAsync(
            "plan", "--pipeline", film.Pipeline, "--out", film.At("joined"), joined, "--layout", "sbs-full",
            "--view-order", "left-first", "--stage-dir", film.At("scratch4"));

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains($"{joined}: frame 48 is 320×90 px", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("scratch4", fault, StringComparison.Ordinal);
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
