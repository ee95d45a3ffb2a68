using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class LumaTests
{
    [Fact]
    public void Row_AllKindsOfPixels_IsBt601LumaWithinALevel()
    {
        Rgb24[] row = Random(5000);
        var luma = new byte[5000];

        Luma.Row(row, luma);

        for (int x = 0; x < row.Length; x++)
        {
            Assert.InRange(luma[x] - ((0.299 * row[x].R) + (0.587 * row[x].G) + (0.114 * row[x].B)), -1, 1);
        }
    }

    [Fact]
    public void RowAndSum_AnyWidth_EqualTheScalarOnes()
    {
        for (int width = 0; width < 100; width++)
        {
            Rgb24[] row = Random(width);
            (var luma, var scalar) = (new byte[width], new byte[width]);

            Luma.Row(row, luma);
            Luma.RowScalar(row, scalar, 0);

            Assert.Equal(scalar, luma);
            Assert.Equal(luma.Sum(level => (long)level), Luma.Sum(luma));
        }
    }

    [Fact]
    public void Row_White_Is255()
    {
        var luma = new byte[20];
        Luma.Row([.. Enumerable.Repeat(new Rgb24(255, 255, 255), 20)], luma);
        Assert.All(luma, level => Assert.Equal(255, level));
    }

    private static Rgb24[] Random(int count)
    {
        var pixels = new Rgb24[count];
        new Random(count).NextBytes(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
