using MovieData.Source;

namespace MovieData.Tests.Source;

/// <summary>Children that hang, die or are killed; bash plays ffmpeg.</summary>
public class FFmpegProcessTests
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(1);

    [Fact]
    public void Listen_ChildThatSaysNothing_IsStoppedAndLost()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess child = Start("echo a >&2; exec sleep 60", ended);

        Assert.True(child.Listen(() => ended.Wait(TimeSpan.FromSeconds(20))));

        FFmpegException error = Assert.Throws<FFmpegException>(child.RequireNotLost);
        Assert.Contains("said nothing for 1 s and was stopped: a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_ChildThatTalksForLongerThanTheSilence_IsLeftAlone()
    {
        using var ended = new ManualResetEventSlim();
        using FFmpegProcess child = Start("for i in 1 2 3 4 5 6 7 8; do echo $i >&2; sleep 0.3; done", ended);

        Assert.True(child.Listen(() => ended.Wait(TimeSpan.FromSeconds(20))));

        child.RequireNotLost();
        Assert.Equal(0, child.Wait());
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
        using FFmpegProcess child = Start(end, ended);

        if (isLost)
        {
            FFmpegException error = Assert.Throws<FFmpegException>(child.RequireNotLost);
            Assert.Contains("was stopped from outside (code ", error.Message, StringComparison.Ordinal);
        }
        else
        {
            child.RequireNotLost();
        }
    }

    private static FFmpegProcess Start(string script, ManualResetEventSlim ended) => FFmpegProcess.Start(
        "bash", ["-c", script], TestContext.Current.CancellationToken, onErrorEnd: ended.Set, silenceMax: SilenceMax);
}
