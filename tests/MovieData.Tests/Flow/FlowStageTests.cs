using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Staging;
using MovieData.Tests.Inference;
using MovieData.Tests.Staging;

namespace MovieData.Tests.Flow;

/// <summary>What every stage promises; and that frames do not mix though several are under way at once.</summary>
public abstract class FlowStageContract(int pairs) : StageContract<StereoFrame, StereoFlow>, IDisposable
{
    private static readonly PixelSize Size = new(64, 32);
    private readonly TinyFlow _tiny = new() { Place = new ModelPlace(OnnxDevice.Cpu, Threads: 1, FlowPairs: pairs) };
    private OnnxModel? _network;

    public void Dispose()
    {
        _network?.Dispose();
        _tiny.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RunAsync_ManyFrames_EachGetsItsOwnFlow()
    {
        // Nothing slow in between: the next frames must be filled while the network runs on these.
        var seen = new List<(int Number, float Left, float Right)>();
        await foreach (StereoFlow flow in CreateStage().RunAsync(Frames(), TestContext.Current.CancellationToken))
        {
            seen.Add((flow.Frame.Number, flow.LeftToRight.U[63, 31], flow.RightToLeft.U[63, 31]));
            flow.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, 20), seen.Select(s => s.Number));
        Assert.All(seen, s => Assert.Equal((s.Number, 100f + s.Number), (s.Left, s.Right)));
        Assert.Empty(Pool.Renters);
    }

    [Fact]
    public async Task RunAsync_NetworkThatGivesNaN_NamesTheFrame()
    {
        using OnnxModel picky = _tiny.NotBelow(TinyFlow.Plain, level: 0.5f);
        var done = new List<int>();
        var error = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (StereoFlow flow in new FlowStage(picky, Pool)
                .RunAsync(Frames(7, 8, 9, 5, 0, 6), TestContext.Current.CancellationToken))
            {
                done.Add(flow.Frame.Number);
                flow.Dispose();
            }
        });
        Assert.StartsWith(
            "frame 0: model tiny gave values that are no numbers", error.Message, StringComparison.Ordinal);
        Assert.Equal(done, new[] { 7, 8, 9, 5 }.Take(done.Count));
        Assert.Empty(Pool.Renters);
    }

    /// <summary>A stage is one segment: the next one finds the tensors of the last.</summary>
    [Fact]
    public async Task RunAsync_SegmentAfterSegment_MakesNoTensorTwice()
    {
        using OnnxModel network = _tiny.Channels(TinyFlow.Plain);
        var made = new List<int>();
        for (int segment = 0; segment < 3; segment++)
        {
            await foreach (StereoFlow flow in new FlowStage(network, Pool)
                .RunAsync(Frames(), TestContext.Current.CancellationToken))
            {
                flow.Dispose();
            }

            made.Add(network.Tensors.Made);
        }

        Assert.InRange(made[0], 1, 12);
        Assert.Equal([made[0], made[0], made[0]], made);
        Assert.InRange(network.Tensors.IdleBytes, 1, TensorPool.IdleBytesMax);
    }

    protected override IStage<StereoFrame, StereoFlow> CreateStage() =>
        new FlowStage(_network ??= _tiny.Channels(TinyFlow.Plain), Pool);

    protected override StereoFrame CreateItem(int number)
    {
        Plane<Rgb24> left = Pool.Rent<Rgb24>(Size.Width, Size.Height);
        Plane<Rgb24> right = Pool.Rent<Rgb24>(Size.Width, Size.Height);
        left.Pixels.Fill(new Rgb24((byte)number, 0, 0));
        right.Pixels.Fill(new Rgb24((byte)(100 + number), 0, 0));
        return new StereoFrame(number, left, right);
    }

    protected override StereoFrame? CreateBadItem() => null;

    protected override int NumberOf(StereoFlow output) => output.Frame.Number;

    private async IAsyncEnumerable<StereoFrame> Frames(params int[] numbers)
    {
        await Task.CompletedTask;
        foreach (int number in numbers.Length == 0 ? Enumerable.Range(0, 20) : numbers)
        {
            yield return CreateItem(number);
        }
    }
}

/// <summary>One frame in a run of the network.</summary>
public sealed class FlowStageTests() : FlowStageContract(pairs: 1);

/// <summary>Three frames in a run; the last run is never full.</summary>
public sealed class FlowStageOfThreeTests() : FlowStageContract(pairs: 3);
