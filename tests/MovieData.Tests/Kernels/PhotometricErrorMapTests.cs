using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class PhotometricErrorMapTests
{
    /// <summary>The mean that the figure tells, of values rounded to 1/254.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(19, 6)]
    [InlineData(50, 37)]
    public void Write_RandomViews_HasTheMeanOfTheFigureAndItsScalarTwin(int width, int height)
    {
        var size = new PixelSize(width, height);
        var random = new Random(5);
        Rgb24[] left = new Rgb24[width * height];
        Rgb24[] right = new Rgb24[left.Length];
        random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(left.AsSpan()));
        random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(right.AsSpan()));
        float[] u = [.. left.Select(_ => (random.NextSingle() - 0.5f) * 8)];
        byte[] mask = [.. left.Select((_, i) => (byte)(i % 3 == 1 ? 1 + (i % 5) : 0))];
        byte[] map = new byte[left.Length];
        byte[] scalar = new byte[left.Length];

        PhotometricErrorMap.Write(left, right, u, mask, size, map, vector: true);
        PhotometricErrorMap.Write(left, right, u, mask, size, scalar, vector: false);

        Assert.Equal(scalar, map);
        Assert.All(map.Zip(mask), pixel => Assert.Equal(pixel.Second != 0, pixel.First == PhotometricErrorMap.None));
        Assert.Equal(
            PhotometricError.Mean(left, right, u, mask, size),
            map.Where(value => value != PhotometricErrorMap.None).Average(value => (double)value)
                / PhotometricErrorMap.One,
            0.5 / PhotometricErrorMap.One);
    }

    [Fact]
    public void Write_WrongSize_IsRefused() => Assert.Throws<ArgumentException>(() => PhotometricErrorMap.Write(
        new Rgb24[4], new Rgb24[4], new float[4], new byte[4], new PixelSize(2, 2), new byte[3]));
}
