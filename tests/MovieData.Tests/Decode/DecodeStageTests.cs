using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Staging;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>
/// Films whose grey level names view and frame: first view 40 + 3 n, second view 43 + 3 n (luma, limited range).
/// </summary>
[Slow]
public sealed class DecodeStageTests : IDisposable
{
    private const int FirstLevel = 40;
    private const int SecondLevel = 43;
    private const int Frames = 48;

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("sbs-full", "left-first")]
    [InlineData("sbs-full", "right-first")]
    [InlineData("sbs-half", "left-first")]
    [InlineData("tab-full", "left-first")]
    [InlineData("tab-half", "right-first")]
    [InlineData("two-files", "left-first")]
    [InlineData("two-files", "right-first")]
    public async Task RunAsync_PlannedFrames_AreThoseFramesWithTheViewsInOrder(string layout, string order)
    {
        var overrides = new FilmOverrides(StereoWords.ParseLayout(layout), StereoWords.ParseViewOrder(order));
        Film film = SmallFilms.Probe(Make(layout), overrides, quick: true);
        int[] wanted = [0, 1, 7, 23, 24, 40, 47];
        var pool = new PlanePool(1 << 26);

        var found = new List<(int Frame, int Left, int Right)>();
        await foreach (StereoFrame frame in Decode(film, wanted, pool, new RejectionLog()))
        {
            using (frame)
            {
                Assert.Equal(new PixelSize(304, 128), frame.Size);
                found.Add((frame.Number, Level(frame.Left), Level(frame.Right)));
            }
        }

        (int left, int right) = order == "left-first" ? (FirstLevel, SecondLevel) : (SecondLevel, FirstLevel);
        Assert.Equal(wanted.Select(n => (n, left + (3 * n), right + (3 * n))), found);
        Assert.Equal(0, pool.BytesOutstanding);
    }

    [Fact]
    public async Task RunAsync_PictureThatIsNotThere_IsRejectedAndTheOthersCome()
    {
        Film film = SmallFilms.Probe(
            Make("sbs-full"), new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
        var log = new RejectionLog();

        List<int> found = await Decode(film, [3, 5], new PlanePool(1 << 26), log, ptsOfSecond: 123_456)
            .Select(f => f.Number).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([3], found);
        Assert.Equal("damaged", log.Find(5)!.Rule);
    }

    /// <summary>
    /// The paper samples one second in four: with a key frame a second, as on discs, no more than that is decoded, from
    /// the burst's own key frame (ffmpeg would begin one earlier) to the next.
    /// </summary>
    [Fact]
    public async Task RunAsync_BurstsOfALongShot_DecodesAtMostThreeTenthsOfTheFrames()
    {
        string path = _films.Film("long.mkv", "640x180", seconds: 40, extra: "-g 24 -bf 2");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
        Pipeline paper = PipelineFile.Read(
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        var options = new PlanOptions(paper.Shots, paper.Sampling, Split.Train, 4096);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SceneScores scores = SceneScan.Run(film, options.Scan, null, cancel);
        Segment segment = Assert.Single(ShotPlanner.Plan(film, scores, options).Segments);
        DecodeOptions decode = PaperPipeline.Options.Decode with { View = new(320, 180), Crop = new(304, 128) };
        var stage = new DecodeStage(film, decode, new PlanePool(1 << 26), new RejectionLog(), threads: 2);

        List<int> found = await StageChain.One(segment).Then(stage, 1, cancel)
            .Select(Number).ToListAsync(cancel);

        Assert.Equal(segment.Samples.Select(sample => sample.Frame), found);
        Assert.Equal(40, found.Count);
        Assert.InRange(stage.FramesDecoded, 40, (long)(0.3 * scores.Frames));
    }

    /// <summary>A frame may be proved damaged by one behind it, up to the next key frame (12 here): these are waited
    /// for, unless the scan heard of no damage.</summary>
    [Theory]
    [InlineData(false, 13)]
    [InlineData(true, 10)]
    public async Task RunAsync_FilmKnownClean_DecodesNothingBehindTheLastFrame(bool isKnownClean, long decoded)
    {
        Film film = SmallFilms.Probe(
            Make("sbs-full"), new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
        DecodeOptions decode = PaperPipeline.Options.Decode with { View = new(320, 180), Crop = new(304, 128) };
        var stage = new DecodeStage(film, decode, new PlanePool(1 << 26), new RejectionLog(), threads: 2)
        {
            IsKnownClean = isKnownClean,
        };

        List<(int, int)> found = await StageChain.One(SmallDecoding.Plan(film, [2, 9]))
            .Then(stage, 1, TestContext.Current.CancellationToken)
            .Select(frame =>
            {
                using (frame)
                {
                    return (frame.Number, Level(frame.Left));
                }
            }).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([(2, FirstLevel + 6), (9, FirstLevel + 27)], found);
        Assert.Equal(decoded, stage.FramesDecoded);
    }

    private static int Number(StereoFrame frame)
    {
        using (frame)
        {
            return frame.Number;
        }
    }

    private static int Level(Plane<Rgb24> view)
    {
        Rgb24 middle = view[view.Width / 2, view.Height / 2];
        Assert.Equal((middle.R, middle.R), (middle.G, middle.B));
        Assert.Equal(view[0, 0], view[view.Width - 1, view.Height - 1]);

        // Back from full range to the coded luma.
        return (int)Math.Round(16 + (middle.R * 219 / 255.0));
    }

    private static IAsyncEnumerable<StereoFrame> Decode(
        Film film, int[] wanted, PlanePool pool, RejectionLog log, long? ptsOfSecond = null) =>
        SmallDecoding.Run(film, SmallDecoding.Plan(film, wanted, ptsOfSecond), pool, log, threads: 2);

    private string Make(string layout)
    {
        (string size, string first) = layout switch
        {
            "sbs-full" => ("640x180", "lt(X,320)"),
            "sbs-half" => ("320x180", "lt(X,160)"),
            "tab-full" => ("320x360", "lt(Y,180)"),
            "tab-half" => ("320x180", "lt(Y,90)"),
            _ => ("320x180", ""),
        };
        return layout == "two-files"
            ? Encode("first.mkv", size, $"{FirstLevel}+3*N") + "+" + Encode("second.mkv", size, $"{SecondLevel}+3*N")
            : Encode(layout + ".mkv", size, $"if({first},{FirstLevel},{SecondLevel})+3*N");
    }

    private string Encode(string name, string size, string luma) => _films.Make(
        "-f", "lavfi", "-i", $"color=black:s={size}:r=24:d={Frames / 24}", "-vf",
        $"format=yuv420p,geq=lum='{luma}':cb=128:cr=128", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0",
        "-g", "12", "-bf", "2", "-pix_fmt", "yuv420p", name);
}
