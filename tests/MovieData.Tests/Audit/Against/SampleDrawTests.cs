using MovieData.Audit.Against;
using MovieData.Audit.Look;
using MovieData.Tests.Audit.Look;

namespace MovieData.Tests.Audit.Against;

public class SampleDrawTests
{
    /// <summary>A seat each; of the 97 further frames' 7 seats 89/97, 8/97 and 0: 6.42, 0.58, 0 → 6 + 1, 0 + 1… by the
    /// largest remainder.</summary>
    [Theory]
    [InlineData(new[] { 90, 9, 1 }, 10, new[] { 7, 2, 1 })]
    [InlineData(new[] { 90, 9, 1 }, 3, new[] { 1, 1, 1 })]
    [InlineData(new[] { 90, 9, 1 }, 2, new[] { 1, 1, 0 })]
    [InlineData(new[] { 90, 9, 1 }, 1000, new[] { 90, 9, 1 })]
    [InlineData(new[] { 4, 4 }, 5, new[] { 3, 2 })]
    [InlineData(new[] { 1, 1 }, 5, new[] { 1, 1 })]
    [InlineData(new int[0], 5, new int[0])]
    public void Seats_ByFrames_AreProportionalWithOneForEachFilm(int[] frames, int count, int[] expected) =>
        Assert.Equal(expected, SampleDraw.Seats(frames, count));

    [Fact]
    public void Draw_Twice_GivesTheSameFramesInTheirOrder()
    {
        KeptSample[] kept = Frames(500, 300);

        IReadOnlyList<KeptSample> once = SampleDraw.Draw(["a", "b"], kept, 40, seed: 1);
        IReadOnlyList<KeptSample> shuffled = SampleDraw.Draw(["a", "b"], [.. Enumerable.Reverse(kept)], 40, seed: 1);
        IReadOnlyList<KeptSample> other = SampleDraw.Draw(["a", "b"], kept, 40, seed: 2);

        Assert.Equal(40, once.Count);
        Assert.Equal(kept.Where(once.Contains), once);
        Assert.Equal(once.ToHashSet(), shuffled.ToHashSet());
        Assert.True(once.Intersect(other).Count() < 12);
    }

    /// <summary>Frames of a film are drawn whatever other films or frames are there, as long as theirs are few
    /// enough.</summary>
    [Fact]
    public void Draw_OfFewerFrames_KeepsThoseThatWereDrawn()
    {
        KeptSample[] all = Frames(1000);
        var drawn = SampleDraw.Draw(["a"], all, 50, seed: 1).ToHashSet();

        KeptSample[] half = [.. all.Where(sample => sample.Frame % 2 == 0)];
        var again = SampleDraw.Draw(["a"], half, 50, seed: 1).ToHashSet();

        Assert.All(drawn.Where(sample => sample.Frame % 2 == 0), sample => Assert.Contains(sample, again));
    }

    /// <summary>Over 2,000 seeds each of 20 frames is drawn about as often: 5 of 20, 500 times, deviation 19.</summary>
    [Fact]
    public void Draw_ManySeeds_TakesEveryFrameAsOften()
    {
        KeptSample[] kept = Frames(20);
        var counts = new int[20];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            foreach (KeptSample sample in SampleDraw.Draw(["film"], kept, 5, seed))
            {
                counts[sample.Frame]++;
            }
        }

        Assert.All(counts, count => Assert.InRange(count, 500 - 100, 500 + 100));
    }

    private static KeptSample[] Frames(params int[] films) =>
        [.. films.SelectMany((frames, film) => Enumerable.Range(0, frames).Select(
            frame => FrameRankingTests.Sample(frame, 0.5f, frame / 6, film)))];
}
