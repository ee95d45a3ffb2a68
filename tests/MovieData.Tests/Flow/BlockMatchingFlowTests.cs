using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Pictures;

namespace MovieData.Tests.Flow;

/// <summary>StereoSGBM of OpenCV as a flow model, on shifts that are known.</summary>
public class BlockMatchingFlowTests
{
    private static readonly PixelSize Size = new(320, 120);

    private static readonly BlockMatching Matching = new(-32, 48, 5, 600, 2400, 10, 100);

    /// <summary>One picture, moved: in front of the screen and behind it; both ways, with the sign of each.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    [InlineData(-17)]
    public void Finish_PictureMoved_IsItsShiftBothWays(int disparityPx)
    {
        using Plane<Rgb24> wide = TestPictures.Rgb(Size.Width + 64, Size.Height, 5);
        using Plane<Rgb24> left = Cut(wide, 32);
        using Plane<Rgb24> right = Cut(wide, 32 + disparityPx);    // x_right = x_left - disparity
        using var forth = new FlowField(Size);
        using var back = new FlowField(Size);
        using var flow = new BlockMatchingFlow(Matching, Size, 1);

        flow.Run(left, right, forth, back, TestContext.Current.CancellationToken);

        // What the other view shows too, away from its border.
        (int shown, int right1, int right2) = (0, 0, 0);
        for (int y = 4; y < Size.Height - 4; y++)
        {
            for (int x = 40; x < Size.Width - 40; x++)
            {
                shown++;
                right1 += Math.Abs(forth.U[x, y] + disparityPx) <= 1 / 16f ? 1 : 0;
                right2 += Math.Abs(back.U[x, y] - disparityPx) <= 1 / 16f ? 1 : 0;
            }
        }

        Assert.InRange((double)right1 / shown, 0.98, 1);
        Assert.InRange((double)right2 / shown, 0.98, 1);
        Assert.Equal(-1, forth.V.Pixels.IndexOfAnyExcept(0f));
        Assert.Equal(-1, back.V.Pixels.IndexOfAnyExcept(0f));
    }

    /// <summary>Behind the end of the range both ways would say the end, and agree.</summary>
    [Theory]
    [InlineData(-32)]
    [InlineData(47)]
    public void Finish_AtTheEndOfTheRange_IsNoNumber(int disparityPx)
    {
        using Plane<Rgb24> wide = TestPictures.Rgb(Size.Width + 128, Size.Height, 6);
        using Plane<Rgb24> left = Cut(wide, 64);
        using Plane<Rgb24> right = Cut(wide, 64 + disparityPx);
        using var forth = new FlowField(Size);
        using var back = new FlowField(Size);
        using var flow = new BlockMatchingFlow(Matching, Size, 1);

        flow.Run(left, right, forth, back, TestContext.Current.CancellationToken);

        for (int x = 60; x < Size.Width - 60; x++)
        {
            Assert.True(float.IsNaN(forth.U[x, 60]) || Math.Abs(forth.U[x, 60] + disparityPx) > 1, $"x {x}");
        }
    }

    [Fact]
    public async Task Pair_WithoutAMatch_IsMaskedAndTheRestMeasured()
    {
        using var folder = new TemporaryFolder();
        (string left, string right) = (folder["left.png"], folder["right.png"]);
        using Plane<Rgb24> wide = TestPictures.Rgb(Size.Width + 64, Size.Height, 5);
        for (int y = 20; y < 100; y++)
        {
            wide.Row(y)[120..260].Fill(new Rgb24(90, 90, 90));    // a blank wall: nothing to match
        }

        using (Plane<Rgb24> view = Cut(wide, 32))
        {
            PngWriter.Write(left, view);
        }

        using (Plane<Rgb24> view = Cut(wide, 44))
        {
            PngWriter.Write(right, view);
        }

        CommandResult result = await CommandLine.RunAsync(
            "pair", "--flow-model", "opencv-sgbm", "--out", folder["out"], left, right);

        Assert.True(result.Code == 0, result.Error);
        (Plane<float> u, Plane<float> v) = FloFile.Read(folder["out/flow_lr.flo"]);
        using Plane<byte> mask = GreyPictures.Read8(folder["out/mask.png"]);
        using (u)
        using (v)
        {
            int valid = 0;
            for (int i = 0; i < mask.Pixels.Length; i++)
            {
                Assert.True(!float.IsNaN(u.Pixels[i]) || mask.Pixels[i] != 0, $"pixel {i} has no match and is kept");
                valid += mask.Pixels[i] == 0 ? 1 : 0;
            }

            Assert.InRange((double)valid / mask.Pixels.Length, 0.3, 0.97);
        }

        Assert.Contains("no sure match", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OpenCvSgbm_ProvesItself()
    {
        CommandResult result = await CommandLine.RunAsync("models", "check", "opencv-sgbm");

        Assert.True(result.Code == 0, result.Error);
    }

    [Theory]
    [InlineData("max_disparity_px: 47", "max_disparity_px must be a multiple of 16")]
    [InlineData("block_px: 4", "block_px must be odd")]
    [InlineData("p2: 5", "p2 larger than p1")]
    public void Read_WrongNumbers_NameTheKey(string wrong, string fault)
    {
        using var folder = new TemporaryFolder();
        string key = wrong[..wrong.IndexOf(':', StringComparison.Ordinal)];
        string[] numbers = [.. "min_disparity_px: 0|max_disparity_px: 64|block_px: 5|p1: 6|p2: 7|uniqueness_percent: 1|"
            .Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Append("speckle_px: 9")
            .Select(number => number.StartsWith(key + ":", StringComparison.Ordinal) ? wrong : number)];
        File.WriteAllText(folder["m.yaml"], "models:\n  mine:\n    task: flow\n    engine: opencv-sgbm\n"
            + $"    licence: x\n    origin: x\n    sgbm: {{ {string.Join(", ", numbers)} }}\n");

        var error = Assert.ThrowsAny<MovieDataException>(() => ModelCatalogue.Read(folder["m.yaml"]));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    private static Plane<Rgb24> Cut(Plane<Rgb24> wide, int from)
    {
        var cut = new Plane<Rgb24>(Size.Width, Size.Height);
        for (int y = 0; y < Size.Height; y++)
        {
            wide.Row(y).Slice(from, Size.Width).CopyTo(cut.Row(y));
        }

        return cut;
    }
}
