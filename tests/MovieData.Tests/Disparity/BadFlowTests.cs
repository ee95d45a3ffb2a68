using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Staging;

namespace MovieData.Tests.Disparity;

/// <summary>
/// Flow no rig makes: whatever comes in, every figure of the row is defined, and no pixel that is not a measurement is
/// coded as one.
/// </summary>
public class BadFlowTests
{
    private readonly PlanePool _pool = new(64 << 20);

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0, float.NaN)]
    [InlineData(0, float.NegativeInfinity)]
    [InlineData(float.MaxValue, float.MaxValue)]
    [InlineData(-1e30f, 1e30f)]
    [InlineData(600, 0)]
    public async Task RunAsync_NoFlowAtAll_IsRejectedWithDefinedFigures(float u, float v)
    {
        using StereoDisparity output = await RunAsync(Flow(700, 9, (_, _) => u, (_, _) => v));

        Assert.NotEmpty(output.Rejections);
        Assert.DoesNotContain(MaskCode.Valid, output.Map.Mask.Pixels.ToArray());
        AssertDefined(output);
        AssertNoCode(output);
    }

    [Fact]
    public async Task RunAsync_OneBadPixelOfEachKind_CostsOnlyThosePixels()
    {
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f];
        using StereoDisparity output = await RunAsync(
            Flow(40, 10, (x, y) => y < bad.Length && x == 7 ? bad[y] : 0, (_, _) => 0));

        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 40; x++)
            {
                // The neighbour to the left reads the bad one with weight 0, which NaN and Inf survive.
                bool isBad = x == 7 && y < bad.Length;
                bool isFree = x == 6 && y < bad.Length;
                Assert.True(isFree || isBad == (output.Map.Mask[x, y] != MaskCode.Valid), $"({x}, {y})");
            }
        }

        AssertDefined(output);
        Assert.Equal((0f, 0f), (output.Figures.DisparityMinPx, output.Figures.DisparityMaxPx));
    }

    [Fact]
    public async Task RunAsync_ConstantFlowOutOfTheView_IsAnEmptyValidSet()
    {
        using StereoDisparity output = await RunAsync(Flow(20, 6, (_, _) => 20, (_, _) => 0));

        Assert.Equal(["range", "consistency"], output.Rejections.Select(rejection => rejection.Rule));
        Assert.Equal(1, output.Figures.OutOfViewFraction);
        Assert.All(output.Map.Mask.Pixels.ToArray(), code => Assert.Equal(MaskCode.OutOfView, code));
        Assert.True(double.IsNaN(output.Pictures.PhotometricError));
        Assert.True(double.IsNaN(output.Pictures.Misalignment.OffsetPx));
        AssertDefined(output);
        AssertNoCode(output);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(7, 5)]
    [InlineData(31, 9)]
    public async Task RunAsync_SmallAndOddSizes_HaveDefinedFiguresAndCodes(int width, int height)
    {
        using StereoDisparity output = await RunAsync(Flow(width, height, (_, _) => 0, (_, _) => 0.25f));
        var codes = new ushort[width * height];

        output.Map.Encode(fillSky: true, codes);

        Assert.All(codes, code => Assert.Equal(DisparityCode.Zero, code));
        Assert.Equal(1, output.Figures.LeftToRight.ConsistentFraction);
        Assert.Equal(0.25, output.Figures.LeftToRight.MeanVerticalPx);
        AssertDefined(output);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0.5)]
    public async Task ApplySky_AllSky_LeavesNoValueAndDefinedFigures(byte fill, double scale)
    {
        using StereoDisparity output = await RunAsync(Flow(8, 6, (x, _) => -x / 9f, (_, _) => 0), scale);
        var sky = new byte[48];
        sky.AsSpan().Fill(1);

        output.ApplySky(sky);
        output.ToOutputScale(_pool);

        Assert.Equal(1, output.Figures.SkyFraction);
        var codes = new ushort[output.Map.Mask.Pixels.Length];
        output.Map.Encode(fill == 1, codes);
        Assert.All(codes, code => Assert.Equal(0, code));
        AssertDefined(output);
    }

    private static void AssertDefined(StereoDisparity output)
    {
        SampleFigures figures = SampleFigures.Of(output);
        foreach (RowColumn<SampleFigures> column in SampleSchema.FigureColumns)
        {
            // A figure is a number or absent, and a share is a share.
            ParquetCell cell = column.Cell(figures);
            if (!cell.IsNull && column.Column.Name != "perceptual_hash")
            {
                Assert.True(double.IsFinite(cell.Real), $"{column.Column.Name} is {cell.Real}");
                Assert.True(
                    !column.Column.Name.Contains("fraction", StringComparison.Ordinal) || cell.Real is >= 0 and <= 1,
                    $"{column.Column.Name} is {cell.Real}");
            }
        }
    }

    private static void AssertNoCode(StereoDisparity output)
    {
        var codes = new ushort[output.Map.Mask.Pixels.Length];
        output.Map.Encode(fillSky: true, codes);
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    private async Task<StereoDisparity> RunAsync(StereoFlow flow, double scale = 1) =>
        await StageChain.One(flow)
            .Then(new DisparityStage(DisparityStageTests.Paper with { OutputScale = scale }, _pool), 1)
            .SingleAsync(TestContext.Current.CancellationToken);

    private StereoFlow Flow(int width, int height, Func<int, int, float> u, Func<int, int, float> v) => new(
        new StereoFrame(0, _pool.Rent<Rgb24>(width, height), _pool.Rent<Rgb24>(width, height)),
        Field(width, height, u, v),
        Field(width, height, (x, y) => -u(x, y), v));

    private FlowField Field(int width, int height, Func<int, int, float> u, Func<int, int, float> v)
    {
        var field = new FlowField(_pool.Rent<float>(width, height), _pool.Rent<float>(width, height));
        for (int i = 0; i < width * height; i++)
        {
            field.U.Pixels[i] = u(i % width, i / width);
            field.V.Pixels[i] = v(i % width, i / width);
        }

        return field;
    }
}
