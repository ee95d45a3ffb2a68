using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class StridedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SpreadAndGather_AnyStep_MoveEveryValueToItsPlace(int step)
    {
        float[] source = [.. Enumerable.Range(0, 77).Select(i => (i * 0.37f) - 9)];
        var full = new float[source.Length * step];
        var half = new Half[source.Length * step];

        Strided.Spread(source, full, step);
        Strided.Spread(source, half, step);

        var back = new float[source.Length];
        var halfBack = new float[source.Length];
        Strided.Gather(full, step, back);
        Strided.Gather(half, step, halfBack);
        Assert.Equal(source, back);
        for (int i = 0; i < source.Length; i++)
        {
            Assert.Equal(source[i], full[i * step]);
            Assert.Equal((Half)source[i], half[i * step]);
            Assert.Equal((float)(Half)source[i], halfBack[i]);
        }
    }

    [Fact]
    public void SpreadBytes_AnyValue_IsRoundedHalfUpAndHeldInRange()
    {
        var levels = new byte[6];
        Strided.Spread([-3, 0.49f, 0.5f, 254.6f, 255.5f, 1e9f], levels, 1);
        Assert.Equal([0, 0, 1, 255, 255, 255], levels);
    }

    [Fact]
    public void SpreadBytes_VectorAndScalar_AreEqual()
    {
        for (int length = 1; length < 100; length++)
        {
            float[] source = [.. Enumerable.Range(0, length).Select(i => (i * 5.25f) - 100)];
            (var vector, var scalar) = (new byte[length], new byte[length]);
            Strided.Spread(source, vector, 1, vector: true);
            Strided.Spread(source, scalar, 1, vector: false);
            Assert.Equal(scalar, vector);
        }
    }
}
