using MovieData.Media.Scan;

namespace MovieData.Tests.Scan;

/// <summary>
/// Two eyes that look at one drawn row of texture: the second a little to the side, with other contrast and noise. What
/// each frame of it shows is drawn, so which frames are out of step is known.
/// </summary>
public sealed class PairLagTests
{
    private const int Frames = 400;

    public enum Camera
    {
        Still,
        Pan,
        Handheld,
        CutsAndFlashes,
    }

    [Theory]
    [InlineData(Camera.Still, 0)]
    [InlineData(Camera.Still, 1.5)]
    [InlineData(Camera.Pan, 0)]
    [InlineData(Camera.Pan, 1.5)]
    [InlineData(Camera.Handheld, 0.5)]
    [InlineData(Camera.Handheld, 1.5)]
    [InlineData(Camera.CutsAndFlashes, 0.5)]
    [InlineData(Camera.CutsAndFlashes, 1.5)]
    public void Find_ViewsInStep_FindsNothing(Camera camera, double noise)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            Assert.Empty(Find(camera, noise, seed, frame => frame));
        }
    }

    [Theory]
    [InlineData(Camera.Pan, 1, 150, 299)]
    [InlineData(Camera.Pan, 1, 380, 392)]
    [InlineData(Camera.Handheld, 1, 100, 124)]
    [InlineData(Camera.Handheld, 2, 100, 300)]
    [InlineData(Camera.Handheld, 5, 60, 200)]
    [InlineData(Camera.CutsAndFlashes, 1, 150, 299)]
    public void Find_PicturesLostAndMadeUpFor_GivesTheFramesBetween(Camera camera, int lost, int first, int end)
    {
        IReadOnlyList<LagStretch> found = Find(
            camera, noise: 0.5, seed: 1, frame => frame < first || frame >= end + lost ? frame
                : frame < end ? frame + lost : end - 1 + lost);

        // While several pictures repeat, one after the other comes back into step: a few frames more are doubtful.
        // At the end of an even pan there is nothing left to tell larger lags from the true one.
        Assert.True(found[0].Frames == lost || (camera == Camera.Pan && end > 390));
        Assert.InRange(found[0].FirstFrame, first - (lost > 1 ? 1 : 0), first);
        Assert.InRange(found[0].EndFrame, end, end + lost);
        Assert.All(found.Skip(1), more => Assert.InRange(more.EndFrame, end, end + (2 * lost)));
    }

    [Fact]
    public void Find_PictureRepeatedAndLaterOneLost_GivesTheFramesBetween()
    {
        LagStretch found = Assert.Single(Find(
            Camera.Handheld, noise: 0.5, seed: 2, frame => frame is < 80 or >= 200 ? frame : frame - 1));

        Assert.Equal(new LagStretch(80, 200, -1), found);
    }

    [Fact]
    public void Find_PictureReplacedByItsPredecessor_GivesThatFrame() => Assert.Equal(
        [new LagStretch(120, 121, -1)],
        Find(Camera.Pan, noise: 0.2, seed: 3, frame => frame == 120 ? 119 : frame));

    [Fact]
    public void Gain_FilmThatIsOffByThree_FavoursThree()
    {
        (PairMotion first, PairMotion second) = Draw(Camera.Handheld, 0.5, 4, frame => frame + 3);

        Assert.True(PairLag.Gain(first, second, 3) > 10);
        Assert.True(PairLag.Gain(first, second, -3) < 10);
        Assert.Equal(3, Assert.Single(PairLag.Find(first, second)).Frames);
    }

    private static IReadOnlyList<LagStretch> Find(Camera camera, double noise, int seed, Func<int, int> shows)
    {
        (PairMotion first, PairMotion second) = Draw(camera, noise, seed, shows);
        return PairLag.Find(first, second);
    }

    private static (PairMotion First, PairMotion Second) Draw(
        Camera camera, double noise, int seed, Func<int, int> shows)
    {
        var random = new Random(seed);
        double[] position = new double[Frames + 20];
        for (int frame = 1; frame < position.Length; frame++)
        {
            position[frame] = position[frame - 1] + (camera switch
            {
                Camera.Still => 0,
                Camera.Pan => 3,
                Camera.Handheld => 6 * (random.NextDouble() - 0.3),
                _ => frame % 41 == 0 ? 5000 : 1,
            });
        }

        double Flash(int frame) => camera == Camera.CutsAndFlashes && frame % 67 == 0 ? 30 : 0;
        PairMotion View(double parallax, double contrast, double grain, Func<int, int> shown)
        {
            double[][] pictures = [.. Enumerable.Range(0, Frames).Select(frame => Enumerable.Range(0, 640)
                .Select(x => (contrast * (Texture(position[shown(frame)] + parallax + x) + Flash(shown(frame))))
                    + (grain * (random.NextDouble() - 0.5)))
                .ToArray())];
            return new PairMotion(
                [.. pictures.Select((picture, frame) => frame == 0
                    ? 0
                    : picture.Zip(pictures[frame - 1], (one, other) => Math.Abs(one - other)).Average())],
                new bool[Frames]);
        }

        return (View(0, 1, noise, frame => frame), View(7, 0.8, 2 * noise, shows));
    }

    // Waves of lengths that do not meet again.
    private static double Texture(double x) =>
        (40 * Math.Sin(x / 7.3)) + (25 * Math.Sin(x / 17.9)) + (15 * Math.Sin(x / 41.3)) + (10 * Math.Sin(x / 233));
}
