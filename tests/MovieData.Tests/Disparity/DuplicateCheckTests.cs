using MovieData.Disparity;
using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Tests.Disparity;

public class DuplicateCheckTests
{
    private static readonly Segment Segment = new(
        "film", 0, [.. new[] { (0, 0), (6, 0), (12, 0), (18, 0), (40, 1) }.Select(sample =>
            new PlannedSample(sample.Item1, [sample.Item1], 0, 1, sample.Item2, sample.Item2))]);

    [Fact]
    public void Check_FewerBitsThanTheLimit_IsADuplicateOfTheEarlierOne()
    {
        var duplicates = new DuplicateCheck(3, Segment);

        Assert.Null(duplicates.Check(0, 0b0000));
        Assert.Equal(new Rejection("duplicate", 2, 3, "of frame 0"), duplicates.Check(6, 0b0011));
        Assert.Null(duplicates.Check(12, 0b0111));

        // Three bits from frame 0, one from frame 12; the rejected frame 6 is no measure.
        Assert.Equal(new Rejection("duplicate", 1, 3, "of frame 12"), duplicates.Check(18, 0b1111));
    }

    [Fact]
    public void Check_AnotherClip_StartsAfresh()
    {
        var duplicates = new DuplicateCheck(64, Segment);

        Assert.Null(duplicates.Check(0, 5));
        Assert.NotNull(duplicates.Check(18, ~5UL - 1));
        Assert.Null(duplicates.Check(40, 5));
    }
}
