using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Flow;

/// <summary>
/// Networks as laboratories export them: without a dimension for the one channel, among other channels, with all
/// iterations in one tensor, with inputs that are no pictures. What each gives is known from its pictures.
/// </summary>
public sealed class FlowExportTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    /// <summary>Layout, channels of the tensor, channel read, iterations, their dimension.</summary>
    public static TheoryData<TensorLayout, int?, int, int, int> Disparities => new()
    {
        { TensorLayout.Nhw, null, 0, 1, 0 },
        { TensorLayout.Hw, null, 0, 1, 0 },
        { TensorLayout.Nchw, 2, 0, 1, 0 },
        { TensorLayout.Nchw, 4, 2, 1, 0 },
        { TensorLayout.Nhwc, 3, 1, 1, 0 },
        { TensorLayout.Nchw, null, 0, 3, 0 },
        { TensorLayout.Nchw, null, 0, 3, 1 },
        { TensorLayout.Nhw, null, 0, 2, 0 },
        { TensorLayout.Hw, null, 0, 2, 0 },
        { TensorLayout.Nhwc, 2, 1, 2, 1 },
    };

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [MemberData(nameof(Disparities))]
    public void Run_DisparityOfAnyShape_ReadsTheRightValues(
        TensorLayout layout, int? channels, int channel, int iterations, int axis)
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Output = TinyFlow.Plain.Output with
            {
                Disparity = true,
                Layout = layout,
                Channels = channels,
                Channel = channel,
                Iterations = iterations,
                IterationsAxis = axis,
            },
        };
        int[] batches = layout == TensorLayout.Hw ? [1] : [-1, 1];
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(50, 21);
        foreach (int batch in batches)
        {
            using OnnxModel network = _tiny.Channels(entry, batch);
            (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);
            for (int i = 0; i < left.Pixels.Length; i++)
            {
                float disparity = left.Pixels[i].R + right.Pixels[i].R;
                Assert.Equal(-disparity, leftToRight.U.Pixels[i]);
                Assert.Equal(disparity, -rightToLeft.U.Pixels[i]);
            }
        }
    }

    [Theory]
    [InlineData(FlowDirection.Swapped, 4, 1)]
    [InlineData(FlowDirection.Both, 6, 2)]
    public void Run_FlowAmongOtherChannels_ReadsUAndV(FlowDirection direction, int channels, int channel)
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Direction = direction,
            Output = TinyFlow.Plain.Output with { Channels = channels, Channel = channel, Iterations = 2 },
        };
        using OnnxModel network = _tiny.Channels(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(50, 21);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

        for (int i = 0; i < left.Pixels.Length; i++)
        {
            (float l, float r) = (left.Pixels[i].R, right.Pixels[i].R);
            Assert.Equal((l, r), (leftToRight.U.Pixels[i], leftToRight.V.Pixels[i]));
            Assert.Equal((r, l), (rightToLeft.U.Pixels[i], rightToLeft.V.Pixels[i]));
        }
    }

    [Fact]
    public void Run_ConstantInputs_AreFedEveryTime()
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(8, null),
            Input = TinyFlow.Plain.Input with { Constants = [TinyFlow.FlowInit(-2.5), TinyFlow.Iterations(3)] },
        };
        using OnnxModel network = _tiny.WithConstants(entry);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(50, 21);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

        for (int i = 0; i < left.Pixels.Length; i++)
        {
            Assert.Equal((3 * left.Pixels[i].R) - 2.5f, leftToRight.U.Pixels[i]);
            Assert.Equal((3 * right.Pixels[i].R) - 2.5f, rightToLeft.U.Pixels[i]);
        }
    }

    /// <summary>Each value of the smaller tensor is the mean of 2 × 2 of the larger, in every layout.</summary>
    [Theory]
    [InlineData(InputPair.Tensors, TensorLayout.Nchw, OnnxElement.FullFloat)]
    [InlineData(InputPair.Tensors, TensorLayout.Nhwc, OnnxElement.FullFloat)]
    [InlineData(InputPair.Channels, TensorLayout.Nchw, OnnxElement.FullFloat)]
    [InlineData(InputPair.Channels, TensorLayout.Nhwc, OnnxElement.HalfFloat)]
    [InlineData(InputPair.Frames, TensorLayout.Nchw, OnnxElement.HalfFloat)]
    public void Fill_ReducedPictures_AreTheMeansOfTheOthers(
        InputPair pair, TensorLayout layout, OnnxElement element)
    {
        string[] names = pair == InputPair.Tensors ? ["next_left", "next_right"] : ["next"];
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(4, null),
            Input = TinyFlow.Plain.Input with
            {
                Names = names,
                Pair = pair,
                Layout = layout,
                Element = element,
                Reduced = new ReducedPictures([.. names.Select(name => $"{name}_half")], 2),
            },
        };
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(10, 6);
        using var pool = new TensorPool();
        using var inputs = new PictureTensors(entry, left.Size, batch: 2, pool);
        for (int item = 0; item < 2; item++)
        {
            var whole = new PictureCut(new PixelArea(0, 0, 10, 6));
            inputs.Fill(item == 0 ? left : right, whole, item, position: 0);
            inputs.Fill(item == 0 ? right : left, whole, item, position: 1);
        }

        // Tensors of 12×8, the pictures' last column and row repeated.
        double At(Plane<Rgb24> p, int x, int y, int c)
        {
            Rgb24 pixel = p[Math.Min(x, 9), Math.Min(y, 5)];
            return c == 0 ? pixel.R : c == 1 ? pixel.G : pixel.B;
        }

        for (int i = 0; i < 2 * 2 * 3 * 4 * 6; i++)
        {
            (int item, int position, int c, int y, int x) =
                (i / (2 * 3 * 24), i / (3 * 24) % 2, i / 24 % 3, i / 6 % 4, i % 6);
            Plane<Rgb24> picture = item == position ? left : right;
            double mean = (At(picture, 2 * x, 2 * y, c) + At(picture, (2 * x) + 1, 2 * y, c)
                + At(picture, 2 * x, (2 * y) + 1, c) + At(picture, (2 * x) + 1, (2 * y) + 1, c)) / 4;
            OnnxTensor tensor = inputs.Tensors[names.Length + (pair == InputPair.Tensors ? position : 0)];
            int index = (pair, layout) switch
            {
                (InputPair.Tensors, TensorLayout.Nchw) => (((item * 3) + c) * 24) + (y * 6) + x,
                (InputPair.Tensors, _) => (((item * 24) + (y * 6) + x) * 3) + c,
                (InputPair.Channels, TensorLayout.Nhwc) =>
                    (((item * 24) + (y * 6) + x) * 6) + (position * 3) + c,
                _ => (((item * 6) + (position * 3) + c) * 24) + (y * 6) + x,
            };
            double value = element == OnnxElement.FullFloat
                ? tensor.Values<float>()[index] : (double)tensor.Values<Half>()[index];
            Assert.Equal(mean, value, 0.1);
        }
    }

    [Fact]
    public void Run_OutputOfAnotherStride_IsNamedWithTheRightOne()
    {
        ModelEntry right = TinyFlow.Plain with
        {
            Size = new ModelSize(4, null),
            Output = TinyFlow.Plain.Output with { Stride = 4 },
        };
        ModelEntry wrong = right with { Output = right.Output with { Stride = 1 } };
        using OnnxModel network =
            OnnxModel.Load(_tiny.Written(wrong, TinyFlow.ChannelBytes(right)), ModelPlace.Cpu);
        (Plane<Rgb24> left, Plane<Rgb24> view) = TwoPictures(48, 20);

        var error = Assert.Throws<ModelException>(() => Run(network, left, view));

        Assert.Contains("output flow has shape [2, 2, 5, 12], the entry says [2, 2, 20, 48]", error.Message);
        Assert.EndsWith("write output.stride: 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorLayout.Nchw, TensorLayout.Nhw, 1, 1, "state output.layout: nhw")]
    [InlineData(TensorLayout.Nhw, TensorLayout.Nhw, 1, 5, "state output.iterations")]
    public void Load_OutputOfAnotherRank_IsToldWhatItUsuallyIs(
        TensorLayout stated, TensorLayout real, int statedIterations, int iterations, string advice)
    {
        ModelEntry With(TensorLayout layout, int count) => TinyFlow.Plain with
        {
            Output = TinyFlow.Plain.Output with { Disparity = true, Layout = layout, Iterations = count },
        };
        ModelEntry entry =
            _tiny.Written(With(stated, statedIterations), TinyFlow.ChannelBytes(With(real, iterations)));

        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(entry, ModelPlace.Cpu));

        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }
}
