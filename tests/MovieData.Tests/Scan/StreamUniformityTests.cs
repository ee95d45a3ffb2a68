using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

[Slow]
public sealed class StreamUniformityTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData(StereoLayout.SbsFull, "1280x360", "1280×360", 48)]
    [InlineData(StereoLayout.SbsFull, "320x90", "320×90", 48)]
    [InlineData(StereoLayout.TabFull, "320x90", "320×90", 48)]
    [InlineData(StereoLayout.Mono, "1280x180", "1280×180", 48)]
    [InlineData(StereoLayout.Alternating, "320x90", "320×90", 24)]
    [InlineData(StereoLayout.ColumnInterleaved, "320x90", "320×90", 48)]
    public void Run_SizeChangesInMidFilm_NamesTheFrameAndBothSizes(
        StereoLayout layout, string size, string measured, int frame)
    {
        Film film = Joined($"-f lavfi -i testsrc2=s={size}:r=24:d=2", "", layout);

        var error = Assert.Throws<ScanException>(() => Scan(film));

        Assert.Contains(
            $"joined.ts: frame {frame} is {measured} px, expected 640×180", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Run_InterlacedStretchInMidFilm_NamesItsFirstFrame()
    {
        const string Interlaced = "-vf setfield=tff -flags +ilme+ildct -x264-params tff=1";
        Film film = Joined("-f lavfi -i testsrc2=s=640x180:r=24:d=2", Interlaced, StereoLayout.SbsFull);

        var error = Assert.Throws<ScanException>(() => Scan(film));

        Assert.Contains(
            "joined.ts: frame 48 begins 12 interlaced pictures in a row", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("deinterlace the film first", error.Message, StringComparison.Ordinal);

        // Rows may be coded like fields and yet be two views of one instant.
        Assert.Equal(96, Scan(film with { Layout = StereoLayout.RowInterleaved }).Frames);
    }

    [Theory]
    [InlineData(100, 11, 1, null)]
    [InlineData(100, 12, 1, "frame 0 begins 12 interlaced pictures in a row")]
    [InlineData(2000, 20, 100, null)]
    [InlineData(2000, 21, 95, "frame 0 is the first of 21 interlaced pictures of 2000, expected at most 1")]
    public void Finish_SomePicturesInterlaced_AFewAreTakenForASlip(
        int pictures, int interlaced, int every, string? expected)
    {
        var kind = new StreamUniformity(InventedScan.Film(new Rational(24, 1), []), 0);
        for (int n = 0; n < pictures; n++)
        {
            char order = n % every == 0 && n / every < interlaced ? 'B' : 'P';
            kind.Take($"[Parsed_showinfo_0 @ 0x1] [info] n:{n,4} pts:{n,7} s:3840x1080 i:{order} iskey:1 type:I ");
        }

        if (expected is null)
        {
            kind.Finish();
        }
        else
        {
            Assert.Contains(
                "test.mkv: " + expected, Assert.Throws<ScanException>(kind.Finish).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("yuv420p sar:1/1", "tv", "bt709", "bt709", "bt709", null)]
    [InlineData("yuv420p sar:0/1", "unknown", "unknown", "smpte170m", "smpte170m", null)]
    [InlineData("yuvj420p sar:1/1", "pc", "bt709", "bt709", "bt709", "colour range pc, expected tv")]
    [InlineData("yuv420p sar:1/1", "pc", "bt709", "bt709", "bt709", "colour range pc, expected tv")]
    [InlineData("yuv420p sar:1/1", "tv", "bt470bg", "bt709", "bt709", "colour matrix bt470bg, expected bt709")]
    [InlineData("yuv420p sar:1/1", "tv", "ycgco", "bt709", "bt709", "colour matrix ycgco, expected bt709")]
    [InlineData("yuv420p sar:1/1", "tv", "bt709", "bt709", "smpte2084", "colour transfer smpte2084, expected SDR")]
    [InlineData("yuv420p sar:1/1", "tv", "bt709", "bt709", "linear", "colour transfer linear, expected SDR")]
    [InlineData("yuv420p sar:1/1", "tv", "bt709", "bt2020", "bt709", "colour primaries bt2020, expected those of")]
    [InlineData("yuv422p sar:1/1", "tv", "bt709", "bt709", "bt709", "pixel format yuv422p, expected yuv420p")]
    [InlineData("gbrp sar:1/1", "tv", "gbr", "bt709", "bt709", "pixel format gbrp, expected one of yuv pixels")]
    [InlineData("yuv420p sar:2/1", "tv", "bt709", "bt709", "bt709", "sample aspect 2/1, expected 1/1")]
    public void Finish_TagsChangeInMidFilm_NamesTheFrameAndBoth(
        string shape, string range, string matrix, string primaries, string transfer, string? expected)
    {
        var kind = new StreamUniformity(InventedScan.Film(new Rational(24, 1), []), 0);
        for (int n = 0; n < 5; n++)
        {
            bool isFirst = n < 3;
            kind.Take($"[Parsed_showinfo_0 @ 0x1] [info] n:{n,4} pts:{n,7} fmt:{(isFirst ? "yuv420p sar:1/1" : shape)} "
                + "s:3840x1080 i:P iskey:1 type:I ");
            kind.TakeColour("[Parsed_showinfo_0 @ 0x1] [info] " + (isFirst
                ? "color_range:tv color_space:bt709 color_primaries:bt709 color_trc:bt709"
                : $"color_range:{range} color_space:{matrix} color_primaries:{primaries} color_trc:{transfer}"));
        }

        if (expected is null)
        {
            kind.Finish();
        }
        else
        {
            Assert.StartsWith(
                "test.mkv: frame 3 is of " + expected,
                Assert.Throws<ScanException>(kind.Finish).Message,
                StringComparison.Ordinal);
        }
    }

    private static SceneScores Scan(Film film) =>
        SceneScan.Run(film, ScorePicture.View, progress: null, TestContext.Current.CancellationToken);

    /// <summary>Two seconds of 640×180, then two of another kind, in one transport stream.</summary>
    private Film Joined(string input, string extra, StereoLayout layout)
    {
        const string Coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24 -muxdelay 0 -muxpreload 0";
        string first = _films.Make($"-f lavfi -i testsrc2=s=640x180:r=24:d=2 {Coded} first.ts");
        string second = _films.Make($"{input} {Coded} {extra} -output_ts_offset 2 second.ts");
        File.WriteAllBytes(_films.At("joined.ts"), [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)]);
        Film film =
            SmallFilms.Probe(_films.At("joined.ts"), new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);
        return film with
        {
            // The container's length is that of both, whatever ffprobe makes of the seam.
            DurationS = null,
        };
    }
}
