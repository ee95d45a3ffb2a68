using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Tests.Flow;

public class TileGridTests
{
    [Theory]
    [InlineData(150, 70)]
    [InlineData(56, 32)]
    [InlineData(57, 33)]
    [InlineData(1880, 800)]
    public void Add_AllTiles_WeighOneAtEveryPixel(int width, int height)
    {
        var grid = new TileGrid(new PixelSize(width, height), new ModelTiles(new PixelSize(56, 32), 8));
        using var sum = new Plane<float>(width, height);
        for (int tile = 0; tile < grid.Count; tile++)
        {
            float[] ones = [.. Enumerable.Repeat(1f, grid[tile].Width)];
            for (int y = 0; y < grid[tile].Height; y++)
            {
                grid.Add(tile, y, ones, sum);
            }
        }

        Assert.All(sum.Pixels.ToArray(), s => Assert.Equal(1, s, 1e-5));
    }

    [Fact]
    public void Tiles_CoverThePictureAndShareTheirOverlap()
    {
        var grid = new TileGrid(new PixelSize(100, 20), new ModelTiles(new PixelSize(40, 32), 10));

        // 3 × 40 px with 2 × 10 px shared are exactly 100 px; the picture is lower than a tile.
        Assert.Equal(
            [new PixelArea(0, 0, 40, 20), new PixelArea(30, 0, 40, 20), new PixelArea(60, 0, 40, 20)],
            Enumerable.Range(0, grid.Count).Select(i => grid[i]));
    }

    [Fact]
    public void Add_TwoTilesThatDisagree_BlendsLinearly()
    {
        var grid = new TileGrid(new PixelSize(70, 1), new ModelTiles(new PixelSize(40, 1), 10));
        using var sum = new Plane<float>(70, 1);
        grid.Add(0, 0, new float[40], sum);
        grid.Add(1, 0, [.. Enumerable.Repeat(11f, 40)], sum);

        for (int x = 0; x < 70; x++)
        {
            Assert.Equal(Math.Clamp(x - 29, 0, 11), sum[x, 0], 1e-4);
        }
    }
}
