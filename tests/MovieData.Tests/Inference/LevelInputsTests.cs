using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Inference;

/// <summary>
/// A network fed with 8-bit levels gives the very bits of the same one fed by the CPU's kernels. GPUs are fed so; the
/// nodes that it takes run on the CPU as well.
/// </summary>
public sealed class LevelInputsTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(InputColour.Rgb, OnnxElement.FullFloat, FlowDirection.Both)]
    [InlineData(InputColour.Bgr, OnnxElement.FullFloat, FlowDirection.Both)]
    [InlineData(InputColour.Rgb, OnnxElement.HalfFloat, FlowDirection.Swapped)]
    [InlineData(InputColour.Bgr, OnnxElement.FullFloat, FlowDirection.Mirrored)]
    public void Load_Levels_GivesTheSameBits(InputColour colour, OnnxElement element, FlowDirection direction)
    {
        bool mirrored = direction == FlowDirection.Mirrored;
        ModelEntry entry = Entry(TinyFlow.Plain with
        {
            Direction = direction,
            ShiftPx = mirrored ? 5 : 0,
            Size = new ModelSize(32, null),
            Output = TinyFlow.Plain.Output with { Disparity = mirrored, Scale = 50 },
            Input = TinyFlow.Plain.Input with
            {
                Colour = colour,
                Element = element,
                Scale = 0.003921568627,
                Mean = [0.485, 0.456, 0.406],
                Std = [0.229, 0.224, 0.225],
            },
        });

        AssertSame(entry, 70, 33);
    }

    [Fact]
    public void Load_LevelsOfMovieflow_GivesTheSameBits() =>
        AssertSame(ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow), 150, 90);

    [Theory]
    [InlineData(InputPair.Tensors, InputColour.Grey, TensorLayout.Nchw)]
    [InlineData(InputPair.Tensors, InputColour.Rgb, TensorLayout.Nhwc)]
    [InlineData(InputPair.Channels, InputColour.Rgb, TensorLayout.Nchw)]
    public void Load_LevelsThatCannotBe_FeedsAsTheEntrySays(InputPair pair, InputColour colour, TensorLayout layout)
    {
        double[] of = colour == InputColour.Grey ? [1] : [1, 1, 1];
        ModelEntry entry = Entry(TinyFlow.Plain with
        {
            Input = new ModelInput(
                pair == InputPair.Tensors ? ["first", "second"] : ["both"],
                pair, colour, layout, OnnxElement.FullFloat, 1, of, of),
        });

        using OnnxModel network = OnnxModel.Load(entry, _tiny.Place, profiled: false, levels: true);

        Assert.Same(network.Entry, network.Fed);
        Assert.Equal("float32 from ordinary memory", network.Upload);
    }

    /// <summary>What does not fit is said of the inputs that the entry names.</summary>
    [Fact]
    public void Load_LevelsOfAnotherNetwork_FailsAsWithout()
    {
        ModelEntry other = TinyFlow.Plain with
        {
            Input = TinyFlow.Plain.Input with { Element = OnnxElement.HalfFloat },
        };
        ModelEntry entry = Entry(TinyFlow.Plain, TinyFlow.ChannelBytes(other));

        string[] messages = [.. new[] { false, true }.Select(levels => Assert.Throws<ModelException>(
            () => OnnxModel.Load(entry, _tiny.Place, profiled: false, levels)).Message)];

        Assert.Contains("input first is float16, the entry says float32", messages[0], StringComparison.Ordinal);
        Assert.Equal(messages[0], messages[1]);
    }

    [Fact]
    public void For_AGpuWithoutDriver_IsAnOrdinaryTensor()
    {
        using OnnxTensor tensor = OnnxTensor.For(gpu: 99, OnnxElement.FullFloat, [3, 5]);

        tensor.Values<float>()[14] = 7;

        Assert.False(tensor.IsLocked);
        Assert.Equal(7, tensor.Values<float>().ToArray().Sum());
    }

    private void AssertSame(ModelEntry entry, int width, int height)
    {
        using OnnxModel plain = OnnxModel.Load(entry, _tiny.Place);
        using OnnxModel fed = OnnxModel.Load(entry, _tiny.Place, profiled: false, levels: true);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(width, height);

        (FlowField leftToRight, FlowField rightToLeft) = Run(plain, left, right);
        (FlowField one, FlowField other) = Run(fed, left, right);

        Assert.Equal("8-bit levels from ordinary memory", fed.Upload);
        Assert.True(leftToRight.U.Pixels.ToArray().Distinct().Count() > 100);
        Assert.Equal(leftToRight.U.Pixels, one.U.Pixels);
        Assert.Equal(leftToRight.V.Pixels, one.V.Pixels);
        Assert.Equal(rightToLeft.U.Pixels, other.U.Pixels);
        Assert.Equal(rightToLeft.V.Pixels, other.V.Pixels);
    }

    private ModelEntry Entry(ModelEntry entry, byte[]? network = null) =>
        _tiny.Written(entry, network ?? TinyFlow.ChannelBytes(entry));
}
