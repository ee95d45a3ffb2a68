using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class NormalizeTests
{
    private static readonly LevelTransform[] ImageNet =
    [
        LevelTransform.Of(1 / 255.0, 0.485, 0.229),
        LevelTransform.Of(1 / 255.0, 0.456, 0.224),
        LevelTransform.Of(1 / 255.0, 0.406, 0.225),
    ];

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 3, 8, 4)]
    [InlineData(16, 2, 16, 2)]
    [InlineData(37, 3, 64, 5)]
    public void ToPlanar_Rgb_IsTheWrittenOutFormulaWithRepeatedEdges(int width, int height, int padWidth, int padHeight)
    {
        Rgb24[] picture = Random(width * height);
        var tensor = new float[3 * padWidth * padHeight];
        double[] mean = [0.485, 0.456, 0.406];
        double[] std = [0.229, 0.224, 0.225];

        Normalize.ToPlanar(
            picture, new(width, height), ChannelOrder.Rgb, ImageNet, tensor, new(padWidth, padHeight));

        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < padWidth * padHeight; i++)
            {
                int x = Math.Min(i % padWidth, width - 1);
                int y = Math.Min(i / padWidth, height - 1);
                double expected = ((Channel(picture[(y * width) + x], c) / 255.0) - mean[c]) / std[c];
                Assert.Equal(expected, tensor[(c * padWidth * padHeight) + i], 2e-6);
            }
        }
    }

    [Fact]
    public void ToPlanar_Bgr_SwapsThePlanesNotTheTransforms()
    {
        Rgb24[] picture = [new(10, 20, 30)];
        var tensor = new float[3];
        LevelTransform[] channels = [new(1, 100), new(1, 200), new(1, 300)];

        Normalize.ToPlanar(picture, new(1, 1), ChannelOrder.Bgr, channels, tensor, new(1, 1));

        Assert.Equal([130f, 220f, 310f], tensor);
    }

    [Fact]
    public void ToGrey_KnownPixels_AreBt601LumaTransformed()
    {
        Rgb24[] picture = [new(255, 0, 0), new(0, 255, 0), new(0, 0, 255), new(128, 128, 128)];
        var grey = new float[5 * 2];

        Normalize.ToGrey(picture, new(4, 1), new LevelTransform(1 / 128f, -1), grey, new(5, 2));

        double[] expected = [(76.245 / 128) - 1, (149.685 / 128) - 1, (29.07 / 128) - 1, 0, 0];
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(expected[i % 5], grey[i], 1e-6);
        }
    }

    [Fact]
    public void Rows_AnyWidth_EqualTheirScalarTwins()
    {
        for (int width = 1; width <= 50; width++)
        {
            Rgb24[] row = Random(width);
            var vector = new float[4 * width];
            var scalar = new float[4 * width];

            Normalize.PlanarRow(
                row, ImageNet[0], ImageNet[1], ImageNet[2],
                vector.AsSpan(0, width), vector.AsSpan(width, width), vector.AsSpan(2 * width, width));
            Normalize.GreyRow(row, ImageNet[1], vector.AsSpan(3 * width));
            Normalize.PlanarRowScalar(
                row, ImageNet[0], ImageNet[1], ImageNet[2],
                scalar.AsSpan(0, width), scalar.AsSpan(width, width), scalar.AsSpan(2 * width, width), 0);
            Normalize.GreyRowScalar(row, ImageNet[1], scalar.AsSpan(3 * width), 0);

            Bits.AssertEqual(scalar, vector);
        }
    }

    [Fact]
    public void ToPlanar_PaddedSmallerThanThePicture_Throws() =>
        Assert.Throws<ArgumentException>(() => Normalize.ToPlanar(
            new Rgb24[4], new(2, 2), ChannelOrder.Rgb, ImageNet, new float[100], new(1, 4)));

    private static byte Channel(Rgb24 pixel, int c) => c switch { 0 => pixel.R, 1 => pixel.G, _ => pixel.B };

    private static Rgb24[] Random(int count)
    {
        var pixels = new Rgb24[count];
        new Random(count).NextBytes(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
