using MovieData.Audit.Against;

namespace MovieData.Tests.Audit.Against;

public class DifferenceTallyTests
{
    [Fact]
    public void Add_EightPixels_CountsByCode()
    {
        var tally = new DifferenceTally();

        tally.Add(
            [0, 0, 0, 0, 0, 1, 4, 4],
            [0.25f, 2, 2.01f, 10, float.NaN, float.NaN, 1, 3]);

        Assert.Equal((1, 8, 5, 1, 2), (
            tally.Samples, tally.AllPixels, tally.PixelsOf(0), tally.PixelsOf(1), tally.PixelsOf(4)));
        Assert.Equal((4, 0, 2), (tally.ComparedOf(0), tally.ComparedOf(1), tally.ComparedOf(4)));

        // 2 px is no disagreement.
        Assert.Equal(0.5, tally.ShareOver);
        Assert.Equal(0.5, tally.ShareOverOf(4));
        Assert.Null(tally.ShareOverOf(1));
        Assert.Equal((0.25, 0.25, 0.5, 0.75, 1), (
            tally.ShareWithin(0.5), tally.ShareWithin(1), tally.ShareWithin(2), tally.ShareWithin(3),
            tally.ShareWithin(10)));

        // The lower of the two in the middle, 0.25 2 | 2.01 10.
        Assert.Equal(2, tally.MedianPx);
    }

    [Fact]
    public void Add_TwoTallies_IsTheSum()
    {
        DifferenceTally one = new(), two = new(), both = new();
        one.Add([0, 2], [1, float.NaN]);
        two.Add([0, 0, 0], [5, 6, 2000]);
        both.Add(one);
        both.Add(two);

        Assert.Equal((2, 5, 4, 0.75, 5), (
            both.Samples, both.AllPixels, both.ComparedOf(0), both.ShareOver, both.MedianPx));
        Assert.Null(new DifferenceTally().ShareOver);
        Assert.Null(new DifferenceTally().MedianPx);
        Assert.Null(new DifferenceTally().ShareWithin(1));
    }

    [Fact]
    public void Add_LengthsDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => new DifferenceTally().Add([0], [1, 2]));
}
