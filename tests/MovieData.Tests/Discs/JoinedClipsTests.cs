using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.Decode;
using MovieData.Tests.Probe;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Discs;

/// <summary>
/// A title of three clips (72, 60 and 72 pictures at 24 fps, each on a clock of its own, with audio that starts up to
/// 60 ms before the pictures) against ffmpeg's sequential decode of each clip.
/// </summary>
[Slow]
public sealed class JoinedClipsTests : IDisposable
{
    private static readonly int[] Seams = [0, 40, 71, 72, 73, 100, 131, 132, 133, 203];
    private static readonly int[] Pictures = [72, 60, 72];

    private readonly SmallFilms _films = new();
    private readonly Dictionary<string, uint> _starts = [];

    /// <summary>A folder whose name would end a quoted word of ffmpeg's list.</summary>
    private string Disc => _films.At(@"it's '\'' a #disc,;\");

    public JoinedClipsTests()
    {
        Directory.CreateDirectory(Path.Combine(Disc, "BDMV", "PLAYLIST"));
        Directory.CreateDirectory(Path.Combine(Disc, "BDMV", "STREAM"));
    }

    public void Dispose() => _films.Dispose();

    [Fact]
    public void Digests_ThreeClips_AreThoseOfEachClipDecodedInTurn()
    {
        string[] sequential = [.. WriteTitle().SelectMany(Md5)];
        Film film = Probe(StereoLayout.Mono);

        Assert.Equal(204, sequential.Distinct().Count());
        Assert.Equal((204, true), (film.Frames, film.Evidence.Any(line => line.StartsWith("3 clips (00001, 00002, 000",
            StringComparison.Ordinal))));
        Assert.Equal(sequential, Digests(film, null));
        Assert.Equal(Seams.Select(frame => sequential[frame]), Digests(film, Seams));
    }

    [Fact]
    public void Run_ThreeClips_CountsAndTimesAsOneFilm()
    {
        WriteTitle();

        SceneScores scores =
            SceneScan.Run(Probe(StereoLayout.Mono), ScorePicture.Packed, null, TestContext.Current.CancellationToken);

        // Within a tick of the disc's 45 kHz clock.
        Assert.Equal(204, scores.Frames);
        Assert.All(Enumerable.Range(0, 204), frame => Assert.Equal(frame / 24.0, scores.TimeS(frame), 4));
        // The second clip is a negative.
        Assert.True(scores.Score[72] > 0.1 && scores.Score[132] > 0.1, "the seams are cuts");
    }

    [Fact]
    public async Task RunAsync_PlannedFramesAtTheSeams_AreThoseOfTheClips()
    {
        string[] clips = WriteTitle();
        var expected = new List<string>();
        for (int clip = 0; clip < clips.Length; clip++)
        {
            int first = Pictures[..clip].Sum();
            Film single = SmallFilms.Probe(
                clips[clip], new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst), quick: true);
            expected.AddRange(await FramesAsync(single, Seams.Select(frame => frame - first)
                .Where(frame => frame >= 0 && frame < Pictures[clip])));
        }

        Film film = Probe(StereoLayout.SbsFull);
        Film readBack = FilmJson.Read(JsonNode.Parse(FilmJson.Write(film).ToJsonString())!.AsObject(), film.Paths);

        Assert.Equal(expected, await FramesAsync(readBack, Seams));
        // Each alone: a seek of its own, to the end, the beginning and the middle of a clip.
        foreach (int index in new[] { 2, 3, 9 })
        {
            Assert.Equal(expected[index], Assert.Single(await FramesAsync(film, [Seams[index]])));
        }
    }

    [Fact]
    public void Probe_ThreeClips_HasTheChaptersOfTheWholeTitle()
    {
        WriteTitle();
        Film film = Probe(StereoLayout.Mono);

        double[] startsS = [.. film.Chapters.Select(chapter => Math.Round(chapter.StartS - film.StartS, 3))];

        Assert.Equal([0, 1, 3.5, 5.5], startsS);
        Assert.Equal(8.5, film.Chapters[^1].EndS - film.StartS, 3);
        Assert.Equal(8.5, film.DurationS!.Value, 3);
    }

    [Fact]
    public void Probe_Fingerprint_BindsEveryClipInItsOrder()
    {
        string[] clips = WriteTitle();
        IReadOnlyList<string> paths = Probe(StereoLayout.Mono).Paths;
        IReadOnlyList<FileFingerprint> before = FilmFingerprint.Of(paths);
        File.AppendAllText(clips[2], new string('x', 192));

        Assert.Equal(clips, paths);
        Assert.False(FilmFingerprint.Matches(before, FilmFingerprint.Of(paths)));
    }

    [Fact]
    public void Probe_ClipPlayedTwice_IsReadTwice()
    {
        string clip = Clip("00001", 2, 100, 0);
        Playlist(("00001", 2.0), ("00001", 2.0));
        string[] once = Md5(clip);

        Assert.Equal([.. once, .. once], Digests(Probe(StereoLayout.Mono), null));
    }

    [Theory]
    [LongData(0.0, 1.5, 48, 84)]
    [InlineData(0.5, 2.0, 60, 96)]
    public void Plan_CutClip_SamplesOnlyWhatIsPlayed(double from, double to, int first, int end)
    {
        Clip("00001", 2, 100, 0);
        Clip("00002", 2, 200, 0);
        Clip("00003", 2, 50, 0.06);
        uint start = _starts["00002"];
        Write(
            [Item("00001", 2), ("00002", start + Ticks(from), start + Ticks(to)), Item("00003", 2)],
            [(0, _starts["00001"]), (1, start + Ticks(from))]);

        Film film = Probe(StereoLayout.SbsFull);
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        SamplePlan plan = ShotPlanner.Plan(film, scores, SmallPlans.EveryFrame);

        Assert.Equal(
            [.. Enumerable.Range(0, 48), .. Enumerable.Range(first, end - first), .. Enumerable.Range(96, 48)],
            plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame));
        Assert.Equal(144, film.Frames);
    }

    [Theory]
    [InlineData(0.0, 1.5, 0, 36)]
    [LongData(1.0, 2.0, 24, 48)]
    public void Plan_OneCutClip_SamplesOnlyWhatIsPlayed(double from, double to, int first, int end)
    {
        Clip("00001", 2, 100, 0);
        uint start = _starts["00001"];
        Write([("00001", start + Ticks(from), start + Ticks(to))], [(0, start + Ticks(from))]);

        Film film = Probe(StereoLayout.SbsFull);
        Film readBack = FilmJson.Read(JsonNode.Parse(FilmJson.Write(film).ToJsonString())!.AsObject(), film.Paths);
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);
        SamplePlan plan = ShotPlanner.Plan(readBack, scores, SmallPlans.EveryFrame);

        Assert.Equal(
            Enumerable.Range(first, end - first),
            plan.Segments.SelectMany(segment => segment.Samples).Select(sample => sample.Frame));
        Assert.Equal(first, ShotPlanner.ChapterFrames(film.Chapters, scores, film.Fps.Value)[0]);
    }

    [Fact]
    public void Probe_MissingClip_IsNamed()
    {
        Clip("00001", 2, 100, 0);
        Write([Item("00001", 2), ("00009", 0, 90_000)], []);

        Assert.Contains("00009.m2ts: the playlist plays this clip, but it is missing", Refusal(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_ClipOfAnotherSize_IsRefused()
    {
        Clip("00001", 2, 100, 0);
        Clip("00002", 2, 200, 0, size: "320x180");
        Playlist(("00001", 2.0), ("00002", 2.0));

        Assert.Contains("00002.m2ts: picture size 320×180, but 640×180 in ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Input_LineBreakInAPath_IsRefused() => Assert.Contains(
        "line break",
        Assert.Throws<FilmException>(() => ConcatList.Input(["/a\nfile /etc/passwd"], [1])).Message,
        StringComparison.Ordinal);

    private string Refusal()
    {
        string message = Assert.Throws<FilmException>(() => Probe(StereoLayout.Mono)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private Film Probe(StereoLayout layout) =>
        SmallFilms.Probe(Disc, new FilmOverrides(layout, ViewOrder.LeftFirst));

    private static string[] Digests(Film film, IReadOnlyList<int>? frames) => [.. FrameDump
        .Digests(film, frames, 0, TestContext.Current.CancellationToken)
        .Select(digest => digest.Md5)];

    /// <summary>Digests of every picture by ffmpeg alone.</summary>
    private string[] Md5(string clip)
    {
        string log = _films.Make("-i", clip, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "md5.txt");
        return [.. File.ReadLines(log).Where(line => line[0] != '#').Select(line => line.Split(' ')[^1])];
    }

    private static async Task<List<string>> FramesAsync(Film film, IEnumerable<int> wanted)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, cancel);
        FrameTimes times = scores.Pictures[0];
        var segment = new Segment("film", 0, [.. wanted.Select(frame =>
            new PlannedSample(frame, [times.Pts[frame]], 0, 0, 0, 0) { SeekPts = [times.SeekPts(frame, 1)] })]);
        var rejections = new RejectionLog();
        var lines = new List<string>();
        await foreach (StereoFrame frame in SmallDecoding.Run(film, segment, new PlanePool(1 << 28), rejections, 0))
        {
            using (frame)
            {
                lines.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
                    [.. frame.Left.Bytes, .. frame.Right.Bytes])));
            }
        }

        return lines;
    }

    /// <summary>Three clips and their playlist with four chapters; the clips' paths.</summary>
    private string[] WriteTitle()
    {
        string[] clips = [Clip("00001", 3, 100, 0), Clip("00002", 2.5, 30, 0.06), Clip("00010", 3, 7000.4, 0.01)];
        Playlist(("00001", 3), ("00002", 2.5), ("00010", 3));
        return clips;
    }

    private string Clip(string name, double seconds, double clockS, double videoLateS, string size = "640x180")
    {
        string path = Path.Combine(Disc, "BDMV", "STREAM", name + ".m2ts");
        _films.Make([
            .. FormattableString.Invariant($"-f lavfi -i sine=f=440:d={seconds} -itsoffset {videoLateS} -f lavfi -i")
                .Split(' '),
            FormattableString.Invariant($"testsrc2=s={size}:r=24:d={seconds},hue=h={_starts.Count * 90}")
                + (_starts.Count == 1 ? ",negate" : ""),
            .. ("-map 1 -map 0 -c:v libx264 -preset veryfast -pix_fmt yuv420p -x264-params"
                + " keyint=24:scenecut=0:bframes=3 -c:a ac3 -mpegts_m2ts_mode 1 -f mpegts").Split(' '),
            "-output_ts_offset",
            FormattableString.Invariant($"{clockS}"), path]);
        _starts[name] = (uint)Math.Round(SmallFilms.Probe(path, quick: true).StartS * 45_000);
        return path;
    }

    private static uint Ticks(double seconds) => (uint)(seconds * 45_000);

    private (string, uint, uint) Item(string clip, double seconds) =>
        (clip, _starts[clip], _starts[clip] + (uint)(seconds * 45_000));

    /// <summary>Whole clips; chapters 0 s and 1 s into the first, 0.5 s into the second, 0 s into the third.</summary>
    private void Playlist(params (string Clip, double Seconds)[] clips)
    {
        (int Item, uint Ticks)[] marks = [(0, 0), (0, 45_000), (1, 22_500), (2, 0)];
        Write(
            [.. clips.Select(clip => Item(clip.Clip, clip.Seconds))],
            [.. marks.Where(mark => mark.Item < clips.Length)
                .Select(mark => (mark.Item, _starts[clips[mark.Item].Clip] + mark.Ticks))]);
    }

    private void Write((string, uint, uint)[] items, (int, uint)[] marks) => File.WriteAllBytes(
        Path.Combine(Disc, "BDMV", "PLAYLIST", "00001.mpls"), SmallDisc.Playlist(items, marks));
}
