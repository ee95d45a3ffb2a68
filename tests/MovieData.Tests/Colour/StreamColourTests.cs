using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Colour;

[Slow]
public sealed class StreamColourTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("ycgco", "", "yuv444p")]
    [InlineData("ictcp", "smpte2084", "yuv420p10le")]
    [InlineData("bt2020c", "bt2020-10", "yuv420p10le")]
    [InlineData("chroma-derived-nc", "", "yuv420p")]
    [InlineData("chroma-derived-c", "", "yuv420p")]
    [InlineData("smpte2085", "", "yuv420p")]
    [InlineData("gbr", "", "yuv420p")]
    [InlineData("tomorrow", "", "yuv420p")]
    [InlineData("bt709", "linear", "yuv420p")]
    [InlineData("bt709", "log100", "yuv420p")]
    [InlineData("gbr", "log316", "gbrp")]
    public void CodingOf_WhatCannotBeRead_IsRefusedByItsName(string matrix, string transfer, string format)
    {
        var error = Assert.Throws<FilmException>(() => StreamColour.CodingOf(
            "film.mkv: video stream 0", new ColourTags("tv", matrix, transfer, ""), format, "hevc", 1080));

        string named = transfer is "linear" or "log100" or "log316" ? transfer : matrix;
        Assert.Contains($"{named} ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("film.mkv: video stream 0: colour ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Codes 9, 16, 9 of ITU-T H.273 are BT.2020, PQ and BT.2020; 2 is unspecified.</summary>
    [Fact]
    public void Of_CodePoints_AreTheWordsOfH273()
    {
        Assert.Equal(new ColourTags("tv", "bt2020nc", "smpte2084", "bt2020"), ColourTags.Of(false, 0x091009));
        Assert.Equal(new ColourTags("pc", "", "", ""), ColourTags.Of(true, 0x020202));
        Assert.Equal(new ColourTags("", "smpte240m", "bt470bg", "smpte432"), ColourTags.Of(null, 0x0c0507));
        Assert.Equal(ColourTags.None, ColourTags.Of(null, null));
    }

    /// <summary>The size of one whole view tells HD from SD, not that of the picture that holds two.</summary>
    [Theory]
    [InlineData("640x1152", StereoLayout.TabFull, YuvMatrix.Bt601)]
    [InlineData("320x1152", StereoLayout.Mono, YuvMatrix.Bt709)]
    [InlineData("320x720", StereoLayout.TabHalf, YuvMatrix.Bt709)]
    [InlineData("320x1440", StereoLayout.TabFull, YuvMatrix.Bt709)]
    [InlineData("320x718", StereoLayout.SbsHalf, YuvMatrix.Bt601)]
    public void Probe_Untagged_GoesByTheRowsOfOneView(string size, StereoLayout layout, YuvMatrix expected)
    {
        string path = _films.Film("film.mkv", size, seconds: 0.1);

        Film film = SmallFilms.Probe(path, new FilmOverrides(layout, ViewOrder.LeftFirst), quick: true);

        Assert.Equal(new ColourCoding(expected, false), film.Colour);
        Assert.Contains(film.Evidence, line => line.EndsWith(
            $"untagged, {film.ViewSize.Height} lines", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_TwoFilesOfOtherColour_NamesBoth()
    {
        string left = _films.Film("left.mkv", "64x64", 0.2, extra: "-colorspace bt709");
        string right = _films.Film("right.mkv", "64x64", 0.2, extra: "-colorspace bt470bg -color_range pc");
        string same = _films.Film("same.mkv", "64x64", 0.2, extra: "-colorspace bt709 -color_primaries bt470bg");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe($"{left}+{right}", quick: true));

        Assert.Contains("right.mkv", error.Message, StringComparison.Ordinal);
        Assert.Contains("smpte170m of full range", error.Message, StringComparison.Ordinal);
        Assert.Contains("bt709 of limited range", error.Message, StringComparison.Ordinal);
        Assert.Equal(StereoLayout.TwoFiles, SmallFilms.Probe($"{left}+{same}", quick: true).Layout);
    }

    /// <summary>ffmpeg's decoder goes by the stream; some players by the container.</summary>
    [Fact]
    public void Probe_ContainerContradictsItsPictures_ThePicturesAreBelievedWithAWord()
    {
        _films.Film("own.mp4", "64x64", extra: "-colorspace smpte170m -color_range tv");
        string path = _films.Make("-i own.mp4 -c copy -colorspace bt709 -color_range pc -movflags write_colr film.mp4");

        Film film = SmallFilms.Probe(path);

        Assert.Equal(new ColourCoding(YuvMatrix.Bt601, false), film.Colour);
        Assert.Contains(
            "film.mp4: colour range pc by the container, tv by its pictures: the pictures are believed", film.Warnings);
    }

    [Fact]
    public void Probe_WidePrimariesWithoutHdr_AreTold()
    {
        string path = _films.Film(
            "film.mkv", "64x64", extra: "-colorspace bt2020nc -color_primaries bt2020 -color_trc bt2020-10");

        Film film = SmallFilms.Probe(path);

        Assert.Equal((YuvMatrix.Bt2020, "bt2020", false),
            (film.Colour.Matrix, film.Colour.WidePrimaries, film.HighDynamicRange));
        Assert.Contains(
            film.Warnings, line => line.Contains("primaries bt2020 are not converted", StringComparison.Ordinal));
    }
}
