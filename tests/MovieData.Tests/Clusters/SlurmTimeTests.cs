using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

/// <summary>The forms of sbatch's manual, "--time".</summary>
public sealed class SlurmTimeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("90", 90 * 60)]
    [InlineData("5:30", (5 * 60) + 30)]
    [InlineData("2:00:00", 2 * 3600)]
    [InlineData("1-12", 36 * 3600)]
    [InlineData("1-12:30", (36 * 3600) + (30 * 60))]
    [InlineData("2-01:02:03", (49 * 3600) + (2 * 60) + 3)]
    public void Parse_FormOfTheManual_GivesItsSeconds(string word, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SlurmTime.Parse(word));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1:2:3:4")]
    [InlineData("1-")]
    [InlineData("5\n")]
    public void Parse_AnotherForm_IsNone(string word) => Assert.Null(SlurmTime.Parse(word));
}
