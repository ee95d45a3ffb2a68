using BenchmarkDotNet.Attributes;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Benchmarks;

/// <summary>The left-right test alone, one direction of 1880×800.</summary>
public class ConsistencyBenchmarks
{
    private readonly FlowField _flow = Film.Flow(-1);
    private readonly FlowField _other = Film.Flow(1);
    private readonly Plane<byte> _mask = new(Film.Width, Film.Height);
    private readonly Plane<float> _residual = new(Film.Width, Film.Height);

    [Benchmark]
    public void Rows()
    {
        for (int y = 0; y < Film.Height; y++)
        {
            Consistency.Row(
                _flow.U.Row(y), _flow.V.Row(y), _other.U.Row(y), View.Left, new(2, 0), _mask.Row(y), _residual.Row(y));
        }
    }

    [Benchmark]
    public void RowsScalar()
    {
        for (int y = 0; y < Film.Height; y++)
        {
            Consistency.RowScalar(
                _flow.U.Row(y), _flow.V.Row(y), _other.U.Row(y), View.Left, new(2, 0), _mask.Row(y),
                _residual.Row(y), 0);
        }
    }
}
