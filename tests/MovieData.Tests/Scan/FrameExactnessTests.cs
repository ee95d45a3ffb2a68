using System.Globalization;
using System.Text.RegularExpressions;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Scan;

/// <summary>
/// Whatever the stream: the scan lists exactly the pictures of a sequential decode, and a decoder that starts at a
/// picture marked as key sees, from there on, the same pictures as the sequential decode (ffmpeg's showinfo checksums).
/// </summary>
[Slow]
public sealed partial class FrameExactnessTests : IDisposable
{
    private const string Source =
        "-f lavfi -i testsrc2=s=320x180:r=24:d=5 -pix_fmt yuv420p -c:v libx264 -preset veryfast ";

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [LongData("closed GOP", "-x264-params keyint=24:scenecut=0:bframes=2 film.mp4", 120)]
    [InlineData("open GOP", "-x264-params keyint=24:scenecut=0:bframes=3:open-gop=1 film.mkv", 120)]
    [InlineData("B-pyramid", "-x264-params keyint=24:scenecut=0:bframes=5:b-pyramid=normal:b-adapt=0 film.mp4", 120)]
    [LongData("B-pyramid, Matroska", "-x264-params keyint=24:scenecut=0:bframes=5:b-pyramid=normal film.mkv", 120)]
    [InlineData(
        "open GOP, HEVC",
        "-c:v libx265 -preset superfast -x265-params keyint=24:open-gop=1:log-level=none film.mkv",
        120)]
    [InlineData("TS that wraps", "-x264-params keyint=24:scenecut=0 -output_ts_offset 95441 film.ts", 120)]
    [LongData("odd start", "-x264-params keyint=24:scenecut=0:open-gop=1 -output_ts_offset 600.3 film.ts", 120)]
    public void Run_Encoding_EveryPictureIsFoundAgain(string what, string arguments, int frames) =>
        CheckSeeks(what, _films.Make(Source + arguments), frames, keyFramesMin: 4);

    [Fact]
    public void Run_EditListStartsInsideAGop_CountsOnlyShownPictures()
    {
        _films.Make(Source + "-x264-params keyint=48:scenecut=0:bframes=2 whole.mp4");
        string path = _films.Make("-ss 1.3 -i whole.mp4 -c copy film.mp4");

        // 1.3 s = 31.2 pictures: pictures 32…119 are shown, the ones before only decoded.
        CheckSeeks("edit list", path, frames: 88, keyFramesMin: 1);
    }

    [Fact]
    public void Run_MatroskaCutAtANonKeyPicture_CountsWhatASequentialDecodeGives()
    {
        _films.Make(Source + "-x264-params keyint=30:scenecut=0:bframes=2 whole.mkv");
        string path = _films.Make("-i whole.mkv -ss 1.5 -c copy -copyinkf film.mkv");

        CheckSeeks("cut at a non-key picture", path, frames: null, keyFramesMin: 2);
    }

    [Fact]
    public void Run_VariableRateFilm_EveryPictureIsFoundAgain() =>
        CheckSeeks("VFR", SharedFiles.Require("cuts/goldeneye-vfr-drop3.mp4"), frames: 160, keyFramesMin: 2);

    [Fact]
    public void Run_Mpeg2OpenGop_EveryPictureIsFoundAgain() =>
        CheckSeeks(
            "MPEG-2",
            _films.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=5 -c:v mpeg2video -g 12 -bf 2 -q:v 4 film.mpg"),
            frames: 120,
            keyFramesMin: 5);

    private void CheckSeeks(string what, string path, int? frames, int keyFramesMin)
    {
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.Mono), quick: true);
        (long Pts, string Checksum)[] sequential = Pictures(path, "");

        SceneScores scores = SceneScan.Run(film, ScorePicture.Packed, null, TestContext.Current.CancellationToken);

        FrameTimes times = scores.Pictures[0];
        Assert.Equal(sequential.Select(picture => picture.Pts), times.Pts);
        Assert.Equal(frames ?? sequential.Length, scores.Frames);
        int[] keys = [.. Enumerable.Range(0, scores.Frames).Where(frame => times.IsKey[frame])];
        Assert.True(keys.Length >= keyFramesMin, $"{what}: {keys.Length} key frames");
        int keysEarlier = film.Container is "mpegts" or "mpeg" ? 1 : 0;
        // The first, a middle and the last key frame: each costs a decode.
        foreach (int key in new[] { keys[0], keys[keys.Length / 2], keys[^1] }.Distinct())
        {
            long seek = times.SeekPts(key, keysEarlier);
            string startS = (seek * film.TimeBases[0].Value).ToString("F6", CultureInfo.InvariantCulture);
            string input = seek == FramePosition.FromTheStart ? "" : $"-noaccurate_seek -seek_timestamp 1 -ss {startS}";
            (long, string)[] seen = [.. Pictures(path, input).Where(one => one.Pts >= times.Pts[key])];
            Assert.Equal(sequential[key..], seen);
            if (StreamFrames.LandsEarly(film) && key > 0)
            {
                startS = ((seek * film.TimeBases[0].Value) - StreamFrames.ReorderLeadS)
                    .ToString("F6", CultureInfo.InvariantCulture);
                seen = Pictures(path, $"-noaccurate_seek -seek_timestamp 1 -ss {startS}");
                int first = Array.FindIndex(seen, one => one.Item1 == times.Pts[key]);
                Assert.InRange(first, 0, FrameLog.ReorderMax);
                Assert.Equal(sequential[key..], seen[first..]);
            }
        }
    }

    private (long Pts, string Checksum)[] Pictures(string path, string input)
    {
        string log = _films.Run("ffmpeg", [
            "-hide_banner", "-nostdin", "-nostats", "-copyts",
            .. input.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            "-i", path, "-map", "0:v:0", "-vf", "showinfo", "-fps_mode", "passthrough", "-f", "null", "-"]);
        return [.. ShowInfo().Matches(log).Select(match =>
            (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value))];
    }

    [GeneratedRegex(@"showinfo.* n: *\d+ pts: *(-?\d+).* checksum:([0-9A-F]+)")]
    private static partial Regex ShowInfo();
}
