using BenchmarkDotNet.Attributes;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>
/// Photometric error, exposure, sharpness, hash and vertical fit of one 1880×800 pair. Target: 35 ms on one core.
/// </summary>
public class PictureMeasurementBenchmarks
{
    private readonly StereoFlow _flow = new(
        new StereoFrame(0, Film.Picture(0), Film.Picture(9)), Film.Flow(-1), Film.Flow(1));

    private readonly Plane<byte> _mask = new(Film.Width, Film.Height);
    private readonly float[] _warped = new float[(3 * Film.Width) + 1];
    private readonly byte[] _source = new byte[Film.Width * Film.Height * 15 / 2];
    private readonly byte[] _target = new byte[Film.Width * Film.Height * 15 / 2];

    /// <summary>The bytes it must read (two pictures, two planes of floats, a mask), copied as 7.5 a pixel.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _source.CopyTo(_target, 0);

    [Benchmark]
    public double Measure() => PictureMeasurement.Measure(_flow, null, _mask).PhotometricError;

    [Benchmark]
    public double Photometric() => PhotometricError.Mean(
        _flow.Frame.Left.Pixels, _flow.Frame.Right.Pixels, _flow.LeftToRight.U.Pixels, _mask.Pixels, Film.Size);

    [Benchmark]
    public void WarpRows()
    {
        for (int y = 0; y < Film.Height; y++)
        {
            Warp.Row(_flow.Frame.Right.Row(y), _flow.LeftToRight.U.Row(y), _warped);
        }
    }

    [Benchmark]
    public VerticalMisalignment Fit() => VerticalFit.Fit(_flow.LeftToRight.V.Pixels, _mask.Pixels, Film.Size);
}
