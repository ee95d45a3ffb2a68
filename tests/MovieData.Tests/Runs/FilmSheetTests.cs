using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Runs;

/// <summary>The page of a film of plain colours: each thing is where it should be.</summary>
[Slow]
public sealed class FilmSheetTests : IDisposable
{
    // Two views of 320 px with a gap of 2, a gap of 8 around each pair; see FilmSheet.
    private const int PageWidth = (2 * 642) + (3 * 8);

    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Fact]
    public async Task Shots_Sheet_ShowsBothViewsInOrderAndTheCut()
    {
        // First view red then green, second view blue then white; the first is the right view.
        string path = _films.Make(
            "-f", "lavfi", "-i", "color=red:s=320x180:r=24:d=2[a];color=blue:s=320x180:r=24:d=2[b];[a][b]hstack",
            "-f", "lavfi", "-i", "color=lime:s=320x180:r=24:d=2[a];color=white:s=320x180:r=24:d=2[b];[a][b]hstack",
            "-filter_complex", "[0][1]concat=n=2", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10",
            "-pix_fmt", "yuv420p", "-metadata:s:v:0", "stereo_mode=right_left", "film.mkv");
        string pipeline = _films.At("small.yaml");
        string paper = Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml");
        File.WriteAllText(pipeline, QuarterPipeline.Replaced(File.ReadAllText(paper), new()
        {
            ["view_px: [1920, 1080]"] = "view_px: [320, 180]",
            ["crop_px: [1880, 800]"] = "crop_px: [280, 100]",
        }));

        CommandResult result = await CommandLine.RunAsync(
            "shots", "--pipeline", pipeline, "--sheet", _films.At("sheet.png"), path);

        Assert.Equal(0, result.Code);
        using Plane<Rgb24> page = PictureFile.ReadRgb(_films.At("sheet.png"));
        Assert.Equal(PageWidth, page.Width);
        int top = page.Height - 8 - 8 - 180;
        ShouldBe(new Rgb24(0, 0, 255), page.Row(top + 90)[8 + 160]);
        ShouldBe(new Rgb24(255, 0, 0), page.Row(top + 90)[8 + 322 + 160]);
        ShouldBe(new Rgb24(255, 255, 255), page.Row(top + 90)[8 + 650 + 160]);
        ShouldBe(new Rgb24(0, 255, 0), page.Row(top + 90)[8 + 650 + 322 + 160]);

        // The crop's upper left corner in the first view: (320 − 280) / 2, (180 − 100) / 2.
        Assert.Equal(new Rgb24(80, 220, 100), page.Row(top + 40)[8 + 20]);
        Assert.Equal(new Rgb24(80, 220, 100), page.Row(top + 139)[8 + 299]);

        // 96 frames over the page less its margins: the cut at 48 is a red line in the middle.
        int cut = 8 + (48 * (PageWidth - 16) / 96);
        int[] red = [.. Enumerable.Range(8, PageWidth - 16).Where(x => page.Row(8 + (4 * 22) + 2)[x].R > 200)];
        Assert.Equal(cut, red[0]);
        Assert.True(red[^1] < cut + 16, string.Join(' ', red));
    }

    [Fact]
    public async Task Probe_SheetOfAFilmThatDoesNotFitThePipeline_IsDrawnWithoutACrop()
    {
        string path = _films.Film("film.mkv", "640x180", seconds: 1, extra: "-metadata:s:v:0 stereo_mode=left_right");

        CommandResult result = await CommandLine.RunAsync("probe", "--sheet", _films.At("sheet.png"), path);

        Assert.Equal(0, result.Code);
        using Plane<Rgb24> page = PictureFile.ReadRgb(_films.At("sheet.png"));
        Assert.Equal(PageWidth, page.Width);
    }

    private static void ShouldBe(Rgb24 expected, Rgb24 seen)
    {
        Assert.InRange(seen.R, expected.R - 6, expected.R + 6);
        Assert.InRange(seen.G, expected.G - 6, expected.G + 6);
        Assert.InRange(seen.B, expected.B - 6, expected.B + 6);
    }
}
