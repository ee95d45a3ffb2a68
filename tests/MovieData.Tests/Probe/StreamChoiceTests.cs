using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Tests.Probe;

/// <summary>Which of several video streams is the film.</summary>
[Slow]
public sealed class StreamChoiceTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("-disposition:v:0 0 -disposition:v:1 default both.mkv")]
    [LongData("-disposition:v:0 default -disposition:v:1 0 both.mkv")]
    [LongData("-disposition:v:0 0 -disposition:v:1 0 both.mp4")]
    [InlineData("-output_ts_offset 600 both.ts")]
    public void Probe_OnePictureTrackFirst_ReadsTheFilm(string container)
    {
        _films.Film("cover.mkv", "640x360", extra: "-frames:v 1");
        _films.Film("film.mkv", "320x90", seconds: 2, extra: "-metadata:s:v:0 stereo_mode=right_left");
        string path = _films.Make($"-i cover.mkv -i film.mkv -map 0 -map 1 -c copy {container}");

        Film film = SmallFilms.Probe(path);
        Film quick = SmallFilms.Probe(path, quick: true);

        Assert.Equal([1], film.StreamIndexes);
        Assert.Equal([1], quick.StreamIndexes);
        Assert.Equal((new PixelSize(320, 90), 48), (film.CodedSize, film.Frames));
        Assert.Contains(film.Warnings, line => line.Contains("index 1 (h264 320×90", StringComparison.Ordinal)
            && line.Contains("is read: no other lasts as long", StringComparison.Ordinal)
            && line.Contains("not read: index 0 (h264 640×360", StringComparison.Ordinal));
        if (container.EndsWith("mkv", StringComparison.Ordinal))
        {
            // The tag and the side data that are weighed are the film's.
            Assert.Equal(ViewOrder.RightFirst, film.ViewOrder);
        }
    }

    [Fact]
    public void Probe_StreamStated_ReadsItAlone()
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=0.5 -map 0 -map 0 -c:v libx264"
            + " -pix_fmt yuv420p film.mkv");

        Film film = SmallFilms.Probe(path, new FilmOverrides { Stream = 1 });

        Assert.Equal((StereoLayout.Unknown, 1), (film.Layout, Assert.Single(film.StreamIndexes)));
        Assert.Contains(film.Warnings, line => line.Contains("is read: stated by the user", StringComparison.Ordinal));
        var wrong = Assert.Throws<FilmException>(() => SmallFilms.Probe(path, new FilmOverrides { Stream = 2 }));
        Assert.Contains("--stream 2: no video stream has this index; it has index 0 (h264 320×180", wrong.Message,
            StringComparison.Ordinal);
        var both = Assert.Throws<FilmException>(
            () => SmallFilms.Probe(path, new FilmOverrides(StereoLayout.TwoStreams) { Stream = 1 }));
        Assert.Contains("leave one of them out", both.Message, StringComparison.Ordinal);
    }

    /// <summary>The 3D film beside a longer 2D one, which is the default track.</summary>
    [Fact]
    public void Probe_OneTrackThatSaysItIsStereo_IsRead()
    {
        _films.Film("flat.mkv", "320x180", seconds: 2);
        _films.Film("stereo.mkv", "640x180", seconds: 0.5, extra: "-metadata:s:v:0 stereo_mode=left_right");
        string path = _films.Make("-i flat.mkv -i stereo.mkv -map 0 -map 1 -c copy -disposition:v:0 default"
            + " -disposition:v:1 0 both.mkv");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((1, ViewOrder.LeftFirst), (Assert.Single(film.StreamIndexes), film.ViewOrder));
        Assert.Contains(film.Warnings, line => line.Contains("the only one that says it is stereo"));
    }

    [Fact]
    public void Probe_DefaultTrackAmongSeveralAsLong_IsRead()
    {
        _films.Film("large.mkv", "640x180");
        _films.Film("small.mkv", "320x90");

        string marked = _films.Make("-i large.mkv -i small.mkv -map 0 -map 1 -c copy -disposition:v:0 0"
            + " -disposition:v:1 default marked.mkv");
        string open = _films.Make("-i small.mkv -i large.mkv -map 0 -map 1 -c copy -disposition:v:0 0"
            + " -disposition:v:1 0 open.mkv");

        Assert.Equal(new PixelSize(320, 90), SmallFilms.Probe(marked).CodedSize);
        Assert.Equal(new PixelSize(640, 180), SmallFilms.Probe(open).CodedSize);
    }

    [Fact]
    public void Probe_TwoViewsBehindAThumbnail_AreTheLowerAndTheHigherStream()
    {
        _films.Film("cover.mkv", "64x36", extra: "-frames:v 1");
        _films.Film("view.mkv", "320x180", seconds: 1);
        _films.Make("-i view.mkv -vf split[c][d];[d]crop=160:180:6[e];[c][e]overlay=0 -c:v libx264 other.mkv");
        string path = _films.Make("-i cover.mkv -i view.mkv -i other.mkv -map 0 -map 1 -map 2 -c copy"
            + " -disposition:v:0 0 -disposition:v:1 0 -disposition:v:2 default film.mkv");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((StereoLayout.TwoStreams, 24), (film.Layout, film.Frames));
        Assert.Equal([1, 2], film.StreamIndexes);
    }

    [Fact]
    public void Probe_BluRay3DBehindAThumbnail_GivesBothItsViews()
    {
        string path = SharedFiles.Committed("mvc/containers/single_track.mkv");
        _films.Film("cover.mkv", "64x36", extra: "-frames:v 1");
        string both = _films.Make("-i", "cover.mkv", "-i", path, "-map", "0", "-map", "1:v", "-c", "copy", "both.mkv");

        Film film = SmallFilms.Probe(both);

        Assert.Equal((StereoLayout.Mvc, 48), (film.Layout, film.Frames));
        Assert.Equal([1], film.StreamIndexes);
        Assert.Equal(Digests(SmallFilms.Probe(path)), Digests(film));

        static ViewDigest[] Digests(Film film) =>
            [.. FrameDump.Digests(film, [0, 3], 1, TestContext.Current.CancellationToken)];
    }

    [Theory]
    [InlineData("1.5:1")]
    [InlineData("0:1")]
    [InlineData("2/1")]
    [InlineData("2:1:1")]
    public void StatedAspect_NoRatio_IsNull(string word) => Assert.Null(StereoWords.StatedAspect(word));
}
