using BenchmarkDotNet.Attributes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>One 1880×800 view, yuv420p to RGB.</summary>
public class ColorConvertBenchmarks
{
    private readonly byte[] _y = Film.Bytes(Film.Width * Film.Height, 1);
    private readonly byte[] _u = Film.Bytes(Film.Width * Film.Height / 4, 2);
    private readonly byte[] _v = Film.Bytes(Film.Width * Film.Height / 4, 3);
    private readonly Rgb24[] _rgb = new Rgb24[Film.Width * Film.Height];
    private readonly byte[] _source = Film.Bytes(Film.Width * Film.Height * 9 / 4, 4);
    private readonly byte[] _target = new byte[Film.Width * Film.Height * 9 / 4];
    private readonly YuvCoefficients _coding = YuvCoefficients.Of(YuvMatrix.Bt709, YuvRange.Limited);

    /// <summary>The same bytes read and written: 1.5 in and 3 out a pixel, copied as 2.25 each.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _source.CopyTo(_target, 0);

    [Benchmark]
    public void Convert() => ColorConvert.Yuv420ToRgb(_y, _u, _v, Film.Width, Film.Height, _coding, _rgb);
}
