using System.Globalization;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Runs;
using MovieData.Synthesis;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Runs;

/// <summary>
/// The order found in the pictures against the order known. <c>tools/measure/view-order.sh</c> runs the same over 100
/// scenes of 24 pairs.
/// </summary>
[Slow]
public sealed class ViewOrderCheckTests : IClassFixture<SmallFilm>, IDisposable
{
    private static readonly Lazy<OnnxModel> Network = new(() => OnnxModel.Load(
        ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow), ModelPlace.Cpu));

    private readonly SmallFilm _film;
    private readonly SmallFilms _films = new();

    public ViewOrderCheckTests(SmallFilm film) => _film = film;

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Look_SyntheticScenesOfEitherOrder_FindsTheOrder()
    {
        int count = Setting("MOVIEDATA_ORDER_SCENES", 5);
        int pairs = Setting("MOVIEDATA_ORDER_PAIRS", 3);
        var scenes = new SyntheticScenes(20260, new PixelSize(640, 360));
        var lines = new List<string>();
        int right = 0;
        for (int index = 0; index < count; index++)
        {
            OrderedScene scene = scenes[index];

            ViewOrderVotes votes = Look(Enumerable.Range(0, pairs).Select(pair => scene.Render(24 * pair)));

            double leftFirst = votes.LeftFirstProbability;
            right += leftFirst > 0.5 == (scene.Order == ViewOrder.LeftFirst) ? 1 : 0;
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"scene {index} {StereoWords.Of(scene.Order)} ground {scene.HasGround}: {votes.Sentence}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{right} of {count} right\n{string.Join('\n', lines)}");
        Assert.True(right >= 0.99 * count, $"{right} of {count} right:\n{string.Join('\n', lines)}");
    }

    [Theory]
    [LongData("teddy/left.png", "teddy/right.png")]
    [LongData("wood2/left.png", "wood2/right.png")]
    [InlineData("aloe/left.jpg", "aloe/right.jpg")]
    [LongData("nogt_piano/left.png", "nogt_piano/right.png")]
    [InlineData("nogt_kitti2012gray/left.png", "nogt_kitti2012gray/right.png")]
    [LongData("sbs_stills/si_Panasonic-DMC-GX8-left.jpg", "sbs_stills/si_Panasonic-DMC-GX8-right.jpg")]
    [InlineData("sbs_stills/si_calf-left-right.jpg", "side by side")]
    public void Look_RealPairAsItIsAndSwapped_FindsTheOrder(string first, string second)
    {
        string path = SharedFiles.Require("pairs/" + first);
        Plane<Rgb24> picture = PictureFile.ReadRgb(path);
        (int width, int height) = picture.Size;
        Plane<Rgb24> Left() => second switch
        {
            "side by side" => Reduced(picture, new PixelArea(0, 0, width / 2, height)),
            _ => Reduced(picture, new PixelArea(0, 0, width, height)),
        };
        Plane<Rgb24> Right() => second switch
        {
            "side by side" => Reduced(picture, new PixelArea(width / 2, 0, width / 2, height)),
            _ => Reduced(
                PictureFile.ReadRgb(SharedFiles.Require("pairs/" + second)), new PixelArea(0, 0, width, height)),
        };

        ViewOrderVotes asItIs = Look([(Left(), Right())]);
        ViewOrderVotes swapped = Look([(Right(), Left())]);

        Assert.True(asItIs.LeftFirstProbability > 0.5, asItIs.Sentence);
        Assert.True(swapped.LeftFirstProbability < 0.5, swapped.Sentence);
    }

    /// <summary>The sphere as extraction sees it: two flat views straight ahead.</summary>
    [Fact]
    public void Look_RealSphereAsItIsAndSwapped_FindsTheOrder()
    {
        string path = SharedFiles.Require("pairs/sbs_stills/si_walrus-360.top-bottom.jpg");
        PixelSize sphere = PictureFile.ReadRgb(path).Size;
        sphere = new PixelSize(sphere.Width, sphere.Height / 2);
        Plane<Rgb24> Flat(string half)
        {
            string flat = FlatView.Filter(Projection.Equirect, sphere, new PixelSize(640, 360));
            return PictureFile.ReadRgb(_films.Make(
                "-i", path, "-vf", $"crop=iw:ih/2:0:{half},{flat}scale=640:360,format=rgb24",
                "-frames:v", "1", "flat.png"));
        }

        ViewOrderVotes asItIs = Look([(Flat("0"), Flat("ih/2"))]);
        ViewOrderVotes swapped = Look([(Flat("ih/2"), Flat("0"))]);

        Assert.True(asItIs.LeftFirstProbability > 0.5, asItIs.Sentence);
        Assert.True(swapped.LeftFirstProbability < 0.5, swapped.Sentence);
    }

    [Theory]
    [LongData("rgbdemo.mp4")]
    [InlineData("vdw_1.mp4")]
    [LongData("vdw_2.mp4")]
    public void Run_RealFilmAsItIsAndSwapped_IsSureOfTheOrder(string name)
    {
        string path = SharedFiles.Require("video/vdw_demo/" + name);
        Film right = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst));
        Film wrong = right with { ViewOrder = ViewOrder.RightFirst };

        right = ViewOrderCheck.Run(right, Network.Value, TestContext.Current.CancellationToken);
        wrong = ViewOrderCheck.Run(wrong, Network.Value, TestContext.Current.CancellationToken);

        // Always of the first view being the left one, whatever is stated.
        Assert.True(right.ViewOrderProbability >= 0.98, right.Evidence[^1]);
        Assert.Equal(right.ViewOrderProbability, wrong.ViewOrderProbability);
        Assert.False(ViewOrderCheck.Contradicts(right with { ViewOrder = ViewOrder.Unknown }));
        Assert.False(ViewOrderCheck.Contradicts(right));
        Assert.True(ViewOrderCheck.Contradicts(wrong), wrong.Evidence[^1]);
        Assert.Contains("--view-order left-first", wrong.Warnings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_TagContradictsThePictures_StopsUnlessTheOrderIsStated()
    {
        Film film = SmallFilms.Probe(_film.Path);
        string tag = film.ViewOrder == ViewOrder.LeftFirst ? "right_left" : "left_right";
        string word = film.ViewOrder == ViewOrder.LeftFirst ? "right-first" : "left-first";
        string path = _films.Make(
            "-i", _film.Path, "-t", "8", "-c", "copy", "-metadata:s:v:0", $"stereo_mode={tag}", "film.mkv");
        string[] plan = ["plan", "--pipeline", _film.Pipeline, path];

        CommandResult probed = await CommandLine.RunAsync("probe", path);
        CommandResult stopped = await CommandLine.RunAsync([.. plan, "--out", _films.At("stopped")]);
        CommandResult stated =
            await CommandLine.RunAsync([.. plan, "--view-order", word, "--out", _films.At("stated")]);

        Assert.Contains("contradicts the pictures", probed.Output, StringComparison.Ordinal);
        Assert.Equal(2, stopped.Code);
        string fault = Assert.Single(stopped.Faults);
        Assert.Contains($"view order {word} contradicts the pictures", fault, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_films.At("stopped"), "films", "film")));
        Assert.Equal(0, stated.Code);
        Assert.Contains("contradicts the pictures", stated.Error, StringComparison.Ordinal);
    }

    private static ViewOrderVotes Look(IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> pairs) =>
        ViewOrderCheck.Look(pairs, Network.Value, TestContext.Current.CancellationToken);

    private static Plane<Rgb24> Reduced(Plane<Rgb24> picture, PixelArea area)
    {
        using var cut = new Plane<Rgb24>(area.Width, area.Height);
        for (int y = 0; y < area.Height; y++)
        {
            picture.Row(area.Y + y).Slice(area.X, area.Width).CopyTo(cut.Row(y));
        }

        int width = Math.Min(ViewOrderCheck.WidthMax, area.Width);
        var reduced = new Plane<Rgb24>(width, area.Height * width / area.Width);
        Resample.Picture(cut.Pixels, cut.Size, reduced.Pixels, reduced.Size);
        return reduced;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
