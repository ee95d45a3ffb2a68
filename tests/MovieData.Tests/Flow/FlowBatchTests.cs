using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Flow;

/// <summary>Several directions in one run of a network: each gets what it gets alone, as memory allows.</summary>
public sealed class FlowBatchTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Run_TooLittleMemoryForBothDirectionsAtOnce_RunsThemOneByOne()
    {
        using OnnxModel network = _tiny.Hungry(TinyFlow.Plain, drift: false);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(1200, 8);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);

        Assert.Equal(left.Pixels.ToArray().Select(p => (float)p.R), leftToRight.U.Pixels.ToArray());
        Assert.Equal(left.Pixels.ToArray().Select(p => (float)p.R), rightToLeft.V.Pixels.ToArray());
    }

    [Fact]
    public void Run_TooLittleMemoryAndOneByOneGivesOtherBits_SaysSo()
    {
        using OnnxModel network = _tiny.Hungry(TinyFlow.Plain, drift: true);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(1200, 8);

        ModelException fault = Assert.Throws<ModelException>(() => Run(network, left, right));

        Assert.Contains("needs more memory than the device has", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            "runs of a batch of 1 instead of 2 would need less, but give other bits",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TooLittleMemoryEvenForTheProof_NamesThePicturesSizeAndWhatToState()
    {
        using OnnxModel network = _tiny.Hungry(TinyFlow.Plain, drift: false, widerThan: 100);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(1200, 8);

        ModelMemoryException fault = Assert.Throws<ModelMemoryException>(() => Run(network, left, right));

        Assert.Contains("input tensors of 1200×8", fault.Message, StringComparison.Ordinal);
        Assert.Contains("nor can it be shown", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--flow-pairs", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Twice_LeavesTheSessionToItsOtherUser()
    {
        using OnnxModel network = OnnxModel.Load(
            ModelCatalogue.Read(null).Find("movieflow", ModelTask.Flow), ModelPlace.Cpu);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(96, 64);
        using var user = new FlowModel(network, left.Size);
        (var forth, var back) = (new FlowField(left.Size), new FlowField(left.Size));
        user.Run(left, right, forth, back, TestContext.Current.CancellationToken);
        float[] first = forth.U.Pixels.ToArray();

        var other = new FlowModel(network, left.Size);
        other.Dispose();
        other.Dispose();
        new FlowModel(network, new PixelSize(128, 64)).Dispose();       // drops sessions that nothing is bound to
        user.Run(left, right, forth, back, TestContext.Current.CancellationToken);

        Assert.Equal(first, forth.U.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Finish_TooLittleMemoryForAllPairsAtOnce_RunsAsManyAsFit(int atMost)
    {
        using OnnxModel network = _tiny.Hungry(TinyFlow.Plain, drift: false, atMost);
        FlowPair[] pairs = [.. Enumerable.Range(0, 4).Select(i => Pair(1200, 8, seed: i))];

        Finish(network, pairs);

        Assert.All(pairs, pair => Assert.Equal(Reds(pair.Left), pair.LeftToRight.U.Pixels.ToArray()));
        Assert.All(pairs, pair => Assert.Equal(Reds(pair.Right), pair.RightToLeft.U.Pixels.ToArray()));
    }

    /// <summary>A run of three pairs gives each what it gets alone, however networks are fed.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("tiles")]
    [InlineData("resized")]
    [InlineData("mirrored")]
    [InlineData("both at once")]
    [InlineData("one at a time")]
    public void Finish_SeveralPairs_EachIsWhatItIsAlone(string kind)
    {
        ModelEntry plain = TinyFlow.Plain;
        var small = new PixelSize(64, 32);
        ModelEntry entry = kind switch
        {
            "tiles" => plain with { Size = new ModelSize(1, small), Tiles = new ModelTiles(small, 8) },
            "both at once" => plain with { Direction = FlowDirection.Both },
            "resized" => plain with { Size = new ModelSize(1, small) },
            "mirrored" => plain with
            {
                Direction = FlowDirection.Mirrored,
                ShiftPx = 5,
                Output = plain.Output with { Disparity = true },
            },
            _ => plain,
        };
        using OnnxModel network = _tiny.Channels(entry, kind == "one at a time" ? 1 : -1);
        FlowPair[] together = [.. Enumerable.Range(0, 3).Select(i => Pair(150, 70, seed: i))];
        Finish(network, together);
        for (int i = 0; i < together.Length; i++)
        {
            FlowPair alone = Pair(150, 70, seed: i);
            Finish(network, [alone]);
            Assert.Equal(alone.LeftToRight.U.Pixels.ToArray(), together[i].LeftToRight.U.Pixels.ToArray());
            Assert.Equal(alone.LeftToRight.V.Pixels.ToArray(), together[i].LeftToRight.V.Pixels.ToArray());
            Assert.Equal(alone.RightToLeft.U.Pixels.ToArray(), together[i].RightToLeft.U.Pixels.ToArray());
        }
    }

    private static void Finish(OnnxModel network, FlowPair[] pairs)
    {
        using var model = new FlowModel(network, pairs[0].Left.Size, pairs.Length);
        model.Run(pairs, TestContext.Current.CancellationToken);
    }

    private static FlowPair Pair(int width, int height, int seed)
    {
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(width, height);
        foreach (ref Rgb24 pixel in left.Pixels)
        {
            pixel = pixel with { R = (byte)(pixel.R + (40 * seed)) };
        }

        return new FlowPair(left, right, new FlowField(left.Size), new FlowField(left.Size));
    }

    private static float[] Reds(Plane<Rgb24> picture) => [.. picture.Pixels.ToArray().Select(p => (float)p.R)];
}
