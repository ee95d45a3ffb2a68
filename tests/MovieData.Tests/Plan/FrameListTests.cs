using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Plan;

/// <summary>Published lists: read, replayed on invented films, and held against the sampling rules.</summary>
public sealed class FrameListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Replay_PicturesOfTwoChapters_AreCountedFromTheChapterStart()
    {
        // Chapters begin at frames 0, 48 and 120; a cut at 60. Picture 1 of chapter 2 is frame 48.
        FrameList list = List(
            "hugo/chapter3/out00000001", "hugo/chapter2/out00000001", "hugo/chapter2/out00000013",
            "hugo/chapter2/out00000072", "exodus/chapter2/out00000005", "hugo/chapter2/out00000007.jpg");

        SamplePlan plan = Replay(list.Of("hugo"));

        PlannedSample[] samples = [.. plan.Segments.SelectMany(segment => segment.Samples)];
        Assert.Equal([48, 54, 60, 119, 120], samples.Select(sample => sample.Frame));
        Assert.Equal([2, 2, 2, 2, 3], samples.Select(sample => sample.Chapter));
        Assert.Equal([0, 0, 1, 1, 2], samples.Select(sample => sample.Clip));
        Assert.Equal([1, 1, 2, 2, 3], samples.Select(sample => sample.Shot));
        Assert.Equal(
            [new Clip(0, 1, 2, 48, 60), new Clip(1, 2, 2, 60, 120), new Clip(2, 3, 3, 120, 240)], plan.Clips);
        Assert.Equal([48L], samples[0].Pts);
    }

    [Theory]
    [InlineData("hugo/chapter2/out00000073", "picture 73 of chapter 2, which has 72")]
    [InlineData("hugo/chapter4/out00000001", "chapter 4, the film has 3")]
    public void Replay_FramesTheFilmDoesNotHave_IsRefused(string line, string words)
    {
        var error = Assert.Throws<PlanException>(() => Replay(List("hugo/chapter2/out1", line).Of("hugo")));

        Assert.Contains("1 of 2 listed frames", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineWithoutEnd_IsRefusedInLittleMemory()
    {
        // A device without end, and no end of a line in it.
        Assert.Contains(
            "/dev/zero:1: a line of more than 1024 characters",
            Assert.Throws<PlanException>(() => FrameList.Read("/dev/zero")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hugo/chapter2", "expected FILM/chapterN/outM")]
    [InlineData("hugo/chapter0/out00000001", "expected FILM/chapterN/outM")]
    [InlineData("hugo/chapter2/out00000000", "expected FILM/chapterN/outM")]
    [InlineData("hugo/chapter2/out00000005", "twice")]
    public void Read_BadLine_IsNamedWithFileAndLine(string line, string words)
    {
        var error = Assert.Throws<PlanException>(() => List("hugo/chapter2/out00000005", "", line));

        Assert.Contains("list.txt:3:", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingThere_SaysSo()
    {
        Assert.Contains(
            "empty", Assert.Throws<PlanException>(() => List()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read", Assert.Throws<PlanException>(() => FrameList.Read(_folder["none.txt"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "hugo", Assert.Throws<PlanException>(() => List("hugo/chapter2/out1").Of("other")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DigestOf_OtherOrderAndFilms_DoNotCount()
    {
        string digest = List("hugo/chapter2/out00000005", "hugo/chapter2/out00000011").DigestOf("hugo");

        Assert.Equal(
            digest, List("a/chapter2/out5", "hugo/chapter2/out11", "hugo/chapter2/out5").DigestOf("hugo"));
        Assert.NotEqual(digest, List("hugo/chapter2/out5", "hugo/chapter2/out12").DigestOf("hugo"));
    }

    [Fact]
    public void Plan_EndMarkAndCutClip_KeepTheNumbersOfTheDisc()
    {
        // Chapters at frames 0, 48 and 120 (1 s before the end); frames 60…83 are not played, so that picture 13 of
        // chapter 2 is frame 84.
        PlanOptions options = new(Code.Shots, Code.Sampling, Split.Train, 64);
        var scan = new SceneScores(new double[144],
            [InventedScan.Times(Enumerable.Range(0, 144).Select(n => (long)n))], new(1, 24))
        {
            DecoderComplained = false,
        };
        Film film = AuthorsSamplerTests.Film([0, 48, 120]) with { Played = [new(0, 2.5), new(3.5, 6)] };

        SamplePlan plan = ListReplay.Plan(film, scan, options, [new(2, 12), new(2, 13), new(3, 1)]);

        Assert.False(plan.DecoderComplained);
        Assert.True(ListReplay.Plan(film, scan with { DecoderComplained = true }, options, []).DecoderComplained);
        Assert.Equal([(59, 2), (84, 2), (120, 3)],
            plan.Segments.SelectMany(segment => segment.Samples).Select(sample => (sample.Frame, sample.Chapter)));
        Assert.Contains("picture 49 of chapter 2, which has 48", Assert.Throws<PlanException>(
            () => ListReplay.Plan(film, scan, options, [new(2, 49)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_MadeByHand_OnlyThoseOfTheRulesArePossible()
    {
        // 5, 11, 17, 23 are one burst. 101 and 110 are possible, if 101 was the last of a burst whose others were
        // rejected and 110 the first of one that starts 27 later. Then 113 has no burst it could be of.
        GapReport report = GapReport.Of(
            List([.. new[] { 5, 11, 17, 23, 101, 110, 113, 300 }.Select(n => $"x/chapter2/out{n}")]),
            Code.Sampling, Split.Train, 24);

        Assert.Equal(8, report.Frames);
        Assert.Equal(3, report.Gaps[6]);
        Assert.Equal([(110, 113)], report.Impossible.Select(gap => (gap.From, gap.To)));
        Assert.Equal(6 / 7.0, report.PossibleShare, 1e-12);
    }

    /// <summary>
    /// The authors' own lists: their counts (pipelines/README.md), and what the rules cannot explain. A gap of 8 (26 in
    /// the lists of one picture a burst) is a burst that began on the cut itself, against the script's own rule.
    /// </summary>
    [Theory]
    [InlineData("train", Split.Train, 75_074, 36, new[] { 8, 20, 26 })]
    [InlineData("validation", Split.Validation, 3_058, 6, new[] { 26 })]
    [InlineData("test", Split.Test, 788, 2, new[] { 26 })]
    public void Gaps_PublishedLists_AreAllButAFewPossible(
        string name, Split split, int frames, int impossible, int[] lengths)
    {
        FrameList list = FrameList.Read(SharedFiles.Require($"lists/{name}.txt"));

        GapReport report = GapReport.Of(list, Code.Sampling, split, 24);

        Assert.Equal(frames, report.Frames);
        Assert.Equal(impossible, report.Impossible.Count);
        Assert.Equal(
            lengths, report.Impossible.Select(gap => gap.To - gap.From).Distinct().Order());
        Assert.True(report.PossibleShare > 0.997);
        if (split == Split.Train)
        {
            Assert.Equal((52_725, 4_118, 1_180), (report.Gaps[6], report.Gaps[78], report.Gaps[12]));
        }
    }

    private static Pipeline Code => PipelineFile.Read(
        Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies-code.yaml"));

    private FrameList List(params string[] lines)
    {
        File.WriteAllLines(_folder["list.txt"], lines);
        return FrameList.Read(_folder["list.txt"]);
    }

    private static SamplePlan Replay(IReadOnlyList<ListedFrame> frames)
    {
        double[] scores = new double[240];
        scores[60] = 0.5;
        long[] pts = [.. Enumerable.Range(0, 240).Select(frame => (long)frame)];
        var scan = new SceneScores(scores, [new FrameTimes(pts, new bool[240])], new Rational(1, 24));
        var options = new PlanOptions(Code.Shots, Code.Sampling, Split.Train, 64);
        return ListReplay.Plan(AuthorsSamplerTests.Film([0, 48, 120]), scan, options, frames);
    }
}
