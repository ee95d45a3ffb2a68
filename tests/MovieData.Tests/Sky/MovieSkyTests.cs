using MovieData.Imaging.Frames;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pictures;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Sky;

/// <summary>
/// The sky of the shipped pipelines on real pictures: a network that finds less sky, or sky where there is none, is not
/// embedded. Its figures are in pipelines/models/README.md.
/// </summary>
[Slow]
public sealed class MovieSkyTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task Sky_PhotographsWithTruth_MeanIntersectionOverUnionIsAtLeast088()
    {
        string[] truths = Directory.GetFiles(
            SharedFiles.Require("sky"), "*_sky.png", SearchOption.AllDirectories);
        string[] pictures = [.. truths.Select(truth => new[] { ".png", ".jpg" }
            .Select(extension => truth.Replace("_sky.png", extension, StringComparison.Ordinal)).First(File.Exists))];

        string masks = await MasksAsync(pictures);

        Assert.Equal(14, truths.Length);
        double mean = truths.Zip(pictures).Average(pair => SkyPlainTests.IntersectionOverUnion(
            pair.First, Path.Combine(masks, Path.GetFileNameWithoutExtension(pair.Second) + ".png")));
        Assert.True(mean >= 0.88, $"mean IoU {mean:F3}");
    }

    /// <summary>By the networks alone, before stereo is asked: rooms, and things before plain grounds.</summary>
    [Theory]
    [InlineData("pairs/teddy/left.png")]
    [InlineData("pairs/teddy/right.png")]
    [InlineData("pairs/nogt_piano/left.png")]
    [InlineData("pairs/nogt_piano/right.png")]
    [InlineData("pairs/aloe/left.jpg")]
    [InlineData("pairs/aloe/right.jpg")]
    [InlineData("pairs/wood2/left.png")]
    [InlineData("pairs/wood2/right.png")]
    public async Task Sky_RoomsAndStillLifes_SaysLessThan5InAThousand(string picture)
    {
        string masks = await MasksAsync(SharedFiles.Require(picture));

        AssertHardlyAny(masks);
    }

    [Fact]
    public async Task Sky_FilmWithoutSky_SaysLessThan5InAThousandOfEachFrame()
    {
        string film = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        _films.Make(
            "-i", film, "-vf", "select='not(mod(n,8))',crop=960:1080:0:0,scale=1920:1080,crop=1880:800", "-fps_mode",
            "passthrough", "frame%02d.png");
        string[] frames = Directory.GetFiles(_films.Folder, "frame*.png");

        string masks = await MasksAsync(frames);

        Assert.Equal(11, frames.Length);
        AssertHardlyAny(masks);
    }

    private async Task<string> MasksAsync(params string[] pictures)
    {
        string masks = _films.At("masks");
        CommandResult result = await CommandLine.RunAsync(
            ["sky", .. pictures, "--out", masks]);
        Assert.True(result.Code == 0, result.Error);
        return masks;
    }

    private static void AssertHardlyAny(string masks)
    {
        foreach (string path in Directory.GetFiles(masks, "*.png"))
        {
            using Plane<byte> mask = GreyPictures.Read8(path);
            Assert.InRange(mask.Pixels.ToArray().Count(value => value != 0), 0, 0.005 * mask.Size.Area);
        }
    }
}
