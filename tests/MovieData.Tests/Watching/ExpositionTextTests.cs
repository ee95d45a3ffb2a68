using MovieData.Watching;
using Xunit.Sdk;

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
    [InlineData("# HELP a b\n# TYPE a gauge\na 1", "no end of line")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\na 2\n", "a stands twice")]
    [InlineData("# HELP a b\n# TYPE a gauge\na one\n", "no number: one")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=1} 1\n", "neither comment nor sample")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n", "a label twice")]
    [InlineData("# HELP a b\n# TYPE a gauge\nb 1\n", "no type before b 1")]
    [InlineData("# TYPE a gauge\na 1\n", "no help before")]
    [InlineData("# HELP a b\n# TYPE a gauge\n", "no sample of a")]
    [InlineData("# HELP a_total b\n# TYPE a_total counter\na_total -1\n", "a counter below zero")]
    public void Read_TextThatBreaksARule_IsRefused(string text, string why)
    {
        Exception fault = Assert.ThrowsAny<XunitException>(() => Exposition.Read(text));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }
}
