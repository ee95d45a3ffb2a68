using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Plan;

namespace MovieData.Tests.Flow;

/// <summary>How a clip is misaligned, and what is done about it.</summary>
public class ClipFitTests
{
    private readonly PlanePool _pool = new(64 << 20);

    [Fact]
    public void SamplesOf_ClipsOfEveryLength_TakesUpToThreeSpreadOnes()
    {
        Segment segment = Segment((0, 5), (1, 9), (1, 12), (2, 20), (2, 21), (2, 22), (2, 23), (2, 24));

        Assert.Equal([5, 9, 12, 20, 22, 24], ClipFit.SamplesOf(segment).Samples.Select(sample => sample.Frame));
        Assert.Equal(segment.Name, ClipFit.SamplesOf(segment).Name);
    }

    [Fact]
    public async Task RunAsync_ClipsOfAllKinds_CorrectsOnlyWhatIsTilted()
    {
        // Clip 0: 5 px down, with one sample that says something else; 1: level; 2: two unrelated views; 3: no flow.
        Segment segment = Segment((0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 10), (2, 20), (3, 30));
        StereoFlow[] flows =
        [
            Flow(1, (x, y) => -5 + (0.01 * (x - 39.5))),
            Flow(3, (_, _) => 17),
            Flow(5, (x, y) => -5.2 + (0.01 * (x - 39.5))),
            Flow(10, (_, _) => 0.2),
            Flow(20, (_, _) => 33),
            Flow(30, (_, _) => double.NaN),
        ];

        IReadOnlyDictionary<int, VerticalMisalignment> corrections =
            await ClipFit.RunAsync(segment, flows.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4, 5], corrections.Keys.Order());
        Assert.All(corrections.Values, plane => Assert.Equal(corrections[1], plane));
        Assert.Equal(-5, corrections[1].OffsetPx, 1e-3);
        Assert.Equal(0.01, corrections[1].Rotation, 1e-4);
        Assert.Equal(0, corrections[1].Zoom, 1e-4);
        Assert.Equal(0, _pool.BytesOutstanding);
    }

    [Fact]
    public void Correction_OfTwo_IsAMeasuredOneAndWithinItsBounds()
    {
        var size = new PixelSize(101, 51);
        VerticalMisalignment Fit(double offset, double rotation, double zoom) => new(offset, rotation, zoom);

        Assert.Equal(Fit(2, 0, 0), ClipFit.Correction([Fit(3, 0, 0), Fit(2, 0, 0)], size));
        Assert.Null(ClipFit.Correction([Fit(0.24, 0, 0)], size));
        Assert.NotNull(ClipFit.Correction([Fit(0, 0.005, 0)], size));
        Assert.Null(ClipFit.Correction([Fit(0, 0.0049, 0)], size));
        Assert.Null(ClipFit.Correction([Fit(32.1, 0, 0)], size));
        Assert.Null(ClipFit.Correction([Fit(0, 0, -0.6)], size));
    }

    [Fact]
    public void Rectifier_KnownFrame_LevelsTheRightViewAndTakesTheInventedFlow()
    {
        var rectifier = new Rectifier(
            new Dictionary<int, VerticalMisalignment> { [7] = new VerticalMisalignment(-2, 0, 0) }, _pool);
        StereoFrame frame = Frame(7, 16, 8);
        for (int y = 0; y < 8; y++)
        {
            frame.Right.Row(y).Fill(new Rgb24((byte)y, 0, 0));
            frame.Left.Row(y).Fill(new Rgb24((byte)(100 + y), 0, 0));
        }

        using StereoFrame level = rectifier.Level(frame);
        using FlowField rightToLeft = Field(16, 8, (_, _) => 3);
        rectifier.TakeInvented(7, rightToLeft);

        Assert.Equal([2, 3, 4, 5, 6, 7, 7, 7], Enumerable.Range(0, 8).Select(y => (int)level.Right[5, y].R));
        Assert.Equal(100, level.Left[5, 0].R);
        Assert.Equal(
            [3, 3, 3, 3, 3, 3, float.NaN, float.NaN], Enumerable.Range(0, 8).Select(y => rightToLeft.U[5, y]));
        Assert.All(rightToLeft.V.Pixels.ToArray(), v => Assert.Equal(3, v));
    }

    [Fact]
    public void Rectifier_OtherFrame_LeavesItAlone()
    {
        StereoFrame frame = Frame(8, 16, 8);
        using StereoFrame level = Rectifier.None(_pool).Level(frame);
        Assert.Same(frame, level);
    }

    private static Segment Segment(params (int Clip, int Frame)[] samples) => new(
        "film", 3, [.. samples.Select(s => new PlannedSample(s.Frame, [s.Frame], s.Frame / 24.0, 1, s.Clip, s.Clip))]);

    private StereoFlow Flow(int number, Func<int, int, double> v) => new(
        Frame(number, 80, 40), Field(80, 40, (_, _) => 0), Field(80, 40, v, _ => 0));

    private StereoFrame Frame(int number, int width, int height) =>
        new(number, _pool.Rent<Rgb24>(width, height), _pool.Rent<Rgb24>(width, height));

    private FlowField Field(int width, int height, Func<int, int, double> v, Func<int, float>? u = null)
    {
        var field = new FlowField(_pool.Rent<float>(width, height), _pool.Rent<float>(width, height));
        for (int i = 0; i < width * height; i++)
        {
            field.V.Pixels[i] = (float)v(i % width, i / width);
            field.U.Pixels[i] = u is null ? field.V.Pixels[i] : u(i);
        }

        return field;
    }
}
