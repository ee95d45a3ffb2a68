using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Synthesis;

/// <summary>
/// HDMI frame packing against the two views that were packed: the blank lines between them are left out wherever
/// pictures are read.
/// </summary>
[Slow]
public sealed class FramePackingTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Probe_CodedSizeOfFramePacking_GivesTheViewsThatWerePacked()
    {
        const string Source = "-f lavfi -i testsrc2=s=1280x720:r=24:d=0.125 -c:v ffv1 -pix_fmt yuv420p";
        _films.Make($"{Source} left.mkv");
        _films.Make($"{Source} -vf hflip,hue=h=90 right.mkv");
        string path = _films.Make("-i left.mkv -i right.mkv -filter_complex [0]pad=1280:750:0:0[l];[l][1]vstack"
            + " -c:v ffv1 film.mkv");

        Film film = SmallFilms.Probe(path);
        Film files = SmallFilms.Probe(
            _films.At("left.mkv") + "+" + _films.At("right.mkv"), new FilmOverrides(null, ViewOrder.LeftFirst));

        Assert.Equal((StereoLayout.TabFull, ViewOrder.LeftFirst), (film.Layout, film.ViewOrder));
        Assert.Equal(new PixelSize(1280, 720), film.ViewSize);
        Assert.Contains(film.Evidence, line => line.Contains("HDMI frame packing", StringComparison.Ordinal));
        Assert.Equal(files.Active, film.Active);
        Assert.Equal(Digests(files, 0), Digests(film, 0));
        Assert.Equal(Digests(files, 1), Digests(film, 1));
        Assert.Equal(Scores(files), Scores(film));
        foreach ((Plane<Rgb24> one, Plane<Rgb24> other) in Stills(files).Zip(Stills(film)))
        {
            Assert.True(one.Bytes.SequenceEqual(other.Bytes));
        }
    }

    [Theory]
    [InlineData(1920, 2205, 1080, 1125)]
    [InlineData(1280, 1470, 720, 750)]
    [InlineData(1920, 2160, 1080, 1080)]
    public void Of_OneViewAboveTheOther_LeavesTheBlankLinesOut(int width, int coded, int height, int second)
    {
        IReadOnlyList<CodedView> views = CodedView.Of(StereoLayout.TabFull, new PixelSize(width, coded));

        Assert.Equal(
            [new PixelArea(0, 0, width, height), new PixelArea(0, second, width, height)],
            views.Select(view => view.Area!.Value));
    }

    private static string[] Digests(Film film, int view) =>
    [
        .. FrameDump.Digests(film, null, 1, TestContext.Current.CancellationToken)
            .Where(digest => digest.View == view)
            .Select(digest => $"{digest.Frame} {digest.Md5}"),
    ];

    private static double[] Scores(Film film) =>
        [.. SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken).Score];

    private static Plane<Rgb24>[] Stills(Film film)
    {
        (Plane<Rgb24> first, Plane<Rgb24> second) =
            StillPairs.ReadAt(film, 0, new PixelSize(320, 180), TestContext.Current.CancellationToken)!.Value;
        return [first, second];
    }
}
