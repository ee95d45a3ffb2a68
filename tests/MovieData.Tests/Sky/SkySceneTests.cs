using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Sky;

namespace MovieData.Tests.Sky;

/// <summary>
/// Drawn scenes of each kind that a network may call sky, rightly or not: what stereo says of them decides. Each at
/// three convergences, so that no sign of a disparity means anything.
/// </summary>
public sealed class SkySceneTests
{
    private const int Width = 192;
    private const int Height = 108;
    private const int Horizon = 72;

    /// <summary>A pale wall with a chair before it and a picture on it: everything not blank is drawn.</summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(60)]
    public void Refuse_PaleWallBehindObjects_IsNoSky(int convergencePx)
    {
        using var scene = new Scene(convergencePx);
        scene.Draw(0, 0, Width, Height, (_, _) => -8, textured: false, sky: true);
        scene.DrawGround(Horizon, -8);
        scene.Draw(40, 20, 70, 45, (_, _) => -8, textured: true, sky: false);
        scene.Draw(110, 50, 150, Height, (_, _) => 6, textured: true, sky: false);

        double confidence = scene.Refuse();

        Assert.Equal(0, scene.SkyPixels);
        Assert.True(double.IsNaN(confidence));
    }

    /// <summary>The same wall, and the network calls what stands before it sky too.</summary>
    [Fact]
    public void Refuse_WallWithObjectsInside_IsNoSky()
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => -8, textured: false, sky: true);
        scene.DrawGround(Horizon, -8);
        scene.Draw(80, 20, 110, 50, (_, _) => 6, textured: true, sky: true);

        scene.Refuse();

        Assert.Equal(0, scene.SkyPixels);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(60)]
    public void Refuse_WindowWithSkyInARoom_StaysAndIsSure(int convergencePx)
    {
        using var scene = new Scene(convergencePx);
        scene.Draw(0, 0, Width, Height, (_, _) => 0, textured: true, sky: false);
        scene.DrawGround(Horizon, 0);
        scene.Draw(60, 20, 120, 60, (_, _) => -20, textured: false, sky: true);

        double confidence = scene.Refuse();

        Assert.Equal(60 * 40, scene.SkyPixels);
        Assert.Equal(1, confidence, 6);
    }

    /// <summary>
    /// Thin branches before a blank sky, to which flow lends their disparity 8 px to either side: none of that may come
    /// back as valid, neither in the wide gaps nor in the narrow ones.
    /// </summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(60)]
    public void Refuse_SkyBetweenThinBranchesAndHorizon_StaysWhole(int convergencePx)
    {
        using var scene = new Scene(convergencePx);
        scene.Draw(0, 0, Width, Height, (_, _) => -15, textured: false, sky: true);
        scene.DrawGround(Horizon, -15);
        int[] branches = [30, 43, 80, 120, 160];
        foreach (int x in branches)
        {
            scene.Draw(x - 8, 0, x + 11, Horizon, (_, _) => 10, textured: false, sky: true);
        }

        foreach (int x in branches)
        {
            scene.Draw(x, 0, x + 3, Horizon + 10, (_, _) => 10, textured: true, sky: false);
        }

        int drawn = scene.SkyPixels;
        double confidence = scene.Refuse();

        Assert.Equal(drawn, scene.SkyPixels);
        Assert.InRange(confidence, 0.5, 1);
    }

    /// <summary>A blank side of a piano: behind all it touches, and yet a whole room is behind it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuse_BlankSurfaceNearerThanTheFarEnd_StaysOnlyBesideFarSky(bool withSky)
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => -8, textured: true, sky: false);
        scene.DrawGround(Horizon, -8);
        scene.Draw(50, 30, 120, 95, (_, _) => 14, textured: true, sky: false);
        scene.Draw(60, 40, 110, 80, (_, _) => 4, textured: false, sky: true);
        if (withSky)
        {
            scene.Draw(140, 10, 180, 50, (_, _) => -20, textured: false, sky: true);
        }

        scene.Refuse();

        Assert.Equal(withSky ? (50 * 40) + (40 * 40) : 0, scene.SkyPixels);
    }

    /// <summary>Clouds are full of contrast, all at infinity.</summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(60)]
    public void Refuse_CloudsAtInfinity_Stay(int convergencePx)
    {
        using var scene = new Scene(convergencePx);
        scene.Draw(0, 0, Width, Height, (x, y) => -15 + (((x * 7) + (y * 3)) % 5 * 0.1f), textured: true, sky: true);
        scene.DrawGround(Horizon, -15);
        scene.Draw(140, 40, 170, Height, (_, _) => 5, textured: true, sky: false);

        int drawn = scene.SkyPixels;
        double confidence = scene.Refuse();

        Assert.Equal(drawn, scene.SkyPixels);
        Assert.InRange(confidence, 0.5, 1);
    }

    /// <summary>As in a street of KITTI: the sky has what roofs lend it, and hills seem farther.</summary>
    [Fact]
    public void Refuse_UnevenSkyBeforeFartherHills_Stays()
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => -8, textured: false, sky: true);
        scene.Draw(0, 0, 60, Horizon, (x, _) => 12 - (x / 4), textured: false, sky: true);
        scene.Draw(132, 0, Width, Horizon, (x, _) => 12 - ((Width - x) / 4), textured: false, sky: true);
        scene.DrawGround(Horizon, -8);
        scene.Draw(60, Horizon, 130, Horizon + 8, (_, _) => -16, textured: true, sky: false);
        scene.Draw(0, 30, 40, Height, (_, _) => 14, textured: true, sky: false);
        scene.Draw(150, 20, Width, Height, (_, _) => 14, textured: true, sky: false);

        int drawn = scene.SkyPixels;
        scene.Refuse();

        Assert.Equal(drawn, scene.SkyPixels);
    }

    /// <summary>Flow lends a black bar what is below it.</summary>
    [Fact]
    public void Refuse_SkyBelowALetterboxBar_Stays()
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => -15, textured: false, sky: true);
        scene.DrawGround(Horizon, -15);
        scene.Draw(0, 12, Width, 16, (_, _) => -15, textured: false, sky: false);     // the network begins late
        scene.DrawBar(12, -15);

        scene.Refuse();

        Assert.Equal(Width * (Horizon - 16), scene.SkyPixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuse_NothingButSky_StaysHalfSure(bool textured)
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => 3, textured, sky: true);

        Assert.Equal(0.5, scene.Refuse(), 6);
        Assert.Equal(Width * Height, scene.SkyPixels);
    }

    [Fact]
    public void Refuse_NoSky_HasNoConfidence()
    {
        using var scene = new Scene(0);
        scene.DrawGround(0, -8);

        Assert.True(double.IsNaN(scene.Refuse()));
    }

    /// <summary>Small pieces go with the large ones.</summary>
    [Fact]
    public void Refuse_SmallPiecesBesideARefusedWall_AreNoSky()
    {
        using var scene = new Scene(0);
        scene.Draw(0, 0, Width, Height, (_, _) => -8, textured: false, sky: true);
        scene.DrawGround(Horizon, -8);
        scene.Draw(40, 20, 70, 45, (_, _) => -8, textured: true, sky: false);
        scene.Draw(100, 0, 140, Horizon, (_, _) => 6, textured: true, sky: false);
        scene.Draw(115, 30, 125, 45, (_, _) => -8, textured: false, sky: true);

        scene.Refuse();

        Assert.Equal(0, scene.SkyPixels);
    }

    /// <summary>A view, its disparity, all of it consistent, and what a network calls sky.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly int _convergencePx;
        private readonly Plane<Rgb24> _view = new(Width, Height);
        private readonly Plane<byte> _sky = new(Width, Height);
        private readonly DisparityMap _map = new(
            new Plane<float>(Width, Height), new Plane<byte>(Width, Height), new Plane<float>(Width, Height));

        public Scene(int convergencePx)
        {
            _convergencePx = convergencePx;
            _sky.Pixels.Clear();
            _map.Mask.Pixels.Clear();
            _map.Residual.Pixels.Clear();
        }

        public int SkyPixels => _sky.Pixels.ToArray().Count(value => value != 0);

        public void Draw(
            int left, int top, int right, int bottom, Func<int, int, float> px, bool textured, bool sky)
        {
            for (int y = top; y < bottom; y++)
            {
                for (int x = Math.Max(left, 0); x < Math.Min(right, Width); x++)
                {
                    _map.Disparity[x, y] = px(x, y) + _convergencePx;
                    byte level = textured ? (byte)((((x * 89) + (y * 57)) % 140) + 60) : (byte)235;
                    _view[x, y] = new Rgb24(level, level, level);
                    _sky[x, y] = sky ? (byte)1 : (byte)0;
                }
            }
        }

        /// <summary>From a row down, nearer by 0.8 px a row.</summary>
        public void DrawGround(int row, float farPx) =>
            Draw(0, row, Width, Height, (_, y) => farPx + (0.8f * (y - row)), textured: true, sky: false);

        /// <summary>Black rows at the top.</summary>
        public void DrawBar(int rows, float px)
        {
            Draw(0, 0, Width, rows, (_, _) => px, textured: false, sky: false);
            _view.Pixels[..(Width * rows)].Clear();
        }

        public double Refuse()
        {
            using var regions = new SkyRegions();
            return regions.Refuse(_view, _sky, _map);
        }

        public void Dispose()
        {
            _view.Dispose();
            _sky.Dispose();
            _map.Dispose();
        }
    }
}
