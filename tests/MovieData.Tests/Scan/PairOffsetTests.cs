using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

[Slow]
public sealed class PairOffsetTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-3)]
    [InlineData(12)]
    public void Find_NoisyScoresOfBothViews_GivesTheOffset(int late)
    {
        var random = new Random(1);
        double[] film = [.. Enumerable.Range(0, 300)
            .Select(frame => frame % 37 == 0 ? 0.4 : random.NextDouble() * 0.05)];
        double[] first = [.. Enumerable.Range(20, 240).Select(frame => film[frame])];
        double[] second = [.. Enumerable.Range(20 - late, 240)
            .Select(frame => film[frame] + (random.NextDouble() * 0.02))];

        Assert.Equal(late, PairOffset.Find(first, second));
    }

    [Fact]
    public void Find_TwoUnrelatedFilms_GivesNone()
    {
        var random = new Random(1);
        double[] first = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
        double[] second = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];

        Assert.Equal(0, PairOffset.Find(first, second));
    }

    [Fact]
    public void Run_SecondFileTwoFramesLate_SaysWhichAndByHowMuch()
    {
        string whole = SharedFiles.Require("cuts/issue-195-aspect-ratio.mp4");
        const string Encode = "-an -c:v libx264 -preset ultrafast";
        string left = _films.Make(
            $"-i {whole} -vf trim=start_frame=32:end_frame=202,setpts=PTS-STARTPTS {Encode} l.mkv");
        string right = _films.Make(
            $"-i {whole} -vf trim=start_frame=30:end_frame=200,setpts=PTS-STARTPTS {Encode} r.mkv");

        Film film = SmallFilms.Probe($"{left}+{right}", new FilmOverrides(ViewOrder: ViewOrder.LeftFirst), quick: true);
        var error = Assert.Throws<ScanException>(
            () => SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken));

        Assert.Contains("r.mkv: runs 2 frames behind", error.Message, StringComparison.Ordinal);
        Assert.Contains("cut 2 frames off the start of " + right, error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Streams of one container have one clock: a second view that begins a frame late is not the first view's partner,
    /// picture by picture, however alike the two lists are when each counts from its own start.
    /// </summary>
    [Theory]
    [InlineData(0.042, 0)]
    [InlineData(-0.042, 0)]
    [InlineData(0.042, 1)]
    public void Run_SecondStreamAFrameOffOnTheCommonClock_IsRefused(double offsetS, int framesLess)
    {
        _films.Film("first.mkv", "320x180", seconds: 4);
        string right = _films.Film("second.mkv", "320x180", seconds: 4 - (framesLess / 24.0));
        string late = FormattableString.Invariant($"-itsoffset {Math.Max(0, -offsetS)} -i first.mkv")
            + FormattableString.Invariant($" -itsoffset {Math.Max(0, offsetS)} -i {right}");
        Film film = SmallFilms.Probe(
            _films.Make($"{late} -map 0 -map 1 -c copy both.mkv"),
            new FilmOverrides(StereoLayout.TwoStreams, ViewOrder.LeftFirst),
            quick: true);

        var error = Assert.Throws<ScanException>(
            () => SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken));

        string times = offsetS > 0 ? "0.042 s, in stream 0 at 0.000 s" : "0.000 s, in stream 0 at 0.042 s";
        Assert.Contains(
            $"both.mkv: frame 0 of stream 1 stands at {times}: the streams do not show one instant",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    public void Run_TwoStreamsWithinHalfAFrame_ArePaired(double offsetS)
    {
        _films.Film("one.mkv", "320x180", seconds: 2);
        string path = _films.Make(
            FormattableString.Invariant($"-i one.mkv -itsoffset {offsetS} -i one.mkv -map 0 -map 1 -c copy both.mkv"));
        Film film =
            SmallFilms.Probe(path, new FilmOverrides(StereoLayout.TwoStreams, ViewOrder.LeftFirst), quick: true);

        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);

        Assert.Equal((48, 2), (scores.Frames, scores.Pictures.Count));
    }
}
