using MovieData.Audit.Report;

namespace MovieData.Tests.Audit.Report;

public sealed class DistributionTests
{
    /// <summary>numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [1, 5, 25, 50, 75, 95, 99]) of NumPy 1.24.</summary>
    [Fact]
    public void Of_FewValues_AreNumPys()
    {
        double[] values = [3, 1, double.NaN, 4, 1, 5, 9, 2, 6, double.NaN];
        bool[] kept = [true, false, true, true, false, true, false, true, true, false];
        FigureReport report = Distribution.Of(values, kept, "px", "sample");

        Assert.Equal((8L, 2L, 3.875, "px", "sample"), (report.N, report.Missing, report.Mean!.Value, report.Unit,
            report.Of));
        double[] expected = [1, 1, 1.75, 3.5, 5.25, 7.949999999999999, 8.79];
        Assert.Equal(["p1", "p5", "p25", "p50", "p75", "p95", "p99"], report.Quantiles!.Keys);
        foreach ((double mine, double numpy) in report.Quantiles.Values.Zip(expected))
        {
            Assert.Equal(numpy, mine, 1e-12);
        }

        Assert.Equal((8, 5), (report.Histogram!.Planned.Sum(), report.Histogram.Kept.Sum()));
        Assert.Equal((Distribution.Bins, 2), (report.Histogram.Planned.Count, report.Histogram.Planned[0]));
        Assert.Equal(1, report.Histogram.Planned[^1]);
    }

    [Fact]
    public void Of_NoValues_SaysNothing()
    {
        FigureReport report = Distribution.Of([double.NaN, double.NaN], [true, false], "", "shot");
        Assert.Equal((0L, 2L), (report.N, report.Missing));
        Assert.Null(report.Mean);
        Assert.Null(report.Quantiles);
        Assert.Null(report.Histogram);
    }

    [Fact]
    public void Of_OneValueEverywhere_HasBinsOfSomeWidth()
    {
        FigureHistogram histogram = Distribution.Of([0, 0, 0], [true, true, false], "", "sample").Histogram!;
        Assert.True(histogram.High > histogram.Low);
        Assert.Equal((3, 2), (histogram.Planned.Sum(), histogram.Kept.Sum()));
    }

    /// <summary>A value that is far off is in the last bin, and presses no other.</summary>
    [Fact]
    public void Of_OneFarOff_IsInTheLastBin()
    {
        double[] values = [.. Enumerable.Range(0, 5000).Select(i => i / 5000.0), 1e9];
        FigureHistogram histogram = Distribution.Of(values, new bool[values.Length], "", "sample").Histogram!;
        Assert.InRange(histogram.High, 0.9, 1.1);
        Assert.Equal(values.Length, histogram.Planned.Sum());
    }
}
