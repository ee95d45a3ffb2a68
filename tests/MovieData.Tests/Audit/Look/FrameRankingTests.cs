using MovieData.Audit.Look;

namespace MovieData.Tests.Audit.Look;

public class FrameRankingTests
{
    /// <summary>Frame n of 12 has score n / 100; three frames a shot.</summary>
    [Fact]
    public void Of_ManyShots_TakesOneFrameOfEach()
    {
        FrameRanking ranking = FrameRanking.Of(
            [.. Enumerable.Range(1, 12).Select(n => Sample(n, n / 100f, (n - 1) / 3))], 3);

        // Worst: frame 1 of shot 0, then the worst of shot 1 and of shot 2. Best from the other end.
        Assert.Equal([1, 4, 7], ranking.Worst.Select(sample => sample.Frame));
        Assert.Equal([12, 9, 6], ranking.Best.Select(sample => sample.Frame));

        // Six of twelve lies in the middle (descending: place 6 is frame 6, which is taken); shots apart, best first.
        Assert.Equal(3, ranking.Median.Count);
        Assert.Equal(3, ranking.Median.Select(sample => sample.Shot).Distinct().Count());
        KeptSample[] all = [.. ranking.Worst, .. ranking.Best, .. ranking.Median];
        Assert.Equal(9, all.Select(sample => sample.Frame).Distinct().Count());
        Assert.Equal(ranking.Median.OrderByDescending(sample => sample.Score), ranking.Median);
    }

    [Fact]
    public void Of_OneShot_TakesItsFramesInOrder()
    {
        FrameRanking ranking = FrameRanking.Of([.. Enumerable.Range(1, 9).Select(n => Sample(n, n / 100f, 0))], 3);

        Assert.Equal([1, 2, 3], ranking.Worst.Select(sample => sample.Frame));
        Assert.Equal([9, 8, 7], ranking.Best.Select(sample => sample.Frame));
        Assert.Equal([6, 5, 4], ranking.Median.Select(sample => sample.Frame));
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(5, 2, 2, 1)]
    [InlineData(8, 3, 3, 2)]
    [InlineData(100, 3, 3, 3)]
    public void Of_FewSamples_SharesThemOut(int samples, int worst, int best, int median)
    {
        FrameRanking ranking = FrameRanking.Of(
            [.. Enumerable.Range(0, samples).Select(n => Sample(n, 0.5f, n))], 3);

        Assert.Equal((worst, best, median), (ranking.Worst.Count, ranking.Best.Count, ranking.Median.Count));
    }

    [Fact]
    public void Score_OfFigures_IsTheirProductAndNothingWithoutThem()
    {
        KeptSample sample = Sample(1, 0, 0) with { ConsistentFraction = 0.9f, PhotometricError = 0.05f };

        Assert.Equal(0.9 * 0.95, sample.Score, 1e-6);
        Assert.Equal(0, (sample with { PhotometricError = float.NaN }).Score);
        Assert.Equal(0, (sample with { ConsistentFraction = float.NaN }).Score);
    }

    internal static KeptSample Sample(int frame, float score, int shot, int film = 0) =>
        new(film, 0, frame, shot, frame / 24f, 0, score, 20, 0);
}
