using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Ledger;
using MovieData.Staging;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Staging;

namespace MovieData.Tests.Disparity;

public class DisparityStageTests : StageContract<StereoFlow, StereoDisparity>
{
    internal static readonly DisparityOptions Paper = PaperPipeline.Options.Disparity;

    [Fact]
    public async Task RunAsync_SlantedPlane_MeasuresItsTrueFigures()
    {
        // d(x) = 20 − x/5 at the left: left x is seen at right t = x − d = 1.2 x − 20.
        using StereoDisparity output = await RunAsync(
            Flow(0, 100, 40, x => -(20 - (x / 5f)), t => 20 - ((t + 20) / 6f)), Paper);

        DisparityFigures figures = output.Figures;
        Assert.Empty(output.Rejections);
        Assert.Equal(20 - (37 / 5f), output.Map.Disparity[37, 11], 1e-5f);

        // Left columns 0…16 point left of the right view (1.2 · 16 − 20 < 0), the others are consistent.
        Assert.Equal(0.17, figures.OutOfViewFraction, 1e-9);
        Assert.Equal(0.83, figures.LeftToRight.ConsistentFraction, 1e-9);
        Assert.Equal(0, figures.OccludedFraction);
        Assert.Equal(20 - (99 / 5f), figures.DisparityMinPx, 1e-5f);
        Assert.Equal(20 - (17 / 5f), figures.DisparityMaxPx, 1e-5f);
        Assert.Equal(99 / 5.0, figures.LeftToRight.RangeExactPx, 1e-5);

        // 83 columns of 40 pixels: rank 1 % of 3320 = 34 falls in the smallest column, 99 % = 3287 in the largest.
        Assert.Equal(82 / 5.0, figures.LeftToRight.RangePx, 1 / 64.0);

        // Right columns 0…99 point at (t + 20) / 1.2 = 16.7…99.2: the last one leaves the left view.
        Assert.Equal(0.99, figures.RightToLeft.ConsistentFraction, 1e-9);
        Assert.Equal(0.5, figures.RightToLeft.MeanVerticalPx, 1e-9);
    }

    [Fact]
    public async Task RunAsync_ConstantFlow_IsRejectedByRangeAlone()
    {
        using StereoDisparity output = await RunAsync(Flow(3, 64, 8, _ => 3, _ => -3), Paper);

        Rejection rejection = Assert.Single(output.Rejections);
        Assert.Equal(new Rejection("range", 0, 10, "left to right"), rejection);
    }

    [Fact]
    public async Task RunAsync_NaNFlow_FailsEveryRuleInOrderWithZeroFigures()
    {
        using StereoDisparity output = await RunAsync(
            Flow(0, 9, 5, _ => float.NaN, _ => float.NaN, _ => float.NaN), Paper);

        Assert.Equal(["vertical", "range", "consistency"], output.Rejections.Select(r => r.Rule));
        Assert.Equal([1.0, 0, 0], output.Rejections.Select(r => r.Value));
        Assert.All(output.Map.Mask.Pixels.ToArray(), code => Assert.Equal(MaskCode.Inconsistent, code));
        Assert.True(float.IsNaN(output.Figures.DisparityMinPx));

        var codes = new ushort[45];
        output.Map.Encode(fillSky: true, codes);
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    [Fact]
    public async Task RunAsync_OnePixel_HasDefinedFigures()
    {
        using StereoDisparity output = await RunAsync(Flow(0, 1, 1, _ => 0, _ => 0), Paper);

        Assert.Equal(1, output.Figures.LeftToRight.ConsistentFraction);
        Assert.Equal((0f, 0f), (output.Figures.DisparityMinPx, output.Figures.DisparityMaxPx));
    }

    [Fact]
    public async Task RunAsync_BlackBars_GetCode5AndLeaveEveryFraction()
    {
        // Bars of 2 rows above, 1 below, 3 columns right. Inside, the last columns point out of the view.
        var picture = new PixelArea(0, 2, 29, 5);
        using StereoDisparity output = await RunAsync(Flow(0, 32, 8, _ => 4, _ => -4), Paper, picture);

        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 32; x++)
            {
                bool bar = y < 2 || y >= 7 || x >= 29;
                byte expected = bar ? MaskCode.BlackBar : x <= 27 ? MaskCode.Valid : MaskCode.OutOfView;
                Assert.Equal(expected, output.Map.Mask[x, y]);
            }
        }

        Assert.Equal(28 / 29.0, output.Figures.LeftToRight.ConsistentFraction, 1e-12);
        Assert.Equal(1 / 29.0, output.Figures.OutOfViewFraction, 1e-12);
        Assert.Equal(1 - (29 * 5 / 256.0), output.Figures.BarFraction, 1e-12);
        Assert.Equal(0.5, output.Figures.LeftToRight.MeanVerticalPx);
    }

    [Fact]
    public async Task ApplySky_HalfThePicture_FillsWithTheSmallestDisparityLeft()
    {
        // Rows of disparity −5 (sky, far) above rows of disparity 3.
        using StereoDisparity output = await RunAsync(Rows(16, 4, y => y < 2 ? 5 : -3), Paper);
        var sky = new byte[64];
        sky.AsSpan(0, 32).Fill(255);

        output.ApplySky(sky);

        Assert.Equal(0.5, output.Figures.SkyFraction);
        Assert.Equal((3f, 3f), (output.Figures.DisparityMinPx, output.Figures.DisparityMaxPx));
        var codes = new ushort[64];
        output.Map.Encode(fillSky: true, codes);
        Assert.All(codes[..32], code => Assert.Equal(32768 + 192, code));
        output.Map.Encode(fillSky: false, codes);
        Assert.All(codes[..32], code => Assert.Equal(0, code));
    }

    [Fact]
    public async Task ApplySky_WholePicture_LeavesNothingToFillWith()
    {
        using StereoDisparity output = await RunAsync(Flow(0, 8, 8, _ => 0, _ => 0), Paper);
        var sky = new byte[64];
        sky.AsSpan().Fill(1);

        output.ApplySky(sky);

        Assert.Equal(1, output.Figures.SkyFraction);
        Assert.True(float.IsNaN(output.Figures.DisparityMinPx));
        var codes = new ushort[64];
        output.Map.Encode(fillSky: true, codes);
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    [Fact]
    public async Task ToOutputScale_Half_AveragesFourHalvesThePxAndKeepsTheWorstCode()
    {
        // d = 8 − x/4 at the left, 9 columns of 5 rows; the odd last column and row have no partner.
        DisparityOptions half = Paper with { OutputScale = 0.5 };
        using StereoDisparity output = await RunAsync(
            Flow(0, 9, 5, x => -(2 - (x / 4f)), t => 2 - ((t + 2) / 5f)), half);
        output.Map.Mask[4, 3] = MaskCode.Inconsistent;

        output.ToOutputScale(Pool);

        Assert.Equal(new PixelSize(4, 2), output.Map.Mask.Size);
        Assert.Equal(new PixelSize(4, 2), output.Map.Residual.Size);
        for (int x = 0; x < 4; x++)
        {
            // Mean of columns 2x and 2x + 1, halved.
            Assert.Equal((2 - ((2 * x) + 0.5f) / 4) / 2, output.Map.Disparity[x, 0], 1e-6f);
        }

        // Left columns 0 and 1 point at −2 and −0.75: out of view.
        Assert.Equal([3, 0, 0, 0], output.Map.Mask.Row(0).ToArray());
        Assert.Equal([3, 0, 1, 0], output.Map.Mask.Row(1).ToArray());
        Assert.Equal((2 - (6.5f / 4)) / 2, output.Figures.DisparityMinPx, 1e-6f);
        Assert.Equal((2 - (2.5f / 4)) / 2, output.Figures.DisparityMaxPx, 1e-6f);
        Assert.Equal(new PixelSize(9, 5), output.Frame.Size);
    }

    [Fact]
    public async Task ToOutputScale_TooSmallToHalve_NamesTheKey()
    {
        using StereoDisparity output = await RunAsync(
            Flow(0, 1, 1, _ => 0, _ => 0), Paper with { OutputScale = 0.5 });

        Assert.Contains(
            "output_scale", Assert.Throws<DisparityException>(() => output.ToOutputScale(Pool)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_OneItem_GivesTheFlowBackBeforeHandingOn()
    {
        using StereoDisparity output = await RunAsync(Flow(0, 32, 8, _ => 0, _ => 0), Paper);

        // Two views of 3 bytes, disparity and residual of 4, mask of 1 a pixel.
        Assert.Equal(32 * 8 * ((2 * 3) + 4 + 4 + 1), Pool.BytesOutstanding);
    }

    [Fact]
    public async Task RunAsync_RelativeResidual_KeepsWhatVdwKeeps()
    {
        // Displacement 30 px off by 0.9: 0.5 + 0.01 · 60.9 allows it, 0.5 alone does not.
        DisparityOptions vdw = Paper with { ResidualPxMax = 0.5, ResidualRelative = 0.01 };

        using StereoDisparity relative = await RunAsync(Flow(0, 64, 4, _ => 30, _ => -30.9f), vdw);
        using StereoDisparity constant = await RunAsync(
            Flow(0, 64, 4, _ => 30, _ => -30.9f), vdw with { ResidualRelative = 0 });

        Assert.Equal(34 / 64.0, relative.Figures.LeftToRight.ConsistentFraction);
        Assert.Equal(0, constant.Figures.LeftToRight.ConsistentFraction);
    }

    [Fact]
    public async Task RunAsync_VerticalMask_TakesTheConsistencyOfPixelsBeyondTheLimit()
    {
        // |v| grows to the right: 0, 0.25, 0.5 …; columns 9 and up are beyond 2 px.
        using StereoDisparity without = await RunAsync(Flow(0, 16, 4, _ => 0, _ => 0, x => x / 4f), Paper);
        using StereoDisparity with = await RunAsync(
            Flow(0, 16, 4, _ => 0, _ => 0, x => x / 4f), Paper with { VerticalMask = true });

        Assert.Equal(1, without.Figures.LeftToRight.ConsistentFraction);
        Assert.Equal(9 / 16.0, with.Figures.LeftToRight.ConsistentFraction);
        Assert.Equal([0, 1], new[] { with.Map.Mask[8, 2], with.Map.Mask[9, 2] });
        Assert.Equal(7 / 16.0, with.Figures.LeftToRight.VerticalFraction);
    }

    [Fact]
    public async Task RunAsync_RightViewDarkerAndFlat_MeasuresBothDifferences()
    {
        // Left: columns of 60 and 160; right: 100 everywhere. Black bars hold rubbish that must not count.
        StereoFlow flow = Flow(0, 30, 12, _ => 0, _ => 0, _ => 1.5f);
        for (int i = 0; i < 30 * 12; i++)
        {
            bool bar = i / 30 < 2;
            byte level = (byte)(bar ? 255 : i % 2 == 0 ? 60 : 160);
            flow.Frame.Left.Pixels[i] = new Rgb24(level, level, level);
            flow.Frame.Right.Pixels[i] = bar ? new Rgb24(0, 9, 200) : new Rgb24(100, 100, 100);
        }

        using StereoDisparity output = await RunAsync(flow, Paper, new PixelArea(0, 2, 30, 10));

        Assert.Equal(10, output.Pictures.ExposureDifference);
        Assert.Equal(1, output.Pictures.SharpnessDifference);
        Assert.Equal(1.5, output.Pictures.Misalignment.OffsetPx, 1e-9);
        Assert.Equal(0, output.Pictures.Misalignment.Rotation, 1e-9);
        Assert.Equal(0, output.Pictures.Misalignment.Zoom, 1e-9);
        Assert.InRange(output.Pictures.PhotometricError, 0.3, 0.7);
    }

    [Fact]
    public void Measure_SecondPair_AllocatesNothing()
    {
        using StereoFlow flow = Flow(0, 200, 30, x => -(x / 7f), x => x / 8f);
        using var map = new DisparityMap(new(200, 30), new(200, 30), new(200, 30));
        for (int i = 0; i < 3; i++)
        {
            FlowMeasurement.Measure(flow, Paper, null, map);
            PictureMeasurement.Measure(flow, null, map.Mask);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        FlowMeasurement.Measure(flow, Paper, null, map);
        PictureMeasurement.Measure(flow, null, map.Mask);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    protected override IStage<StereoFlow, StereoDisparity> CreateStage() => new DisparityStage(Paper, Pool);

    protected override StereoFlow CreateItem(int number) => Flow(number, 40, 10, x => -(x / 4f), x => x / 5f);

    protected override StereoFlow CreateBadItem() => new(
        new StereoFrame(0, Pool.Rent<Rgb24>(8, 8), Pool.Rent<Rgb24>(8, 8)),
        new FlowField(Pool.Rent<float>(8, 8), Pool.Rent<float>(8, 8)),
        new FlowField(Pool.Rent<float>(8, 8), Pool.Rent<float>(4, 4)));

    protected override int NumberOf(StereoDisparity output) => output.Frame.Number;

    private async Task<StereoDisparity> RunAsync(StereoFlow flow, DisparityOptions options, PixelArea? active = null)
    {
        var stage = new DisparityStage(options, Pool, active);
        await foreach (StereoDisparity output in stage.RunAsync(StageChain.One(flow), CancellationToken.None))
        {
            return output;
        }

        throw new InvalidOperationException("the stage swallowed the item");
    }

    private StereoFlow Flow(
        int number,
        int width,
        int height,
        Func<int, float> leftU,
        Func<int, float> rightU,
        Func<int, float>? v = null)
    {
        v ??= _ => 0.5f;
        return new StereoFlow(
            new StereoFrame(number, Pool.Rent<Rgb24>(width, height), Pool.Rent<Rgb24>(width, height)),
            new FlowField(Fill(width, height, (x, _) => leftU(x)), Fill(width, height, (x, _) => v(x))),
            new FlowField(Fill(width, height, (x, _) => rightU(x)), Fill(width, height, (x, _) => v(x))));
    }

    private StereoFlow Rows(int width, int height, Func<int, float> leftU) => new(
        new StereoFrame(0, Pool.Rent<Rgb24>(width, height), Pool.Rent<Rgb24>(width, height)),
        new FlowField(Fill(width, height, (_, y) => leftU(y)), Fill(width, height, (_, _) => 0)),
        new FlowField(Fill(width, height, (_, y) => -leftU(y)), Fill(width, height, (_, _) => 0)));

    private Plane<float> Fill(int width, int height, Func<int, int, float> value)
    {
        Plane<float> plane = Pool.Rent<float>(width, height);
        for (int i = 0; i < width * height; i++)
        {
            plane.Pixels[i] = value(i % width, i / width);
        }

        return plane;
    }
}
