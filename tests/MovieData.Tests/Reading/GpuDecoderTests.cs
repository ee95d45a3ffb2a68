using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Reading;

public sealed class GpuDecoderTests
{
    private readonly List<string> _doubts = [];
    private readonly GpuDecoder _gpu;

    public GpuDecoderTests() => _gpu = new GpuDecoder(gpu: 1, _doubts.Add);

    private static Film Film => InventedScan.Film(new Rational(24, 1), []) with { Codec = "h264" };

    [Theory]
    [InlineData("h264", "yuv420p", false, StereoLayout.SbsFull, null)]
    [InlineData("hevc", "yuv420p", false, StereoLayout.TwoFiles, null)]
    [InlineData("hevc", "yuv420p", false, StereoLayout.TwoStreams, null)]
    [InlineData("hevc", "yuv420p10le", false, StereoLayout.SbsFull, "its pixels are yuv420p10le, expected")]
    [InlineData("h264", "yuv422p", false, StereoLayout.SbsFull, "its pixels are yuv422p, expected")]
    [InlineData("h264", "yuvj420p", true, StereoLayout.SbsFull, "its pixels are yuvj420p of full range, expected")]
    [InlineData("h264", "yuv420p", true, StereoLayout.SbsFull, "its pixels are yuv420p of full range, expected")]
    [InlineData("av1", "yuv420p", false, StereoLayout.SbsFull, "its codec is av1, expected h264 or hevc")]
    [InlineData("h264", "yuv420p", false, StereoLayout.Alternating, "films of layout alternating are not")]
    [InlineData("h264", "yuv420p", false, StereoLayout.Mvc, "films of layout mvc are not")]
    public void Objection_OfAFilm_IsThatTheGpuIsNotKnownToBeExact(
        string codec, string pixels, bool fullRange, StereoLayout layout, string? words)
    {
        Film film = Film with
        {
            Codec = codec,
            PixelFormat = pixels,
            Layout = layout,
            Colour = new ColourCoding(YuvMatrix.Bt709, fullRange),
        };

        Assert.Equal(words is null, GpuDecoder.Objection(film) is null);
        Assert.StartsWith(words ?? "", GpuDecoder.Objection(film) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Objection_OfClipsAndOfFields_IsThatTheyAreNot()
    {
        Assert.Equal("it consists of 2 clips", GpuDecoder.Objection(Film with { ClipSeconds = [60, 60] }));
        Assert.All([FieldCheck.FlagsAndCombing, FieldCheck.Combing], check => Assert.EndsWith(
            "as fields", GpuDecoder.Objection(Film with { FieldCheck = check }), StringComparison.Ordinal));
    }

    [Fact]
    public void WhileTrusted_FramesThatAreWhole_PassThrough()
    {
        Assert.Equal([3, 4], Passed([Whole(3), Whole(4)]));
        Assert.True(_gpu.IsTrusted);
    }

    /// <summary>Software found no such frame when the film was planned: the GPU's word is not believed.</summary>
    [Theory]
    [InlineData(FrameState.Damaged)]
    [InlineData(FrameState.NotDecoded)]
    public void WhileTrusted_FrameWithAFault_EndsTheTrust(FrameState state)
    {
        var fault = new FrameFault(state, "damaged: frame 4 of a.mkv", "/a.mkv", "[h264 @ 0x55d4] [error] no");

        Assert.Equal([3, null], Passed([Whole(3), new SourceFrame(4, fault), Whole(5)]));
        Assert.Equal("damaged: frame 4 of a.mkv: [h264] [error] no", Assert.Single(_doubts));
    }

    [Fact]
    public void WhileTrusted_SubprocessThatFails_EndsTheTrust()
    {
        Assert.Equal([3, null], Passed(Failing(Whole(3))));
        Assert.Equal("ended with code 1", Assert.Single(_doubts));
    }

    /// <summary>A run that was stopped has killed its subprocesses: nobody is to blame.</summary>
    [Fact]
    public void WhileTrusted_SubprocessThatFailsWhenStopped_IsNoDoubt()
    {
        var stopped = new CancellationToken(canceled: true);

        Assert.Throws<FFmpegException>(() => _gpu.WhileTrusted(Failing(Whole(3)), stopped).ToList());
        Assert.True(_gpu.IsTrusted);
    }

    [Fact]
    public void Distrust_Twice_TellsTheFirstReason()
    {
        _gpu.Distrust("one");
        _gpu.Distrust("two");

        Assert.Equal("one", Assert.Single(_doubts));
        Assert.Equal("one", _gpu.Doubt);
    }

    private static SourceFrame Whole(int number) => new(number, [], 1, null);

    private static IEnumerable<SourceFrame?> Failing(SourceFrame first)
    {
        yield return first;
        throw new FFmpegException("ended with code 1");
    }

    private List<int?> Passed(IEnumerable<SourceFrame?> frames) =>
        [.. _gpu.WhileTrusted(frames, TestContext.Current.CancellationToken).Select(frame => frame?.Number)];
}
