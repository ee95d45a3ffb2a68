using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class ContrastTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(63)]
    [InlineData(200)]
    public void FindSilent_Vector_IsTheScalarOne(int width)
    {
        var random = new Random(width);
        var rows = new Rgb24[3][];
        for (int i = 0; i < 3; i++)
        {
            rows[i] = [.. Enumerable.Range(0, width).Select(_ => new Rgb24(
                (byte)random.Next(256), (byte)(100 + random.Next(12)), (byte)random.Next(256)))];
        }

        rows[1][width / 2] = new Rgb24(0, 255, 0);
        byte[] codes = [.. Enumerable.Range(0, width).Select(_ => (byte)(random.Next(3) / 2))];
        (byte[] fast, byte[] slow) = (new byte[width], new byte[width]);

        Contrast.FindSilent(rows[0], rows[1], rows[2], codes, 12, fast, vector: true);
        Contrast.FindSilent(rows[0], rows[1], rows[2], codes, 12, slow, vector: false);

        Assert.Equal(slow, fast);
        for (int x = 0; x < width; x++)
        {
            int contrast = Math.Abs(rows[1][Math.Min(x + 1, width - 1)].G - rows[1][Math.Max(x - 1, 0)].G)
                + Math.Abs(rows[2][x].G - rows[0][x].G);
            Assert.Equal(codes[x] == 0 && contrast >= 12, slow[x] == 0);
        }

        Assert.True(width < 60 || slow.Distinct().Count() > 1);
    }

    [Fact]
    public void FindSilent_LengthsThatDiffer_Throw() => Assert.Throws<ArgumentException>(
        () => Contrast.FindSilent(new Rgb24[2], new Rgb24[2], new Rgb24[2], new byte[3], 12, new byte[2]));
}
