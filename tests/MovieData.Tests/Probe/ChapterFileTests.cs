using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

[Slow]
public sealed class ChapterFileTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("# my film\n\n00:00:00.000 Logo\n00:01:02.500  The \\= chase\n1:00:00\n")]
    [InlineData("CHAPTER01=00:00:00.000\nCHAPTER01NAME=Logo\nCHAPTER02=00:01:02.500\nCHAPTER02NAME=The \\= chase\n"
        + "CHAPTER03=01:00:00.000\nCHAPTER03NAME=\n")]
    [InlineData(";FFMETADATA1\ntitle=film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=62500\ntitle=Logo\n[CHAPTER]\n"
        + "TIMEBASE=1/2\nSTART=125\nEND=7200\ntitle=The \\\\\\= chase\n"
        + "[CHAPTER]\nSTART=3600000000000\n[STREAM]\nSTART=4\n")]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE Chapters SYSTEM \"matroskachapters.dtd\">\n<Chapters>"
        + "<EditionEntry><ChapterAtom><ChapterTimeStart>00:00:09.0</ChapterTimeStart></ChapterAtom></EditionEntry>"
        + "<EditionEntry><EditionFlagDefault>1</EditionFlagDefault><EditionUID>7</EditionUID>"
        + "<ChapterAtom><ChapterTimeStart>00:00:00.000000000</ChapterTimeStart><ChapterDisplay><ChapterString>Logo"
        + "</ChapterString><ChapterLanguage>eng</ChapterLanguage></ChapterDisplay><ChapterDisplay><ChapterString>Emblem"
        + "</ChapterString></ChapterDisplay></ChapterAtom>"
        + "<ChapterAtom><ChapterTimeStart>00:00:01.0</ChapterTimeStart><ChapterFlagEnabled>0</ChapterFlagEnabled>"
        + "</ChapterAtom><ChapterAtom><ChapterTimeStart>00:00:02.0</ChapterTimeStart>"
        + "<ChapterFlagHidden>1</ChapterFlagHidden></ChapterAtom>"
        + "<ChapterAtom><ChapterTimeStart>01:00:00.000</ChapterTimeStart></ChapterAtom>"
        + "<ChapterAtom><ChapterTimeStart>00:01:02.500000000</ChapterTimeStart><ChapterDisplay><ChapterString>"
        + "The \\= chase</ChapterString></ChapterDisplay><ChapterAtom><ChapterTimeStart>00:01:03.0</ChapterTimeStart>"
        + "</ChapterAtom></ChapterAtom></EditionEntry></Chapters>")]
    public void Read_EveryForm_GivesTheSameChapters(string text)
    {
        IReadOnlyList<Chapter> chapters = ChapterFile.Read(Write(text), filmEndS: 7200);

        Assert.Equal(
            [new Chapter(0, 62.5, "Logo"), new Chapter(62.5, 3600, "The \\= chase"), new Chapter(3600, 7200, "")],
            chapters);
    }

    [Theory]
    [InlineData("00:00:05 b\n00:00:04 a\n", ":2: chapter at 4.000 s comes after the one at 5.000 s")]
    [InlineData("00:00:00 a\nsecond chapter\n", ":2: 'second chapter' is no chapter")]
    [InlineData("00:00:61 a\n", ":1: '00:00:61 a' is no chapter")]
    [InlineData("\n# nothing\n", "holds no chapter")]
    [InlineData(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/0\nSTART=0\n", ":3: 'TIMEBASE=1/0' is no time")]
    [InlineData(";FFMETADATA1\n[CHAPTER]\nSTART=-5\n", ":3: 'START=-5' is no time")]
    [InlineData(";FFMETADATA1\n[CHAPTER]\ntitle=x\n", ":2: the chapter has no START")]
    [InlineData("00:00:00 A\n00:30:00 B\n02:00:02 C\n", ":3: chapter at 7202.000 s, but the film ends at 7200.000 s")]
    [InlineData("<Chapters>\n<EditionEntry>", ":2: chapters that are not well-formed XML")]
    [InlineData("<Tags>\n</Tags>", ":1: <Tags> is no chapter list")]
    [InlineData("<Chapters/>", "holds no chapter")]
    [InlineData("<Chapters><EditionEntry>\n<ChapterAtom/></EditionEntry></Chapters>", ":2: the chapter has no")]
    [InlineData("<Chapters><EditionEntry><ChapterAtom>\n<ChapterTimeStart>5</ChapterTimeStart></ChapterAtom>"
        + "</EditionEntry></Chapters>", ":2: ChapterTimeStart is no time")]
    [InlineData("<Chapters><EditionEntry><EditionFlagOrdered>1</EditionFlagOrdered><ChapterAtom><ChapterTimeStart>"
        + "0:00:00.0</ChapterTimeStart></ChapterAtom></EditionEntry></Chapters>", "an ordered edition")]
    [InlineData("<!DOCTYPE Chapters [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>\n<Chapters>&x;</Chapters>",
        ":2: chapters that are not well-formed XML")]
    public void Read_BadFile_NamesFileAndLine(string text, string expected)
    {
        string path = Write(text);

        var error = Assert.Throws<FilmException>(() => ChapterFile.Read(path, 7200));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatFFmpegWrites_GivesTheContainersChapters()
    {
        string marks = Write("0:00 One\n0:00.250 Two; = #\n");
        Film film = SmallFilms.Probe(_films.Film("film.mkv", "320x180"), new FilmOverrides(ChaptersFile: marks));
        File.WriteAllText(_films.At("meta.txt"), """
            ;FFMETADATA1
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=250
            title=One
            [CHAPTER]
            TIMEBASE=1/1000
            START=250
            END=500
            title=Two\; \= \#

            """);
        string chaptered = _films.Make("-i film.mkv -i meta.txt -map_metadata 1 -c copy with.mkv");
        string back = _films.Make("-i with.mkv -f ffmetadata back.txt");

        Assert.Equal([new Chapter(0, 0.25, "One"), new Chapter(0.25, 0.5, "Two; = #")], film.Chapters);
        Assert.Equal(film.Chapters, SmallFilms.Probe(chaptered, quick: true).Chapters);
        Assert.Equal(film.Chapters, ChapterFile.Read(back, 99));
    }

    [Fact]
    public void Read_DeviceWithoutEnd_IsRefusedUnread() => Assert.Contains(
        "a pipe or a device",
        Assert.Throws<FilmException>(() => ChapterFile.Read("/dev/zero", 99)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_FileLargerThanAnyList_IsRefusedUnread()
    {
        string path = Write("");
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(1L << 40);
        }

        Assert.Contains(
            "at most 1048576 are read",
            Assert.Throws<FilmException>(() => ChapterFile.Read(path, 99)).Message,
            StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        File.WriteAllText(_films.At("chapters.txt"), text);
        return _films.At("chapters.txt");
    }
}
