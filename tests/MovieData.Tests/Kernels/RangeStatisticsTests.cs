using MovieData.Imaging.Kernels;

namespace MovieData.Tests.Kernels;

public class RangeStatisticsTests
{
    [Fact]
    public void PercentilePx_TwoHundredKnownValues_IsNearestRankByHand()
    {
        // 1, 2, …, 200 px: rank of 1 % = 2, of 50 % = 100, of 99 % = 198.
        float[] d = [.. Enumerable.Range(1, 200).Select(i => (float)i).Reverse()];
        int[] histogram = Histogram(d, new byte[200]);

        Assert.Equal(2, RangeStatistics.PercentilePx(histogram, 1));
        Assert.Equal(100, RangeStatistics.PercentilePx(histogram, 50));
        Assert.Equal(198, RangeStatistics.PercentilePx(histogram, 99));
        Assert.Equal(200, RangeStatistics.PercentilePx(histogram, 100));
    }

    [Fact]
    public void PercentilePx_RankBetweenTwoValues_IsTheUpperOne()
    {
        // 1, 2, …, 150 px: 1 % of 150 is 1.5, so rank 2; 99 % is 148.5, so rank 149.
        int[] histogram = Histogram([.. Enumerable.Range(1, 150).Select(i => (float)i)], new byte[150]);

        Assert.Equal(2, RangeStatistics.PercentilePx(histogram, 1));
        Assert.Equal(149, RangeStatistics.PercentilePx(histogram, 99));
    }

    [Fact]
    public void PercentilePx_OneNegativeValue_IsThatValueOnTheGrid()
    {
        int[] histogram = Histogram([-3.3f], [0]);
        Assert.Equal(-211 / 64f, RangeStatistics.PercentilePx(histogram, 1));
        Assert.Equal(-211 / 64f, RangeStatistics.PercentilePx(histogram, 99));
    }

    [Fact]
    public void PercentilePx_NoValidPixel_IsNaN() =>
        Assert.True(float.IsNaN(RangeStatistics.PercentilePx(Histogram([1, 2, 3], [1, 2, 5]), 50)));

    [Fact]
    public void AddRowAndWiden_AnyLength_EqualTheirScalarTwins()
    {
        var random = new Random(1);
        for (int length = 0; length < 50; length++)
        {
            float[] d = [.. Enumerable.Range(0, length).Select(i =>
                i % 9 == 4 ? float.NaN : i % 17 == 3 ? float.PositiveInfinity : (random.NextSingle() - 0.5f) * 900)];
            byte[] mask = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(3))];
            var scalar = new int[RangeStatistics.HistogramLength];
            (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
            (float scalarMin, float scalarMax) = (min, max);

            RangeStatistics.AddRowScalar(d, mask, scalar, 0);
            RangeStatistics.Widen(d, mask, ref min, ref max);
            RangeStatistics.WidenScalar(d, mask, ref scalarMin, ref scalarMax, 0);

            // Counter 0 takes what has no disparity; both ways count it.
            Assert.Equal(scalar, Histogram(d, mask));
            Bits.AssertEqual([scalarMin, scalarMax], [min, max]);
        }
    }

    [Fact]
    public void Widen_WithoutMask_TakesEveryFiniteValue()
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        RangeStatistics.Widen([3, float.NaN, -7, float.NegativeInfinity, 5, 6, 7, 8, 9], default, ref min, ref max);
        Assert.Equal((-7f, 9f), (min, max));
    }

    private static int[] Histogram(float[] disparity, byte[] mask)
    {
        var histogram = new int[RangeStatistics.HistogramLength];
        RangeStatistics.AddRow(disparity, mask, histogram);
        return histogram;
    }
}
