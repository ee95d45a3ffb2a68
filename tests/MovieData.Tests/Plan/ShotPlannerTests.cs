using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Plan;

/// <summary>Plans of invented scans, held against tables worked out by hand from src/CONTRACT.md.</summary>
public sealed class ShotPlannerTests
{
    private static readonly Rational Film24 = new(24, 1);

    [Fact]
    public void Plan_OneShotOf10SecondsAt24Fps_HasThreeBurstsOfFourSamples()
    {
        SamplePlan plan = Plan(240, Film24);

        // Bursts at 0, 96, 192: the third one, [192, 216), still fits into 240.
        Assert.Equal([0, 6, 12, 18, 96, 102, 108, 114, 192, 198, 204, 210], Frames(plan));
        Assert.Equal(new Shot(0, 0, 240, 0), Assert.Single(plan.Shots));
        Assert.Equal(new Clip(0, 0, 0, 0, 240), Assert.Single(plan.Clips));
    }

    [Theory]
    [InlineData(25, 1, new[] { 0, 6, 12, 18 })]
    [InlineData(24000, 1001, new[] { 0, 6, 12, 18 })]
    [InlineData(30, 1, new[] { 0, 7, 15, 22 })]
    [InlineData(60000, 1001, new[] { 0, 15, 30, 45 })]
    public void Plan_OneBurst_SamplesAtFloorOfJTimesNOverFps(int numerator, int denominator, int[] frames) =>
        Assert.Equal(frames, Frames(Plan(70, new Rational(numerator, denominator))));

    [Theory]
    [InlineData(Split.Train, new[] { 0, 6, 12, 18 })]
    [InlineData(Split.Validation, new[] { 0 })]
    [InlineData(Split.Test, new[] { 0 })]
    public void Plan_Split_DecidesTheRate(Split split, int[] frames) =>
        Assert.Equal(frames, Frames(Plan(24, Film24, split: split)));

    [Theory]
    [InlineData(24, 1, 23, 0)]
    [InlineData(24, 1, 24, 1)]
    [InlineData(24000, 1001, 23, 0)]
    [InlineData(24000, 1001, 24, 1)]
    [InlineData(25, 1, 24, 0)]
    [InlineData(25, 1, 25, 1)]
    public void Plan_ShotsAtTheShortestLength_AreClipsFromTheLimitOn(
        int numerator, int denominator, int length, int clips) =>
        Assert.Equal(clips, Plan(length, new Rational(numerator, denominator)).Clips.Count);

    [Theory]
    [InlineData(119, 4)]
    [InlineData(120, 8)]
    public void Plan_SecondBurst_IsTakenOnlyWhenItFitsWhole(int length, int samples) =>
        Assert.Equal(samples, Frames(Plan(length, Film24)).Length);

    [Fact]
    public void Plan_CutsAtThreshold_AreThoseAboveIt()
    {
        double[] scores = new double[100];
        scores[30] = 0.1;
        scores[40] = 0.1000001;
        scores[70] = 0.9;

        SamplePlan plan = Plan(100, Film24, scores: scores);

        Assert.Equal([40, 70], plan.Cuts);
        Assert.Equal([new Shot(0, 0, 40, 0), new Shot(1, 40, 70, 0), new Shot(2, 70, 100, 0)], plan.Shots);
        Assert.Equal([0, 6, 12, 18, 40, 46, 52, 58, 70, 76, 82, 88], Frames(plan));
        Assert.Equal([0, 1, 2], plan.Clips.Select(clip => clip.Index));
    }

    [Fact]
    public void Plan_ThreeChapters_CutAtTheirBoundariesAndKeepTheMiddleOne()
    {
        // Chapter 2 begins at 2.0 s = frame 48, chapter 3 at 5.0 s = frame 120; a cut at 96 inside chapter 2.
        double[] scores = new double[200];
        scores[96] = 0.5;

        SamplePlan plan = Plan(200, Film24, scores: scores, chapterStarts: [0, 2, 5]);

        Assert.Equal([48, 96, 120], plan.Cuts);
        Assert.Equal([1, 2, 2, 3], plan.Shots.Select(shot => shot.Chapter));
        Assert.Equal([new Clip(0, 1, 2, 48, 96), new Clip(1, 2, 2, 96, 120)], plan.Clips);
        Assert.Equal([48, 54, 60, 66, 96, 102, 108, 114], Frames(plan));
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Plan_TwoChapters_DropsNoneWithAWarning()
    {
        SamplePlan plan = Plan(96, Film24, chapterStarts: [0, 2]);

        Assert.Equal([1, 2], plan.Clips.Select(clip => clip.Chapter));
        Assert.Contains("2 chapters, fewer than 3", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_MarkASecondBeforeTheEnd_DropsTheCreditsWithIt()
    {
        SamplePlan plan = Plan(24 * 24, Film24, chapterStarts: [0, 4, 12, 18, 23]);

        Assert.Equal([2, 3], plan.Clips.Select(clip => clip.Chapter));
        Assert.Equal([1, 2, 3, 4, 5], plan.Shots.Select(shot => shot.Chapter));
        Assert.Contains("5 (1.0 s)", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_FilmThatPlaysAPart_HasClipsInsideOnly()
    {
        // Frames [24, 60) and [72, 120) of 130; a cut at 100.
        Film film = InventedScan.Film(Film24, []) with { Played = [new(1, 2.5), new(3, 5)] };
        var scan = new SceneScores(InventedScan.Cuts(130, [100]),
            [InventedScan.Times(Enumerable.Range(0, 130).Select(frame => (long)frame))], new Rational(1, 24));

        SamplePlan plan = ShotPlanner.Plan(film, scan, Options(Sampling(), Split.Test, 64));

        Assert.Equal([24, 60, 72, 100, 120], plan.Cuts);
        Assert.Equal([(24, 60), (72, 100)], plan.Clips.Select(clip => (clip.FirstFrame, clip.EndFrame)));
        Assert.Equal([24, 72], Frames(plan));
    }

    [Fact]
    public void Plan_ChaptersOfAFilmThatPlaysAPart_LastAsLongAsTheyPlay()
    {
        // The fourth chapter, [96, 192), plays one second of four.
        Film film = InventedScan.Film(Film24, [new(0, 1, ""), new(2, 3, ""), new(3, 4, ""), new(4, 8, "")])
            with
        { Played = [new(0, 5)] };
        var scan = new SceneScores(new double[192],
            [InventedScan.Times(Enumerable.Range(0, 192).Select(frame => (long)frame))], new Rational(1, 24));

        SamplePlan plan = ShotPlanner.Plan(film, scan, Options(Sampling(), Split.Test, 64));

        Assert.StartsWith("4 chapters (3 of them shorter than 2 s)", Assert.Single(plan.Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_ChapterStartRoundedByTheContainer_FallsOnTheNearestFrame()
    {
        // Frame 48 stands at 2000 ms; chapter starts a little to either side of it mean frame 48.
        Assert.Equal([48], Plan(96, Film24, chapterStarts: [0, 2.0004]).Cuts);
        Assert.Equal([48], Plan(96, Film24, chapterStarts: [0, 1.9996]).Cuts);
        Assert.Equal([47], Plan(96, Film24, chapterStarts: [0, 1.95]).Cuts);
    }

    [Fact]
    public void Plan_ChapterBeyondTheEnd_MakesNoCut() =>
        Assert.Empty(Plan(96, Film24, chapterStarts: [0, 4, 9]).Cuts);

    [Fact]
    public void Plan_BurstOffsetsAndFramesMin_ReplaceTheEvenOnes()
    {
        SamplingOptions sampling = Sampling() with
        {
            BurstFramesMin = 26,
            BurstOffsets = new Dictionary<Split, IReadOnlyList<int>>
            {
                [Split.Train] = [2, 8, 14, 20],
                [Split.Validation] = [2],
                [Split.Test] = [2],
            },
        };

        Assert.Empty(Frames(Plan(25, Film24, sampling: sampling)));
        Assert.Equal([2, 8, 14, 20], Frames(Plan(121, Film24, sampling: sampling)));
        Assert.Equal([2, 8, 14, 20, 98, 104, 110, 116], Frames(Plan(122, Film24, sampling: sampling)));
        Assert.Equal([2, 98], Frames(Plan(122, Film24, sampling: sampling, split: Split.Test)));
    }

    [Theory]
    [InlineData(0.5, new[] { 0, 6, 12, 18, 24, 30, 36, 42 })]
    [InlineData(0.375, new[] { 0, 6, 9, 12, 15, 18, 21, 24, 27, 30, 36 })]
    public void Plan_BurstsThatOverlap_SampleEachFrameOnceInOrder(double everySeconds, int[] frames) =>
        Assert.Equal(
            frames, Frames(Plan(50, Film24, sampling: Sampling() with { BurstEverySeconds = everySeconds })));

    [Fact]
    public void Plan_DecimalRate_IsFlooredAsWrittenInTheFile()
    {
        var fps = new Dictionary<Split, double> { [Split.Train] = 17.6 };

        // 24 · 11 / 17.6 is 15; in doubles a little less.
        Assert.Equal(
            [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 15, 16, 17, 19, 20, 21, 23],
            Frames(Plan(24, Film24, sampling: Sampling() with { FpsBySplit = fps })));
    }

    [Theory]
    [InlineData(2.2, 54, 0)]
    [InlineData(2.2, 55, 1)]
    [InlineData(0.28, 7, 1)]
    public void Plan_ClipOfExactlyTheDecimalLimit_IsAClip(double secondsMin, int length, int clips)
    {
        PlanOptions options = Options(Sampling(), Split.Train, 64);
        var scan = new SceneScores(
            new double[length], [InventedScan.Times(Enumerable.Range(0, length).Select(n => (long)n))], new(1, 25));

        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(new Rational(25, 1), []),
            scan,
            options with { Shots = options.Shots with { ClipSecondsMin = secondsMin } });

        Assert.Equal(clips, plan.Clips.Count);
    }

    [Theory]
    [InlineData(14, 0)]
    [InlineData(15, 1)]
    public void Plan_BurstOfADecimalLength_IsRoundedAsWrittenInTheFile(int length, int samples)
    {
        // 0.58 s at 25 fps are 14.5 pictures, so 15; in doubles a little less, so 14.
        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(new Rational(25, 1), []),
            new SceneScores(
                new double[length], [InventedScan.Times(Enumerable.Range(0, length).Select(n => (long)n))], new(1, 25)),
            Options(Sampling() with { BurstSeconds = 0.58 }, Split.Test, 64) with
            {
                Shots = SmallPlans.Paper.Shots with { ClipSecondsMin = 0.1 },
            });

        Assert.Equal(samples, Frames(plan).Length);
    }

    [Fact]
    public void Plan_SkipCutFrame_StartsBurstsOneFrameLater()
    {
        double[] scores = new double[96];
        scores[24] = 0.5;

        SamplePlan plan = Plan(
            96, Film24, scores: scores, chapterStarts: [0, 2], sampling: Sampling() with { SkipCutFrame = true });

        // Shots [0, 24), [24, 48), [48, 96): one frame less leaves the first two too short.
        Assert.Equal([49, 55, 61, 67], Frames(plan));
    }

    [Fact]
    public void Plan_VariableRate_CountsInPicturesAtTheMeanRate()
    {
        // 24 fps with every third picture dropped: steps of 1 and 2 ticks, 16 pictures a second on average.
        long[] pts = [.. Enumerable.Range(0, 300).Where(tick => tick % 3 != 2).Select(tick => (long)tick)];

        SamplePlan plan = Plan(200, Film24, pts: pts);

        Assert.Equal([0, 4, 8, 12, 64, 68, 72, 76, 128, 132, 136, 140], Frames(plan)[..12]);
        Assert.Contains("variable frame rate", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal(4 + 2, plan.Segments[0].Samples[1].Pts[0]);
    }

    [Fact]
    public void Plan_MillisecondTimeStamps_AreNoVariableRate()
    {
        long[] pts = [.. Enumerable.Range(0, 240).Select(frame => (long)Math.Round(frame * 1001 / 24d))];

        SamplePlan plan = Plan(240, new Rational(24000, 1001), pts: pts, timeBase: new Rational(1, 1000));

        Assert.Empty(plan.Warnings);
        Assert.Equal(4.004, plan.Segments[0].Samples[4].TimeS, 1e-9);
    }

    [Fact]
    public void Plan_Segments_CloseAtTheLimitWithWholeClips()
    {
        // Clips of 30 frames have 4 samples each; a segment of 10 closes with the third clip, at 12.
        double[] scores = Cuts(30 * 7, every: 30);

        SamplePlan plan = Plan(30 * 7, Film24, scores: scores, samplesPerSegment: 10);

        Assert.Equal([12, 12, 4], plan.Segments.Select(segment => segment.Samples.Count));
        Assert.Equal([0, 1, 2], plan.Segments.Select(segment => segment.Index));
        Assert.Equal([0, 3, 6], plan.Segments.Select(segment => segment.Samples[0].Clip));
        Assert.Equal("test-00002", plan.Segments[2].Name);
    }

    [Theory]
    [InlineData(10, new[] { 40 })]
    [InlineData(11, new[] { 10, 10, 10, 10, 4 })]
    public void Plan_ClipAboveFourSegments_IsCut(int bursts, int[] sizes)
    {
        SamplePlan plan = Plan(96 * bursts, Film24, samplesPerSegment: 10);

        Assert.Equal(sizes, plan.Segments.Select(segment => segment.Samples.Count));
        Assert.Equal(Frames(plan).Order(), Frames(plan));
    }

    [Fact]
    public void Plan_TwoFiles_GivesEachSampleBothTimeStamps()
    {
        var scores = new SceneScores(
            new double[24],
            [InventedScan.Times(Enumerable.Range(0, 24).Select(frame => (long)frame)),
                InventedScan.Times(Enumerable.Range(0, 24).Select(frame => 1000L + (frame * 512)))],
            new Rational(1, 24));

        SamplePlan plan = ShotPlanner.Plan(InventedScan.Film(Film24, []), scores, Options(Sampling(), Split.Train, 64));

        Assert.Equal([6L, 1000 + (6 * 512)], plan.Segments[0].Samples[1].Pts);
        Assert.Equal([FramePosition.FromTheStart, FramePosition.FromTheStart], plan.Segments[0].Samples[1].SeekPts);
    }

    [Theory]
    [InlineData("matroska,webm", new long[] { 0, 0, 10, 10 })]
    [InlineData("mpegts", new long[] { long.MinValue, long.MinValue, 0, 0 })]
    public void Plan_KeyFrames_BecomeSeekPoints(string container, long[] expected)
    {
        long[] pts = [.. Enumerable.Range(0, 24).Select(frame => (long)frame)];
        bool[] keys = [.. pts.Select(frame => frame is 0 or 10 or 20)];
        var scores = new SceneScores(new double[24], [new FrameTimes(pts, keys)], new Rational(1, 24));
        Film film = InventedScan.Film(Film24, []) with { Container = container };

        SamplePlan plan = ShotPlanner.Plan(film, scores, Options(Sampling(), Split.Train, 64));

        Assert.Equal(expected, plan.Segments[0].Samples.Select(sample => Assert.Single(sample.SeekPts)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_WhetherTheDecoderComplained_IsTheScansWord(bool complained)
    {
        var scores = new SceneScores(
            new double[24], [InventedScan.Times(Enumerable.Range(0, 24).Select(n => (long)n))], new Rational(1, 24))
        {
            DecoderComplained = complained,
        };

        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(Film24, []), scores, Options(Sampling(), Split.Train, 64));

        Assert.Equal(complained, plan.DecoderComplained);
    }

    [Fact]
    public void Plan_OptionsThatCannotBeMet_Throw()
    {
        // The invented scan holds no luma.
        Assert.Throws<PlanException>(() => Plan(24, Film24, sampling: Sampling() with { SkipBlack = true }));
        Assert.Throws<PlanException>(() => Plan(24, Film24, sampling: Sampling() with
        {
            BurstOffsets = new Dictionary<Split, IReadOnlyList<int>> { [Split.Train] = [24] },
        }));
        Assert.Throws<PlanException>(() => Plan(24, Film24, sampling: Sampling() with
        {
            FpsBySplit = new Dictionary<Split, double>(),
        }));
    }

    private static int[] Frames(SamplePlan plan) =>
        [.. plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame)];

    private static double[] Cuts(int frames, int every) =>
        InventedScan.Cuts(frames, Enumerable.Range(1, (frames - 1) / every).Select(k => k * every));

    private static SamplingOptions Sampling() => SmallPlans.Paper.Sampling;

    private static PlanOptions Options(SamplingOptions sampling, Split split, int samplesPerSegment) =>
        new(SmallPlans.Paper.Shots, sampling, split, samplesPerSegment);

    private static SamplePlan Plan(
        int frames,
        Rational fps,
        double[]? scores = null,
        double[]? chapterStarts = null,
        SamplingOptions? sampling = null,
        Split split = Split.Train,
        int samplesPerSegment = 64,
        long[]? pts = null,
        Rational? timeBase = null)
    {
        Chapter[] chapters = [.. (chapterStarts ?? []).Select(start => new Chapter(start, start + 1, ""))];
        pts ??= [.. Enumerable.Range(0, frames).Select(frame => (long)frame)];
        var scan = new SceneScores(
            scores ?? new double[frames],
            [InventedScan.Times(pts)],
            timeBase ?? new Rational(fps.Denominator, fps.Numerator));
        SamplePlan plan = ShotPlanner.Plan(
            InventedScan.Film(fps, chapters), scan, Options(sampling ?? Sampling(), split, samplesPerSegment));
        // Films without chapters all carry one warning that only the chapter tests look at.
        return chapterStarts is null
            ? plan with { Warnings = [.. plan.Warnings.Where(line => line[..2] != "0 ")] }
            : plan;
    }
}
