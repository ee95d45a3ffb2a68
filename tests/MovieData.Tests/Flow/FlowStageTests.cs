using MovieData.Flow;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Staging;
using MovieData.Tests.Models;
using MovieData.Tests.Staging;

namespace MovieData.Tests.Flow;

/// <summary>What every stage promises; and that frames do not mix though two are under way at once.</summary>
public sealed class FlowStageTests : StageContract<StereoFrame, StereoFlow>, IDisposable
{
    private static readonly PixelSize Size = new(64, 32);
    private readonly TinyFlow _tiny = new();
    private OnnxModel? _network;

    public void Dispose()
    {
        _network?.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public async Task RunAsync_ManyFrames_EachGetsItsOwnFlow()
    {
        // Nothing slow in between: the next frame must be filled while this one's network runs.
        var seen = new List<(int Number, float Left, float Right)>();
        await foreach (StereoFlow flow in CreateStage().RunAsync(Frames(), TestContext.Current.CancellationToken))
        {
            seen.Add((flow.Frame.Number, flow.LeftToRight.U[63, 31], flow.RightToLeft.U[63, 31]));
            flow.Dispose();
        }

        Assert.Equal(20, seen.Count);
        Assert.All(seen, s => Assert.Equal((s.Number, 100f + s.Number), (s.Left, s.Right)));
        Assert.Empty(Pool.Renters);
    }

    [Fact]
    public async Task RunAsync_NetworkThatGivesNaN_NamesTheFrame()
    {
        using OnnxModel broken = _tiny.Matcher(TinyFlow.Plain, TinyFault.NotANumber);
        var error = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (StereoFlow flow in new FlowStage(broken, Pool)
                .RunAsync(StageChain.One(CreateItem(7)), TestContext.Current.CancellationToken))
            {
                flow.Dispose();
            }
        });
        Assert.StartsWith(
            "frame 7: model tiny gave values that are no numbers", error.Message, StringComparison.Ordinal);
        Assert.Empty(Pool.Renters);
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

    private async IAsyncEnumerable<StereoFrame> Frames()
    {
        await Task.CompletedTask;
        for (int number = 0; number < 20; number++)
        {
            yield return CreateItem(number);
        }
    }
}
