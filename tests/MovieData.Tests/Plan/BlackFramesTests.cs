using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Probe;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Plan;

[Slow]
public sealed class BlackFramesTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("cut from black", new[] { 16, 16, 80, 81, 80, 80 }, new[] { 0, 1 })]
    [InlineData("fade in", new[] { 16, 16, 20, 30, 45, 60, 80, 80, 80 }, new[] { 0, 1, 2, 3, 4, 5, 6 })]
    [InlineData("fade out", new[] { 80, 80, 60, 45, 30, 20, 16 }, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("a dark scene", new[] { 25, 24, 23, 24, 25, 26 }, new int[0])]
    public void Find_LimitedRange_GivesBlackAndFadingFrames(string what, int[] luma, int[] expected)
    {
        HashSet<int> found = BlackFrames.Find([.. luma.Select(value => (double)value)], fullRange: false, 24);

        Assert.True(expected.SequenceEqual(found.Order()), $"{what}: {string.Join(", ", found.Order())}");
    }

    [Fact]
    public void Find_FullRange_BlackIsZero() =>
        Assert.Equal([1], BlackFrames.Find([16, 1, 16, 16], fullRange: true, 24));

    [Fact]
    public void Find_EndlessBrightening_IsFollowedTwoSeconds()
    {
        double[] luma = [.. Enumerable.Range(0, 200).Select(frame => 16 + (frame * 0.5))];

        Assert.InRange(BlackFrames.Find(luma, fullRange: false, 24).Max(), 48, 48 + 6);
    }

    [Fact]
    public void Plan_SkipBlackOnAFilmThatFadesIn_SamplesNoFrameOfTheFade()
    {
        string path = _films.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=2 -vf fade=in:6:10 -c:v libx264"
            + " -pix_fmt yuv420p film.mkv");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst), quick: true);
        PlanOptions options = SmallPlans.Paper with
        {
            Shots = SmallPlans.Paper.Shots with { Threshold = 1, DropFirstLastChapter = false },
            Sampling = SmallPlans.Paper.Sampling with
            {
                FpsBySplit = new Dictionary<Split, double> { [Split.Train] = 24 },
                SkipBlack = true,
            },
        };

        SceneScores scores = SceneScan.Run(film, options.Scan, null, TestContext.Current.CancellationToken);
        SamplePlan plan = ShotPlanner.Plan(film, scores, options);

        // ffmpeg's fade: black up to frame 6, full brightness from frame 16 on.
        Assert.Equal(48, scores.Luma.Count);
        int[] frames = [.. plan.Segments[0].Samples.Select(sample => sample.Frame)];
        Assert.Equal(Enumerable.Range(17, 7), frames.Where(frame => frame > 16));
        Assert.DoesNotContain(frames, frame => frame < 15);
    }

    [Theory]
    [InlineData("yuv420p10le", "tv", 64)]
    [InlineData("yuv420p10le", "pc", 0)]
    [InlineData("yuv422p", "tv", 16)]
    public void Run_PicturesOfAnyDepth_LumaIsInStepsOfEightBits(string format, string range, int black)
    {
        int bright = format.EndsWith("10le", StringComparison.Ordinal) ? 500 : 125;
        string path = _films.Make(
            $"-f lavfi -i nullsrc=s=320x180:r=24:d=1,format={format},geq=lum=if(lt(N\\,6)\\,{black}\\,{bright}):cb=128"
            + $":cr=128,setparams=range={range} -c:v ffv1 -level 3 -color_range {range} film.mkv");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst), quick: true);

        SceneScores scores = SceneScan.Run(
            film, new ScanOptions(ScorePicture.View, CutDetector.FFmpegScene, MeasuresLuma: true), null,
            TestContext.Current.CancellationToken);

        Assert.Equal(range == "pc", film.Colour.FullRange);
        Assert.InRange(scores.Luma[0], range == "pc" ? 0 : 15.5, range == "pc" ? 0.5 : 16.5);
        Assert.InRange(scores.Luma[12], 124, 126);
        Assert.Equal(
            Enumerable.Range(0, 6), BlackFrames.Find(scores.Luma, film.Colour.FullRange, 24).Order());
    }
}
