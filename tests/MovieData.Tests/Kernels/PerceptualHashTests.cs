using System.Numerics;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class PerceptualHashTests
{
    [Fact]
    public void Of_BrightnessRisingToTheRight_SetsEveryBit()
    {
        Assert.Equal(ulong.MaxValue, Hash(90, 80, (x, _) => x));
        Assert.Equal(0UL, Hash(90, 80, (x, _) => 200 - x));
        Assert.Equal(0UL, Hash(90, 80, (_, _) => 77));
    }

    [Fact]
    public void Of_OneCellBrighter_SetsTheBitOfItsLeftNeighbour()
    {
        // Cell (column 3, row 2) of 9 × 8 cells of 10 × 10 pixels.
        ulong hash = Hash(90, 80, (x, y) => x / 10 == 3 && y / 10 == 2 ? 90 : 50);
        Assert.Equal(1UL << ((2 * 8) + 2), hash);
    }

    [Fact]
    public void Of_SamePictureBrighterOrNoisier_DiffersInFewBits()
    {
        var random = new Random(1);
        static int Picture(int x, int y) => (int)(100 + (50 * Math.Sin((x * 0.05) + (y * 0.031) + (x * y * 0.0002))));

        ulong hash = Hash(317, 211, Picture);
        ulong noisy = Hash(317, 211, (x, y) => Picture(x, y) + random.Next(-5, 6));

        Assert.Equal(hash, Hash(317, 211, (x, y) => Picture(x, y) + 20));
        Assert.InRange(BitOperations.PopCount(hash ^ noisy), 0, 4);
        Assert.InRange(BitOperations.PopCount(hash ^ Hash(317, 211, (x, y) => Picture(y, x))), 10, 64);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 9)]
    public void Of_PicturesSmallerThanTheCells_IsDefined(int width, int height) =>
        Assert.Equal(0UL, Hash(width, height, (_, _) => 9));

    private static ulong Hash(int width, int height, Func<int, int, int> level)
    {
        var sums = new long[PerceptualHash.Columns * PerceptualHash.Rows];
        var row = new byte[width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                row[x] = (byte)level(x, y);
            }

            PerceptualHash.AddRow(y, height, row, sums);
        }

        return PerceptualHash.Of(sums, width);
    }
}
