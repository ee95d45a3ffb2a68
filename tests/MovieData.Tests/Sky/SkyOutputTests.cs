using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Tests.Sky;

/// <summary>Sky networks of every form an entry can state give the mask that arithmetic on the picture gives.</summary>
public sealed class SkyOutputTests : IDisposable
{
    private const int Width = 37;
    private const int Height = 22;

    private readonly TinySky _tiny = new();

    public void Dispose() => _tiny.Dispose();

    public static TheoryData<string> Forms =>
    [
        "scores", "scores nhwc", "scores half", "scores nhwc half", "scores softmax", "scores sigmoid", "scores two",
        "numbers int64", "numbers int32", "numbers uint8", "numbers float32", "numbers float16", "numbers nchw",
        "numbers nhwc", "numbers hw", "logits", "logits nhw", "logits half", "logits hw", "probability",
        "probability nhwc", "inverted", "level input", "half input", "nhwc input", "bgr",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Run_EveryForm_IsTheMaskOfThePicture(string form)
    {
        using OnnxModel network = _tiny.Load(Entry(form), form == "inverted" ? SkyFault.Inverted : SkyFault.None);
        using Plane<Rgb24> picture = Picture(Width, Height);

        byte[] mask = Mask(network, picture);

        byte[] expected = [.. picture.Pixels.ToArray().Select(p => p.B - p.R > TinySky.Above
            || (form == "scores two" && p.R - p.B > TinySky.Above) ? (byte)1 : (byte)0)];
        Assert.Equal(expected, mask);
        Assert.InRange(mask.Count(v => v == 1), Width * Height / 10, Width * Height * 9 / 10);
    }

    /// <summary>Scores of a quarter of the size are enlarged first; class numbers make a mask first.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    public void Run_StridedScores_AreEnlargedBeforeTheArgmax(int stride)
    {
        ModelOutput output = TinySky.Scores.Output with { Stride = stride };
        ModelEntry entry = TinySky.Scores with { Size = new ModelSize(stride, null), Output = output };
        using OnnxModel network = _tiny.Load(entry);
        using Plane<Rgb24> picture = Picture(8 * stride, 6 * stride);

        byte[] mask = Mask(network, picture);

        // Means of stride × stride, enlarged at half-pixel centres: the scores are linear in the levels, so their
        // difference to the largest other score is enlarged alike.
        Assert.Equal(Enlarged(picture, stride), mask);
    }

    [Fact]
    public void Run_PictureNoMultipleOfTheSize_IsPaddedAndCutAgain()
    {
        ModelEntry entry = TinySky.Scores with { Size = new ModelSize(32, null) };
        using OnnxModel network = _tiny.Load(entry);
        using Plane<Rgb24> picture = Picture(Width, Height);

        byte[] mask = Mask(network, picture);

        Assert.Equal(picture.Pixels.ToArray().Select(p => p.B - p.R > TinySky.Above ? (byte)1 : (byte)0), mask);
    }

    /// <summary>A threshold on a sigmoid is a probability: 0.9 asks for ln 9 more.</summary>
    [Theory]
    [InlineData(0.9, 2.1972)]
    [InlineData(0.1, -2.1972)]
    [InlineData(0, -1000)]
    [InlineData(1, 1000)]
    public void Run_Sigmoid_HoldsProbabilitiesAgainstTheThreshold(double threshold, double logit)
    {
        ModelEntry entry = TinySky.Logits with { Output = TinySky.Logits.Output with { Threshold = threshold } };
        using OnnxModel network = _tiny.Load(entry);
        using Plane<Rgb24> picture = Picture(Width, Height);

        Assert.Equal(
            picture.Pixels.ToArray().Select(p => p.B - p.R - TinySky.Above > logit ? (byte)1 : (byte)0),
            Mask(network, picture));
    }

    [Theory]
    [InlineData("scores")]
    [InlineData("logits")]
    [InlineData("scores softmax")]
    [InlineData("logits half")]
    public void Run_NotANumber_IsAModelErrorThatCounts(string form)
    {
        using OnnxModel network = _tiny.Load(Entry(form), SkyFault.NotANumber);
        using Plane<Rgb24> picture = Picture(Width, Height);

        string message = Assert.Throws<ModelException>(() => Mask(network, picture)).Message;

        Assert.Matches(
            @"^model tiny gave values that are no numbers \(NaN or infinite\) at \d+ of \d+ places", message);
    }

    [Fact]
    public void Run_MirroredPicture_GivesTheMaskOfThePicture()
    {
        using OnnxModel network = _tiny.Load(TinySky.Scores with { Size = new ModelSize(8, null) });
        using Plane<Rgb24> picture = Picture(Width, Height);
        using var model = new SkyModel(network, picture.Size);
        using var plain = new Plane<byte>(Width, Height);
        using var mirrored = new Plane<byte>(Width, Height);

        model.Run(picture, plain, TestContext.Current.CancellationToken);
        model.Run(picture, mirrored, TestContext.Current.CancellationToken, mirrored: true);

        Assert.Equal(plain.Bytes.ToArray(), mirrored.Bytes.ToArray());
    }

    /// <summary>
    /// As many weights as SegFormer-B0 has (3.7 million), random, 150 classes at a quarter of the size: against the
    /// argmax over its own result, enlarged by OpenCV's rule in double precision.
    /// </summary>
    [Fact]
    public void Run_RandomNetworkOfRealSize_IsTheArgmaxOfItsEnlargedScores()
    {
        ModelEntry entry = TinySky.Scores with
        {
            Size = new ModelSize(32, null),
            Input = TinySky.Scores.Input with
            {
                Scale = 1 / 255.0,
                Mean = [0.485, 0.456, 0.406],
                Std = [0.229, 0.224, 0.225],
            },
            Output = TinySky.Scores.Output with { Stride = 4, Channels = 150, Classes = [.. Enumerable.Range(0, 40)] },
        };
        (byte[] bytes, int weights) = RandomNetwork.Bytes(entry);
        Assert.InRange(weights, 3_600_000, 3_900_000);
        using OnnxModel network = _tiny.Load(entry, bytes);
        using Plane<Rgb24> picture = Picture(250, 130);

        byte[] mask = Mask(network, picture);

        Assert.InRange(mask.Count(v => v == 1), mask.Length / 50, mask.Length * 49 / 50);
        Assert.Equal(RandomNetwork.Expected(network, picture), mask);
    }

    private static ModelEntry Entry(string form)
    {
        ModelEntry one = form.Split(' ')[0] switch
        {
            "numbers" => TinySky.Numbers,
            "logits" or "inverted" => TinySky.Logits,
            "probability" => TinySky.Probability,
            _ => TinySky.Scores,
        };
        ModelEntry With(ModelOutput output) => one with { Output = output };
        ModelEntry Fed(ModelInput input) => one with { Input = input };
        ModelOutput output = one.Output;
        return form switch
        {
            "scores nhwc" => With(output with { Layout = TensorLayout.Nhwc }),
            "scores half" or "logits half" => With(output with { Element = OnnxElement.HalfFloat }),
            "scores nhwc half" => With(output with { Layout = TensorLayout.Nhwc, Element = OnnxElement.HalfFloat }),
            "scores softmax" => With(output with { Activation = OutputActivation.Softmax, Threshold = 0.5 }),
            "scores sigmoid" => With(output with { Activation = OutputActivation.Sigmoid, Threshold = 0.5 }),
            "scores two" => With(output with { Classes = [TinySky.Sky, TinySky.Ground] }),
            "numbers int32" => With(output with { Element = OnnxElement.FullInteger }),
            "numbers uint8" => With(output with { Element = OnnxElement.Level }),
            "numbers float32" => With(output with { Element = OnnxElement.FullFloat }),
            "numbers float16" => With(output with { Element = OnnxElement.HalfFloat }),
            "numbers nchw" => With(output with { Layout = TensorLayout.Nchw }),
            "numbers nhwc" or "probability nhwc" => With(output with { Layout = TensorLayout.Nhwc }),
            "numbers hw" or "logits hw" => With(output with { Layout = TensorLayout.Hw }),
            "logits nhw" => With(output with { Layout = TensorLayout.Nhw }),
            "inverted" => With(output with { Sign = -1 }),
            "level input" => Fed(one.Input with { Element = OnnxElement.Level }),
            "half input" => Fed(one.Input with { Element = OnnxElement.HalfFloat }),
            "nhwc input" => Fed(one.Input with { Layout = TensorLayout.Nhwc }),
            "bgr" => Fed(one.Input with { Colour = InputColour.Bgr }),
            _ => one,
        };
    }

    internal static byte[] Mask(OnnxModel network, Plane<Rgb24> picture)
    {
        using var model = new SkyModel(network, picture.Size);
        using var mask = new Plane<byte>(picture.Width, picture.Height);
        model.Run(picture, mask, TestContext.Current.CancellationToken);
        return mask.Pixels.ToArray();
    }

    /// <summary>Smooth colours, so that no score lies within a thousandth of another.</summary>
    internal static Plane<Rgb24> Picture(int width, int height)
    {
        var picture = new Plane<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double wave = Math.Sin((x * 0.31) + (y * 0.17)) + Math.Cos((x * 0.05) - (y * 0.41));
                picture[x, y] = new Rgb24((byte)(128 - (50 * wave)), (byte)(40 + x), (byte)(128 + (50 * wave)));
            }
        }

        return picture;
    }

    // sky = b − r − 30 against r − b − 30 and 0: sky wins where the enlarged b − r is above 30.
    private static byte[] Enlarged(Plane<Rgb24> picture, int stride)
    {
        (int width, int height) = (picture.Width / stride, picture.Height / stride);
        double Mean(int column, int row)
        {
            double sum = 0;
            for (int i = 0; i < stride * stride; i++)
            {
                Rgb24 p = picture[(column * stride) + (i % stride), (row * stride) + (i / stride)];
                sum += p.B - p.R;
            }

            return sum / (stride * stride);
        }

        return [.. Enumerable.Range(0, picture.Width * picture.Height).Select(i =>
        {
            double x = Math.Clamp((((i % picture.Width) + 0.5) / stride) - 0.5, 0, width - 1);
            double y = Math.Clamp((((i / picture.Width) + 0.5) / stride) - 0.5, 0, height - 1);
            (int left, int top) = (Math.Min((int)x, width - 2), Math.Min((int)y, height - 2));
            (double across, double down) = (x - left, y - top);
            double above = (Mean(left, top) * (1 - across)) + (Mean(left + 1, top) * across);
            double below = (Mean(left, top + 1) * (1 - across)) + (Mean(left + 1, top + 1) * across);
            return (above * (1 - down)) + (below * down) > TinySky.Above ? (byte)1 : (byte)0;
        })];
    }
}
