using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Sky;

namespace MovieData.Tests.Sky;

public class SkyRegionsTests
{
    private const int Width = 97;
    private const int Height = 60;

    /// <summary>Random pixels: contrast nearly everywhere.</summary>
    private static readonly Plane<Rgb24> Textured = Noise();

    /// <summary>Ground at 0…20 px over all; a region at the given disparity: far stays, near is refused.</summary>
    [Theory]
    [InlineData(-3f, true)]
    [InlineData(0.5f, true)]
    [InlineData(8f, false)]
    [InlineData(25f, false)]
    public void Refuse_RegionWithDisparity_StaysWhereItIsFar(float px, bool stays)
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(10, 0, 40, 20);
        Fill(map, sky, px, MaskCode.Valid);

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(stays ? 30 * 20 : 0, sky.Pixels.ToArray().Count(v => v != 0));
    }

    /// <summary>
    /// As far as anything, with contrast all over: a wall when it comes nearer, clouds when it does not.
    /// </summary>
    [Theory]
    [InlineData(0f, true)]
    [InlineData(2.5f, true)]
    [InlineData(6f, false)]
    [InlineData(9f, false)]
    public void Refuse_LargeRegionFullOfContrast_StaysWhereItIsAllAsFar(float slantPx, bool stays)
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(10, 0, 40, 20);
        Fill(map, sky, 0, MaskCode.Valid);
        for (int y = 0; y < 20; y++)
        {
            for (int x = 10; x < 40; x++)
            {
                map.Disparity[x, y] = slantPx * (x - 39) / 29;
            }
        }

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(stays ? 30 * 20 : 0, sky.Pixels.ToArray().Count(v => v != 0));
    }

    /// <summary>What a blank region says of itself proves nothing; that it touches farther things does.</summary>
    [Fact]
    public void Refuse_NearRegionWithoutContrast_IsRefusedByWhatItTouches()
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(10, 0, 40, 20);
        Fill(map, sky, 25, MaskCode.Valid);
        using var blank = new Plane<Rgb24>(Width, Height);
        blank.Pixels.Fill(new Rgb24(250, 250, 250));

        using var regions = new SkyRegions();
        double confidence = regions.Refuse(blank, sky, map);

        Assert.Equal(0, sky.Pixels.ToArray().Count(v => v != 0));
        Assert.True(double.IsNaN(confidence));
    }

    [Fact]
    public void Refuse_FarRegionWithNearBorder_StaysWhole()
    {
        // A third of it has what flow lends it from a silhouette in front; half has no consistent flow at all.
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(0, 0, 60, 30);
        using Plane<byte> unknown = Box(0, 0, 30, 30);
        using Plane<byte> lent = Box(50, 0, 60, 30);
        Fill(map, sky, -2, MaskCode.Valid);
        Fill(map, unknown, 40, MaskCode.Inconsistent);
        Fill(map, lent, 18, MaskCode.Valid);

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(60 * 30, sky.Pixels.ToArray().Count(v => v != 0));
    }

    [Fact]
    public void Refuse_Specks_AreCleared()
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(0, 0, 60, 30);
        Fill(map, sky, -2, MaskCode.Valid);
        (sky[80, 50], sky[81, 51], sky[95, 0]) = (255, 255, 255);

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(60 * 30, sky.Pixels.ToArray().Count(v => v != 0));
    }

    [Theory]
    [InlineData(MaskCode.Inconsistent)]
    [InlineData(MaskCode.Valid)]
    public void Refuse_NothingButSky_Stays(byte code)
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(0, 0, Width, Height);
        Fill(map, sky, 7, code);

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(-1, sky.Pixels.IndexOf((byte)0));
    }

    [Fact]
    public void Refuse_UnknownDisparities_AreNoReasonAgainstSky()
    {
        using DisparityMap map = Ground();
        using Plane<byte> sky = Box(0, 0, 60, 30);
        Fill(map, sky, float.NaN, MaskCode.OutOfView);

        using var regions = new SkyRegions();
        regions.Refuse(Textured, sky, map);

        Assert.Equal(60 * 30, sky.Pixels.ToArray().Count(v => v != 0));
    }

    /// <summary>Regions of random masks, one in two of them near, against a flood fill.</summary>
    [Fact]
    public void Refuse_RandomRegions_AreThoseOfAFloodFill()
    {
        using var regions = new SkyRegions();
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            using DisparityMap map = Ground();
            using var sky = new Plane<byte>(Width, Height);
            double density = random.NextDouble();
            for (int i = 0; i < sky.Pixels.Length; i++)
            {
                sky.Pixels[i] = random.NextDouble() < density ? (byte)255 : (byte)0;
                map.Disparity.Pixels[i] = random.Next(-5, 25);
            }

            // All of it is farther than the rest: only the area decides.
            using var expected = new Plane<byte>(Width, Height);
            Fill(map, sky, -500, MaskCode.Valid);
            KeepLarge(sky, expected);

            regions.Refuse(Textured, sky, map);

            Assert.Equal(expected.Bytes.ToArray(), sky.Bytes.ToArray());
        }
    }

    /// <summary>
    /// The whole rule again by a flood fill, pixel by pixel, over random masks, pictures and disparities.
    /// </summary>
    [Fact]
    public void Refuse_RandomScenes_AreThoseOfTheRuleByAFloodFill()
    {
        using var regions = new SkyRegions();
        (int kept, int refused) = (0, 0);
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            using DisparityMap map = Ground();
            using var sky = new Plane<byte>(Width, Height);
            using var view = new Plane<Rgb24>(Width, Height);
            double density = 0.4 + (0.6 * random.NextDouble());
            (double texture, int spread) = (random.NextDouble(), random.Next(1, 20));
            for (int i = 0; i < sky.Pixels.Length; i++)
            {
                sky.Pixels[i] = random.NextDouble() < density ? (byte)255 : (byte)0;
                map.Disparity.Pixels[i] = (sky.Pixels[i] != 0 ? -10 : 0) + random.Next(spread);
                map.Mask.Pixels[i] = random.NextDouble() < 0.8 ? (byte)0 : MaskCode.Inconsistent;
                view.Pixels[i] = new Rgb24(0, random.NextDouble() < texture ? (byte)random.Next(256) : (byte)99, 0);
            }

            byte[] expected = SkyRegionsTwin.Refuse(view, sky, map);
            int before = sky.Pixels.ToArray().Count(v => v != 0);

            regions.Refuse(view, sky, map);

            Assert.Equal(expected, sky.Bytes.ToArray());
            int after = sky.Pixels.ToArray().Count(v => v != 0);
            (kept, refused) = (kept + (after > before / 2 ? 1 : 0), refused + (after < before / 2 ? 1 : 0));
        }

        Assert.True(kept >= 10 && refused >= 10, $"{kept} kept, {refused} refused: the scenes decide nothing");
    }

    [Fact]
    public void Refuse_OtherSize_Throws()
    {
        using DisparityMap map = Ground();
        using var sky = new Plane<byte>(Width, Height - 1);

        using var regions = new SkyRegions();
        Assert.Throws<ArgumentException>(() => regions.Refuse(Textured, sky, map));
    }

    private static void KeepLarge(Plane<byte> sky, Plane<byte> kept)
    {
        kept.Pixels.Clear();
        var seen = new bool[Width * Height];
        for (int start = 0; start < seen.Length; start++)
        {
            if (seen[start] || sky.Pixels[start] == 0)
            {
                continue;
            }

            var region = new List<int> { start };
            seen[start] = true;
            for (int at = 0; at < region.Count; at++)
            {
                (int x, int y) = (region[at] % Width, region[at] / Width);
                foreach ((int nx, int ny) in ((int, int)[])[(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)])
                {
                    int next = (ny * Width) + nx;
                    if (nx is >= 0 and < Width && ny is >= 0 and < Height && sky[nx, ny] != 0 && !seen[next])
                    {
                        seen[next] = true;
                        region.Add(next);
                    }
                }
            }

            if (region.Count >= SkyRegions.AreaFractionMin * Width * Height)
            {
                region.ForEach(i => kept.Pixels[i] = 255);
            }
        }
    }

    private static Plane<Rgb24> Noise()
    {
        var random = new Random(5);
        var view = new Plane<Rgb24>(Width, Height);
        random.NextBytes(view.Bytes);
        return view;
    }

    /// <summary>Disparity that rises from 0 px in the first row to 20 px in the last; all valid.</summary>
    private static DisparityMap Ground()
    {
        var map = new DisparityMap(
            new Plane<float>(Width, Height), new Plane<byte>(Width, Height), new Plane<float>(Width, Height));
        map.Mask.Pixels.Clear();
        map.Residual.Pixels.Clear();
        for (int y = 0; y < Height; y++)
        {
            map.Disparity.Row(y).Fill(20f * y / (Height - 1));
        }

        return map;
    }

    private static Plane<byte> Box(int left, int top, int right, int bottom)
    {
        var box = new Plane<byte>(Width, Height);
        box.Pixels.Clear();
        for (int y = top; y < bottom; y++)
        {
            box.Row(y)[left..right].Fill(255);
        }

        return box;
    }

    private static void Fill(DisparityMap map, Plane<byte> where, float px, byte code)
    {
        for (int i = 0; i < where.Pixels.Length; i++)
        {
            if (where.Pixels[i] != 0)
            {
                (map.Disparity.Pixels[i], map.Mask.Pixels[i]) = (px, code);
            }
        }
    }
}
