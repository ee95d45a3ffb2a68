using BenchmarkDotNet.Attributes;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Sky;

namespace MovieData.Benchmarks;

/// <summary>The sky of one view of 1880×800 held against stereo: a jagged horizon, two fifths of the picture
/// sky.</summary>
public class SkyRegionsBenchmarks
{
    private readonly SkyRegions _regions = new();
    private readonly Plane<Rgb24> _view = new(Film.Width, Film.Height);
    private readonly Plane<byte> _said = new(Film.Width, Film.Height);
    private readonly Plane<byte> _sky = new(Film.Width, Film.Height);
    private readonly DisparityMap _map = new(
        new Plane<float>(Film.Width, Film.Height),
        new Plane<byte>(Film.Width, Film.Height),
        new Plane<float>(Film.Width, Film.Height));

    /// <summary>Contrast all over the sky, so that every pixel of it is asked.</summary>
    [Params(false, true)]
    public bool Clouds { get; set; }

    /// <summary>Draws the view.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        for (int y = 0; y < Film.Height; y++)
        {
            for (int x = 0; x < Film.Width; x++)
            {
                double horizon = 330 + (60 * Math.Sin(x * 0.01)) - (x / 40 % 3 == 0 ? 80 : 0);
                bool isSky = y < horizon;
                byte level = (byte)(isSky ? 200 + random.Next(Clouds ? 30 : 4) : 60 + random.Next(90));
                _view[x, y] = new Rgb24(level, level, level);
                _said[x, y] = isSky ? (byte)1 : (byte)0;
                _map.Disparity[x, y] = (float)((isSky ? -34 : -30 + ((y - horizon) * 0.1)) + random.NextDouble());
                _map.Mask[x, y] = random.Next(10) == 0 ? (byte)1 : (byte)0;
            }
        }
    }

    [Benchmark]
    public double Refuse()
    {
        _said.Pixels.CopyTo(_sky.Pixels);
        return _regions.Refuse(_view, _sky, _map);
    }
}
