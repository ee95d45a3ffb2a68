using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Staging;
using MovieData.Tests.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Flow;

/// <summary>
/// Feeding and reading networks of every shape an entry can state, with tiny ones whose output is known: u is channel 0
/// of the first picture as fed, v channel 0 of the second.
/// </summary>
public sealed class FlowModelTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    /// <summary>Pair, colour, layout, type; layout and type of the output.</summary>
    public static TheoryData<string> Shapes => new(
        "tensors rgb nchw float32 nchw float32",
        "tensors bgr nhwc float32 nchw float32",
        "tensors grey nchw float16 nhwc float32",
        "tensors grey nhwc uint8 nchw float32",
        "tensors rgb nchw uint8 nchw float16",
        "channels rgb nchw float32 nhwc float16",
        "channels bgr nhwc float16 nchw float32",
        "channels grey nhwc float32 nhwc float32",
        "channels rgb nhwc uint8 nchw float32",
        "frames rgb nchw float32 nchw float32",
        "frames bgr nhwc uint8 nchw float32",
        "frames grey nchw float16 nchw float32");

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Run_AnyShape_FeedsAndReadsEveryPixel(string shape)
    {
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(70, 33);
        FlowDirection[] directions = [FlowDirection.Swapped, FlowDirection.Both];
        int[] batches = [-1, 1];
        foreach ((FlowDirection direction, int batch) in directions.SelectMany(d => batches.Select(b => (d, b))))
        {
            ModelEntry entry = Shaped(shape.Split(' ')) with { Direction = direction };
            using OnnxModel network = _tiny.Channels(entry, batch);
            (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

            for (int i = 0; i < left.Pixels.Length; i++)
            {
                (double l, double r) = (Fed(entry.Input, left.Pixels[i]), Fed(entry.Input, right.Pixels[i]));
                double tolerance = shape.Contains("float16", StringComparison.Ordinal) ? 0.07 : 1e-4;
                Assert.Equal(l, leftToRight.U.Pixels[i], tolerance);
                Assert.Equal(r, leftToRight.V.Pixels[i], tolerance);
                Assert.Equal(r, rightToLeft.U.Pixels[i], tolerance);
                Assert.Equal(l, rightToLeft.V.Pixels[i], tolerance);
            }
        }
    }

    [Theory]
    [InlineData(1880, 800, 64, "--flow-pairs")]
    [InlineData(16384, 8192, 1, "pictures of 16384×8192 are too large")]
    public void New_TensorBeyondAnArray_SaysWhatToChange(int width, int height, int pairs, string remedy)
    {
        using OnnxModel network = _tiny.Channels(TinyFlow.Plain);

        var error = Assert.Throws<ModelMemoryException>(
            () => new FlowModel(network, new PixelSize(width, height), pairs));

        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ScaleAndSign_MultiplyTheFlow()
    {
        ModelEntry entry = TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { Scale = 0.25, Sign = -1 } };
        using OnnxModel network = _tiny.Channels(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(64, 32);
        (FlowField leftToRight, _) = Run(network, left, right);
        Assert.Equal(-0.25 * left[5, 7].R, leftToRight.U[5, 7], 1e-4);
        Assert.Equal(-0.25 * right[5, 7].R, leftToRight.V[5, 7], 1e-4);
    }

    [Fact]
    public void Run_FixedSizeNetwork_ScalesDisplacementsWithThePicture()
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(1, new PixelSize(64, 32)),
            Output = TinyFlow.Plain.Output with { Stride = 2 },
        };
        using OnnxModel network = _tiny.Channels(entry, batch: 1);
        using var flat = new Plane<Rgb24>(192, 64);
        flat.Pixels.Fill(new Rgb24(100, 60, 0));

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, flat, flat);

        // u grows by 192 / 64, v by 64 / 32.
        Assert.All(leftToRight.U.Pixels.ToArray(), u => Assert.Equal(3 * 100, u, 1e-3));
        Assert.All(rightToLeft.V.Pixels.ToArray(), v => Assert.Equal(2 * 100, v, 1e-3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Mirrored_ShiftsTheSecondPictureAndTakesItOffAgain(bool tiled)
    {
        const int Shift = 5;
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(32, null),
            Output = TinyFlow.Plain.Output with { Disparity = true, Scale = 0.5 },
            Direction = FlowDirection.Mirrored,
            ShiftPx = Shift,
            Tiles = tiled ? new ModelTiles(new PixelSize(32, 32), 8) : null,
        };
        using OnnxModel network = _tiny.Channels(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(70, 33);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

        // The network sums what it sees at a place of both pictures; d = sum / 2 − shift, u = ∓ d.
        for (int y = 0; y < 33; y++)
        {
            for (int x = 0; x < 70; x++)
            {
                double fromLeft = (0.5 * (left[x, y].R + right[Math.Min(x + Shift, 69), y].R)) - Shift;
                double fromRight = (0.5 * (right[x, y].R + left[Math.Max(x - Shift, 0), y].R)) - Shift;

                // At most 1 px of the network's own: its end, where it may mean anything beyond.
                fromLeft = fromLeft + Shift > 1 ? fromLeft : double.NaN;
                fromRight = fromRight + Shift > 1 ? fromRight : double.NaN;
                Assert.Equal(-fromLeft, leftToRight.U[x, y], 1e-3);
                Assert.Equal(fromRight, rightToLeft.U[x, y], 1e-3);
                Assert.Equal(0, leftToRight.V[x, y]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 5)]
    [InlineData(33, 31)]
    public void Run_SmallAndOddSizes_FillWholeFields(int width, int height)
    {
        using OnnxModel network = _tiny.Channels(TinyFlow.Plain with { Size = new ModelSize(32, null) });
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(width, height);

        (FlowField leftToRight, _) = Run(network, left, right);

        for (int i = 0; i < width * height; i++)
        {
            Assert.Equal(left.Pixels[i].R, leftToRight.U.Pixels[i], 1e-4);
        }
    }

    [Fact]
    public async Task FlowStage_MatchExposure_ShowsTheNetworkALikeRightViewAndKeepsTheViews()
    {
        using OnnxModel network = _tiny.Channels(TinyFlow.Plain);
        var pool = new PlanePool(64 << 20);
        var stage = new FlowStage(
            new FlowOptions { Model = "tiny", Rectify = Rectify.None, MatchExposure = true },
            network,
            Rectifier.None(pool),
            pool);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(32, 32);
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
            Assert.Equal(flow.LeftToRight.U.Pixels[i], flow.RightToLeft.U.Pixels[i], 1.02f);
        }

        Assert.Equal(before, flow.Frame.Right.Pixels.ToArray());
    }

    [Fact]
    public void Run_SignedDisparity_IsMinusUBothWays()
    {
        ModelEntry entry = TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { Disparity = true } };
        using OnnxModel network = _tiny.Channels(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(64, 32);
        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);
        Assert.Equal(-(left[5, 7].R + right[5, 7].R), leftToRight.U[5, 7], 1e-3);
        Assert.Equal(-(left[5, 7].R + right[5, 7].R), rightToLeft.U[5, 7], 1e-3);
    }

    [Theory]
    [InlineData(150, 70)]
    [InlineData(64, 32)]
    [InlineData(65, 20)]
    public void Run_FixedTiles_EqualTheWholePicture(int width, int height)
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(1, new PixelSize(64, 32)),
            Tiles = new ModelTiles(new PixelSize(64, 32), 8),
        };
        using OnnxModel network = _tiny.Channels(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(width, height);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

        for (int i = 0; i < left.Pixels.Length; i++)
        {
            Assert.Equal(left.Pixels[i].R, leftToRight.U.Pixels[i], 1e-3);
            Assert.Equal(left.Pixels[i].R, rightToLeft.V.Pixels[i], 1e-3);
        }
    }

    [Fact]
    public void Digest_OtherOptions_IsAnotherModel()
    {
        ModelEntry entry = TinyFlow.Plain;
        ModelEntry[] others =
        [
            entry with { Output = entry.Output with { Sign = -1 } },
            entry with { Output = entry.Output with { Disparity = true } },
            entry with { Output = entry.Output with { Layout = TensorLayout.Nhwc } },
            entry with { Output = entry.Output with { Channels = 3 } },
            entry with { Output = entry.Output with { Channels = 3, Channel = 1 } },
            entry with { Output = entry.Output with { Iterations = 2 } },
            entry with { Output = entry.Output with { Iterations = 2, IterationsAxis = 1 } },
            entry with { Output = entry.Output with { MaxPx = 192 } },
            entry with { Input = entry.Input with { Reduced = new ReducedPictures(["a", "b"], 2) } },
            entry with { Input = entry.Input with { Constants = [TinyFlow.Iterations(3)] } },
            entry with { Input = entry.Input with { Constants = [TinyFlow.Iterations(4)] } },
            entry with { Input = entry.Input with { Colour = InputColour.Bgr } },
            entry with { Input = entry.Input with { Pair = InputPair.Frames } },
            entry with { Input = entry.Input with { Element = OnnxElement.HalfFloat } },
            entry with { Direction = FlowDirection.Mirrored },
            entry with { Direction = FlowDirection.Both },
            entry with { ShiftPx = 3 },
            entry with { Tiles = new ModelTiles(new PixelSize(64, 32), 8) },
        ];
        Assert.Equal(others.Length, others.Select(e => e.Digest).Where(d => d != entry.Digest).Distinct().Count());
        Assert.Equal(entry.Digest, (entry with { Path = "/elsewhere", Name = "other", Gflop = 3 }).Digest);
    }

    private static ModelEntry Shaped(string[] words)
    {
        InputColour colour = Enum.Parse<InputColour>(words[1], ignoreCase: true);
        int channels = colour == InputColour.Grey ? 1 : 3;
        OnnxElement element = Element(words[3]);
        InputPair pair = Enum.Parse<InputPair>(words[0], ignoreCase: true);
        bool plain = element == OnnxElement.Level;
        double[] mean = plain ? [0, 0, 0] : [10, 20, 30];
        double[] std = plain ? [1, 1, 1] : [2, 4, 8];
        return TinyFlow.Plain with
        {
            Size = new ModelSize(32, null),
            Input = new ModelInput(
                pair == InputPair.Tensors ? ["first", "second"] : ["both"],
                pair,
                colour,
                Enum.Parse<TensorLayout>(words[2], ignoreCase: true),
                element,
                plain ? 1 : 0.5,
                mean[..channels],
                std[..channels]),
            Output = TinyFlow.Plain.Output with
            {
                Layout = Enum.Parse<TensorLayout>(words[4], ignoreCase: true),
                Element = Element(words[5]),
            },
        };
    }

    private static OnnxElement Element(string word) =>
        Enum.GetValues<OnnxElement>().Single(e => OnnxTensor.WordOf(e) == word);

    // Channel 0 as the entry says it is fed.
    private static double Fed(ModelInput input, Rgb24 pixel)
    {
        double level = input.Colour switch
        {
            InputColour.Rgb => pixel.R,
            InputColour.Bgr => pixel.B,
            _ => (0.299 * pixel.R) + (0.587 * pixel.G) + (0.114 * pixel.B),
        };
        level = input.Element == OnnxElement.Level ? Math.Floor(level + 0.5) : level;
        return ((level * input.Scale) - input.Mean[0]) / input.Std[0];
    }
}
