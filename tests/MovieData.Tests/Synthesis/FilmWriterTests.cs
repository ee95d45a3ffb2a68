using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

[Slow]
public class FilmWriterTests
{
    private static readonly SynthesisOptions Small = new() { View = new(192, 108), Fps = 8, Seconds = 18 };

    private static readonly SynthesisOptions Tiny = Small with { View = new(64, 36) };

    [Theory]
    [InlineData(StereoLayout.SbsFull, ViewOrder.LeftFirst, 384, 108, "left_right")]
    [InlineData(StereoLayout.SbsFull, ViewOrder.RightFirst, 384, 108, "right_left")]
    [InlineData(StereoLayout.SbsHalf, ViewOrder.LeftFirst, 192, 108, "left_right")]
    [InlineData(StereoLayout.TabFull, ViewOrder.LeftFirst, 192, 216, "top_bottom")]
    [InlineData(StereoLayout.TabFull, ViewOrder.RightFirst, 192, 216, "bottom_top")]
    [InlineData(StereoLayout.TabHalf, ViewOrder.RightFirst, 192, 108, "bottom_top")]
    [InlineData(StereoLayout.TwoFiles, ViewOrder.RightFirst, 192, 108, null)]
    public void Render_EveryLayoutAndOrder_PutsTheViewsWhereTheTagSays(
        StereoLayout layout, ViewOrder order, int width, int height, string? mode)
    {
        var film = new SyntheticFilm(Small with { Layout = layout, ViewOrder = order });
        var packing = new FramePacking(layout, order, Small.View);
        SyntheticScene scene = film.SceneOf(film.Shots[0]);
        Plane<Rgb24>[] pictures =
        [
            .. Enumerable.Range(0, layout == StereoLayout.TwoFiles ? 2 : 1)
                .Select(_ => new Plane<Rgb24>(packing.Picture.Width, packing.Picture.Height)),
        ];

        packing.Render(scene, 3, pictures);

        Assert.Equal(new PixelSize(width, height), packing.Picture);
        Assert.Equal(mode, packing.StereoMode);
        using Plane<Rgb24> left = scene.Render(3, View.Left), right = scene.Render(3, View.Right);
        (Plane<Rgb24> first, Plane<Rgb24> second) = order == ViewOrder.LeftFirst ? (left, right) : (right, left);
        Assert.Equal(0, Difference(first, pictures[0], layout, 0));
        Assert.Equal(0, Difference(second, pictures[^1], layout, 1));
        Assert.True(Difference(second, pictures[0], layout, 0) > 1000);
    }

    [Fact]
    public void Write_Film_IsTaggedChapteredAndTheSameBytesEveryTime()
    {
        using var folder = new TemporaryFolder();
        var film = new SyntheticFilm(Tiny);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        int told = 0;

        IReadOnlyList<string> paths = FilmWriter.Write(film, folder.Path, cancel, n => told = n);
        string again = FilmWriter.Write(new SyntheticFilm(Tiny), folder["again"], cancel)[0];

        JsonNode probe = JsonNode.Parse(FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-of", "json", "-count_packets", "-show_streams", "-show_chapters", paths[0]],
            cancel))!;
        JsonNode stream = probe["streams"]![0]!;
        Assert.Equal("left_right", (string?)stream["tags"]!["stereo_mode"]);
        Assert.Equal("8/1", (string?)stream["r_frame_rate"]);
        Assert.Equal("bt709", (string?)stream["color_space"]);
        Assert.Equal(film.Frames, int.Parse((string)stream["nb_read_packets"]!, null));
        Assert.Equal(film.Frames, told);
        Assert.Equal(
            film.Chapters.Select(c => (c.Title, c.StartS)),
            probe["chapters"]!.AsArray().Select(c => (
                (string)c!["tags"]!["title"]!, double.Parse((string)c["start_time"]!, null))));
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(paths[0])), SHA256.HashData(File.ReadAllBytes(again)));
        Assert.Equal([paths[0]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_Cancelled_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => FilmWriter.Write(new SyntheticFilm(Small), folder.Path, stop.Token, n => stop.Cancel()));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    /// <summary>Both views go through one pipe and are cut apart again: each file shows its own, in step.</summary>
    [Fact]
    public void Write_TwoFiles_HoldTheViewOfTheirPlace()
    {
        using var folder = new TemporaryFolder();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var film = new SyntheticFilm(Small with { Layout = StereoLayout.TwoFiles });
        IReadOnlyList<string> paths = FilmWriter.Write(film, folder.Path, cancel);

        Assert.Equal(["film-first.mkv", "film-second.mkv"], paths.Select(Path.GetFileName));
        int last = film.Frames - 1;
        ShotDesign shot = film.ShotAt(last);
        SyntheticScene scene = film.SceneOf(shot);
        using Plane<Rgb24> left = scene.Render(last - shot.FirstFrame, View.Left);
        using Plane<Rgb24> right = scene.Render(last - shot.FirstFrame, View.Right);
        Assert.True(Off(left, paths[0], last, cancel) < Off(right, paths[0], last, cancel) / 2);
        Assert.True(Off(right, paths[1], last, cancel) < Off(left, paths[1], last, cancel) / 2);
    }

    /// <summary>The library alone would wait for ever.</summary>
    [Fact]
    public void Write_FFmpegThatHangs_IsStopped()
    {
        using var folder = new TemporaryFolder();
        Action<int> stop = frame =>
        {
            foreach (int process in frame == 8 ? Writing(folder.Path) : [])
            {
                using Process kill = Process.Start("kill", ["-STOP", process.ToString(null, null)]);
                kill.WaitForExit();
            }
        };

        var error = Assert.Throws<FFmpegException>(() => FilmWriter.Write(
            new SyntheticFilm(Tiny),
            folder.Path,
            TestContext.Current.CancellationToken,
            stop,
            TimeSpan.FromSeconds(2)));

        Assert.True(error.IsLost, error.Message);
        Assert.Empty(Writing(folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_FFmpegThatIsKilled_IsTold()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<FFmpegException>(() => FilmWriter.Write(
            new SyntheticFilm(Tiny),
            folder.Path,
            TestContext.Current.CancellationToken,
            frame => (frame == 8 ? Writing(folder.Path) : []).ForEach(id => Process.GetProcessById(id).Kill())));

        Assert.Contains("ffmpeg ended with code 137", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    // Sum of absolute differences between a drawn view and a frame of a film.
    private static long Off(Plane<Rgb24> view, string path, int frame, CancellationToken cancel)
    {
        using FFmpegProcess process = FFmpegProcess.Start(
            "ffmpeg",
            ["-v", "error", "-i", path, "-vf", $"select=eq(n\\,{frame})", "-frames:v", "1",
                "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
            cancel);
        var shown = new byte[view.Bytes.Length];
        Assert.Equal(shown.Length, process.ReadFully(shown));
        byte[] drawn = view.Bytes.ToArray();
        return drawn.Zip(shown, (one, other) => (long)Math.Abs(one - other)).Sum();
    }

    // The ffmpeg processes whose arguments name a folder.
    private static List<int> Writing(string folder) =>
    [
        .. Process.GetProcessesByName("ffmpeg").Select(process => process.Id)
            .Where(id => File.ReadAllText($"/proc/{id}/cmdline").Contains(folder, StringComparison.Ordinal)),
    ];

    // Green only; half layouts hold the mean of two neighbours, rounded up.
    private static long Difference(Plane<Rgb24> view, Plane<Rgb24> picture, StereoLayout layout, int place)
    {
        int sx = layout == StereoLayout.SbsHalf ? 2 : 1, sy = layout == StereoLayout.TabHalf ? 2 : 1;
        int width = view.Width / sx, height = view.Height / sy;
        bool across = layout is StereoLayout.SbsFull or StereoLayout.SbsHalf, apart = layout == StereoLayout.TwoFiles;
        int left = across ? place * width : 0, top = across || apart ? 0 : place * height;
        long sum = 0;
        foreach ((int x, int y) in SyntheticSceneTests.Pixels(new PixelSize(width, height)))
        {
            int mean = (view[x * sx, y * sy].G + view[(x * sx) + sx - 1, (y * sy) + sy - 1].G + 1) / 2;
            sum += Math.Abs(mean - picture[left + x, top + y].G);
        }

        return sum;
    }
}
