using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class ResampleTests
{
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 1, 1, 1, 1 }, { 1, 1, 5, 3 }, { 7, 5, 1, 1 }, { 8, 6, 16, 12 }, { 13, 9, 40, 31 },
        { 40, 30, 20, 15 }, { 64, 48, 37, 21 }, { 61, 47, 13, 9 }, { 33, 2, 70, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bilinear_RandomPlane_IsTheTextbookFormula(int width, int height, int toWidth, int toHeight)
    {
        float[] source = RandomPlane(width * height);
        var target = new float[toWidth * toHeight];

        Resample.Bilinear(source, new(width, height), target, new(toWidth, toHeight), 2.5f);

        for (int i = 0; i < target.Length; i++)
        {
            double x = ((i % toWidth) + 0.5) * width / toWidth - 0.5;
            double y = ((i / toWidth) + 0.5) * height / toHeight - 0.5;
            Assert.Equal(2.5 * Sample(source, width, height, x, y), target[i], 1e-3);
        }
    }

    [Fact]
    public void Bilinear_LinearRamp_StaysTheRampInside()
    {
        float[] source = [.. Enumerable.Range(0, 10).Select(i => 3f * i)];
        var target = new float[40];

        Resample.Bilinear(source, new(10, 1), target, new(40, 1), 4);

        // A flow of 3 px a column, enlarged four times: values ×4, positions ×4, so still 3 px a column, centred.
        for (int x = 2; x < 38; x++)
        {
            Assert.Equal(3 * (x - 1.5), target[x], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bilinear_WithNanAndInf_EqualsItsScalarTwin(int width, int height, int toWidth, int toHeight)
    {
        float[] source = RandomPlane(width * height);
        source[source.Length / 2] = float.NaN;
        source[source.Length / 3] = float.PositiveInfinity;
        var vector = new float[toWidth * toHeight];
        var scalar = new float[toWidth * toHeight];

        Resample.Bilinear(source, new(width, height), vector, new(toWidth, toHeight), 0.5f);
        Resample.Bilinear(source, new(width, height), scalar, new(toWidth, toHeight), 0.5f, vector: false);

        Bits.AssertEqual(scalar, vector);
    }

    [Fact]
    public void Bilinear_SameSizeWithInf_CopiesEveryValue()
    {
        float[] source = [1, float.PositiveInfinity, -3, float.NaN, 5, 6];
        var target = new float[6];

        Resample.Bilinear(source, new(3, 2), target, new(3, 2), 1);

        Bits.AssertEqual(source, target);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Picture_RandomPicture_IsBilinearOrTheAreaMean(int width, int height, int toWidth, int toHeight)
    {
        Rgb24[] source = RandomPicture(width * height);
        var target = new Rgb24[toWidth * toHeight];

        Resample.Picture(source, new(width, height), target, new(toWidth, toHeight));

        double[] columns = AxisMatrix(width, toWidth);
        double[] rows = AxisMatrix(height, toHeight);
        for (int i = 0; i < target.Length; i++)
        {
            double green = 0;
            for (int k = 0; k < source.Length; k++)
            {
                green += rows[(i / toWidth * height) + (k / width)] * columns[(i % toWidth * width) + (k % width)]
                    * source[k].G;
            }

            Assert.InRange(target[i].G - green, -0.501, 0.501);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Picture_AnySize_EqualsItsScalarTwin(int width, int height, int toWidth, int toHeight)
    {
        Rgb24[] source = RandomPicture(width * height);
        var vector = new Rgb24[toWidth * toHeight];
        var scalar = new Rgb24[toWidth * toHeight];

        Resample.Picture(source, new(width, height), vector, new(toWidth, toHeight));
        Resample.Picture(source, new(width, height), scalar, new(toWidth, toHeight), vector: false);

        Assert.Equal(scalar, vector);
    }

    [Fact]
    public void Picture_FineStripesReducedByFour_BecomeGrey()
    {
        Rgb24[] source = [.. Enumerable.Range(0, 64 * 4)
            .Select(i => i % 2 == 0 ? new Rgb24(0, 0, 0) : new Rgb24(200, 100, 50))];
        var target = new Rgb24[16];

        Resample.Picture(source, new(64, 4), target, new(16, 1));

        Assert.All(target, pixel => Assert.Equal(new Rgb24(100, 50, 25), pixel));
    }

    [Fact]
    public void Picture_ShortTarget_Throws() => Assert.Throws<ArgumentException>(() =>
        Resample.Picture(new Rgb24[4], new(2, 2), new Rgb24[3], new(2, 2)));

    // Row x of the matrix: the weights of all source pixels in target pixel x.
    private static double[] AxisMatrix(int source, int target)
    {
        var matrix = new double[source * target];
        double ratio = (double)source / target;
        for (int x = 0; x < target; x++)
        {
            if (ratio > 2)
            {
                for (int k = 0; k < source; k++)
                {
                    double overlap = Math.Min((x + 1) * ratio, k + 1) - Math.Max(x * ratio, k);
                    matrix[(x * source) + k] = Math.Max(0, overlap) / ratio;
                }

                continue;
            }

            double at = Math.Clamp(((x + 0.5) * ratio) - 0.5, 0, source - 1);
            int left = (int)at;
            matrix[(x * source) + left] += 1 - (at - left);
            matrix[(x * source) + Math.Min(left + 1, source - 1)] += at - left;
        }

        return matrix;
    }

    private static double Sample(float[] plane, int width, int height, double x, double y)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        (int i, int j) = ((int)x, (int)y);
        (int i1, int j1) = (Math.Min(i + 1, width - 1), Math.Min(j + 1, height - 1));
        double top = (plane[(j * width) + i] * (1 - (x - i))) + (plane[(j * width) + i1] * (x - i));
        double bottom = (plane[(j1 * width) + i] * (1 - (x - i))) + (plane[(j1 * width) + i1] * (x - i));
        return (top * (1 - (y - j))) + (bottom * (y - j));
    }

    private static float[] RandomPlane(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 200) - 100))];
    }

    private static Rgb24[] RandomPicture(int count)
    {
        var pixels = new Rgb24[count];
        new Random(count).NextBytes(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
