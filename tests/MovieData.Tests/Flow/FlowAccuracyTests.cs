using MovieData.Frames;
using MovieData.Pictures;
using MovieData.Synthesis;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Source;

namespace MovieData.Tests.Flow;

/// <summary>The embedded flow models through <c>movie-data pair</c>, against ground truth.</summary>
public sealed class FlowAccuracyTests : IDisposable
{
    private const float WrongPx = 2;

    private readonly SmallFilms _pictures = new();

    public void Dispose() => _pictures.Dispose();

    /// <summary>
    /// Middlebury pairs scaled so that their largest disparity is 64 px, kept where flow there
    /// and back leave less than 2 px (clamped at the border). OpenCV's DIS under the same protocol: the other numbers.
    /// </summary>
    [Theory]
    [InlineData("movieflow", "aloe/left.jpg", "aloe/right.jpg", "aloe/disp_left_x1.png", 1, 0.820, 0.182)]
    [InlineData("movieflow", "teddy/left.png", "teddy/right.png", "teddy/disp_left_x4.png", 4, 0.920, 0.128)]
    [InlineData("movieflow", "wood2/left.png", "wood2/right.png", "wood2/disp_left_x2.png", 2, 0.814, 0.053)]
    [InlineData("movieflow-quality", "aloe/left.jpg", "aloe/right.jpg", "aloe/disp_left_x1.png", 1, 0.820, 0.182)]
    [InlineData("movieflow-quality", "teddy/left.png", "teddy/right.png", "teddy/disp_left_x4.png", 4, 0.920, 0.128)]
    [InlineData("movieflow-quality", "wood2/left.png", "wood2/right.png", "wood2/disp_left_x2.png", 2, 0.814, 0.053)]
    public async Task Pair_RealPair_IsBetterThanDis(
        string model, string left, string right, string truthPath, int scale, double disCoverage, double disBad2)
    {
        using Plane<byte> truth = PictureFile.ReadGrey8(SharedFiles.Require("pairs/" + truthPath));
        double larger = 64d * scale / truth.Pixels.ToArray().Max();
        (int width, int height) = ((int)Math.Round(truth.Width * larger), (int)Math.Round(truth.Height * larger));
        string scaling = $"scale={width}:{height}:flags={(larger < 1 ? "area" : "bicubic")}+accurate_rnd";
        _pictures.Make("-i", SharedFiles.Require("pairs/" + left), "-vf", scaling, "left.png");
        _pictures.Make("-i", SharedFiles.Require("pairs/" + right), "-vf", scaling, "right.png");

        await PairAsync(model);

        (Plane<float> u, Plane<float> v) = FloFile.Read(_pictures.At("out/flow_lr.flo"));
        (Plane<float> back, Plane<float> backV) = FloFile.Read(_pictures.At("out/flow_rl.flo"));
        using (u)
        using (v)
        using (back)
        using (backV)
        {
            (int known, int kept, int wrong) = (0, 0, 0);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    byte level = truth[x * truth.Width / width, y * truth.Height / height];
                    known += level > 0 ? 1 : 0;
                    if (level > 0 && Math.Abs(u[x, y] + At(back, x + u[x, y], y + v[x, y])) < WrongPx)
                    {
                        kept++;
                        wrong += Math.Abs(-u[x, y] - (level / (double)scale * width / truth.Width)) > WrongPx ? 1 : 0;
                    }
                }
            }

            (double coverage, double bad2) = (kept / (double)known, wrong / (double)kept);
            TestContext.Current.TestOutputHelper?.WriteLine($"coverage {coverage:F3}, bad2 {bad2:F3}");
            Assert.InRange(coverage, disCoverage - 0.05, 1);
            Assert.InRange(bad2, 0, 0.8 * disBad2);
        }
    }

    /// <summary>
    /// Full-size frames of the demo film, converged anew by cropping the views apart, so that the nearest (or farthest)
    /// of it comes to 64 px before (or behind) the screen, where small pairs show nothing.
    /// </summary>
    [Theory]
    [InlineData("room", 64)]
    [InlineData("room", -64)]
    [InlineData("table", 64)]
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

    private async Task PairAsync(string model)
    {
        CommandResult result = await CommandLine.RunAsync(
            "pair", _pictures.At("left.png"), _pictures.At("right.png"), "--out", _pictures.At("out"),
            "--flow-model", model);
        Assert.True(result.Code == 0, result.Error);
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
}
