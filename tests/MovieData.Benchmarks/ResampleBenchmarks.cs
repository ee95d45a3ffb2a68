using BenchmarkDotNet.Attributes;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>One plane of flow from a network's 160×112 or 480×208 grid to 1880×800.</summary>
public class ResampleBenchmarks
{
    private readonly float[] _source = new float[480 * 208];
    private readonly float[] _target = new float[Film.Width * Film.Height];
    private readonly float[] _copy = new float[Film.Width * Film.Height];

    [Benchmark(Baseline = true)]
    public void Copy() => _copy.CopyTo(_target, 0);

    [Benchmark]
    public void Enlarge() => Resample.Bilinear(_source, new(480, 208), _target, Film.Size, 4);
}
