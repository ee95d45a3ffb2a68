using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Reading;

[Slow]
public sealed class FrameReaderTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    /// <summary>
    /// Stacking the views holds a picture back until the next one or the end of the stream: without an end of its own
    /// the subprocess decoded to the end of the film for one early picture, in silence, until the watchdog killed it.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Arguments_OneEarlyPicture_TheChildEndsLongBeforeTheFilm(int frame)
    {
        string path = _films.Film("long.mkv", "160x48", seconds: 60);
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
        var pts = (long)Math.Round(frame / film.Fps.Value / film.TimeBases[0].Value);
        ViewScaling scaling = new ViewScaling(film, null, null);

        List<string> arguments = FrameReader.Arguments(
            film, 0, FrameReader.Selection([pts]), FrameReader.EndAfter(film, 0, pts, false), null,
            new FrameRequest(scaling, new PlanePool(1), Threads: 0));
        arguments[^1] = "picture.yuv";
        string log = _films.Run("ffmpeg", arguments);

        Assert.Equal(scaling.PictureBytes, new FileInfo(_films.At("picture.yuv")).Length);
        Assert.Equal(1440, film.Frames);
        Assert.InRange(log.Split('\n').Count(line => line.Contains(" pts:", StringComparison.Ordinal)), frame + 1, 240);
    }

    /// <summary>ffmpeg refuses expressions of more than 100 levels; a plain sum of 101 terms is one.</summary>
    [Fact]
    public void OpenFrames_ManyPictures_AreAllFound()
    {
        Film film = SmallFilms.Probe(
            _films.Film("many.mkv", "96x64", seconds: 7), new FilmOverrides(StereoLayout.Mono), quick: true);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        int[] all = [.. Enumerable.Range(0, 168)];

        IEnumerable<ViewDigest> listed = FrameDump.Digests(film, all, 0, cancel);

        Assert.Equal(FrameDump.Digests(film, null, 0, cancel), listed);
    }
}
