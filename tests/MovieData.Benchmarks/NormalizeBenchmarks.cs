using BenchmarkDotNet.Attributes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>One 1880×800 view to a model's tensor of 1920×832 or 640×448.</summary>
public class NormalizeBenchmarks
{
    private readonly Plane<Rgb24> _picture = Film.Picture(0);
    private readonly float[] _tensor = new float[3 * 1920 * 832];
    private readonly float[] _source = new float[1920 * 832 * 15 / 8];
    private readonly Rgb24[] _small = new Rgb24[640 * 448];
    private readonly LevelTransform[] _channels =
        [LevelTransform.Of(1 / 255.0, 0.5, 0.2), LevelTransform.Of(1 / 255.0, 0.5, 0.2), LevelTransform.Identity];

    /// <summary>The bytes of ToPlanar (3 in, 12 out a pixel), copied as 7.5 each.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _source.CopyTo(_tensor, 0);

    [Benchmark]
    public void ToPlanar() =>
        Normalize.ToPlanar(_picture.Pixels, Film.Size, ChannelOrder.Rgb, _channels, _tensor, new(1920, 832));

    [Benchmark]
    public void ToGrey() =>
        Normalize.ToGrey(_picture.Pixels, Film.Size, LevelTransform.Identity, _tensor, new(1920, 832));

    [Benchmark]
    public void Reduce() => Resample.Picture(_picture.Pixels, Film.Size, _small, new(640, 448));
}
