using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class VerticalStatisticsTests
{
    [Fact]
    public void AddRow_ValuesAroundTheLimit_CountsOnlyThoseAboveAndNaN()
    {
        (long beyond, long sum) = (0, 0);
        float[] v = [2, -2, MathF.BitIncrement(2), -3, 0, float.NaN, float.PositiveInfinity, 1, 1, -1];

        VerticalStatistics.AddRow(v, 2, ref beyond, ref sum);

        Assert.Equal(4, beyond);
        Assert.Equal(12, sum / 256.0);
        Assert.Equal(1.2, VerticalStatistics.MeanPx(sum, 10));
    }

    [Fact]
    public void MaskRow_BeyondTheLimit_MakesOnlyValidPixelsInconsistent()
    {
        byte[] mask = [0, 0, 0, 0, 2, 3, 0, 0, 0, 5];
        VerticalStatistics.MaskRow(
            [1, -1, MathF.BitIncrement(1), -7, 9, 9, float.NaN, float.NegativeInfinity, 0, 9], 1, mask);
        Assert.Equal([0, 0, 1, 1, 2, 3, 1, 1, 0, 5], mask);

        var random = new Random(8);
        for (int length = 0; length < 40; length++)
        {
            float[] v = [.. Enumerable.Range(0, length).Select(i =>
                i % 7 == 4 ? float.NaN : (random.NextSingle() - 0.5f) * 4)];
            byte[] vector = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(6))];
            byte[] scalar = [.. vector];

            VerticalStatistics.MaskRow(v, 1, vector);
            VerticalStatistics.MaskRowScalar(v, 1, scalar, 0);

            Assert.Equal(scalar, vector);
        }
    }

    [Fact]
    public void AddRow_AnyLength_EqualsItsScalarTwin()
    {
        var random = new Random(2);
        for (int length = 0; length < 50; length++)
        {
            float[] v = [.. Enumerable.Range(0, length).Select(i =>
                i % 9 == 4 ? float.NaN : i % 17 == 3 ? 1e30f : (random.NextSingle() - 0.5f) * 9)];
            (long beyond, long sum, long scalarBeyond, long scalarSum) = (5, 7, 5, 7);

            VerticalStatistics.AddRow(v, 2, ref beyond, ref sum);
            VerticalStatistics.AddRowScalar(v, 2, ref scalarBeyond, ref scalarSum, 0);

            Assert.Equal((scalarBeyond, scalarSum), (beyond, sum));
        }
    }
}
