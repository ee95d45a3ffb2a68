using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Reading;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Reading;

/// <summary>
/// Sample aspects of packed films as muxers write them. The right answer is arithmetic: the views that were packed.
/// </summary>
[Slow]
public sealed class ViewShapeTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    // Coded size, sample aspect, stereo mode: layout, one view, whether the aspect is doubted.
    [Theory]
    [InlineData("2560x720", "2:1", "left_right", "sbs-full", "1280x720", true)] // mkvmerge
    [InlineData("1280x1440", "1:2", "top_bottom", "tab-full", "1280x720", true)] // mkvmerge
    [InlineData("2560x720", "1:2", "left_right", "sbs-full", "1280x720", true)] // one view's shape, for 2D players
    [InlineData("1280x1440", "2:1", "top_bottom", "tab-full", "1280x720", true)]
    [InlineData("3840x800", "2:1", "left_right", "sbs-full", "1920x800", true)]
    [InlineData("640x960", "2:1", "top_bottom", "tab-full", "640x480", true)]
    [InlineData("1920x1080", "1:2", "left_right", "sbs-half", "1920x1080", true)]
    [InlineData("1920x1080", "2:1", "left_right", "sbs-half", "1920x1080", false)]
    [InlineData("1920x1080", "1:2", "top_bottom", "tab-half", "1920x1080", false)]
    [InlineData("1920x696", "2:1", "left_right", "sbs-half", "1920x696", true)] // 2.76:1, told: 4:3 would fit too
    [InlineData("1920x1080", "1:1", "left_right", "sbs-half", "1920x1080", false)]
    [InlineData("3840x1080", "1:1", "left_right", "sbs-full", "1920x1080", false)]
    [InlineData("1440x1080", "4:3", "left_right", "sbs-half", "1920x1080", false)]
    [InlineData("1440x576", "64:45", "left_right", "sbs-full", "1024x576", false)]
    [InlineData("1920x1080", "1:2", "row_interleaved_lr", "row-interleaved", "1920x1080", true)]
    public void Believed_PackedFilm_GivesTheViewsThatWerePacked(
        string coded, string aspect, string mode, string layout, string view, bool isTold)
    {
        (StereoLayout found, PixelSize size, string? warning) = Judge(Stream(coded, aspect), mode, Projection.Flat);

        Assert.Equal((layout, Size(view)), (StereoWords.Of(found), size));
        Assert.Equal(isTold, warning is not null);
        Assert.Contains(isTold ? aspect : "", warning ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5760x2880", "2:1", "left_right", Projection.Vr180, "2880x2880")]
    [InlineData("3840x3840", "1:2", "top_bottom", Projection.Equirect, "3840x1920")]
    public void Believed_Sphere_IsJudgedByItsOwnShape(
        string coded, string aspect, string mode, Projection projection, string view)
    {
        (_, PixelSize size, string? warning) = Judge(Stream(coded, aspect), mode, projection);

        Assert.Equal(Size(view), size);
        Assert.NotNull(warning);
    }

    [Theory]
    [InlineData("1280x720", "2:1", StereoLayout.TwoFiles, "1280x720")] // a half of mkvmerge's full side by side
    [InlineData("960x1080", "2:1", StereoLayout.TwoFiles, "1920x1080")] // a half of half side by side
    [InlineData("1828x1556", "2:1", StereoLayout.Mono, "3656x1556")] // anamorphic film
    [InlineData("2560x720", "2:1", StereoLayout.Unknown, "5120x720")] // nothing to hold it against
    public void Believed_OneViewInAPicture_IsDoubtedWhereNoFilmHasItsShape(
        string coded, string aspect, StereoLayout layout, string view)
    {
        StreamFacts stream = Stream(coded, aspect);

        (Rational used, string? warning) = ViewShape.Believed(layout, stream, Projection.Flat);

        Assert.Equal(Size(view), ViewShape.Size(layout, stream.Size, used));
        Assert.Equal(used != stream.SampleAspect, warning is not null);
    }

    [Theory]
    [InlineData("1920x2205", null)]
    [InlineData("1920x2206", "1920x2205")]
    [InlineData("1280x1472", "1280x1470")]
    [InlineData("1920x2160", null)]
    public void NearFramePacking_PaddedPicture_GivesTheSizeItShouldHave(string coded, string? packed) =>
        Assert.Equal(packed is null ? null : Size(packed), CodedView.NearFramePacking(Size(coded)));

    [Fact]
    public void Believed_AspectStated_IsNotDoubted()
    {
        StreamFacts stream = Stream("2560x720", "2:1") with { IsAspectStated = true };

        Assert.Equal((new Rational(2, 1), null), ViewShape.Believed(StereoLayout.SbsFull, stream, Projection.Flat));
    }

    [Theory]
    [InlineData("setsar=2", "left_right", null)]
    [InlineData("setsar=1/2", "left_right", null)]
    [InlineData("setsar=2", "left_right", StereoLayout.SbsFull)]
    public void Probe_FullSideBySideWithTheAspectOfPlayers_GivesSquarePixelsAndAWord(
        string filter, string mode, StereoLayout? stated)
    {
        string path = _films.Film("film.mkv", "640x180", extra: $"-vf {filter} -metadata:s:v:0 stereo_mode={mode}");

        Film film = SmallFilms.Probe(path, new FilmOverrides(stated));

        Assert.Equal((StereoLayout.SbsFull, new PixelSize(320, 180)), (film.Layout, film.ViewSize));
        Assert.Equal(new Rational(1, 1), film.SampleAspect);
        Assert.Contains(film.Warnings, line => line.Contains(
            "contradicts layout sbs-full", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_AspectStated_OverridesTheTag()
    {
        string path = _films.Film("film.mkv", "640x180", extra: "-vf setsar=2");

        Film film = SmallFilms.Probe(
            path, new FilmOverrides(StereoLayout.SbsFull) { SampleAspect = new Rational(4, 3) });

        Assert.Equal(new PixelSize(426, 180), film.ViewSize);
        Assert.Contains("sample aspect 4:3: stated by the user", film.Evidence);
        Assert.DoesNotContain(film.Warnings, line => line.Contains("contradicts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("640x180", "setsar=2", StereoLayout.SbsHalf, "state --layout sbs-full --sample-aspect 1:1")]
    [InlineData("320x180", "setsar=1", StereoLayout.SbsFull, "state --layout sbs-half")]
    [InlineData("320x136", "setsar=1", StereoLayout.Mono, "state another view_px")]
    public void ForSamples_ViewsThatDoNotFit_AdvisesWhatMakesThemFit(
        string size, string filter, StereoLayout layout, string advice)
    {
        Film film = SmallFilms.Probe(
            _films.Film("film.mkv", size, extra: $"-vf {filter}"),
            new FilmOverrides(layout, ViewOrder.LeftFirst),
            quick: true);
        film = film with { SampleAspect = filter == "setsar=2" ? new Rational(2, 1) : new Rational(1, 1) };
        film = film with { ViewSize = ViewShape.Size(layout, film.CodedSize, film.SampleAspect) };
        DecodeOptions options = PaperPipeline.Options.Decode with { View = new(320, 180), Crop = new(320, 180) };

        var error = Assert.Throws<DecodeException>(() => SampleScaling.For(film, options));

        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    private static (StereoLayout Layout, PixelSize View, string? Warning) Judge(
        StreamFacts stream, string mode, Projection projection)
    {
        StereoLayout layout = mode switch
        {
            "left_right" => ViewShape.IsHalf(true, stream, projection) ? StereoLayout.SbsHalf : StereoLayout.SbsFull,
            "top_bottom" => ViewShape.IsHalf(false, stream, projection) ? StereoLayout.TabHalf : StereoLayout.TabFull,
            _ => StereoLayout.RowInterleaved,
        };
        (Rational aspect, string? warning) = ViewShape.Believed(layout, stream, projection);
        return (layout, ViewShape.Size(layout, stream.Size, aspect), warning);
    }

    private static StreamFacts Stream(string size, string aspect)
    {
        int[] parts = [.. aspect.Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return SmallStreams.Of(0) with
        {
            Size = Size(size),
            SampleAspect = new Rational(parts[0], parts[1]),
        };
    }

    private static PixelSize Size(string size)
    {
        int[] parts = [.. size.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new PixelSize(parts[0], parts[1]);
    }
}
