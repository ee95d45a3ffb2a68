using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class BlockMeansTests
{
    [Theory]
    [InlineData(8, 4, 4, 2)]
    [InlineData(7, 5, 3, 2)]
    [InlineData(31, 17, 31, 1)]
    [InlineData(200, 600, 1, 1)]
    [InlineData(65, 33, 16, 33)]
    public void Colours_AnySizes_AreTheRoundedMeansOfTheirBlocks(int width, int height, int smallWidth, int smallHeight)
    {
        using var picture = new Plane<Rgb24>(width, height);
        new Random(width).NextBytes(picture.Bytes);
        using var small = new Plane<Rgb24>(smallWidth, smallHeight);

        BlockMeans.Colours(picture, small, new uint[3 * width]);

        for (int y = 0; y < smallHeight; y++)
        {
            for (int x = 0; x < smallWidth; x++)
            {
                Rgb24[] block = BlockOf(picture, small.Size, x, y);
                Rgb24 mean = new(Rounded(block, p => p.R), Rounded(block, p => p.G), Rounded(block, p => p.B));
                Assert.Equal(mean, small[x, y]);
            }
        }
    }

    [Theory]
    [InlineData(8, 4, 4, 2)]
    [InlineData(37, 21, 5, 4)]
    public void Codes_SomeWithoutValue_AreMeansOfThoseWithOneWhereHalfHaveOne(
        int width, int height, int smallWidth, int smallHeight)
    {
        using var codes = new Plane<ushort>(width, height);
        var random = new Random(width);
        foreach (ref ushort code in codes.Pixels)
        {
            code = random.Next(2) == 0 ? (ushort)0 : (ushort)random.Next(1, 65536);
        }

        using var small = new Plane<ushort>(smallWidth, smallHeight);
        BlockMeans.Codes(codes, small, new uint[width], new ushort[width]);

        int empty = 0;
        for (int y = 0; y < smallHeight; y++)
        {
            for (int x = 0; x < smallWidth; x++)
            {
                ushort[] block = BlockOf(codes, small.Size, x, y);
                double[] values = [.. block.Where(code => code != 0).Select(code => (double)code)];
                int expected = 2 * values.Length >= block.Length && values.Length > 0
                    ? (int)Math.Floor(values.Average() + 0.5) : 0;
                Assert.Equal(expected, small[x, y]);
                empty += expected == 0 ? 1 : 0;
            }
        }

        Assert.InRange(empty, 1, (smallWidth * smallHeight) - 1);
    }

    [Fact]
    public void AddRows_AnyWidth_EqualTheScalarOnes()
    {
        for (int width = 0; width < 100; width++)
        {
            byte[] levels = new byte[width];
            new Random(width).NextBytes(levels);
            ushort[] codes = [.. levels.Select((level, i) => level < 60 ? (ushort)0 : (ushort)(65535 - (i * level)))];
            (uint[] sums, uint[] scalar) = (new uint[width], new uint[width]);
            (ushort[] empty, ushort[] scalarEmpty) = (new ushort[width], new ushort[width]);
            for (int row = 0; row < 3; row++)
            {
                BlockMeans.AddLevels(levels, sums);
                BlockMeans.AddLevelsScalar(levels, scalar, 0);
                BlockMeans.AddCodes(codes, sums, empty);
                BlockMeans.AddCodesScalar(codes, scalar, scalarEmpty, 0);
            }

            Assert.Equal(scalar, sums);
            Assert.Equal(scalarEmpty, empty);
        }
    }

    [Fact]
    public void Colours_LargerOrWithoutRoom_IsRefused()
    {
        using var picture = new Plane<Rgb24>(4, 4);
        using var small = new Plane<Rgb24>(2, 5);
        using var fit = new Plane<Rgb24>(2, 2);

        Assert.Throws<ArgumentException>(() => BlockMeans.Colours(picture, small, new uint[12]));
        Assert.Throws<ArgumentException>(() => BlockMeans.Colours(picture, fit, new uint[11]));
    }

    private static T[] BlockOf<T>(Plane<T> picture, PixelSize small, int x, int y)
        where T : unmanaged =>
        [.. from row in Enumerable.Range(0, picture.Height)
            where row >= y * picture.Height / small.Height && row < (y + 1) * picture.Height / small.Height
            from column in Enumerable.Range(0, picture.Width)
            where column >= x * picture.Width / small.Width && column < (x + 1) * picture.Width / small.Width
            select picture[column, row]];

    private static byte Rounded(Rgb24[] block, Func<Rgb24, byte> level) =>
        (byte)Math.Floor(block.Average(pixel => (double)level(pixel)) + 0.5);
}
