using MovieData.Plan;

namespace MovieData.Tests.Plan;

public class PartitionTests
{
    [Fact]
    public void Of_ManyFilms_DealsEachAndAllOfThemEvenly()
    {
        const int Parts = 8;
        int[] all = new int[Parts + 1];
        for (int film = 0; film < 100; film++)
        {
            int[] own = new int[Parts + 1];
            for (int index = 0; index < 45; index++)
            {
                int part = Partition.Of(new Segment($"film{film}", index, []), Parts);
                all[part]++;
                own[part]++;
            }

            Assert.All(own[1..], count => Assert.InRange(count, 5, 6));
        }

        // 562.5 each; the odd segments of the films must not all go to the same parts.
        Assert.Equal(0, all[0]);
        Assert.All(all[1..], count => Assert.InRange(count, 540, 585));
    }

    /// <summary>Written down, for machines of another version may share the work: it may never change.</summary>
    [Theory]
    [InlineData("hugo", 0, 3)]
    [InlineData("hugo", 1, 1)]
    [InlineData("gatsby", 0, 2)]
    [InlineData("gatsby", 4, 3)]
    public void Of_AFilmInThreeParts_IsWhatItsNameSays(string film, int index, int part) =>
        Assert.Equal(part, Partition.Of(new Segment(film, index, []), 3));
}
