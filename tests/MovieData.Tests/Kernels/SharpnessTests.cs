using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class SharpnessTests
{
    [Fact]
    public void RowSum_OneBrightPixel_CountsItFourTimesAndItsNeighboursOnce()
    {
        byte[] dark = new byte[9];
        byte[] bright = [0, 0, 0, 0, 100, 0, 0, 0, 0];

        Assert.Equal(600, Sharpness.RowSum(dark, bright, dark));
        Assert.Equal(100, Sharpness.RowSum(bright, dark, dark));
    }

    [Fact]
    public void RowSum_LinearRamp_IsZero()
    {
        byte[] ramp = [.. Enumerable.Range(0, 80).Select(x => (byte)(3 * x))];
        Assert.Equal(0, Sharpness.RowSum(ramp, ramp, ramp));
    }

    [Fact]
    public void RowSum_AnyWidth_EqualsItsScalarTwin()
    {
        var random = new Random(4);
        for (int width = 0; width < 100; width++)
        {
            (var above, var row, var below) = (new byte[width], new byte[width], new byte[width]);
            random.NextBytes(above);
            random.NextBytes(row);
            random.NextBytes(below);

            Assert.Equal(Sharpness.RowSumScalar(above, row, below, 1), Sharpness.RowSum(above, row, below));
        }
    }
}
