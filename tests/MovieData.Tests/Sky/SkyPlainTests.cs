using MovieData.Imaging.Frames;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pictures;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Sky;

/// <summary>
/// The untrained sky model, and what is shipped, on photographs with truth and on a real film without sky; and the sky
/// of <c>pair</c>.
/// </summary>
[Slow]
public sealed class SkyPlainTests : IDisposable
{
    private const byte Sky = 255;
    private const byte Ignored = 128;

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    /// <summary>Measured: .870 and .898.</summary>
    [Theory]
    [InlineData("--model sky-plain", 0.85)]
    [InlineData("", 0.88)]
    public async Task Sky_PhotographsWithTruth_MeanIntersectionOverUnionIsAtLeast(string model, double least)
    {
        string[] truths = Directory.GetFiles(
            SharedFiles.Require("sky"), "*_sky.png", SearchOption.AllDirectories);
        string[] pictures = [.. truths.Select(truth => new[] { ".png", ".jpg" }
            .Select(extension => truth.Replace("_sky.png", extension, StringComparison.Ordinal)).First(File.Exists))];
        string masks = _films.At("masks");

        CommandResult result = await CommandLine.RunAsync(["sky", .. pictures, "--out", masks, .. Words(model)]);

        Assert.Equal((0, 14), (result.Code, truths.Length));
        double mean = truths.Zip(pictures).Average(pair => IntersectionOverUnion(
            pair.First, Path.Combine(masks, Path.GetFileNameWithoutExtension(pair.Second) + ".png")));
        Assert.True(mean >= least, $"mean IoU {mean:F3}");
    }

    /// <summary>Two shots of plants and flowers; the second is a white one that touches the top edge.</summary>
    [Theory]
    [InlineData("--model sky-plain")]
    [InlineData("")]
    public async Task Sky_RealFilmWithoutSky_SaysLessThan3InAThousand(string model)
    {
        string film = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        _films.Make(
            "-i", film, "-vf", "select='not(mod(n,8))',crop=960:1080:0:0,scale=1920:1080,crop=1880:800", "-fps_mode",
            "passthrough", "frame%02d.png");
        string[] frames = Directory.GetFiles(_films.Folder, "frame*.png");
        string masks = _films.At("masks");

        CommandResult result = await CommandLine.RunAsync(["sky", .. frames, "--out", masks, .. Words(model)]);

        Assert.Equal((0, 11), (result.Code, frames.Length));
        foreach (string path in Directory.GetFiles(masks, "*.png"))
        {
            using Plane<byte> mask = GreyPictures.Read8(path);
            Assert.InRange(mask.Pixels.ToArray().Count(value => value != 0), 0, 0.003 * mask.Size.Area);
        }
    }

    /// <summary>Rooms whose farthest thing is a wall: bright, blue in parts, and at the top edge.</summary>
    [Theory]
    [InlineData("teddy/left.png", "teddy/right.png")]
    [InlineData("nogt_piano/left.png", "nogt_piano/right.png")]
    [InlineData("aloe/left.jpg", "aloe/right.jpg")]
    [InlineData("wood2/left.png", "wood2/right.png")]
    public async Task Pair_RealRooms_HaveNoSky(string left, string right)
    {
        string results = _films.At("pair");
        CommandResult result = await CommandLine.RunAsync(
            "pair", SharedFiles.Require("pairs/" + left), SharedFiles.Require("pairs/" + right), "--out", results);

        Assert.True(result.Code == 0, result.Error);
        using Plane<byte> sky = GreyPictures.Read8(Path.Combine(results, "sky.png"));
        Assert.InRange(sky.Pixels.ToArray().Count(value => value != 0), 0, 0.003 * sky.Size.Area);
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static double IntersectionOverUnion(string truthPath, string maskPath)
    {
        using Plane<byte> truth = GreyPictures.Read8(truthPath);
        using Plane<byte> mask = GreyPictures.Read8(maskPath);
        Assert.Equal(truth.Size, mask.Size);
        (int both, int either) = (0, 0);
        for (int i = 0; i < truth.Pixels.Length; i++)
        {
            bool known = truth.Pixels[i] != Ignored;
            (bool there, bool said) = (truth.Pixels[i] == Sky, mask.Pixels[i] != 0);
            both += known && there && said ? 1 : 0;
            either += known && (there || said) ? 1 : 0;
        }

        return (double)both / either;
    }
}
