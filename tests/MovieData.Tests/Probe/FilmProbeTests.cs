using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Tests.EndToEnd;

namespace MovieData.Tests.Probe;

[Slow]
public sealed class FilmProbeTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [LongData("left_right", "640x180", StereoLayout.SbsFull, ViewOrder.LeftFirst, 320, 180)]
    [InlineData("right_left", "320x180", StereoLayout.SbsHalf, ViewOrder.RightFirst, 320, 180)]
    [LongData("top_bottom", "320x360", StereoLayout.TabFull, ViewOrder.LeftFirst, 320, 180)]
    [InlineData("bottom_top", "320x180", StereoLayout.TabHalf, ViewOrder.RightFirst, 320, 180)]
    [LongData("row_interleaved_lr", "320x180", StereoLayout.RowInterleaved, ViewOrder.LeftFirst, 320, 180)]
    [InlineData("block_rl", "320x180", StereoLayout.Alternating, ViewOrder.RightFirst, 320, 180)]
    [InlineData("mono", "320x180", StereoLayout.Mono, ViewOrder.Unknown, 320, 180)]
    public void Probe_MatroskaStereoMode_GivesLayoutOrderAndViewSize(
        string mode, string size, StereoLayout layout, ViewOrder order, int width, int height)
    {
        string path = _films.Film("film.mkv", size, extra: $"-metadata:s:v:0 stereo_mode={mode}");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((layout, order), (film.Layout, film.ViewOrder));
        Assert.Equal(new PixelSize(width, height), film.ViewSize);
        Assert.Contains(film.Evidence, sentence => sentence.Contains(
            mode == "mono" ? "side data '2D'" : $"container tag stereo_mode={mode}", StringComparison.Ordinal));
        Assert.DoesNotContain(film.Warnings, line => line.Contains("container tag", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, StereoLayout.SbsHalf)]
    [LongData(4, StereoLayout.TabHalf)]
    [LongData(5, StereoLayout.Alternating)]
    public void Probe_FramePackingMessage_IsFoundInThePictures(int packing, StereoLayout layout)
    {
        string path = _films.Film("film.mp4", "320x180", extra: $"-x264-params frame-packing={packing}");

        Film film = SmallFilms.Probe(path);
        Film quick = SmallFilms.Probe(path, quick: true);

        Assert.Equal((layout, ViewOrder.LeftFirst), (film.Layout, film.ViewOrder));
        Assert.Contains(film.Evidence, line => line.Contains("in the pictures", StringComparison.Ordinal));
        Assert.Equal(StereoLayout.Unknown, quick.Layout);
    }

    /// <summary>What the first copy shows is asked once: views, messages, and whether there is a second H.264
    /// view.</summary>
    [Fact]
    public async Task Probe_AlternatingH264_IsCopiedOnce()
    {
        string film = _films.Film("film.mkv", "320x180", extra: "-metadata:s:v:0 stereo_mode=block_lr");
        string calls = _films.At("calls");

        CommandResult result = await OtherFFmpeg.RunAsync(
            _films.At("bin"), $"echo \"$*\" >> '{calls}'", "probe", film);

        Assert.True(result.Code == 0, result.Error);
        Assert.Single(File.ReadAllLines(calls), call => call.Contains("-c copy", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_CheckerboardMessage_IsRefusedByNameUnlessOverridden()
    {
        string path = _films.Film("film.mp4", "320x180", extra: "-x264-params frame-packing=0");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("checkerboard", error.Message, StringComparison.Ordinal);
        Assert.Equal(StereoLayout.SbsHalf, SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf)).Layout);
    }

    [Fact]
    public void Probe_OverrideAgainstTag_WinsAndWarnsNamingBoth()
    {
        string path = _films.Film("film.mkv", "320x180", extra: "-metadata:s:v:0 stereo_mode=left_right");

        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.TabHalf, ViewOrder.RightFirst));

        Assert.Equal((StereoLayout.TabHalf, ViewOrder.RightFirst), (film.Layout, film.ViewOrder));
        Assert.Contains(film.Warnings, line => line.Contains("tab-half (stated by the user)", StringComparison.Ordinal)
            && line.Contains("sbs-half (container tag", StringComparison.Ordinal));
        Assert.Contains(
            film.Warnings, line => line.Contains("right-first (stated by the user)", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_SampleAspectStatesTheSqueeze_IsNotUnsqueezedTwice()
    {
        string path = _films.Film(
            "film.mkv", "320x180", extra: "-vf setsar=2 -metadata:s:v:0 stereo_mode=left_right");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((StereoLayout.SbsHalf, new PixelSize(320, 180)), (film.Layout, film.ViewSize));
        Assert.Equal(new Rational(2, 1), film.SampleAspect);
    }

    [Fact]
    public void Probe_RealHalfSideBySideFilm_TakesTheOverride()
    {
        string path = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");

        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst));

        Assert.Equal(("rgbdemo", 82, new Rational(25, 1)), (film.Id, film.Frames, film.Fps));
        Assert.Equal(new PixelSize(1920, 1080), film.ViewSize);
        Assert.Equal(new ColourCoding(YuvMatrix.Bt709, false), film.Colour);
        film.RequireStereo();
    }

    [Fact]
    public void Probe_TimesChaptersAndColour_AreThoseOfTheFile()
    {
        File.WriteAllText(_films.At("chapters.txt"), """
            ;FFMETADATA1
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=250
            title=Logo
            [CHAPTER]
            TIMEBASE=1/1000
            START=250
            END=500
            title=Über
            """);
        string path = _films.Make("-f lavfi -i testsrc2=s=320x180:r=24000/1001:d=0.5 -i chapters.txt -map_chapters 1"
            + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -color_range pc -colorspace bt709 film.mp4");

        Film film = SmallFilms.Probe(path);

        Assert.Equal([new Chapter(0, 0.25, "Logo"), new Chapter(0.25, 0.5, "Über")], film.Chapters);
        Assert.Equal(new Rational(24000, 1001), film.Fps);
        Assert.Equal([new Rational(1, 24000)], film.TimeBases);
        Assert.Equal(new ColourCoding(YuvMatrix.Bt709, true), film.Colour);
        Assert.Equal(("h264", 12), (film.Codec, film.Frames));
        Assert.Equal(12 * 1001 / 24000d, film.DurationS!.Value, 0.001);
    }

    [Fact]
    public void Probe_ContainerWithoutFrameCount_CountsPackets()
    {
        Film film = SmallFilms.Probe(_films.Film("film.mkv", "320x180", seconds: 1.5));

        Assert.Equal((36, YuvMatrix.Bt601), (film.Frames, film.Colour.Matrix));
        Assert.Equal(1.5, film.DurationS!.Value, 0.001);
    }

    [Fact]
    public void Probe_TwoFiles_IsAPair()
    {
        string left = _films.Film("left.mkv", "320x180");
        string right = _films.Film("right.mp4", "320x180");

        Film film = SmallFilms.Probe($"{left}+{right}", new FilmOverrides(ViewOrder: ViewOrder.LeftFirst));

        Assert.Equal((StereoLayout.TwoFiles, "left", 12), (film.Layout, film.Id, film.Frames));
        Assert.Equal([new Rational(1, 1000), new Rational(1, 12288)], film.TimeBases);
        Assert.Equal(new PixelSize(320, 180), film.ViewSize);
        film.RequireStereo();
    }

    [Theory]
    [InlineData("320x180", 1.0, "24", "12 frames", "24 frames")]
    [InlineData("320x240", 0.5, "24", "320×180", "320×240")]
    [InlineData("320x180", 0.48, "25", "24/1", "25/1")]
    public void Probe_TwoFilesThatDiffer_SaysBothMeasures(
        string size, double seconds, string rate, string first, string second)
    {
        string left = _films.Film("left.mkv", "320x180");
        string right = _films.Film("right.mkv", size, seconds, rate);

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe($"{left}+{right}", quick: true));

        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_NotAVideo_SaysSo()
    {
        File.WriteAllText(_films.At("film.mkv"), "This is a letter, not a film.");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(_films.At("film.mkv")));

        Assert.Contains("film.mkv: not a video that ffmpeg can read", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Probe_AudioOnly_SaysSo()
    {
        string path = _films.Make("-f lavfi -i sine=d=0.2 tone.mka");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("no video", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_CoverPictureBesideAudio_IsNoVideo()
    {
        string path = _films.Make("-f lavfi -i sine=d=0.2 -f lavfi -i testsrc2=s=64x64:r=1:d=1"
            + " -map 0 -map 1 -c:v mjpeg -disposition:v attached_pic -frames:v 1 song.m4a");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("no video", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_ZeroFrames_SaysSo()
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=1 -c:v libx264 -frames:v 0 film.avi");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("film.avi", error.Message, StringComparison.Ordinal);
        Assert.Contains("no frame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_Interlaced_IsRefused()
    {
        string path = _films.Film("film.mkv", "320x180", extra: "-flags +ildct+ilme -x264-params tff=1");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("interlaced", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_Rotated_IsRefused()
    {
        _films.Film("upright.mp4", "320x180");
        string path = _films.Make("-i upright.mp4 -c copy -metadata:s:v:0 rotate=90 film.mp4");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains("rotated by", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_TwoBadOfThree_ListsBoth()
    {
        string good = _films.Film("good.mkv", "320x180");
        string audio = _films.Make("-f lavfi -i sine=d=0.2 tone.mka");
        File.WriteAllText(_films.At("letter.mkv"), "A letter");
        IReadOnlyList<SourceArgument> sources = SourceArgument.Resolve(
            [good, audio, _films.At("letter.mkv")], new FilmOverrides());

        var error = Assert.Throws<FilmException>(
            () => FilmException.Collect(sources, source => FilmProbe.Probe(
                source, source.Overrides, quick: true, TestContext.Current.CancellationToken)));

        Assert.Equal(2, error.Message.Split('\n').Length);
    }

    [Fact]
    public void RequireStereo_NothingKnown_NamesTheTwoFlags()
    {
        Film film = SmallFilms.Probe(_films.Film("film.mp4", "320x180"), quick: true);

        var error = Assert.Throws<FilmException>(film.RequireStereo);

        Assert.Contains("--layout (sbs-full, sbs-half", error.Message, StringComparison.Ordinal);
        Assert.Contains("--view-order (left-first, right-first)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StereoLayout.SbsHalf, null, "--view-order", "--layout")]
    [InlineData(null, ViewOrder.LeftFirst, "--layout", "--view-order")]
    public void RequireStereo_OneThingUnknown_AsksForThatAlone(
        StereoLayout? layout, ViewOrder? order, string asked, string known)
    {
        Film film =
            SmallFilms.Probe(_films.Film("film.mp4", "320x180"), new FilmOverrides(layout, order), quick: true);

        var error = Assert.Throws<FilmException>(film.RequireStereo);

        Assert.Contains($"state {asked} (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(known, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StereoLayout.Mono, "mono")]
    [InlineData(StereoLayout.MvHevc, "mv-hevc needs ffmpeg 7.1")]
    public void RequireStereo_RefusedLayout_IsNamed(StereoLayout layout, string expected)
    {
        Film film = SmallFilms.Probe(
            _films.Film("film.mp4", "320x180"), new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);

        var error = Assert.Throws<FilmException>(film.RequireStereo);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
