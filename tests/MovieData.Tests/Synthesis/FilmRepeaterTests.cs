using System.Text.Json.Nodes;
using MovieData.Source;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class FilmRepeaterTests
{
    [Fact]
    public void Repeat_ThreeTimes_ShowsEveryFrameThreeTimesWithTagAndChapters()
    {
        using var folder = new TemporaryFolder();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var film = new SyntheticFilm(
            new SynthesisOptions { View = new(192, 108), Fps = 8, Seconds = 18, ViewOrder = ViewOrder.RightFirst });
        string source = FilmWriter.Write(film, folder.Path, cancel)[0], target = folder["long.mkv"];

        FilmRepeater.Repeat(film, source, 3, target, cancel);

        string[] once = Digests(source, cancel), long3 = Digests(target, cancel);
        Assert.Equal(film.Frames, once.Length);
        Assert.Equal([.. once, .. once, .. once], long3);
        JsonNode probe = JsonNode.Parse(FFmpegProcess.Capture(
            "ffprobe", ["-v", "error", "-of", "json", "-show_streams", "-show_chapters", target], cancel))!;
        Assert.Equal("right_left", (string?)probe["streams"]![0]!["tags"]!["stereo_mode"]);
        Assert.Equal("8/1", (string?)probe["streams"]![0]!["avg_frame_rate"]);
        Assert.Equal(3 * film.Chapters.Count, probe["chapters"]!.AsArray().Count);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData(0, StereoLayout.SbsFull)]
    [InlineData(2, StereoLayout.TwoFiles)]
    public void Repeat_OutOfRange_Throws(int times, StereoLayout layout)
    {
        var film = new SyntheticFilm(new SynthesisOptions { Layout = layout });

        Assert.Throws<SynthesisException>(
            () => FilmRepeater.Repeat(film, "a.mkv", times, "b.mkv", TestContext.Current.CancellationToken));
    }

    // One line a picture: stream, times, size, digest. The digest alone must repeat.
    private static string[] Digests(string path, CancellationToken cancel) =>
    [
        .. FFmpegProcess.Capture(
                "ffmpeg", ["-v", "error", "-i", path, "-f", "framemd5", "-fps_mode", "passthrough", "-"], cancel)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(',')[^1].Trim()),
    ];
}
