using MovieData.Media.Films;
using MovieData.Media.Processes;

namespace MovieData.Tests.Processes;

/// <summary>What builds of ffmpeg say of themselves, as recorded; which of them we work with.</summary>
[Slow]
public class FFmpegBuildTests
{
    // ffmpeg -filters: three columns of marks up to 7, two from 8 on.
    private const string OldList = """
        Filters:
          T.. = Timeline support
          A = Audio input/output
         ... abench            A->A       Benchmark part of a filtergraph.
         ... sine              |->A       Generate sine wave audio signal.
         ..C concat            N->N       Concatenate audio and video streams.
         ..C crop              V->V       Crop the input video.
         ... format            V->V       Convert the input video to one of the specified pixel formats.
         T.. metadata          V->V       Manipulate video frame metadata.
         ..C scale             V->V       Scale the input video size and/or convert the image format.
         ... scdet             V->V       Detect video scene change
         ... select            V->N       Select video frames to pass in output.
         ... setparams         V->V       Force field, or color property for the output video frame.
         ... setpts            V->V       Set PTS for the output video frame.
         ... setsar            V->V       Set the pixel sample aspect ratio.
         ... showinfo          V->V       Show textual information for each video frame.
         .S. signalstats       V->V       Generate statistics from video analysis.
         ... split             V->N       Pass on the input to N video outputs.
         .S. tonemap           V->V       Conversion to/from different dynamic ranges.
         ... trim              V->V       Pick one continuous section from the input, drop the rest.
         .SC v360              V->V       Convert 360 projection of video.
         .S. vstack            N->V       Stack video inputs vertically.
         .SC zscale            V->V       Apply resizing, colorspace and bit depth conversion.
        """;

    [Theory]
    [InlineData("ffmpeg version 4.3.7-0+deb11u1 Copyright (c) 2000-2024 the FFmpeg developers", "56. 51.100", false)]
    [InlineData("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021 the FFmpeg", "56. 70.100", false)]
    [InlineData("ffmpeg version 5.0.1 Copyright (c) 2000-2022 the FFmpeg developers", "57. 17.100", false)]
    [InlineData("ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers", "57. 28.100", true)]
    [InlineData("ffmpeg version 6.1.1-3ubuntu5 Copyright (c) 2000-2023 the FFmpeg developers", "58. 29.100", true)]
    [InlineData("ffmpeg version n7.1 Copyright (c) 2000-2024 the FFmpeg developers", "59. 39.100", true)]
    [InlineData("ffmpeg version 7.1.5-0+deb13u1 Copyright (c) 2000-2026 the FFmpeg developers", "59. 39.100", true)]
    [InlineData("ffmpeg version 8.0 Copyright (c) 2000-2025 the FFmpeg developers", "60.  8.100", true)]
    [InlineData("ffmpeg version 9.0.2-4 Copyright (c) 2000-2026 the FFmpeg developers", "61.  1.102", true)]
    [InlineData("ffmpeg version N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/", "56. 24.101", false)]
    [InlineData("ffmpeg version N-109468-gd39b34123d-20230101 Copyright (c) 2000-2022", "57. 43.100", true)]
    [InlineData("ffmpeg version 2025-03-31-git-35c091f4b7-full_build-www.gyan.dev", "60.  1.100", true)]
    public void Fault_RecordedBanner_RefusesWhatIsOlderThan51(string banner, string libavutil, bool isUsable)
    {
        FFmpegBuild build = FFmpegBuild.Parse(
            "ffmpeg", $"{banner}\n  built with gcc\n  libavutil      {libavutil} / {libavutil}\n", OldList);

        Assert.Equal(banner, build.Banner);
        Assert.Equal(banner.Split(' ')[2], build.Version);
        Assert.True(build.Fault is null == isUsable, build.Fault);
        if (!isUsable)
        {
            Assert.StartsWith($"ffmpeg {build.Version} (libavutil ", build.Fault, StringComparison.Ordinal);
            Assert.Contains("is older than 5.1", build.Fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("scdet")]
    [InlineData("showinfo")]
    [InlineData("metadata")]
    [InlineData("select")]
    public void Fault_BuiltWithoutAFilterOfEveryFilm_NamesIt(string filter)
    {
        FFmpegBuild build = Build(Without(OldList, filter));

        Assert.Contains($"is built without the filter {filter};", build.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_ListOfTwoColumns_IsRead() => Assert.Null(
        Build(OldList.Replace(" ..C ", " .. ").Replace(" ... ", " .. ").Replace(" .S. ", " .S ")
            .Replace(" .SC ", " .S ").Replace(" T.. ", " T. ")).Fault);

    [Theory]
    [InlineData("zscale", true, Projection.Flat, "HDR films need the filter zscale")]
    [InlineData("zscale", false, Projection.Flat, null)]
    [InlineData("v360", true, Projection.Vr180, "VR180 and equirectangular films need the filter v360")]
    [InlineData("v360", true, Projection.Flat, null)]
    public void FaultFor_FilterOfSomeFilms_IsMissedByThoseAlone(
        string filter, bool isHdr, Projection projection, string? fault)
    {
        FFmpegBuild build = Build(Without(OldList, filter));

        Assert.Null(build.Fault);
        Assert.Equal(fault, build.FaultFor(isHdr, projection)?.Split(", which ffmpeg 5.1.9 is built without")[0]);
    }

    [Fact]
    public void Fault_ProgramThatTellsNoVersion_IsRefusedInItsOwnWords()
    {
        FFmpegBuild build = FFmpegBuild.Parse("ffprobe", "hello\nworld\n", "");

        Assert.Contains("ffprobe does not tell its version (it says: hello)", build.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void OnPath_ThisMachine_IsUsable()
    {
        (FFmpegBuild ffmpeg, FFmpegBuild ffprobe) = FFmpegBuild.OnPath(TestContext.Current.CancellationToken);

        Assert.Null(ffmpeg.Fault);
        Assert.Null(ffprobe.Fault);
        Assert.Contains("showinfo", ffmpeg.Filters);
        Assert.Empty(ffprobe.Filters);
    }

    private static FFmpegBuild Build(string list) => FFmpegBuild.Parse(
        "ffmpeg", "ffmpeg version 5.1.9 Copyright\n  libavutil      57. 28.100 / 57. 28.100\n", list);

    private static string Without(string list, string filter) =>
        string.Join('\n', list.Split('\n').Where(line => !line.Contains($" {filter} ", StringComparison.Ordinal)));
}
