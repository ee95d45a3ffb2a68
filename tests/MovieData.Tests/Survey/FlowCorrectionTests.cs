using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>Corrections of flow that is wrong by a known part of a pixel, between arithmetic pictures.</summary>
public sealed class FlowCorrectionTests
{
    private const int Width = 160;
    private const int Height = 96;
    private const float FlowU = 2;
    private const float FlowV = 1;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.3, -0.4, 0)]
    [InlineData(-0.2, 0.2, 20)]
    [InlineData(0.5, 0.5, -20)]
    public void At_FlowWrongByAPartOfAPixel_IsWhatIsMissing(double alongX, double alongY, double brighter)
    {
        FlowCorrection correction = Between(
            WavyTexture.Level,
            (x, y) => WavyTexture.Level(x - FlowU - alongX, y - FlowV - alongY) + brighter);

        var inner = Inner(correction);
        Assert.Equal(alongX, inner.Average(cell => cell.U), 0.02);
        Assert.Equal(alongY, inner.Average(cell => cell.V), 0.02);
        Assert.All(inner, cell => Assert.Equal(alongY, cell.V, 0.08));
        Assert.All(inner, cell => Assert.InRange(cell.ErrorPx, 0, 0.03));
    }

    /// <summary>Stripes that go up and down show nothing of vertical flow, a flat wall nothing at all.</summary>
    [Fact]
    public void At_PicturesWithoutVerticalDetail_IsUnknown()
    {
        FlowCorrection stripes = Between(
            (x, _) => WavyTexture.Level(x, 0), (x, _) => WavyTexture.Level(x - FlowU - 0.3, 0));
        FlowCorrection flat = Between((_, _) => 90, (_, _) => 90);

        Assert.All(Inner(stripes), cell => Assert.True(cell.V == 0 && cell.ErrorPx > 1, $"{cell}"));
        Assert.All(Inner(flat), cell => Assert.Equal((0f, 0f, float.PositiveInfinity), cell));
    }

    [Fact]
    public void At_UnrelatedPictures_IsNotSure()
    {
        var random = new Random(3);
        FlowCorrection correction = Between(WavyTexture.Level, (_, _) => 255 * random.NextDouble());

        Assert.All(Inner(correction), cell => Assert.InRange(cell.ErrorPx, 0.08f, float.PositiveInfinity));
    }

    [Fact]
    public void At_PixelsWhoseFlowIsNotConsistent_DoNotCount()
    {
        FlowCorrection correction = Between(
            WavyTexture.Level, (x, y) => WavyTexture.Level(x - FlowU, y - FlowV - 0.25), MaskCode.Inconsistent);

        Assert.All(Inner(correction), cell => Assert.Equal((0f, 0f, float.PositiveInfinity), cell));
    }

    private static FlowCorrection Between(
        Func<double, double, double> from, Func<double, double, double> to, byte code = MaskCode.Valid)
    {
        using Plane<float> first = Drawn(from), second = Drawn(to);
        using Plane<float> u = Drawn((_, _) => FlowU), v = Drawn((_, _) => FlowV);
        using var mask = new Plane<byte>(Width, Height);
        mask.Pixels.Fill(code);
        return FlowCorrection.Of(first, second, new FlowField(u, v), mask);
    }

    private static Plane<float> Drawn(Func<double, double, double> levels)
    {
        var plane = new Plane<float>(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                plane[x, y] = (float)levels(x, y);
            }
        }

        return plane;
    }

    // Cells whose neighbours and targets lie inside.
    private static List<(float U, float V, float ErrorPx)> Inner(FlowCorrection correction) =>
    [
        .. from y in Enumerable.Range(3, (Height / FlowCorrection.CellPx) - 6)
           from x in Enumerable.Range(3, (Width / FlowCorrection.CellPx) - 6)
           select correction.At(x * FlowCorrection.CellPx, y * FlowCorrection.CellPx),
    ];
}
