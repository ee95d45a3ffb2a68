using System.Security.Cryptography;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Tests.Decode;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Reading;

/// <summary>
/// A layout that nobody has: the first view in the upper left quarter of the coded frame, the second mirrored in the
/// lower right one. One source and one row make it a layout like the others: stated, probed, scanned, decoded,
/// digested and looked at.
/// </summary>
/// <remarks>
/// The film is drawn in luma alone: frame n of the first view is 40 + 3 n, of the second 43 + 3 n, and 30 more in the
/// left fifth of either. The rest of the coded frame is 200, which belongs to no view.
/// </remarks>
[Slow]
public sealed class NewLayoutTests : IDisposable
{
    private const int Frames = 24;
    private const int Width = 320;
    private const int Height = 180;

    private readonly SmallFilms _films = new();

    public NewLayoutTests() => LayoutTable.Register(new(
        (StereoLayout)100, "corners", film => new CornerSource(film), CornerSource.Views,
        ViewAxes.Across | ViewAxes.Down));

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Words_OfTheLayout_AreThoseOfItsRow()
    {
        Assert.Equal("corners", StereoWords.Of(StereoWords.StatedLayout("corners")!.Value));
        Assert.Contains("mono, corners", StereoWords.LayoutChoices, StringComparison.Ordinal);
        Assert.Null(StereoWords.StatedLayout("unknown"));
    }

    [Fact]
    public void Probe_Stated_HasViewsOfAQuarterAndRefusesACropOnOneSide()
    {
        Film film = Film();

        Assert.Equal(new PixelSize(Width, Height), film.ViewSize);
        Assert.Throws<FilmException>(() => new ShownPart(0, 8, 0, 0).Check("film.mkv", film.Layout, film.CodedSize));
        Assert.Equal(film.Layout, FilmJson.Read(FilmJson.Write(film), film.Paths).Layout);
    }

    [Fact]
    public void Scan_MeasuresTheFirstViewAlone()
    {
        SceneScores scores = SceneScan.Run(
            Film(), new ScanOptions(ScorePicture.View, CutDetector.FFmpegScene, MeasuresLuma: true), null,
            TestContext.Current.CancellationToken);

        Assert.Equal(Frames, scores.Frames);
        for (int frame = 0; frame < Frames; frame++)
        {
            // A fifth of the view is 30 brighter.
            Assert.Equal(40 + (3 * frame) + 6, scores.Luma[frame], 0.5);
        }
    }

    [Fact]
    public void Digests_AreThoseOfTheDrawnViews()
    {
        List<ViewDigest> found =
            [.. FrameDump.Digests(Film(), [0, 5, 23], 2, TestContext.Current.CancellationToken)];

        Assert.Equal(
            new[] { 0, 5, 23 }.SelectMany(n => new[]
            {
                new ViewDigest(0, n, Drawn(40 + (3 * n))), new ViewDigest(1, n, Drawn(43 + (3 * n))),
            }),
            found);
    }

    [Fact]
    public async Task Decode_PlannedFrames_AreTheDrawnViews()
    {
        Film film = Film();
        var pool = new PlanePool(1 << 26);
        var log = new RejectionLog();
        var found = new List<int>();

        await foreach (StereoFrame frame in SmallDecoding.Run(
            film, SmallDecoding.Plan(film, [1, 7, 20]), pool, log, threads: 2))
        {
            using (frame)
            {
                found.Add(frame.Number);

                // Stated right first; the crop takes 8 columns off each side.
                AssertView(frame.Right, 40 + (3 * frame.Number), bright: 64 - 8);
                AssertView(frame.Left, 43 + (3 * frame.Number), bright: 64 - 8);
            }
        }

        Assert.Equal([1, 7, 20], found);
        Assert.Equal(0, pool.BytesOutstanding);
    }

    [Fact]
    public void Stills_AreTheDrawnViews()
    {
        (Plane<Rgb24> first, Plane<Rgb24> second) = StillPairs.ReadAt(
            Film(), 10.5 / 24, new PixelSize(Width, Height), TestContext.Current.CancellationToken)!.Value;

        // The first frame at or behind that time.
        AssertView(first, 40 + (3 * 11), bright: 64);
        AssertView(second, 43 + (3 * 11), bright: 64);
    }

    private static void AssertView(Plane<Rgb24> view, int luma, int bright)
    {
        int y = view.Height / 2;
        Assert.Equal(
            (luma + 30, luma + 30, luma, luma),
            (Luma(view[0, y]), Luma(view[bright - 4, y]), Luma(view[bright + 4, y]), Luma(view[view.Width - 1, y])));
    }

    // Back from full range to the coded luma.
    private static int Luma(Rgb24 pixel) => (int)Math.Round(16 + (pixel.G * 219 / 255.0));

    private static string Drawn(int luma)
    {
        byte[] planes = new byte[Width * Height * 3 / 2];
        for (int at = 0; at < planes.Length; at++)
        {
            planes[at] = (byte)(at >= Width * Height ? 128 : luma + (at % Width < 64 ? 30 : 0));
        }

#pragma warning disable CA5351 // Not for security: digests of frames are MD5.
        return Convert.ToHexStringLower(MD5.HashData(planes));
#pragma warning restore CA5351
    }

    private Film Film()
    {
        // The second view is mirrored: its left fifth lies at the right edge of the coded frame.
        const string Luma = "if(lt(X,320)*lt(Y,180),40+3*N+30*lt(X,64),if(gte(X,320)*gte(Y,180),"
            + "43+3*N+30*gte(X,576),200))";
        string path = _films.Make(
            "-f", "lavfi", "-i", $"color=black:s=640x360:r=24:d={Frames / 24}", "-vf",
            $"format=yuv420p,geq=lum='{Luma}':cb=128:cr=128", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0",
            "-g", "12", "-bf", "2", "-pix_fmt", "yuv420p", "corners.mkv");
        return SmallFilms.Probe(
            path, new FilmOverrides(StereoWords.StatedLayout("corners"), ViewOrder.RightFirst), quick: true);
    }

    /// <summary>All that is new of the layout: where its views lie, and that one stream has both.</summary>
    private sealed class CornerSource(Film film) : IFrameSource
    {
        private readonly PackedSource _packed = new(film);

        public long FramesDecoded => _packed.FramesDecoded;

        public IReadOnlyList<ScanPass> Passes => _packed.Passes;

        public static IReadOnlyList<CodedView> Views(PixelSize coded)
        {
            (int width, int height) = (coded.Width / 2, coded.Height / 2);
            CodedView second = CodedView.Cut(new(width, height, width, height));
            return [CodedView.Cut(new(0, 0, width, height)), second with { Filter = second.Filter + "hflip," }];
        }

        public IEnumerable<SourceFrame> Read(FrameRequest request, CancellationToken cancel) =>
            _packed.Read(request, cancel);

        public IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> ReadStills(
            IReadOnlyList<double> timesS, bool isExact, StillScaling scaling, CancellationToken cancel) =>
            _packed.ReadStills(timesS, isExact, scaling, cancel);
    }
}
