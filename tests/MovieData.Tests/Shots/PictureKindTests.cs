using MovieData.Frames;
using MovieData.Shots;
using MovieData.Source;
using MovieData.Tests.Source;

namespace MovieData.Tests.Shots;

public sealed class PictureKindTests : IDisposable
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
        var kind = new PictureKind(InventedScan.Film(new Rational(24, 1), []), 0);
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

    private static SceneScores Scan(Film film) =>
        SceneScan.Run(film, ScorePicture.View, progress: null, TestContext.Current.CancellationToken);

    /// <summary>Two seconds of 640×180, then two of another kind, in one transport stream.</summary>
    private Film Joined(string input, string extra, StereoLayout layout)
    {
        const string Coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24 -muxdelay 0 -muxpreload 0";
        string first = _films.Make($"-f lavfi -i testsrc2=s=640x180:r=24:d=2 {Coded} first.ts");
        string second = _films.Make($"{input} {Coded} {extra} -output_ts_offset 2 second.ts");
        File.WriteAllBytes(_films.At("joined.ts"), [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)]);
        return SmallFilms.Probe(_films.At("joined.ts"), new FilmOverrides(layout, ViewOrder.LeftFirst)) with
        {
            // The container's length is that of both, whatever ffprobe makes of the seam.
            DurationS = null,
        };
    }
}
