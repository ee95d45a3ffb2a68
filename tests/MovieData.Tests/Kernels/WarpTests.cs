using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class WarpTests
{
    [Fact]
    public void Row_HalfAPixelRight_AveragesTwoPixels()
    {
        Rgb24[] other = [new(0, 10, 20), new(100, 30, 20), new(200, 50, 255)];
        var warped = new float[10];

        Warp.Row(other, [0.5f, 0, float.NaN], warped);

        float[] expected = [50, 20, 20, 100, 30, 20, 0, 10, 20];
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(expected[i] / 255, warped[i], 1e-6f);
        }
    }

    [Fact]
    public void Row_TargetsOutside_RepeatTheBorder()
    {
        Rgb24[] other = [.. Enumerable.Range(0, 20).Select(x => new Rgb24((byte)x, 0, 0))];
        var warped = new float[61];
        float[] u = [.. Enumerable.Range(0, 20).Select(x => x < 10 ? -50f : 1e30f)];

        Warp.Row(other, u, warped);

        for (int x = 0; x < 20; x++)
        {
            Assert.Equal((x < 10 ? 0 : 19) / 255f, warped[3 * x], 1e-6f);
        }
    }

    [Fact]
    public void Row_AnyWidth_EqualsItsScalarTwin()
    {
        var random = new Random(8);
        for (int width = 1; width < 60; width++)
        {
            var other = new Rgb24[width];
            random.NextBytes(MemoryMarshal.AsBytes(other.AsSpan()));
            float[] u = [.. Enumerable.Range(0, width).Select(x =>
                x % 11 == 5 ? float.NaN : (random.NextSingle() - 0.5f) * 20)];
            (var vector, var scalar) = (new float[(3 * width) + 1], new float[(3 * width) + 1]);

            Warp.Row(other, u, vector);
            Warp.Row(other, u, scalar, vector: false);

            Bits.AssertEqual(scalar.AsSpan(0, 3 * width), vector.AsSpan(0, 3 * width));
        }
    }
}
