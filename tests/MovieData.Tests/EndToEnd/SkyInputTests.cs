using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Tests.Pictures;
using MovieData.Tests.Sky;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>sky</c>, <c>pair</c> and <c>models check</c> on pictures and sky networks nobody hopes for.</summary>
[Slow]
public sealed class SkyInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinySky _tiny = new();

    public void Dispose()
    {
        _folder.Dispose();
        _tiny.Dispose();
    }

    /// <summary>Grey, one colour, all sky, 8×8: a mask of the picture's size with 0 and 255.</summary>
    [Fact]
    public async Task Sky_PicturesWithNothingInThem_HaveMasks()
    {
        Write("grey.png", 120, 90, (x, y) => Grey((x * 13) + (y * 7)));
        Write("constant.png", 120, 90, (_, _) => new Rgb24(90, 90, 90));
        Write("blue.png", 120, 90, (_, y) => new Rgb24(90, 140, (byte)(200 + (y / 2))));
        Write("tiny.png", 8, 8, (x, y) => Grey(x * y));
        Write("dot.png", 1, 1, (_, _) => new Rgb24(90, 140, 220));
        string[] names = ["grey", "constant", "blue", "tiny", "dot"];

        CommandResult result = await CommandLine.RunAsync(
            ["sky", .. names.Select(name => _folder[name + ".png"]), "--out", _folder["masks"]]);

        Assert.True(result.Code == 0, result.Error);
        foreach (string name in names)
        {
            using Plane<Rgb24> picture = PictureFile.ReadRgb(_folder[name + ".png"], _ => { });
            using Plane<byte> mask = GreyPictures.Read8(_folder[$"masks/{name}.png"]);
            Assert.Equal(picture.Size, mask.Size);
            Assert.DoesNotContain(mask.Pixels.ToArray(), value => value is not (0 or 255));
        }
    }

    [Fact]
    public async Task Pair_InputThatAResultWouldReplace_IsRefusedAndStays()
    {
        Write("left.png", 8, 8, (x, y) => Grey(x * y));
        Write("mask.png", 8, 8, (x, y) => Grey(x + y));
        byte[] before = File.ReadAllBytes(_folder["mask.png"]);

        CommandResult result = await CommandLine.RunAsync(
            "pair", _folder["left.png"], _folder["mask.png"], "--out", _folder.Path + "/.", "--device", "cpu");

        Assert.Equal(2, result.Code);
        Assert.Contains("mask.png lies there", Assert.Single(result.Faults), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["mask.png"]));
    }

    [Theory]
    [InlineData(8, 8, false)]
    [InlineData(8, 8, true)]
    [InlineData(96, 64, true)]
    public async Task Pair_SmallAndConstantPictures_HaveAMask(int width, int height, bool constant)
    {
        Write("left.png", width, height, (x, y) => constant ? new Rgb24(80, 150, 230) : Grey((x * 31) + (y * 17)));

        CommandResult result = await CommandLine.RunAsync(
            "pair", _folder["left.png"], _folder["left.png"], "--out", _folder["out"], "--device", "cpu");

        Assert.True(result.Code == 0, result.Error);
        using Plane<byte> sky = GreyPictures.Read8(_folder["out/sky.png"]);
        Assert.Equal(new PixelSize(width, height), sky.Size);
        Assert.Contains("\"sky_confidence\": ", File.ReadAllText(_folder["out/pair.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sky_NetworkThatGivesNoNumbers_NamesThePicture()
    {
        Write("red.png", 40, 30, (x, _) => new Rgb24(200, (byte)x, 10));
        string catalogue = _tiny.Catalogue(TinySky.Logits, TinySky.Bytes(TinySky.Logits, SkyFault.NotANumber));

        CommandResult result = await CommandLine.RunAsync(
            "sky", _folder["red.png"], "--out", _folder["masks"], "--model", "tiny", "--models", catalogue);

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Faults);
        Assert.Contains($"{_folder["red.png"]}: model tiny gave values that are no numbers", fault,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_GoodSkyEntry_SaysWhatWasProven()
    {
        string catalogue = _tiny.Catalogue(TinySky.Scores, TinySky.Bytes(TinySky.Scores));

        CommandResult result = await CommandLine.RunAsync(
            "models", "check", "tiny", "--models", catalogue, "--device", "cpu");

        Assert.True(result.Code == 0, result.Error);
        Assert.Matches(
            @"^tiny: digest, inputs and outputs fit the entry; the sky of a drawn picture is found \(intersection over "
            + @"union (0\.9\d\d|1\.000)\); rgb suits it better than bgr\n$",
            result.Output);
    }

    [Fact]
    public async Task Check_SkyEntryWithBlueForRed_IsOneLineAndExitCode2()
    {
        ModelEntry stated = TinySky.Scores with
        {
            Input = TinySky.Scores.Input with { Colour = InputColour.Bgr },
        };
        string catalogue = _tiny.Catalogue(stated, TinySky.Bytes(TinySky.Scores));

        CommandResult result = await CommandLine.RunAsync(
            "models", "check", "tiny", "--models", catalogue, "--device", "cpu");

        Assert.Equal(2, result.Code);
        Assert.Contains("write input.colour: rgb", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    private static Rgb24 Grey(int level) => new((byte)(level % 256), (byte)(level % 256), (byte)(level % 256));

    private void Write(string name, int width, int height, Func<int, int, Rgb24> colour)
    {
        using var picture = new Plane<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                picture[x, y] = colour(x, y);
            }
        }

        PngWriter.Write(_folder[name], picture);
    }
}
