using MovieData.Imaging.Messages;

namespace MovieData.Tests.Messages;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 segments")]
    [InlineData(1, "1 segment")]
    [InlineData(2, "2 segments")]
    [InlineData(1000000, "1000000 segments")]
    public void Of_ACount_IsInThePluralUnlessOne(int count, string words) =>
        Assert.Equal(words, Counted.Of(count, "segment"));
}
