using MovieData.Media.Processes;

namespace MovieData.Tests.Processes;

/// <summary>Subprocesses that hang, die or are killed; bash plays ffmpeg.</summary>
public class FFmpegProcessTests
{
    /// <summary>A name by which another program runs, as a script called ffmpeg is run by bash.</summary>
    private const string Wrapper = "sh";

    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(1);

    [Fact]
    public void Listen_ChildThatSaysNothing_IsStoppedAndLost()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start("echo a >&2; exec sleep 60", ended);

        Assert.True(process.Listen(() => ended.Wait(TimeSpan.FromSeconds(20))));

        FFmpegException error = Assert.Throws<FFmpegException>(process.RequireNotLost);
        Assert.Contains("said nothing for 1 s and was stopped: a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_ChildThatTalksForLongerThanTheSilence_IsLeftAlone()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start("for i in 1 2 3 4 5; do echo $i >&2; sleep 0.3; done", ended);

        Assert.True(process.Listen(() => ended.Wait(TimeSpan.FromSeconds(20))));

        process.RequireNotLost();
        Assert.Equal(0, process.Wait());
    }

    /// <summary>A wrapper script that did not exec: what it started holds the pipes, and must go with it.</summary>
    [Theory]
    [InlineData("yes; exit")]
    [InlineData("echo; sleep 60; exit")]
    public async Task Dispose_ChildOfTheChildStillAtWork_EndsItToo(string script)
    {
        using var ended = new ManualResetEventSlim();
        FFmpegProcess process = Start(script, ended, Wrapper);
        Assert.True(process.Read(new byte[1]) == 1);

        await Task.Run(process.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.True(ended.IsSet);
    }

    [Fact]
    public async Task Read_ChildOfTheChildSaysNothing_IsStoppedAndLost()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start("sleep 60; exit", ended, Wrapper);

        Task<int> read = Task.Run(() => process.Read(new byte[1]), TestContext.Current.CancellationToken);

        FFmpegException error = await Assert.ThrowsAsync<FFmpegException>(
            () => read.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.True(error.IsLost);
    }

    /// <summary>A damaged film ends ffmpeg with 1, 69 or 183: its own word, and no reason to read again.</summary>
    [Theory]
    [InlineData("exit 0", false)]
    [InlineData("exit 1", false)]
    [InlineData("exit 69", false)]
    [InlineData("exit 183", false)]
    [InlineData("kill -9 $$", true)]
    [InlineData("kill -SEGV $$", true)]
    [InlineData("exit 255", true)]
    public void RequireNotLost_EndOfTheChild_TellsItsOwnEndFromBeingStopped(string end, bool isLost)
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start(end, ended);

        if (isLost)
        {
            FFmpegException error = Assert.Throws<FFmpegException>(process.RequireNotLost);
            Assert.Contains("was stopped from outside (code ", error.Message, StringComparison.Ordinal);
        }
        else
        {
            process.RequireNotLost();
        }
    }

    /// <summary>What ffmpeg, ld.so and the shell say when the program cannot do what it is asked for.</summary>
    [Theory]
    [InlineData("echo \"Unrecognized option 'fps_mode'.\" >&2; exit 1", "Unrecognized option 'fps_mode'.")]
    [InlineData("echo \"[AVFilterGraph @ 0x55d0] No such filter: 'v360'\" >&2; exit 8", "No such filter: 'v360'")]
    [InlineData("exec /nowhere/ffmpeg", "No such file or directory")]
    [InlineData("exec /etc/passwd", "Permission denied")]
    public void RequireNotLost_ProgramThatCannot_IsNoWordAboutTheFilm(string end, string words)
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start(end, ended);

        FFmpegException error = Assert.Throws<FFmpegException>(process.RequireNotLost);

        Assert.True(error is { IsOfProgram: true, IsLost: false, SaysNothing: true });
        Assert.Contains("bash cannot do what is asked of it (code ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0x55d0", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A tag of the film may hold the words; the program ended well.</summary>
    [Fact]
    public void RequireNotLost_WordsWithoutAnError_AreNoComplaint()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess process = Start("echo \"title: Option not found\" >&2; exit 0", ended);

        process.RequireNotLost();
    }

    [Fact]
    public void Start_ProgramThatIsNotThere_SaysWhatToInstall()
    {
        FFmpegException error = Assert.Throws<FFmpegException>(
            () => FFmpegProcess.Start("ffmpeg-nowhere", [], TestContext.Current.CancellationToken));

        Assert.True(error.IsOfProgram);
        Assert.Equal(
            "cannot start ffmpeg-nowhere: No such file or directory; run tools/setup.sh or install ffmpeg 5.1 or newer",
            error.Message);
    }

    private static FFmpegProcess Start(
        string script, ManualResetEventSlim ended, string program = "bash") => FFmpegProcess.Start(
        program, ["-c", script], TestContext.Current.CancellationToken, onErrorEnd: ended.Set, silenceMax: SilenceMax);
}
