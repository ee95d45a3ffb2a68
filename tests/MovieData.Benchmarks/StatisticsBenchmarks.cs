using BenchmarkDotNet.Attributes;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>Counting kernels alone, one direction of 1880×800.</summary>
public class StatisticsBenchmarks
{
    private readonly FlowField _flow = Film.Flow(-1);
    private readonly Plane<byte> _mask = new(Film.Width, Film.Height);
    private readonly int[] _histogram = new int[RangeStatistics.HistogramLength];
    private readonly ushort[] _codes = new ushort[Film.Width * Film.Height];

    [Benchmark]
    public void Histogram() => RangeStatistics.AddRow(_flow.U.Pixels, _mask.Pixels, _histogram);

    [Benchmark]
    public float Percentiles() =>
        RangeStatistics.PercentilePx(_histogram, 1) - RangeStatistics.PercentilePx(_histogram, 99);

    [Benchmark]
    public float Extremes()
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        RangeStatistics.Widen(_flow.U.Pixels, _mask.Pixels, ref min, ref max);
        return max - min;
    }

    [Benchmark]
    public long Vertical()
    {
        (long beyond, long sum) = (0, 0);
        for (int y = 0; y < Film.Height; y++)
        {
            VerticalStatistics.AddRow(_flow.V.Row(y), 0.4f, ref beyond, ref sum);
        }

        return beyond;
    }

    [Benchmark]
    public int MaskCounts()
    {
        Span<int> counts = stackalloc int[MaskCode.Count];
        MaskCode.AddCounts(_mask.Pixels, counts);
        return counts[0];
    }

    [Benchmark]
    public void Encode() => DisparityCode.Encode(_flow.U.Pixels, _mask.Pixels, 1, _codes);
}
