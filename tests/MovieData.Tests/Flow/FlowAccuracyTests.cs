using System.Collections.Concurrent;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Synthesis;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pictures;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Flow;

/// <summary>The embedded flow models through <c>movie-data pair</c>, against ground truth.</summary>
[Slow]
public sealed class FlowAccuracyTests : IDisposable
{
    private const float WrongPx = 2;

    /// <summary>What a model made of a pair as it is; a test measures it once, others compare with it.</summary>
    private static readonly ConcurrentDictionary<(string Model, string Pair), Judgement> Plain = new();

    private readonly SmallFilms _pictures = new();

    public void Dispose() => _pictures.Dispose();

    /// <summary>
    /// Every pair against OpenCV's DIS under the same protocol, and the mean of all against what the model card claims.
    /// Without the pair's own statistics in its first layer movieflow fails (0.066).
    /// </summary>
    [Theory]
    [InlineData("movieflow", 0.065)]
    [InlineData("movieflow-quality", 0.057)]
    public async Task Pair_RealPairs_AreBetterThanDisAndAsGoodAsClaimed(string model, double bad2Max)
    {
        var judged = new List<Judgement>();
        foreach (RealPair pair in RealPair.All)
        {
            judged.Add(await JudgePlainAsync(model, pair));
            Assert.InRange(judged[^1].Coverage, pair.DisCoverage - 0.05, 1);
            Assert.InRange(judged[^1].Bad2, 0, 0.8 * pair.DisBad2);
        }

        Assert.InRange(judged.Average(j => j.Coverage), 0.87, 1);
        Assert.InRange(judged.Average(j => j.Bad2), 0, bad2Max);
    }

    /// <summary>
    /// What films do to their views: the right one 5 px lower; both at a quarter of their contrast, as in a dark
    /// scene (without the pair's own statistics: coverage 0.87, bad2 0.17; DIS: 0.85, 0.15); both with noise of 5
    /// levels, compressed hard (OpenCV's DIS: 0.83, 0.21).
    /// </summary>
    [Theory]
    [LongData("null", "crop=iw:ih-5:0:0,pad=iw:ih+5:0:5,fillborders=top=5:mode=smear", null, 0.96, 0.09)]
    [InlineData("lutrgb=r=val/4:g=val/4:b=val/4", "lutrgb=r=val/4:g=val/4:b=val/4", null, 0.95, 0.11)]
    [InlineData("null", "null", 30, 0.93, 0.125)]
    public async Task Pair_RealPairsTreatedAsInFilms_AreStillRight(
        string leftFilter, string rightFilter, int? jpegQuality, double coverageShareMin, double bad2Max)
    {
        var judged = new List<(Judgement Plain, Judgement Treated)>();
        foreach (RealPair pair in RealPair.All)
        {
            Judgement plain = await JudgePlainAsync("movieflow", pair);
            judged.Add((plain, await JudgeAsync("movieflow", pair, leftFilter, rightFilter, jpegQuality)));
        }

        double share = judged.Average(j => j.Treated.Coverage) / judged.Average(j => j.Plain.Coverage);
        Assert.InRange(share, coverageShareMin, 1.1);
        Assert.InRange(judged.Average(j => j.Treated.Bad2), 0, bad2Max);
    }

    /// <summary>Black leader and blank cards have no statistics of their own: never NaN, and never a sample.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public async Task Pair_PicturesWithoutAnything_AreRejected(byte level)
    {
        using var blank = new Plane<Rgb24>(256, 128);
        blank.Pixels.Fill(new Rgb24(level, level, level));
        PngWriter.Write(_pictures.At("left.png"), blank);
        PngWriter.Write(_pictures.At("right.png"), blank);

        CommandResult result = await PairAsync("movieflow");

        Assert.Contains("rejected by range", result.Output, StringComparison.Ordinal);
        using FlowField flow = Flow("out/flow_lr.flo");
        Assert.All(flow.U.Pixels.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.All(flow.V.Pixels.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>
    /// Full-size frames of the demo film, converged anew by cropping the views apart, so that the nearest (or farthest)
    /// of it comes to 64 px before (or behind) the screen, where small pairs show nothing.
    /// </summary>
    [Theory]
    [InlineData("room", 64)]
    [LongData("room", -64)]
    [LongData("table", 64)]
    [InlineData("forest", -64)]
    public async Task Pair_FilmSizeWithDisparitiesUpTo64Px_IsRight(string shotName, int extremePx)
    {
        var film = new SyntheticFilm(new SynthesisOptions());
        ShotDesign shot = film.Shots.Single(shot => shot.Name == shotName);
        int frame = (shot.FirstFrame + shot.EndFrame) / 2;
        using SceneTruth truth = film.Truth(frame);
        float[] sorted = [.. truth.Left.Disparity.Pixels.ToArray().Where(float.IsFinite).Order()];
        int apart = (int)Math.Round(extremePx - sorted[extremePx > 0 ? ^(sorted.Length / 100) : sorted.Length / 100]);
        PixelArea left = new(Math.Max(0, -apart), 140, film.Options.View.Width - Math.Abs(apart), 800);
        PixelArea right = left with { X = left.X + apart };
        Write(film, frame, View.Left, left, "left.png");
        Write(film, frame, View.Right, right, "right.png");

        await PairAsync("movieflow");

        using Plane<float> disparity = PfmFile.Read(_pictures.At("out/disparity.pfm"));
        (int valid, int wrong, int extreme, int extremeWrong) = (0, 0, 0, 0);
        for (int y = 0; y < left.Height; y++)
        {
            for (int x = 0; x < left.Width; x++)
            {
                float found = disparity[x, y];
                float expected = truth.Left.Disparity[left.X + x, left.Y + y] + apart;
                if (!float.IsFinite(found) || !float.IsFinite(expected))
                {
                    continue;
                }

                int isWrong = Math.Abs(found - expected) > WrongPx ? 1 : 0;
                int isExtreme = Math.Abs(expected - extremePx) < 16 ? 1 : 0;
                valid++;
                wrong += isWrong;
                extreme += isExtreme;
                extremeWrong += isExtreme & isWrong;
            }
        }

        double coverage = valid / (double)left.Size.Area;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{shotName}, {left.Size} converged by {apart} px: coverage {coverage:F3}, bad2 {wrong / (double)valid:F4}"
            + $"; within 16 px of {extremePx} px: {extreme} pixels, bad2 {extremeWrong / (double)extreme:F4}");
        Assert.InRange(coverage, 0.75, 1);
        Assert.InRange(wrong / (double)valid, 0, 0.05);
        Assert.InRange(extreme, 10_000, int.MaxValue);
        Assert.InRange(extremeWrong / (double)extreme, 0, 0.05);
    }

    /// <summary>Truth at the size that brings the largest disparity to 64 px; writes the views at that size.</summary>
    private Plane<float> Prepared(RealPair pair, string leftFilter, string rightFilter)
    {
        using Plane<byte> truth = GreyPictures.Read8(SharedFiles.Require("pairs/" + pair.Truth));
        double larger = 64d * pair.Scale / truth.Pixels.ToArray().Max();
        (int width, int height) = ((int)Math.Round(truth.Width * larger), (int)Math.Round(truth.Height * larger));
        string scaling = $"scale={width}:{height}:flags={(larger < 1 ? "area" : "bicubic")}+accurate_rnd,format=rgb24,";
        _pictures.Make("-i", SharedFiles.Require("pairs/" + pair.Left), "-vf", scaling + leftFilter, "left.png");
        _pictures.Make("-i", SharedFiles.Require("pairs/" + pair.Right), "-vf", scaling + rightFilter, "right.png");
        var disparity = new Plane<float>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte level = truth[x * truth.Width / width, y * truth.Height / height];
                disparity[x, y] = level == 0 ? float.NaN : level / (float)pair.Scale * width / truth.Width;
            }
        }

        return disparity;
    }

    /// <summary>Adds noise of 5 levels to a picture (standard deviation, each channel), and what JPEG loses.</summary>
    private void Spoil(string name, Random random, int quality)
    {
        using Plane<Rgb24> picture = PictureFile.ReadRgb(_pictures.At(name));
        foreach (ref byte level in picture.Bytes)
        {
            double radius = 5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            level = (byte)Math.Clamp(level + (radius * Math.Cos(2 * Math.PI * random.NextDouble())), 0, 255);
        }

        using var coder = new JpegCoder();
        using Plane<Rgb24> compressed = coder.Decode(coder.Encode(picture, quality).Span, name);
        PngWriter.Write(_pictures.At(name), compressed);
    }

    private async Task<Judgement> JudgePlainAsync(string model, RealPair pair)
    {
        if (!Plain.TryGetValue((model, pair.Left), out Judgement? judgement))
        {
            judgement = await JudgeAsync(model, pair, "null", "null");
            Plain[(model, pair.Left)] = judgement;
        }

        return judgement;
    }

    /// <summary>Kept is where flow there and back leave less than 2 px, clamped at the border.</summary>
    private async Task<Judgement> JudgeAsync(
        string model, RealPair pair, string leftFilter, string rightFilter, int? jpegQuality = null)
    {
        using Plane<float> truth = Prepared(pair, leftFilter, rightFilter);
        if (jpegQuality is int quality)
        {
            var random = new Random(1);
            Spoil("left.png", random, quality);
            Spoil("right.png", random, quality);
        }

        await PairAsync(model);
        using FlowField forth = Flow("out/flow_lr.flo");
        using FlowField returning = Flow("out/flow_rl.flo");
        (Plane<float> u, Plane<float> v, Plane<float> back) = (forth.U, forth.V, returning.U);
        (int known, int kept, int wrong) = (0, 0, 0);
        for (int y = 0; y < truth.Height; y++)
        {
            for (int x = 0; x < truth.Width; x++)
            {
                bool isKnown = float.IsFinite(truth[x, y]);
                bool isKept = isKnown && Math.Abs(u[x, y] + At(back, x + u[x, y], y + v[x, y])) < WrongPx;
                known += isKnown ? 1 : 0;
                kept += isKept ? 1 : 0;
                wrong += isKept && Math.Abs(-u[x, y] - truth[x, y]) > WrongPx ? 1 : 0;
            }
        }

        var judgement = new Judgement(kept / (double)known, wrong / (double)kept);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{model} {pair.Left}: coverage {judgement.Coverage:F3}, bad2 {judgement.Bad2:F4}");
        return judgement;
    }

    private async Task<CommandResult> PairAsync(string model)
    {
        CommandResult result = await CommandLine.RunAsync(
            "pair", _pictures.At("left.png"), _pictures.At("right.png"), "--out", _pictures.At("out"),
            "--flow-model", model);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private FlowField Flow(string name)
    {
        (Plane<float> u, Plane<float> v) = FloFile.Read(_pictures.At(name));
        return new FlowField(u, v);
    }

    private void Write(SyntheticFilm film, int frame, View view, PixelArea area, string name)
    {
        using Plane<Rgb24> whole = film.Render(frame, view);
        using var part = new Plane<Rgb24>(area.Width, area.Height);
        for (int y = 0; y < area.Height; y++)
        {
            whole.Row(area.Y + y).Slice(area.X, area.Width).CopyTo(part.Row(y));
        }

        PngWriter.Write(_pictures.At(name), part);
    }

    /// <summary>Bilinear, the border repeated outward.</summary>
    private static double At(Plane<float> plane, double x, double y)
    {
        x = Math.Clamp(x, 0, plane.Width - 1);
        y = Math.Clamp(y, 0, plane.Height - 1);
        (int left, int top) = (Math.Min((int)x, plane.Width - 2), Math.Min((int)y, plane.Height - 2));
        (double a, double b) = (x - left, y - top);
        return ((((1 - a) * plane[left, top]) + (a * plane[left + 1, top])) * (1 - b))
            + ((((1 - a) * plane[left, top + 1]) + (a * plane[left + 1, top + 1])) * b);
    }

    /// <summary>Of the pixels with ground truth the kept share; of the kept ones, the share off by over 2 px.</summary>
    private sealed record Judgement(double Coverage, double Bad2);

    /// <summary>A Middlebury pair, its truth (disparity = value / scale, 0 unknown), and what DIS gets.</summary>
    private sealed record RealPair(
        string Left, string Right, string Truth, int Scale, double DisCoverage, double DisBad2)
    {
        public static RealPair[] All { get; } =
        [
            new("aloe/left.jpg", "aloe/right.jpg", "aloe/disp_left_x1.png", 1, 0.820, 0.182),
            new("teddy/left.png", "teddy/right.png", "teddy/disp_left_x4.png", 4, 0.920, 0.128),
            new("wood2/left.png", "wood2/right.png", "wood2/disp_left_x2.png", 2, 0.814, 0.053),
        ];
    }
}
