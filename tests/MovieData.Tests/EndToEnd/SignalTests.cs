using System.Diagnostics;
using MovieData.Tests.Inference;

namespace MovieData.Tests.EndToEnd;

/// <summary>The real process, told to stop in the middle of its work.</summary>
[Slow]
public class SignalTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Theory]
    [InlineData("-TERM", 143)]
    [InlineData("-INT", 130)]
    public async Task Extract_ToldToStopInsideASegment_EndsWithinTenSecondsAndLeavesNothingHalfWritten(
        string signal, int code)
    {
        string dataset = await film.PlannedAsync("stopped" + code);
        using Process process = Start("extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path);
        Task<string> said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string ledger = Path.Combine(dataset, "ledger");
        await WaitForAsync(
            process,
            () => Directory.Exists(ledger)
                && Directory.EnumerateFiles(ledger, "*.json", SearchOption.AllDirectories).Any(),
            "the first entry is there, and another segment under way");

        await EndsWithinTenSecondsAsync(process, signal);

        Assert.Equal(code, process.ExitCode);
        Assert.Contains("movie-data: stopped", await said, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(dataset, "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path).StartsWith(".tmp-", StringComparison.Ordinal));
        Assert.Equal(0, (await CommandLine.RunAsync("verify", dataset)).Code);
        Assert.Contains(
            "nothing runs now", (await CommandLine.RunAsync("status", dataset)).Output, StringComparison.Ordinal);
    }

    /// <summary>ffmpeg ends with us, and that it did so must not be told as somebody else's doing.</summary>
    [Fact]
    public async Task Extract_ToldToStopWhileFFmpegIsAskedForItsVersion_SaysThatItWasTold()
    {
        string programs = film.At("slow-programs");
        string asked = film.At("asked");
        OtherFFmpeg.Write(programs, $"touch '{asked}'\nexec sleep 60");
        using Process process = Start(
            ShellScript.FirstOnPath(programs),
            "extract", "--pipeline", film.Pipeline, "--out", film.At("early"), film.Path);
        Task<string> said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitForAsync(process, () => File.Exists(asked), "ffmpeg is asked");

        await EndsWithinTenSecondsAsync(process, "-TERM");

        Assert.Equal(143, process.ExitCode);
        Assert.EndsWith("movie-data: stopped\n", await said, StringComparison.Ordinal);
    }

    /// <summary>A network may take minutes a run, or be hostile: nobody waits for it.</summary>
    [Fact]
    public async Task Check_NetworkThatNeverEnds_IsCutShort()
    {
        using var tiny = new TinyFlow();
        string catalogue = tiny.Catalogue(TinyFlow.Plain, TinyFlow.EndlessBytes(TinyFlow.Plain));
        using Process process = Start("models", "check", "tiny", "--models", catalogue);
        await WaitForAsync(
            process,
            () => File.ReadAllText($"/proc/{process.Id}/maps").Contains("libonnxruntime", StringComparison.Ordinal),
            "ONNX Runtime is loaded");
        TimeSpan loaded = ProcessorTime(process);

        // To load a network of a few nodes takes a small part of this.
        await WaitForAsync(
            process, () => ProcessorTime(process) > loaded + TimeSpan.FromSeconds(2), "the network runs");

        await EndsWithinTenSecondsAsync(process, "-INT");

        Assert.Equal(130, process.ExitCode);
    }

    private static async Task EndsWithinTenSecondsAsync(Process process, string signal)
    {
        Assert.False(process.HasExited, "the run ended before it was told to");

        // The shell's own kill: a bare machine has no other.
        using Process kill = Process.Start("bash", ["-c", "kill \"$0\" \"$1\"", signal, $"{process.Id}"]);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(10), cancel);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    private static Process Start(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        // A shell that puts the tests into the background lets all their subprocesses ignore SIGINT; env undoes that.
        var start = new ProcessStartInfo("env") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "movie-data.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Task WaitForAsync(Process process, Func<bool> isSo, string what) => Deadline.UntilAsync(
        () =>
        {
            Assert.False(process.HasExited, "the run ended before it was told to");
            return isSo();
        },
        what);

    private static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
