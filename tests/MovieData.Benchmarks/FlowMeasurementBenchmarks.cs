using BenchmarkDotNet.Attributes;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;

namespace MovieData.Benchmarks;

/// <summary>
/// Residual, masks and every rule's figures of one 1880×800 pair, both directions. Target: 12 ms on one core.
/// </summary>
public class FlowMeasurementBenchmarks
{
    private readonly StereoFlow _flow = new(
        new StereoFrame(0, new(1, 1), new(1, 1)), Film.Flow(-1), Film.Flow(1));

    private readonly DisparityMap _map = new(
        new(Film.Width, Film.Height), new(Film.Width, Film.Height), new(Film.Width, Film.Height));

    private readonly DisparityOptions _options = new()
    {
        ResidualPxMax = 2,
        ResidualRelative = 0,
        VerticalPxMax = 2,
        VerticalMask = false,
        VerticalFractionMax = 0.10,
        RangePxMin = 10,
        RangeMeasure = RangeMeasure.P1P99,
        ConsistentFractionMin = 0.70,
        Compare = LimitComparison.LimitPasses,
        CheckedDirections = CheckedDirections.LeftToRight,
        RuleOrder = [Rule.Vertical, Rule.Range, Rule.Consistency],
        DedupeHashBits = 0,
        Reference = Reference.Left,
        OutputScale = 1,
    };

    private readonly byte[] _source = new byte[Film.Width * Film.Height * 25 / 2];
    private readonly byte[] _target = new byte[Film.Width * Film.Height * 25 / 2];

    /// <summary>
    /// The bytes it must touch (four planes of floats in, two and a mask out), copied as 12.5 a pixel.
    /// </summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _source.CopyTo(_target, 0);

    [Benchmark]
    public double Measure() => FlowMeasurement.Measure(_flow, _options, null, _map).OccludedFraction;
}
