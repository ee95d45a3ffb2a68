using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>The scan against ffmpeg's own filters, run apart from ours.</summary>
[Slow]
public sealed partial class SceneScanTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("issue-195-aspect-ratio.mp4", 0.02)]
    [InlineData("goldeneye-vfr-drop3.mp4", 0.1)]
    [InlineData("Megamind.avi", 0.3)]
    [InlineData("testvideo.mp4", 0.1)]
    public void Run_RealFilm_CutsAreFFmpegsOwnListAndHoldTheTrueOnes(string name, double threshold)
    {
        string path = SharedFiles.Require("cuts/" + name);
        JsonNode truth = JsonNode.Parse(File.ReadAllText(SharedFiles.Require("cuts/cuts.json")))![name]!;
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);

        SceneScores scores = Scan(film, ScorePicture.Packed);

        long[] all = ShowInfo(path, "showinfo=checksum=0");
        Assert.Equal(all, scores.Pictures[0].Pts);
        Assert.Equal(truth["frames"]!.GetValue<int>(), scores.Frames);
        string text = threshold.ToString(CultureInfo.InvariantCulture);
        long[] ffmpegs = ShowInfo(path, $"select='gt(scene,{text})',showinfo=checksum=0");
        List<int> cuts = ShotPlanner.Cuts(scores.Score, threshold);
        Assert.NotEmpty(cuts);
        Assert.Equal(ffmpegs, cuts.Select(frame => scores.Pictures[0].Pts[frame]));

        // A sanity check of frame numbers against people's eyes; misses of the detector itself are not ours.
        IEnumerable<int> hard = truth["hard_cuts"]!.AsArray().Select(cut => cut!.GetValue<int>());
        Assert.Contains(ShotPlanner.Cuts(scores.Score, 0.1), cut => hard.Contains(cut));
    }

    [Fact]
    public void Run_RealHalfSideBySideFilm_CutsAtFrame63AndPlansTheFirstShotOnly()
    {
        string path = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst));
        SceneScores scores = Scan(film, ScorePicture.View);
        SamplePlan plan = ShotPlanner.Plan(film, scores, SmallPlans.Paper);

        Assert.Equal(82, scores.Frames);
        Assert.Equal([63], plan.Cuts);
        Assert.Equal(new Clip(0, 0, 0, 0, 63), Assert.Single(plan.Clips));
        Assert.Equal([0, 6, 12, 18], Assert.Single(plan.Segments).Samples.Select(sample => sample.Frame));
        // The first view alone is scored: ffmpeg's own list on the cropped picture is the same.
        long[] own = ShowInfo(path, "crop=960:1080:0:0,select='gt(scene,0.1)',showinfo=checksum=0");
        Assert.Equal(own, plan.Cuts.Select(cut => scores.Pictures[0].Pts[cut]));
    }

    [Fact]
    public void Run_SecondViewFlickers_ScoresTheFirstViewOnlyWhenAsked()
    {
        // Left half still; the right half turns white at frame 12.
        string path = _films.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=1,trim=end_frame=1,loop=23:1:0 -f lavfi -i"
            + " color=black:s=320x180:r=24:d=1,drawbox=t=fill:c=white:enable='gte(n\\,12)' -filter_complex hstack"
            + " -c:v libx264 -qp 0 -preset ultrafast -pix_fmt yuv420p film.mkv");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);

        Assert.Empty(ShotPlanner.Cuts(Scan(film, ScorePicture.View).Score, 0.1));
        Assert.Equal([12], ShotPlanner.Cuts(Scan(film, ScorePicture.Packed).Score, 0.1));
    }

    [Theory]
    [InlineData("mkv")]
    [LongData("mp4")]
    [InlineData("ts")]
    public void Run_TimeStamps_AreThoseASeekingDecoderSees(string container)
    {
        string path = _films.Film("film." + container, "320x180", seconds: 4, extra: "-g 12 -bf 2 -preset medium");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);
        SceneScores scores = Scan(film, ScorePicture.Packed);
        double seek = scores.ContainerTimeS(60);

        long[] seen = ShowInfo(
            path, "showinfo=checksum=0", FormattableString.Invariant($"-noaccurate_seek -seek_timestamp 1 -ss {seek}"));

        Assert.Equal(96, scores.Frames);
        Assert.True(seen.Length is > 24 and < 60, $"{seen.Length} frames after the seek");
        Assert.Equal(scores.Pictures[0].Pts.TakeLast(seen.Length), seen);
    }

    [Fact]
    public void Run_KeyFrames_AreMarked()
    {
        string path = _films.Film("film.mp4", "320x180", seconds: 2, extra: "-x264-params keyint=16:scenecut=0");

        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);
        SceneScores scores = Scan(film, ScorePicture.Packed);

        Assert.Equal([0, 16, 32], Enumerable.Range(0, 48).Where(frame => scores.Pictures[0].IsKey[frame]));
    }

    [Fact]
    public void Run_TwoFiles_GivesBothTimeStamps()
    {
        string left = _films.Film("left.mkv", "320x180");
        string right = _films.Film("right.mp4", "320x180");
        int told = 0;

        SceneScores scores = SceneScan.Run(
            SmallFilms.Probe($"{left}+{right}", quick: true),
            ScorePicture.View,
            done => told = done,
            CancellationToken.None);

        Assert.Equal([0, 42, 83], scores.Pictures[0].Pts.Take(3));
        Assert.Equal([0, 512, 1024], scores.Pictures[1].Pts.Take(3));
        Assert.Equal(12, told);
    }

    [Fact]
    public void Run_SecondFileShorter_NamesTheFirstMissingFrame()
    {
        string left = _films.Film("left.mkv", "320x180");
        string right = _films.Film("right.mkv", "320x180", seconds: 0.4);
        Film film = SmallFilms.Probe(left, quick: true) with
        {
            Paths = [left, right],
            StreamIndexes = [0, 0],
            Layout = StereoLayout.TwoFiles,
            TimeBases = [new(1, 1000), new(1, 1000)],
        };

        var error = Assert.Throws<ScanException>(() => Scan(film, ScorePicture.View));

        Assert.Contains("right.mkv: frame 10 is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TruncatedFilm_SaysWhatCameAndWhatWasPromised()
    {
        string path = _films.Film("film.mkv", "320x180", seconds: 6);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(file.Length / 2);
        }

        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);
        var error = Assert.Throws<ScanException>(() => Scan(film, ScorePicture.Packed));

        Assert.Contains("truncated or damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("promises 6.0 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_StopsSoon()
    {
        Film film = SmallFilms.Probe(_films.Film("film.mkv", "320x180", seconds: 20), quick: true);
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => SceneScan.Run(film, ScorePicture.Packed, done => stop.Cancel(), stop.Token));
    }

    private static SceneScores Scan(Film film, ScorePicture picture) =>
        SceneScan.Run(film, picture, progress: null, TestContext.Current.CancellationToken);

    /// <summary>Time stamps that ffmpeg's own showinfo prints behind <paramref name="filters"/>.</summary>
    private long[] ShowInfo(string path, string filters, string input = "")
    {
        string log = _films.Run("ffmpeg", [
            "-hide_banner", "-nostdin", "-nostats", .. input.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            "-copyts", "-i", path, "-map", "0:v:0", "-vf", filters, "-fps_mode", "passthrough", "-f", "null", "-"]);
        return [.. PtsOfShowInfo().Matches(log)
            .Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"showinfo.* n: *\d+ pts: *(-?\d+)")]
    private static partial Regex PtsOfShowInfo();
}
