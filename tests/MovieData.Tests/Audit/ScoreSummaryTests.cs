using MovieData.Audit.Evaluate;

namespace MovieData.Tests.Audit;

public class ScoreSummaryTests
{
    /// <summary>Of 0…999, the mean's standard error is 288.7/√1000 = 9.13, and 95 % lies within 1.96 of them.</summary>
    [Fact]
    public void Of_EvenScores_HasTheIntervalOfTheirMean()
    {
        ScoreSummary summary = ScoreSummary.Of([.. Enumerable.Range(0, 1000).Select(i => Score(i))], seed: 1);
        MeanInterval mean = Assert.Single(summary.Metrics);
        Assert.Equal(499.5, mean.Value, 1e-9);
        Assert.InRange(mean.High - mean.Low, 2 * 1.96 * 9.13 * 0.9, 2 * 1.96 * 9.13 * 1.1);
        Assert.InRange(499.5, mean.Low, mean.High);
    }

    [Fact]
    public void Of_UndefinedValues_AreLeftOut()
    {
        ScoreSummary summary = ScoreSummary.Of([Score(double.NaN), Score(4), Score(4)], seed: 1);
        Assert.Equal(new MeanInterval(4, 4, 4), summary.Metrics[0]);
        Assert.Equal(3, summary.Samples);
        Assert.Equal(0.5, summary.PixelsShare);
    }

    [Fact]
    public void Of_SameScoresAndSeed_GivesTheSameInterval()
    {
        SampleScore[] scores = [.. Enumerable.Range(0, 50).Select(i => Score(Math.Sin(i)))];
        Assert.Equal(ScoreSummary.Of(scores, 7).Metrics, ScoreSummary.Of(scores, 7).Metrics);
        Assert.NotEqual(ScoreSummary.Of(scores, 7).Metrics, ScoreSummary.Of(scores, 8).Metrics);
    }

    private static SampleScore Score(double value) => new("a", "", "", 50, 100, false, false, [value]);
}
