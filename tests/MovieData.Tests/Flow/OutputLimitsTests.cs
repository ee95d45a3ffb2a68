using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;
using MovieData.Staging;
using MovieData.Tests.Disparity;
using MovieData.Tests.Inference;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Flow;

/// <summary>
/// Networks at the end of what they can give: both directions end there alike, so that what they say agrees and is
/// wrong. It must not become a disparity.
/// </summary>
public sealed class OutputLimitsTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    private static ModelEntry Disparity => TinyFlow.Plain with
    {
        Output = TinyFlow.Plain.Output with { Disparity = true },
    };

    public void Dispose() => _tiny.Dispose();

    /// <summary>
    /// Left half: true disparity −40, shift 32, so that the network would have to say −8 and says 0, which reads as
    /// −32. Right half: −12.
    /// </summary>
    [Fact]
    public async Task Stages_PositiveOnlyBelowItsShift_MaskTheClampedHalf()
    {
        using OnnxModel network = _tiny.PositiveOnly(
            Disparity with { Direction = FlowDirection.Mirrored, ShiftPx = 32 }, less: 100);
        var pool = new PlanePool(64 << 20);
        var frame = new StereoFrame(0, Halves(pool, 92, 120), Halves(pool, 92, 120));

        using StereoDisparity disparity = await StageChain.One(frame)
            .Then(new FlowStage(network, pool), 1, TestContext.Current.CancellationToken)
            .Then(new DisparityStage(DisparityStageTests.Paper, pool), 1, TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0.5, disparity.Figures.SaturatedFraction);
        for (int x = 0; x < 200; x++)
        {
            // −12 px: x is seen at x + 12, outside from 188 on.
            byte code = x < 100 ? MaskCode.Inconsistent : x < 188 ? MaskCode.Valid : MaskCode.OutOfView;
            Assert.Equal(code, disparity.Map.Mask[x, 7]);
            Assert.Equal(x < 100 ? float.NaN : -12, disparity.Map.Disparity[x, 7]);
        }

        Assert.Equal(-12, disparity.Figures.DisparityMinPx);
        Assert.Equal(88 / 200.0, disparity.Figures.LeftToRight.ConsistentFraction, 1e-9);
        string? sentence = Saturation.Sentence(network.Entry, disparity.Figures.SaturatedFraction);
        Assert.Contains("50.0 %", sentence, StringComparison.Ordinal);
        Assert.Contains("shift_px larger than 32", sentence, StringComparison.Ordinal);
    }

    /// <summary>Levels of the network's own and what becomes of them; the picture is twice as wide.</summary>
    [Theory]
    [InlineData(0, null, float.NaN)]
    [InlineData(2, null, float.NaN)]
    [InlineData(4, null, (2 - 10) * 2f)]
    [InlineData(116, 60.0, (58 - 10) * 2f)]
    [InlineData(118, 60.0, float.NaN)]
    [InlineData(240, 60.0, float.NaN)]
    [InlineData(240, null, (120 - 10) * 2f)]
    public void Run_MirroredScaledAndResized_EndsWhereTheNetworkEnds(byte level, double? mostPx, float disparity)
    {
        ModelEntry entry = Disparity with
        {
            Size = new ModelSize(1, new PixelSize(64, 32)),
            Direction = FlowDirection.Mirrored,
            ShiftPx = 10,
            Output = Disparity.Output with { Scale = 0.5, MaxPx = mostPx },
        };
        using OnnxModel network = _tiny.PositiveOnly(entry, less: 0);
        using Plane<Rgb24> flat = Flat(128, 64, level);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, flat, flat);

        Assert.All(leftToRight.U.Pixels.ToArray(), u => Assert.Equal(-disparity, u));
        Assert.All(rightToLeft.U.Pixels.ToArray(), u => Assert.Equal(disparity, u));
    }

    /// <summary>Half as large as the picture: what lies between an end and a value is neither.</summary>
    [Fact]
    public void Run_StrideTwo_TakesWhatIsBlendedWithAnEnd()
    {
        ModelEntry entry = Disparity with
        {
            Size = new ModelSize(2, null),
            Output = Disparity.Output with { Stride = 2, MaxPx = 100 },
        };
        using OnnxModel network = _tiny.PositiveOnly(entry, less: 0);
        var pool = new PlanePool(1 << 20);
        using Plane<Rgb24> halves = Halves(pool, 100, 50);

        (FlowField leftToRight, _) = Run(network, halves, halves);

        // Values at 0…49 of 100 columns are an end; column 100 of 200 reads values 49 and 50.
        Assert.All(Enumerable.Range(0, 101), x => Assert.Equal(float.NaN, leftToRight.U[x, 3]));
        Assert.All(Enumerable.Range(101, 99), x => Assert.Equal(-50, leftToRight.U[x, 3]));
    }

    [Fact]
    public void Run_FlowWithALargestDisplacement_EndsInBothDirections()
    {
        ModelEntry entry = TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { MaxPx = 64, Sign = -1 } };
        using OnnxModel network = _tiny.Channels(entry);
        using Plane<Rgb24> beyond = Flat(40, 20, 63);
        using Plane<Rgb24> inside = Flat(40, 20, 62);

        (FlowField leftToRight, FlowField rightToLeft) = Run(network, beyond, inside);

        Assert.All(leftToRight.U.Pixels.ToArray(), u => Assert.Equal(float.NaN, u));
        Assert.All(leftToRight.V.Pixels.ToArray(), v => Assert.Equal(-62, v));
        Assert.All(rightToLeft.U.Pixels.ToArray(), u => Assert.Equal(-62, u));
    }

    /// <summary>An end that no key states: many pixels share the largest value, while no others are equal.</summary>
    [Theory]
    [InlineData(false, 200f, true)]
    [InlineData(false, 300f, false)]
    [InlineData(true, 200f, false)]
    public void Run_LargestValueSharedByMany_IsFound(bool wholeNumbers, float most, bool found)
    {
        using OnnxModel network = _tiny.Clamped(Disparity, most, wholeNumbers);
        using var picture = new Plane<Rgb24>(160, 90);
        var random = new Random(5);
        foreach (ref Rgb24 pixel in picture.Pixels)
        {
            pixel = new Rgb24((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        }

        (FlowField leftToRight, _) = Run(network, picture, picture);

        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            Rgb24 p = picture.Pixels[i];
            float value = wholeNumbers ? p.R : p.R + (p.G / 256f) + (p.B / 65536f);
            float expected = value >= most && found ? float.NaN : -Math.Min(value, most);
            Assert.Equal(expected, leftToRight.U.Pixels[i], 1e-3f);
        }
    }

    [Fact]
    public void Run_OneValueEverywhere_IsAMeasurement()
    {
        using OnnxModel network = _tiny.PositiveOnly(Disparity, less: 0);
        using Plane<Rgb24> flat = Flat(160, 90, 30);
        (FlowField leftToRight, _) = Run(network, flat, flat);
        Assert.All(leftToRight.U.Pixels.ToArray(), u => Assert.Equal(-30, u));
    }

    private static Plane<Rgb24> Flat(int width, int height, byte level)
    {
        var flat = new Plane<Rgb24>(width, height);
        flat.Pixels.Fill(new Rgb24(level, 9, 9));
        return flat;
    }

    // 200×20, the left half of one level, the right half of another.
    private static Plane<Rgb24> Halves(PlanePool pool, byte left, byte right)
    {
        Plane<Rgb24> picture = pool.Rent<Rgb24>(200, 20);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = new Rgb24(i % 200 < 100 ? left : right, 9, 9);
        }

        return picture;
    }
}
