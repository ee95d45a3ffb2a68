using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Decode;

[Slow]
public sealed class DecodeOptionsTests : IDisposable
{
    private static readonly DecodeOptions Paper = PaperPipeline.Options.Decode;

    private readonly SmallFilms _films = new();
    private readonly Film _film;

    public DecodeOptionsTests()
    {
        string path = _films.Film("film.mkv", "384x108", seconds: 0.2, extra: "-metadata:s:v:0 stereo_mode=left_right");
        _film = SmallFilms.Probe(path, quick: true) with { ViewSize = new PixelSize(1920, 1080) };
    }

    public void Dispose() => _films.Dispose();

    // Active picture x y w h; crop x y; picture in crop x y w h, empty: no bar inside.
    [Theory]
    [InlineData("0 0 1920 1080", "20 140", "")]
    [InlineData("0 140 1920 800", "20 140", "")]
    [InlineData("0 200 1920 880", "20 240", "")]
    [InlineData("0 0 1920 800", "20 0", "")]
    [InlineData("40 140 1880 800", "40 140", "")]
    [InlineData("240 0 1440 1080", "20 140", "220 0 1440 800")]
    [InlineData("0 152 1920 776", "20 140", "0 12 1880 776")]
    [InlineData("0 40 1920 500", "20 0", "0 40 1880 500")]
    public void CropFor_ActivePicture_IsCentredOnIt(string active, string corner, string inside)
    {
        DecodeOptions options = Paper with { CropOn = CropOn.Active };
        Film film = _film with { Active = Area(active) };

        PixelArea crop = options.CropFor(film);

        Assert.Equal(corner, $"{crop.X} {crop.Y}");
        Assert.Equal(Area(inside), options.PictureInCrop(film));
    }

    [Fact]
    public void CropFor_PaperCentre_StaysAndTheBarsInsideAreKnown()
    {
        Film film = _film with { Active = new PixelArea(0, 0, 1920, 800) };

        Assert.Equal(new PixelArea(20, 140, 1880, 800), Paper.CropFor(film));
        Assert.Equal(new PixelArea(0, 0, 1880, 660), Paper.PictureInCrop(film));
        Assert.Null(Paper.PictureInCrop(film with { Active = null }));
    }

    [Fact]
    public void PictureInCrop_FilmOfAnotherSize_IsRoundedInwards()
    {
        Film film = _film with { ViewSize = new PixelSize(1280, 720), Active = new PixelArea(0, 98, 1280, 524) };

        // 98 · 1.5 = 147 → 148, 622 · 1.5 = 933 → 932.
        Assert.Equal(new PixelArea(0, 8, 1880, 784), Paper.PictureInCrop(film));
    }

    private static PixelArea? Area(string words) =>
        words.Split(' ') is [var x, var y, var width, var height]
            ? new PixelArea(int.Parse(x), int.Parse(y), int.Parse(width), int.Parse(height))
            : null;
}
