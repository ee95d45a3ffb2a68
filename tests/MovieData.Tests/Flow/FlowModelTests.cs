using System.Security.Cryptography;
using MovieData.Flow;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Staging;

namespace MovieData.Tests.Flow;

/// <summary>
/// Feeding and reading networks, with tiny ones whose output is known: (u, v) = (red, green) of image1.
/// </summary>
public class FlowModelTests
{
    [Theory]
    [InlineData(1.0, 1, 70, 33)]
    [InlineData(0.25, -1, 64, 32)]
    public void Run_AnySizeNetwork_GivesBothDirectionsCroppedAndScaled(double scale, int sign, int width, int height)
    {
        using OnnxModel network = OnnxModel.Load(Entry("tiny-rg", new ModelSize(32, null), 1, scale, sign), 1);
        (Plane<Rgb24> left, Plane<Rgb24> right) = Pictures(width, height);
        using var model = new FlowModel(network, left.Size);
        (FlowField leftToRight, FlowField rightToLeft) = (Field(left.Size), Field(left.Size));

        model.Run(left, right, leftToRight, rightToLeft);

        // Value fed: (x · 0.5 − mean) / 2, mean 10 (red) and 20 (green).
        for (int i = 0; i < left.Pixels.Length; i++)
        {
            Assert.Equal(sign * scale * ((left.Pixels[i].R * 0.5) - 10) / 2, leftToRight.U.Pixels[i], 1e-4);
            Assert.Equal(sign * scale * ((left.Pixels[i].G * 0.5) - 20) / 2, leftToRight.V.Pixels[i], 1e-4);
            Assert.Equal(sign * scale * ((right.Pixels[i].R * 0.5) - 10) / 2, rightToLeft.U.Pixels[i], 1e-4);
        }
    }

    [Fact]
    public void Run_FixedSizeNetwork_ScalesDisplacementsWithThePicture()
    {
        ModelEntry entry = Entry("tiny-rg-fixed", new ModelSize(1, new PixelSize(64, 32)), 2, 1, 1);
        using OnnxModel network = OnnxModel.Load(entry, 1);
        using var flat = new Plane<Rgb24>(192, 64);
        flat.Pixels.Fill(new Rgb24(100, 60, 0));
        using var model = new FlowModel(network, flat.Size);
        (FlowField leftToRight, FlowField rightToLeft) = (Field(flat.Size), Field(flat.Size));

        model.Run(flat, flat, leftToRight, rightToLeft);

        // u grows by 192 / 64, v by 64 / 32.
        Assert.All(leftToRight.U.Pixels.ToArray(), u => Assert.Equal(3 * ((100 * 0.5) - 10) / 2, u, 1e-4));
        Assert.All(rightToLeft.V.Pixels.ToArray(), v => Assert.Equal(2 * ((60 * 0.5) - 20) / 2, v, 1e-4));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 5)]
    [InlineData(33, 31)]
    public void Run_SmallAndOddSizes_FillWholeFields(int width, int height)
    {
        using OnnxModel network = OnnxModel.Load(Entry("tiny-rg", new ModelSize(32, null), 1, 1, 1), 1);
        (Plane<Rgb24> left, Plane<Rgb24> right) = Pictures(width, height);
        using var model = new FlowModel(network, left.Size);
        (FlowField leftToRight, FlowField rightToLeft) = (Field(left.Size), Field(left.Size));
        leftToRight.U.Pixels.Fill(float.NaN);

        model.Run(left, right, leftToRight, rightToLeft);

        for (int i = 0; i < width * height; i++)
        {
            Assert.Equal(((left.Pixels[i].R * 0.5) - 10) / 2, leftToRight.U.Pixels[i], 1e-4);
        }
    }

    [Fact]
    public void Run_OutputOfAnotherSizeThanTheEntrySays_IsOneClearError()
    {
        // The network gives full size, the entry says a quarter.
        using OnnxModel network = OnnxModel.Load(Entry("tiny-rg", new ModelSize(32, null), 4, 1, 1), 1);
        (Plane<Rgb24> left, Plane<Rgb24> right) = Pictures(64, 32);
        using var model = new FlowModel(network, left.Size);

        var error = Assert.Throws<ModelException>(() => model.Run(left, right, Field(left.Size), Field(left.Size)));

        Assert.Contains("tiny-rg", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_FixedOutputOfAnotherSize_IsRefusedWithBothShapes()
    {
        ModelEntry entry = Entry("tiny-rg-fixed", new ModelSize(1, new PixelSize(64, 32)), 4, 1, 1);

        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(entry, 1));

        Assert.Contains("[1, 2, 16, 32]", error.Message, StringComparison.Ordinal);
        Assert.Contains("8, 16]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlowStage_MatchExposure_ShowsTheNetworkALikeRightViewAndKeepsTheViews()
    {
        using OnnxModel network = OnnxModel.Load(Entry("tiny-rg", new ModelSize(32, null), 1, 1, 1), 1);
        var pool = new PlanePool(64 << 20);
        var stage = new FlowStage(
            new FlowOptions("tiny-rg", Rectify.None, MatchExposure: true), network, Rectifier.None(pool), pool);
        (Plane<Rgb24> left, Plane<Rgb24> right) = Pictures(32, 32);
        for (int i = 0; i < 32 * 32; i++)
        {
            // Half as bright and flat as the left view.
            Rgb24 p = left.Pixels[i];
            right.Pixels[i] = new Rgb24((byte)(p.R / 2), (byte)(p.G / 2), (byte)(p.B / 2));
        }

        Rgb24[] before = right.Pixels.ToArray();
        using StereoFlow flow = await StageChain.One(new StereoFrame(4, left, right))
            .Then(stage, 1, TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken);

        // The network answers with the colours it saw: those of the left view, give or take the lost bit.
        for (int i = 0; i < 32 * 32; i++)
        {
            Assert.Equal(flow.LeftToRight.U.Pixels[i], flow.RightToLeft.U.Pixels[i], 0.51f);
        }

        Assert.Equal(before, flow.Frame.Right.Pixels.ToArray());
    }

    [Fact]
    public void Digest_OtherScaleOrSign_IsAnotherModel()
    {
        ModelEntry entry = Entry("tiny-rg", new ModelSize(32, null), 1, 1, 1);
        Assert.NotEqual(entry.Digest, (entry with { Output = entry.Output with { Sign = -1 } }).Digest);
        Assert.NotEqual(entry.Digest, (entry with { Input = entry.Input with { Colour = InputColour.Bgr } }).Digest);
        Assert.Equal(entry.Digest, (entry with { Path = "/elsewhere", Name = "other" }).Digest);
    }

    private static ModelEntry Entry(string name, ModelSize size, int stride, double scale, int sign)
    {
        string path = Path.Combine(
            SharedFiles.RepositoryRoot, "tests", "MovieData.Tests", "Models", name + ".onnx");
        return new ModelEntry
        {
            Name = name,
            Task = ModelTask.Flow,
            Path = path,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            Licence = "MIT",
            Origin = "make_tiny.py",
            Input = new ModelInput(["image1", "image2"], InputColour.Rgb, 0.5, [10, 20, 30], [2, 2, 2]),
            Size = size,
            Output = new ModelOutput("flow", scale, stride, sign, double.NaN),
        };
    }

    private static (Plane<Rgb24> Left, Plane<Rgb24> Right) Pictures(int width, int height)
    {
        (var left, var right) = (new Plane<Rgb24>(width, height), new Plane<Rgb24>(width, height));
        for (int i = 0; i < left.Pixels.Length; i++)
        {
            left.Pixels[i] = new Rgb24((byte)i, (byte)(i * 3), (byte)(i * 7));
            right.Pixels[i] = new Rgb24((byte)(i * 5), (byte)(i * 11), (byte)(i * 13));
        }

        return (left, right);
    }

    private static FlowField Field(PixelSize size) =>
        new(new Plane<float>(size.Width, size.Height), new Plane<float>(size.Width, size.Height));
}
