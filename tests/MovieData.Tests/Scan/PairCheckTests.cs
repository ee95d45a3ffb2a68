using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Decode;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

[Slow]
public sealed class PairCheckTests : IDisposable
{
    /// <summary>A picture that moves evenly: no lag can be told from another.</summary>
    private const string Even = "-f lavfi -i smptehdbars=s=320x180:r=24:d=4,scroll=h=0.0125";
    private const string Encode = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 48";
    private static readonly FilmOverrides LeftFirst = new(ViewOrder: ViewOrder.LeftFirst);

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    /// <summary>
    /// The right eye lost picture 30 and shows 69 twice: frames 30…68 are of two instants, and none of their samples
    /// may come out.
    /// </summary>
    [Theory]
    [InlineData(StereoLayout.TwoFiles)]
    [InlineData(StereoLayout.TwoStreams)]
    public async Task Run_PictureLostInMidFilmAndMadeUpFor_ItsFramesAreRejected(StereoLayout layout)
    {
        string left = _films.Make($"{Even} {Encode} left.mkv");
        string right = _films.Make($"{Even} -vf select='not(eq(n,30))',loop=loop=1:size=1:start=69,setpts=N/24/TB "
            + $"-fps_mode passthrough {Encode} right.mkv");
        string source = layout == StereoLayout.TwoFiles
            ? $"{left}+{right}"
            : _films.Make($"-i {left} -i {right} -map 0 -map 1 -c copy film.mkv");
        Film film = SmallFilms.Probe(source, new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);

        SceneScores scores = Scan(film);

        Assert.Equal([new LagStretch(30, 69, 1)], scores.Lags);
        Assert.Contains("30…68 (1 frame ahead of it)", Assert.Single(scores.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(_films.Folder, scores.Warnings[0], StringComparison.Ordinal);
        var clip = new Clip(0, 0, 0, 0, 96);
        var segment = new Segment("film", 0, [.. new[] { 29, 30, 68, 69 }
            .Select(frame => ShotPlanner.Sample(film, clip, frame, scores))]);
        var log = new RejectionLog();
        var pool = new PlanePool(1 << 26);
        var kept = new List<int>();
        await foreach (StereoFrame frame in SmallDecoding.Run(film, segment, pool, log, threads: 1))
        {
            kept.Add(frame.Number);
            frame.Dispose();
        }

        Assert.Equal([29, 69], kept);
        Assert.Equal(("time_shift", 1.0), (log.Find(30)!.Rule, log.Find(68)!.Value));
    }

    [Fact]
    public void Run_SecondFileStartsLaterAndPicturesDoNotTell_IsRefusedUnlessStated()
    {
        (string left, string right) = StartsAFrameApart(Even, "");
        Film film = SmallFilms.Probe($"{left}+{right}", LeftFirst, quick: true);

        var error = Assert.Throws<ScanException>(() => Scan(film));
        SceneScores stated =
            Scan(SmallFilms.Probe($"{left}+{right}", LeftFirst with { InStep = true }, quick: true));

        Assert.Contains("right.mkv: may run 1 frame ahead of ", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "it starts 0.042 s later; their pictures do not tell", error.Message, StringComparison.Ordinal);
        Assert.Contains($"cut 1 frame off the start of {left}", error.Message, StringComparison.Ordinal);
        Assert.Empty(stated.Lags);
        Assert.Contains("as stated by --in-step", Assert.Single(stated.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(_films.Folder, stated.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SecondFileStartsLaterButPicturesAreInStep_IsKeptAndTold()
    {
        const string Flashes = Even + ",negate=enable='eq(mod(n,17),3)+eq(mod(n,29),9)'";
        (string left, string right) = StartsAFrameApart(Flashes, "");

        SceneScores scores = Scan(SmallFilms.Probe($"{left}+{right}", LeftFirst, quick: true));

        Assert.Empty(scores.Lags);
        Assert.Contains("0.042 s later than", Assert.Single(scores.Warnings), StringComparison.Ordinal);
        Assert.Contains("change in step", scores.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(_films.Folder, scores.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SecondFileLacksItsFirstPicture_IsRefusedWithWhatToCut()
    {
        const string Flashes = Even + ",negate=enable='eq(mod(n,17),3)+eq(mod(n,29),9)'";
        (string left, string right) = StartsAFrameApart(
            Flashes, "-vf trim=start_frame=1,tpad=stop=1:stop_mode=clone,setpts=N/24/TB");

        var error = Assert.Throws<ScanException>(
            () => Scan(SmallFilms.Probe($"{left}+{right}", LeftFirst, quick: true)));

        Assert.Contains("right.mkv: runs 1 frame ahead of ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"cut 1 frame off the start of {left}", error.Message, StringComparison.Ordinal);
    }

    private (string Left, string Right) StartsAFrameApart(string input, string filter)
    {
        string left = _films.Make($"{input} {Encode} left.mkv");
        string all = _films.Make($"{input} {filter} {Encode} all.mkv");
        return (left, _films.Make($"-itsoffset 0.042 -i {all} -c copy right.mkv"));
    }

    private static SceneScores Scan(Film film) =>
        SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
}
