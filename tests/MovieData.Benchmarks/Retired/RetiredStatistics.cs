using System.Numerics;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using MovieData.Flow;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks.Retired;

/// <summary>
/// Beaten variants of the counting kernels, kept so that nobody tries them again. One direction of 1880×800.
/// </summary>
public class RetiredStatistics
{
    private readonly FlowField _flow = Film.Flow(-1);
    private readonly int[] _histogram = new int[RangeStatistics.HistogramLength];

    /// <summary>Lanes read by a variable index: the vector goes through memory for each. Beaten 1.3×.</summary>
    [Benchmark]
    public void HistogramByLane()
    {
        ReadOnlySpan<float> d = _flow.U.Pixels;
        for (int x = 0; x + 8 <= d.Length; x += 8)
        {
            Vector256<int> codes = DisparityCode.Codes(Vector256.Create(d.Slice(x, 8)));
            for (int lane = 0; lane < 8; lane++)
            {
                _histogram[codes[lane]]++;
            }
        }
    }

    /// <summary>Counting by population count into a field: a store and a load every eight pixels. Beaten 9×.</summary>
    [Benchmark]
    public long VerticalByPopCount()
    {
        long beyond = 0;
        CountInto(_flow.V.Pixels, ref beyond);
        return beyond;
    }

    private static void CountInto(ReadOnlySpan<float> v, ref long beyond)
    {
        for (int x = 0; x + 8 <= v.Length; x += 8)
        {
            Vector256<float> magnitude = Vector256.Abs(Vector256.Create(v.Slice(x, 8)));
            uint within = Vector256.LessThanOrEqual(magnitude, Vector256.Create(0.4f)).ExtractMostSignificantBits();
            beyond += 8 - BitOperations.PopCount(within);
        }
    }
}
