using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Tests.Films;

public sealed class FilmJsonTests
{
    private static Film Film(string folder) => new()
    {
        Id = "hugo",
        Paths = [Path.Combine(folder, "left +.mkv"), Path.Combine(folder, "right.mkv")],
        Layout = StereoLayout.TwoFiles,
        ViewOrder = ViewOrder.RightFirst,
        CodedSize = new PixelSize(1920, 1080),
        SampleAspect = new Rational(16, 15),
        ViewSize = new PixelSize(2048, 1080),
        StreamIndexes = [0, 2],
        TimeBases = [new Rational(1, 1000), new Rational(1001, 24000)],
        Fps = new Rational(24000, 1001),
        Frames = 172_800,
        FramesExact = true,
        DurationS = 7207.2,
        StartS = 600.25,
        Colour = new ColourCoding(YuvMatrix.Smpte240M, true)
        {
            Pixels = PixelKind.Grey,
            HdrTransfer = "smpte2084",
            WidePrimaries = "bt2020",
        },
        PixelFormat = "yuv420p10le",
        Container = "matroska,webm",
        Codec = "hevc",
        Chapters = [new Chapter(0, 0.1 + 0.2, "Ü \"1\""), new Chapter(0.1 + 0.2, 7207.2, "")],
        Active = new PixelArea(2, 140, 2044, 800),
        FieldCheck = FieldCheck.Combing,
        ViewOrderProbability = 0.875,
        Evidence = ["a", "b"],
        Warnings = ["c"],
    };

    [Fact]
    public void Read_OfWhatWriteWrote_IsTheSameFilm()
    {
        Film film = Film("/films");

        Film read = FilmJson.Read(JsonNode.Parse(FilmJson.Write(film).ToJsonString())!.AsObject(), film.Paths);

        Assert.Equivalent(film, read, strict: true);
        Assert.Equal(film.Chapters, read.Chapters);
    }

    [Fact]
    public void Write_OfAFilmThatLiesElsewhere_IsTheSameText() =>
        Assert.Equal(
            FilmJson.Write(Film("/films")).ToJsonString(), FilmJson.Write(Film("/other/place")).ToJsonString());

    [Fact]
    public void Write_AnyFilm_HasTheContractsKeys()
    {
        JsonObject json = FilmJson.Write(Film("/films"));

        string[] contract =
        [
            "source", "layout", "view_order", "projection", "width", "height", "fps", "frames", "frames_exact",
            "chapters", "view_order_probability", "active", "evidence", "warnings",
        ];
        Assert.Empty(contract.Except(json.Select(entry => entry.Key)));
        Assert.Equal("left +.mkv+right.mkv", json["source"]!.GetValue<string>());
        Assert.Equal(24000 / 1001d, json["fps"]!.GetValue<double>());
    }

    [Theory]
    [InlineData("layout", "\"sideways\"")]
    [InlineData("fps_exact", "\"24\"")]
    [InlineData("frames", "\"many\"")]
    [InlineData("chapters", "null")]
    [InlineData("field_check", "\"never\"")]
    public void Read_DamagedFile_Throws(string key, string value)
    {
        Film film = Film("/films");
        JsonObject json = JsonNode.Parse(FilmJson.Write(film).ToJsonString())!.AsObject();
        json[key] = JsonNode.Parse(value);

        Assert.Throws<FilmException>(() => FilmJson.Read(json, film.Paths));
    }
}
