using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Tests.Probe;

/// <summary>What <c>probe</c> finds in pictures, names and streams when no tag says anything.</summary>
[Slow]
public sealed class PackingProbeTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Probe_RealUntaggedHalfSideBySideFilm_SeesThePackingButNotTheOrder()
    {
        Film film = SmallFilms.Probe(SharedFiles.Require("video/vdw_demo/rgbdemo.mp4"));

        Assert.Equal((StereoLayout.SbsHalf, ViewOrder.Unknown), (film.Layout, film.ViewOrder));
        Assert.Contains(film.Evidence, line => line.StartsWith("layout sbs-half: pictures:", StringComparison.Ordinal));
        Assert.Throws<FilmException>(film.RequireStereo);
    }

    [Theory]
    [InlineData("calf", StereoLayout.SbsFull)]
    [LongData("walrus", StereoLayout.TabFull)]
    public void Probe_RealPackedStill_SeesThePacking(string name, StereoLayout layout)
    {
        string folder = SharedFiles.Require("pairs/sbs_stills");
        string picture = Directory.EnumerateFiles(folder, "*" + name + "*", SearchOption.AllDirectories).First();
        string path = _films.Make(
            "-loop", "1", "-i", picture, "-frames:v", "3", "-c:v", "mjpeg", "-q:v", "3", "still.mkv");

        Assert.Equal(layout, SmallFilms.Probe(path).Layout);
    }

    [Theory]
    [InlineData("issue-195-aspect-ratio.mp4")]
    [LongData("goldeneye-vfr-drop3.mp4")]
    [InlineData("Megamind.avi")]
    [LongData("testvideo.mp4")]
    public void Probe_RealMonoFilm_SeesNoPacking(string name)
    {
        Film film = SmallFilms.Probe(SharedFiles.Require("cuts/" + name));

        Assert.Equal(StereoLayout.Unknown, film.Layout);
    }

    [Fact]
    public void Probe_NameAgainstPictures_WarnsNamingBoth()
    {
        _films.Make("-i", SharedFiles.Require("cuts/issue-195-aspect-ratio.mp4"), "-c", "copy", "-an", "film.HSBS.mp4");

        Film film = SmallFilms.Probe(_films.At("film.HSBS.mp4"));

        Assert.Equal(StereoLayout.SbsHalf, film.Layout);
        Assert.Contains(film.Warnings, line => line.Contains(
            "sbs-half (file name has HSBS) contradicts the pictures", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_LetterboxedHalfTopAndBottom_GivesTheActivePictureInViewPixels()
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=320x66:r=24:d=1 -vf"
            + " split[a][b];[a]pad=320:90:0:12[c];[b]pad=320:90:0:12[d];[c][d]vstack -c:v libx264 -g 6 -pix_fmt yuv420p"
            + " film.mkv");

        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.TabHalf, ViewOrder.LeftFirst));

        // 90 coded lines a view are unsqueezed to 180: bars of 12 and picture of 66 lines become 24 and 132.
        Assert.Equal(new PixelSize(320, 180), film.ViewSize);
        Assert.Equal(new PixelArea(0, 24, 320, 132), film.Active);
        Assert.Empty(film.Warnings);
    }

    [Fact]
    public void Probe_TwoVideoStreams_AreTheViews()
    {
        string path = TwoStreams("[a]crop=320:180:20,split[c][d];[d]crop=160:180:6[e];[c][e]overlay=0[b]");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((StereoLayout.TwoStreams, ViewOrder.Unknown), (film.Layout, film.ViewOrder));
        Assert.Equal([0, 1], film.StreamIndexes);
        Assert.Equal([path, path], film.Paths);
        Assert.Equal("film.mkv", FilmJson.Write(film)["source"]!.GetValue<string>());
    }

    /// <summary>Two languages: one picture, coded twice, with another caption.</summary>
    [Fact]
    public void Probe_TwoStreamsOfOnePicture_AreNoViews()
    {
        string path = TwoStreams("[a]crop=320:180:20,noise=alls=8,drawbox=100:150:120:14:white:fill[b]");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((StereoLayout.Mono, 0), (film.Layout, Assert.Single(film.StreamIndexes)));
        Assert.Contains("both video streams show one picture", film.Warnings[0], StringComparison.Ordinal);
    }

    /// <summary>Two angles: what the streams show has nothing in common.</summary>
    [Fact]
    public void Probe_TwoStreamsOfTwoScenes_AreUnknown()
    {
        string path = TwoStreams(
            "[a]nullsink;mandelbrot=s=320x180:r=24,trim=end_frame=12[b]");

        Film film = SmallFilms.Probe(path);

        Assert.Equal(StereoLayout.Unknown, film.Layout);
        Assert.Contains("show different scenes", film.Warnings[0], StringComparison.Ordinal);
    }

    // A test picture, and what a filter makes of the same picture [a] as the second stream [b].
    private string TwoStreams(string second) => _films.Make(
        "-f", "lavfi", "-i", "testsrc2=s=360x180:r=24:d=0.5", "-filter_complex",
        $"[0]split[s][a];[s]crop=320:180:20[f];{second}", "-map", "[f]", "-map", "[b]", "-c:v", "libx264",
        "-pix_fmt", "yuv420p", "film.mkv");

    [Fact]
    public void Probe_TwoStreamsStatedOfOne_SaysSo()
    {
        string path = _films.Film("film.mkv", "320x180");

        var error = Assert.Throws<FilmException>(
            () => SmallFilms.Probe(path, new FilmOverrides(StereoLayout.TwoStreams)));

        Assert.Contains("needs two video streams, found 1", error.Message, StringComparison.Ordinal);
    }
}
