using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Inference;

/// <summary>What a loaded network says of itself.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void NodesOfOneRun_OnTheCpu_AreAllOfTheGraph()
    {
        ModelEntry entry = _tiny.Written(TinyFlow.Plain, TinyFlow.ChannelBytes(TinyFlow.Plain));
        using OnnxModel network = OnnxModel.Load(entry, ModelPlace.Cpu, profiled: true);

        IReadOnlyList<OnnxNode> nodes = network.NodesOfOneRun(TestContext.Current.CancellationToken);

        Assert.All(nodes, node => Assert.Equal(OnnxNode.CpuProvider, node.Provider));
        Assert.Equal((2, 1), (nodes.Count(n => n.Operator == "Slice"), nodes.Count(n => n.Operator == "Concat")));
    }

    /// <summary>The runtime knows the sizes when it loads: what asks for them is computed then, once.</summary>
    [Fact]
    public void NodesOfOneRun_SizesLeftFree_AreStatedForTheTensors()
    {
        using OnnxModel network = OnnxModel.Load(WidthEntry(), ModelPlace.Cpu, profiled: true);

        IReadOnlyList<OnnxNode> nodes = network.NodesOfOneRun(TestContext.Current.CancellationToken);

        Assert.Contains(nodes, node => node.Operator == "Concat");
        Assert.DoesNotContain(nodes, node => node.Operator == "Shape");
    }

    [Fact]
    public void Bind_TwoSizesByTurns_EachRunSeesItsOwn()
    {
        using OnnxModel network = OnnxModel.Load(WidthEntry(), ModelPlace.Cpu);
        PixelSize[] sizes = [new(40, 16), new(56, 24)];
        FlowModel[] models = [.. sizes.Select(size => new FlowModel(network, size))];
        for (int turn = 0; turn < 4; turn++)
        {
            PixelSize size = sizes[turn % 2];
            (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(size.Width, size.Height);
            using var leftToRight = new FlowField(size);
            using var rightToLeft = new FlowField(size);
            models[turn % 2].Run(
                left, right, leftToRight, rightToLeft, TestContext.Current.CancellationToken);

            Assert.Equal(left[5, 7].R, leftToRight.U[5, 7]);
            Assert.All(leftToRight.V.Pixels.ToArray(), v => Assert.Equal(size.Width, v));
        }

        Array.ForEach(models, model => model.Dispose());
        (Plane<Rgb24> third, Plane<Rgb24> fourth) = TwoPictures(48, 16);
        using FlowField again = Run(network, third, fourth).LeftToRight;
        Assert.Equal(48, again.V[0, 0]);
    }

    private ModelEntry WidthEntry() =>
        _tiny.Written(TinyFlow.Plain, TinyFlow.WidthBytes(TinyFlow.Plain));
}
