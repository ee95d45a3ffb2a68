using System.Security.Cryptography;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

/// <summary>
/// Each layout against independent truth: two known views, packed by the test itself byte by byte and coded without
/// loss, must come out with the digests of the planes that went in.
/// </summary>
[Slow]
public sealed class LayoutDecodingTests : IDisposable
{
    private const int Width = 96;
    private const int Height = 64;
    private const int Frames = 30;
    private const string Lossless = "-c:v libx264 -preset ultrafast -qp 0 -x264-params keyint=10:scenecut=0:bframes=2";

    private static readonly int[] StillFrames = [0, 9, 10, 29];

    private static readonly Lazy<(Plane<Rgb24> First, Plane<Rgb24> Second)[]> StillsOfTwoFiles =
        new(ReadStillsOfTwoFiles);

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [LongData("block_lr", "alternating", "left-first")]
    [InlineData("block_rl", "alternating", "right-first")]
    public async Task Md5_AlternatingPictures_AreTheViewsThatWentIn(string mode, string layout, string order)
    {
        (byte[][] first, byte[][] second) = Views(Width, Height);
        string path = Encode(
            first.Zip(second, (one, two) => (byte[][])[one, two]).SelectMany(pair => pair),
            new PixelSize(Width, Height),
            48,
            $"-metadata:s:v:0 stereo_mode={mode} film.mkv");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((layout, order), (StereoWords.Of(film.Layout), StereoWords.Of(film.ViewOrder)));
        Assert.Equal((Frames, 24.0, new PixelSize(Width, Height)), (film.Frames, film.Fps.Value, film.ViewSize));
        await ShouldGiveAsync(path, first, second);
        await ShouldGiveAsync(path, first, second, "--frames", "3,17-19,29");
    }

    [Fact]
    public async Task Md5_FramePackingMessage5_AreTheViewsThatWentIn()
    {
        (byte[][] first, byte[][] second) = Views(Width, Height);
        string path = Encode(
            first.Zip(second, (one, two) => (byte[][])[one, two]).SelectMany(pair => pair),
            new PixelSize(Width, Height),
            48,
            "-x264-params frame-packing=5:keyint=10 film.mp4");

        // decode probes quickly and sees no message in the pictures: what probe found is stated.
        Assert.Equal(StereoLayout.Alternating, SmallFilms.Probe(path).Layout);
        await ShouldGiveAsync(path, first, second, "--layout", "alternating", "--view-order", "left-first");
    }

    [Theory]
    [InlineData("mkv")]
    [LongData("ts")]
    public async Task Md5_AlternatingPicturesCutAtASecondView_AreOfOneInstantAndOfTheirViews(string type)
    {
        // 13 pictures a group: the one at place 13 is a second view, and the film begins with it.
        (byte[][] first, byte[][] second) = Views(Width, Height);
        Encode(
            first.Zip(second, (one, two) => (byte[][])[one, two]).SelectMany(pair => pair),
            new PixelSize(Width, Height),
            48,
            $"-x264-params frame-packing=5:keyint=13:min-keyint=13:scenecut=0:bframes=0 whole.mkv");
        string path = _films.Make($"-ss 0.28 -i whole.mkv -c copy film.{type}");

        Film film = SmallFilms.Probe(path);
        CommandResult all = await CommandLine.RunAsync(
            ["decode", "--md5", "--layout", "alternating", "--view-order", "left-first", path]);
        CommandResult some = await CommandLine.RunAsync(
            ["decode", "--md5", "--layout", "alternating", "--view-order", "left-first", "--frames", "0,9", path]);
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        List<string> frames = await FramesAsync(film with { Frames = 22 }, [0, 9]);

        Assert.Equal((ViewOrder.LeftFirst, 1, 23), (film.ViewOrder, film.SkippedPictures, film.Frames));
        Assert.Equal(23, scores.Frames);
        string[] expected = [.. Enumerable.Range(0, 23).SelectMany(frame => (string[])
            [$"0 {frame} {Digest(first[frame + 7])}", $"1 {frame} {Digest(second[frame + 7])}"])];
        Assert.Equal(expected, all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            [.. expected[..2], .. expected[18..20]], some.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (Plane<Rgb24> left, Plane<Rgb24> right) = StillPairs.ReadAt(
            film, 9 / 24.0, new PixelSize(Width, Height), TestContext.Current.CancellationToken)!.Value;
        Assert.Equal(2, frames.Count);
        Assert.False(left.Bytes.SequenceEqual(right.Bytes));
    }

    [Fact]
    public void Run_AlternatingPicturesThatStopTakingTurns_NamesTheFrame()
    {
        string coded = _films.Film(
            "coded.h264", "96x64", rate: "48", seconds: 14.5 / 48, extra: "-bf 0 -x264-params frame-packing=5");
        File.WriteAllBytes(_films.At("twice.h264"), [.. File.ReadAllBytes(coded), .. File.ReadAllBytes(coded)]);
        Film film = SmallFilms.Probe(_films.Make("-r 48 -i twice.h264 -c copy film.mkv"));

        var error = Assert.Throws<ScanException>(
            () => SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken));

        // Picture 15 is a first view again, at the place of the second view of frame 7.
        Assert.Contains("film.mkv: frame 7: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("second picture is of the first view", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Md5_TwoStreams_AreTheViewsThatWentIn()
    {
        (byte[][] first, byte[][] second) = Views(Width, Height);
        Encode(first, new PixelSize(Width, Height), 24, "one.mkv");
        Encode(second, new PixelSize(Width, Height), 24, "-x264-params keyint=7 two.mkv");
        string path = _films.Make("-i one.mkv -i two.mkv -map 0 -map 1 -c copy film.mkv");

        await ShouldGiveAsync(path, first, second);
        await ShouldGiveAsync(path, first, second, "--frames", "3,17-19,29");
    }

    [Fact]
    public async Task Md5_InterleavedRows_AreTheViewsThatWentIn()
    {
        (byte[][] first, byte[][] second) = Views(Width, Height / 2);
        string path = Encode(
            first.Zip(second, (one, two) => Interleaved(one, two, new PixelSize(Width, Height / 2), byRow: true)),
            new PixelSize(Width, Height),
            24,
            "-metadata:s:v:0 stereo_mode=row_interleaved_rl film.mkv");

        Assert.Equal(ViewOrder.RightFirst, SmallFilms.Probe(path).ViewOrder);
        await ShouldGiveAsync(path, first, second);
    }

    [Fact]
    public async Task Md5_InterleavedColumns_AreTheViewsThatWentIn()
    {
        (byte[][] first, byte[][] second) = Views(Width / 2, Height);
        string path = Encode(
            first.Zip(second, (one, two) => Interleaved(one, two, new PixelSize(Width / 2, Height), byRow: false)),
            new PixelSize(Width, Height),
            24,
            "-metadata:s:v:0 stereo_mode=col_interleaved_lr film.mkv");

        await ShouldGiveAsync(path, first, second);
    }

    [Theory]
    [InlineData(StereoLayout.Alternating)]
    [LongData(StereoLayout.TwoStreams)]
    [InlineData(StereoLayout.RowInterleaved)]
    [LongData(StereoLayout.ColumnInterleaved)]
    public async Task RunAsync_EveryLayout_GivesTheFramesOfTwoFilesWithTheSameViews(StereoLayout layout)
    {
        (int squeezeX, int squeezeY) = layout == StereoLayout.ColumnInterleaved ? (2, 1)
            : layout == StereoLayout.RowInterleaved ? (1, 2) : (1, 1);
        var view = new PixelSize(Width / squeezeX, Height / squeezeY);
        (byte[][] first, byte[][] second) = Views(view.Width, view.Height);
        string aspect = $"-aspect {Width}:{Height} ";
        Encode(first, view, 24, aspect + "left.mkv");
        Encode(second, view, 24, aspect + "right.mkv");
        Film Probe(string path, StereoLayout? packing, ViewOrder order) =>
            SmallFilms.Probe(path, new FilmOverrides(packing, order), quick: true);
        string packed = layout switch
        {
            StereoLayout.TwoStreams => _films.Make("-i left.mkv -i right.mkv -map 0 -map 1 -c copy film.mkv"),
            StereoLayout.Alternating => Encode(
                first.Zip(second, (one, two) => (byte[][])[one, two]).SelectMany(pair => pair), view, 48, "film.mkv"),
            _ => Encode(
                first.Zip(second, (one, two) => Interleaved(one, two, view, layout == StereoLayout.RowInterleaved)),
                new PixelSize(Width, Height),
                24,
                "film.mkv"),
        };

        List<string> expected = await FramesAsync(
            Probe(_films.At("left.mkv") + "+" + _films.At("right.mkv"), null, ViewOrder.LeftFirst));
        List<string> left = await FramesAsync(Probe(packed, layout, ViewOrder.LeftFirst));
        List<string> right = await FramesAsync(Probe(packed, layout, ViewOrder.RightFirst));

        Assert.Equal(5, expected.Distinct().Count());
        Assert.Equal(expected, left);
        Assert.Equal(expected, right.Select(line => string.Join(' ', line.Split(' ') is [var n, var l, var r]
            ? (string[])[n, r, l] : [])));
    }

    [Theory]
    [LongData("-x264-params keyint=10:bframes=2 film.mkv")]
    [LongData("-x264-params keyint=7:bframes=2 film.mkv")]
    [InlineData("-x264-params keyint=7:bframes=2 -output_ts_offset 600 film.ts")]
    [InlineData("-x264-params keyint=9:bframes=2 film.mp4")]
    public void StillPairs_AlternatingPictures_AreThePairsThatWentIn(string arguments)
    {
        (byte[][] first, byte[][] second) = Views(Width, Height);
        var size = new PixelSize(Width, Height);
        string packed =
            Encode(first.Zip(second, (one, two) => (byte[][])[one, two]).SelectMany(pair => pair), size, 48, arguments);
        Film film =
            SmallFilms.Probe(packed, new FilmOverrides(StereoLayout.Alternating, ViewOrder.LeftFirst), quick: true);

        (Plane<Rgb24> First, Plane<Rgb24> Second)[] stills =
            ReadStills(film, StillFrames.Select(frame => frame / 24.0));

        Assert.Equal(StillFrames.Length, stills.Length);
        for (int still = 0; still < stills.Length; still++)
        {
            (Plane<Rgb24> one, Plane<Rgb24> two) = StillsOfTwoFiles.Value[still];
            (Plane<Rgb24> left, Plane<Rgb24> right) = stills[still];
            Assert.True(one.Bytes.SequenceEqual(left.Bytes), $"first view of frame {StillFrames[still]}");
            Assert.True(two.Bytes.SequenceEqual(right.Bytes), $"second view of frame {StillFrames[still]}");
        }

        Assert.NotEmpty(StillPairs.Read(film, 2, 640, TestContext.Current.CancellationToken));
    }

    /// <summary>The same views in two files, read at <see cref="StillFrames"/>.</summary>
    private static (Plane<Rgb24> First, Plane<Rgb24> Second)[] ReadStillsOfTwoFiles()
    {
        using var tests = new LayoutDecodingTests();
        var size = new PixelSize(Width, Height);
        (byte[][] first, byte[][] second) = tests.Views(Width, Height);
        tests.Encode(first, size, 24, "left.mkv");
        tests.Encode(second, size, 24, "right.mkv");
        Film files = SmallFilms.Probe(
            tests._films.At("left.mkv") + "+" + tests._films.At("right.mkv"),
            new FilmOverrides(null, ViewOrder.LeftFirst),
            quick: true);

        // A quarter of a frame early: the seek takes the first picture at or behind it.
        return ReadStills(files, StillFrames.Select(frame => Math.Max(0, (frame - 0.25) / 24.0)));
    }

    private static (Plane<Rgb24> First, Plane<Rgb24> Second)[] ReadStills(Film film, IEnumerable<double> timesS) =>
    [
        .. film.OpenSource().ReadStills(
            [.. timesS], isExact: true, StillScaling.Whole(new PixelSize(Width, Height)),
            TestContext.Current.CancellationToken),
    ];

    [Theory]
    [InlineData(30)]
    [LongData(31)]
    public void Run_AlternatingWithALostPicture_StopsBeforeLeftAndRightAreExchanged(int lost)
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=96x64:r=48:d=2 -vf select='not(eq(n\\," + lost + "))'"
            + " -fps_mode passthrough -c:v libx264 -pix_fmt yuv420p film.mkv");
        Film film =
            SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Alternating, ViewOrder.LeftFirst), quick: true);

        var error = Assert.Throws<ScanException>(
            () => SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken));

        Assert.Contains($"frame {(lost - 1) / 2}: picture {lost} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AlternatingWithAnOddLastPicture_LeavesItOut()
    {
        string path = _films.Film("film.mkv", "96x64", seconds: 1, rate: "47");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Alternating, ViewOrder.LeftFirst));

        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);

        Assert.Equal((23, 23), (film.Frames, scores.Frames));
        Assert.All(scores.Pictures, times => Assert.Equal((23, 23), (times.Pts.Count, times.IsKey.Count)));
        Assert.Contains(film.Evidence, line => line.Contains("no partner", StringComparison.Ordinal));
    }

    private static async Task ShouldGiveAsync(string path, byte[][] first, byte[][] second, params string[] flags)
    {
        CommandResult result = await CommandLine.RunAsync(["decode", "--md5", .. flags, path]);

        Assert.Equal("", result.Error);
        int[] frames = flags.Contains("--frames") ? [3, 17, 18, 19, 29] : [.. Enumerable.Range(0, Frames)];
        string[] expected = [.. frames.SelectMany(frame => (string[])
            [$"0 {frame} {Digest(first[frame])}", $"1 {frame} {Digest(second[frame])}"])];
        Assert.Equal(expected, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Digest(byte[] planes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(planes);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static async Task<List<string>> FramesAsync(Film film, int[]? frames = null)
    {
        film.RequireStereo();
        DecodeOptions options = PaperPipeline.Options.Decode with { View = new(Width, Height), Crop = new(80, 48) };
        var lines = new List<string>();
        await foreach (StereoFrame frame in FrameExport.RunAsync(
            film, options, frames ?? [0, 9, 10, 21, 29], 0, TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                lines.Add($"{frame.Number} {Digest(frame.Left.Bytes.ToArray())} {Digest(frame.Right.Bytes.ToArray())}");
            }
        }

        return lines;
    }

    /// <summary>Raw yuv420p pictures of two views that move and differ.</summary>
    private (byte[][] First, byte[][] Second) Views(int width, int height)
    {
        string size = $"{width}x{height}";
        byte[][] Read(string filter, string name)
        {
            byte[] all = File.ReadAllBytes(_films.Make($"-f lavfi -i testsrc2=s={size}:r=24 -frames:v {Frames}"
                + $" -vf {filter}format=yuv420p -f rawvideo {name}"));
            byte[][] pictures = [.. all.Chunk(width * height * 3 / 2)];
            Assert.Equal(Frames, pictures.Length);
            return pictures;
        }

        return (Read("", "first.raw"), Read("hflip,hue=h=90,", "second.raw"));
    }

    private string Encode(IEnumerable<byte[]> pictures, PixelSize size, int rate, string arguments)
    {
        File.WriteAllBytes(_films.At("packed.raw"), [.. pictures.SelectMany(picture => picture)]);
        return _films.Make($"-f rawvideo -pix_fmt yuv420p -s {size.Width}x{size.Height} -r {rate} -i packed.raw "
            + $"{Lossless} {arguments}");
    }

    /// <summary>Interleaves each plane of two yuv420p pictures by rows or by columns.</summary>
    private static byte[] Interleaved(byte[] first, byte[] second, PixelSize view, bool byRow)
    {
        var packed = new List<byte>(2 * first.Length);
        int at = 0;
        foreach (int part in (int[])[1, 2, 2])
        {
            (int width, int height) = (view.Width / part, view.Height / part);
            for (int y = 0; y < height; y++)
            {
                byte[] one = first[(at + (y * width))..(at + ((y + 1) * width))];
                byte[] two = second[(at + (y * width))..(at + ((y + 1) * width))];
                packed.AddRange(byRow ? [.. one, .. two] : one.Zip(two, (l, r) => (byte[])[l, r]).SelectMany(x => x));
            }

            at += width * height;
        }

        return [.. packed];
    }
}
