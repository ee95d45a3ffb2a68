using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>An ffmpeg that cannot do what we ask for is named, once; the film is not.</summary>
[Slow]
public sealed class UnfitFFmpegTests : IDisposable
{
    private const string Old = """
        echo 'ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021 the FFmpeg developers' >&2
        echo '  libavutil      56. 70.100 / 56. 70.100' >&2
        exit 0
        """;

    private const string WithoutOption =
        "case \"$*\" in *fps_mode*) echo \"Unrecognized option 'fps_mode'.\" >&2; exit 1;; esac";

    private const string WithoutFilter =
        "case \"$*\" in *showinfo*) echo \"[AVFilterGraph @ 0x5] No such filter: 'showinfo'\" >&2; exit 8;; esac";

    private const string WithoutLibrary =
        "echo 'ffmpeg: error while loading shared libraries: libavdevice.so.59: cannot open' >&2; exit 127";

    private readonly SmallFilms _films = new();

    [Theory]
    [InlineData(Old, "probe", "ffmpeg 4.4.2-0ubuntu0.22.04.1 (libavutil 56.70) is older than 5.1 (libavutil 57.28)")]
    [InlineData(Old, "shots", "is older than 5.1")]
    [InlineData(WithoutOption, "probe", "cannot do what is asked of it (code 1): Unrecognized option 'fps_mode'.")]
    [InlineData(WithoutFilter, "shots", "cannot do what is asked of it (code 8): [AVFilterGraph] No such filter")]
    [InlineData(WithoutLibrary, "probe", "error while loading shared libraries: libavdevice.so.59")]
    public async Task Command_UnfitFFmpeg_IsNamedInOneLine(string deed, string command, string words)
    {
        string film = _films.Film("innocent.mkv", "320x90");

        CommandResult result = await OtherFFmpeg.RunAsync(_films.At("bin"), deed, command, film);

        Assert.True(result.Code == 2, $"{result.Code}: {result.Error}{result.Output}");
        string fault = Assert.Single(result.Faults);
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.Contains("install a full build of ffmpeg 5.1 or newer", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("innocent", fault, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Doctor_OldFFmpeg_IsMissing()
    {
        CommandResult result = await OtherFFmpeg.RunAsync(_films.At("bin"), Old, "doctor");

        Assert.Equal(2, result.Code);
        Assert.Contains("MISSING  ffmpeg         ffmpeg 4.4.2-0ubuntu0", result.Output, StringComparison.Ordinal);
        Assert.Contains("ok       ffprobe ", result.Output, StringComparison.Ordinal);
        Assert.Contains("note     NVDEC          ", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _films.Dispose();
}
