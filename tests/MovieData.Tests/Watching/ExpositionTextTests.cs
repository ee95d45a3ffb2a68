using MovieData.Watching;

namespace MovieData.Tests.Watching;

public class ExpositionTextTests
{
    [Fact]
    public void ToString_EveryKindOfSample_FollowsTheFormat()
    {
        var text = new ExpositionText();
        text.Counter("a_total", "What \\ and\nmore.", new MetricSample(3));
        text.Gauge("none", "Nothing.");
        text.Gauge(
            "b_ratio", "b.", new MetricSample(0.1, ("x", "q\"\\\n"), ("y", "")), new MetricSample(double.NaN),
            new MetricSample(double.PositiveInfinity, ("x", "1")), new MetricSample(-1e-30, ("x", "2")));

        Assert.Equal(
            """
            # HELP a_total What \\ and\nmore.
            # TYPE a_total counter
            a_total 3
            # HELP b_ratio b.
            # TYPE b_ratio gauge
            b_ratio{x="q\"\\\n",y=""} 0.1
            b_ratio NaN
            b_ratio{x="1"} +Inf
            b_ratio{x="2"} -1E-30

            """,
            text.ToString());
        Assert.Equal(["a_total", "b_ratio"], Exposition.Read(text.ToString()).Names);
    }

    /// <summary>The test's own reader refuses what breaks a rule.</summary>
    [Theory]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\na 2\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na one\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=1} 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\nb 1\n")]
    [InlineData("# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\n")]
    [InlineData("# HELP a_total b\n# TYPE a_total counter\na_total -1\n")]
    public void Read_TextThatBreaksARule_IsRefused(string text)
    {
        Exception? fault = Record.Exception(() => Exposition.Read(text));

        Assert.NotNull(fault);
    }
}
