using MovieData.Plan;

namespace MovieData.Tests.Plan;

public sealed class ChapterDropTests
{
    [Theory]
    // Marks at 0, 4, 12, 18 and 23 of 24 s, at 24 fps: the last second goes with the credits.
    [InlineData(new[] { 96, 192, 144, 120, 24 }, 2, 3)]
    // Two marks before the end; a mark at the end itself, or behind it.
    [InlineData(new[] { 96, 192, 144, 96, 24, 24 }, 2, 3)]
    [InlineData(new[] { 96, 192, 144, 120, 0 }, 2, 3)]
    // A first chapter of a second goes with the logos behind it.
    [InlineData(new[] { 24, 96, 192, 144, 120 }, 3, 4)]
    [InlineData(new[] { 12, 12, 96, 192, 120, 12 }, 4, 4)]
    // In the middle nothing is dropped.
    [InlineData(new[] { 96, 192, 5, 144, 120 }, 2, 4)]
    // Exactly 2 s, and 2 s less the rounding of a time, are chapters; one frame less is none.
    [InlineData(new[] { 48, 192, 144, 48 }, 2, 3)]
    [InlineData(new[] { 47, 192, 144, 144, 47 }, 3, 3)]
    public void Kept_ShortChapters_GoWithTheirNeighbours(int[] frames, int first, int last)
    {
        var warnings = new List<string>();

        Assert.Equal((first, last), ChapterDrop.Kept(frames, 24, warnings));

        Assert.Equal(frames.Any(length => length < 48) ? 1 : 0, warnings.Count);
    }

    [Theory]
    [InlineData(new int[0], "0 chapters, fewer than 3: no first")]
    [InlineData(new[] { 96, 96, 24 }, "3 chapters (1 of them shorter than 2 s), fewer than 3: no first")]
    [InlineData(new[] { 2, 2, 2, 2 }, "4 chapters (4 of them shorter than 2 s), fewer than 3: no first")]
    public void Kept_FewerThanThreeChaptersOfTheirOwn_DropsNoneWithAWord(int[] frames, string words)
    {
        var warnings = new List<string>();

        Assert.Null(ChapterDrop.Kept(frames, 24, warnings));
        Assert.StartsWith(words, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_EndMark_IsToldWithWhatIsDropped()
    {
        var warnings = new List<string>();
        ChapterDrop.Kept([96, 192, 144, 120, 24], 24, warnings);

        Assert.Equal(
            "of 5 chapters 5 (1.0 s) are shorter than 2 s and go with their neighbours: dropped as first 1, as last "
                + "4…5",
            Assert.Single(warnings));
    }
}
