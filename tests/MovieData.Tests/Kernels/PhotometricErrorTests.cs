using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class PhotometricErrorTests
{
    [Fact]
    public void Mean_RightViewShiftedByTheFlow_IsZeroWhereSeen()
    {
        var size = new PixelSize(40, 9);
        Rgb24[] left = Random(size, 1);
        Rgb24[] right = [.. Enumerable.Range(0, 360).Select(i => left[i % 40 < 35 ? i + 5 : i])];
        float[] u = [.. Enumerable.Repeat(-5f, 360)];

        // The window of column 5 reads column 4, which the right view does not show.
        byte[] mask = [.. Enumerable.Range(0, 360).Select(i => (byte)(i % 40 < 6 ? 3 : 0))];

        Assert.Equal(0, PhotometricError.Mean(left, right, u, mask, size), 1e-6);
        mask[5] = 0;
        Assert.True(PhotometricError.Mean(left, right, u, mask, size) > 1e-4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(19, 6)]
    [InlineData(50, 5)]
    public void Mean_RandomViews_IsMonodepth2sFormula(int width, int height)
    {
        var size = new PixelSize(width, height);
        Rgb24[] left = Random(size, 2);
        Rgb24[] right = Random(size, 3);
        var random = new Random(4);
        float[] u = [.. left.Select(_ => (random.NextSingle() - 0.5f) * 8)];
        byte[] mask = [.. left.Select((_, i) => (byte)(i % 3 == 1 ? 1 : 0))];

        double error = PhotometricError.Mean(left, right, u, mask, size);

        Assert.Equal(Reference(left, right, u, mask, width, height), error, 2e-5);
        Assert.Equal(error, PhotometricError.Mean(left, right, u, mask, size, vector: false));
    }

    [Fact]
    public void Mean_BlackAgainstWhite_IsTheWorstL1AndSsim()
    {
        var size = new PixelSize(24, 4);
        Rgb24[] white = [.. Enumerable.Repeat(new Rgb24(255, 255, 255), 96)];

        // Both flat: SSIM = C1 / (1 + C1), so the loss is just below one half.
        double error = PhotometricError.Mean(new Rgb24[96], white, new float[96], new byte[96], size);

        Assert.Equal((0.85 * (1 - (1e-4 / (1 + 1e-4))) / 2) + 0.15, error, 1e-5);
    }

    [Fact]
    public void Mean_NoValidPixel_IsNaN() => Assert.True(double.IsNaN(PhotometricError.Mean(
        new Rgb24[4], new Rgb24[4], new float[4], [1, 2, 3, 5], new PixelSize(2, 2))));

    // layers.py of Monodepth2 in double precision: ReflectionPad2d(1), AvgPool2d(3, 1).
    private static double Reference(
        Rgb24[] left, Rgb24[] right, float[] u, byte[] mask, int width, int height)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < left.Length; i++)
        {
            for (int c = 0; c < 3 && mask[i] == 0; c++)
            {
                double x = Channel(left[i], c);
                double y = Warped(right, u, i, width, c);
                sum += (0.85 * SsimLoss(i % width, i / width, c)) + (0.15 * Math.Abs(x - y));
                count++;
            }
        }

        return sum / count;

        double SsimLoss(int px, int py, int c)
        {
            (double mx, double my, double xx, double yy, double xy) = (0, 0, 0, 0, 0);
            for (int dy = -1; dy <= 1; dy++)
            {
                for (int dx = -1; dx <= 1; dx++)
                {
                    int at = (Reflect(py + dy, height) * width) + Reflect(px + dx, width);
                    double x = Channel(left[at], c);
                    double y = Warped(right, u, at, width, c);
                    (mx, my, xx, yy, xy) = (mx + x, my + y, xx + (x * x), yy + (y * y), xy + (x * y));
                }
            }

            (mx, my, xx, yy, xy) = (mx / 9, my / 9, xx / 9, yy / 9, xy / 9);
            double ssim = ((2 * mx * my) + 1e-4) * ((2 * (xy - (mx * my))) + 9e-4)
                / (((mx * mx) + (my * my) + 1e-4) * (xx - (mx * mx) + yy - (my * my) + 9e-4));
            return Math.Clamp((1 - ssim) / 2, 0, 1);
        }
    }

    private static int Reflect(int i, int length) =>
        length == 1 ? 0 : i < 0 ? -i : i >= length ? (2 * length) - 2 - i : i;

    private static double Warped(Rgb24[] right, float[] u, int at, int width, int c)
    {
        double t = Math.Clamp((at % width) + (double)u[at], 0, width - 1);
        int row = at / width * width;
        int i = (int)t;
        double a = Channel(right[row + i], c);
        double b = Channel(right[row + Math.Min(i + 1, width - 1)], c);
        return a + ((b - a) * (t - i));
    }

    private static double Channel(Rgb24 pixel, int c) => (c == 0 ? pixel.R : c == 1 ? pixel.G : pixel.B) / 255.0;

    private static Rgb24[] Random(PixelSize size, int seed)
    {
        var pixels = new Rgb24[size.Area];
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
