using MovieData.Media.Films;

namespace MovieData.Tests.Probe;

/// <summary>A file that only names others is no film, whatever it is called.</summary>
[Slow]
public sealed class ListFormatsTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("list.mkv", "hls", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\nother.ts\n#EXT-X-ENDLIST\n")]
    [InlineData("list.m3u8", "hls", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("list.ssif", "hls", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("list.mp4", "concat", "ffconcat version 1.0\nfile other.ts\n")]
    public void Probe_ListOfOtherFiles_IsRefusedByName(string name, string format, string content)
    {
        string other = _films.Film("other.ts", "640x180");
        File.WriteAllText(_films.At(name), content.Replace("{0}", other, StringComparison.Ordinal));

        foreach (bool quick in (bool[])[true, false])
        {
            var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(
                _films.At(name), new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst), quick));

            Assert.StartsWith(_films.At(name), error.Message, StringComparison.Ordinal);
            Assert.Contains($"a list of other files (format {format}", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Blu-ray 3D is read by us: what it is read from must be one file as well.</summary>
    [Fact]
    public void Probe_ListOfAStereoscopicFile_IsRefusedByName()
    {
        string other = SharedFiles.Committed("mvc/containers/single_pid.ts");
        File.WriteAllText(
            _films.At("list.ssif"), $"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{other}\n#EXT-X-ENDLIST\n");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(
            _films.At("list.ssif"), new FilmOverrides(StereoLayout.Mvc, ViewOrder.LeftFirst)));

        Assert.Contains("a list of other files (format hls", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_NumberedPictures_AreRefusedByName()
    {
        _films.Make("-f lavfi -i testsrc2=s=640x180:d=0.5 picture%02d.png");
        File.Copy(_films.At("picture01.png"), _films.At("picture%02d.png"));

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(_films.At("picture%02d.png")));

        Assert.Contains("is one picture, not a film (format image2)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A pattern, one picture of several, their folder: what to do is said with their own names.</summary>
    [Theory]
    [InlineData("frame_%05d.png")]
    [InlineData("frame_00001.png")]
    [InlineData("")]
    public void Probe_PicturesOfAFilm_SaysHowToMakeAFilmOfThem(string name)
    {
        Directory.CreateDirectory(_films.At("shot2"));
        _films.Make("-f lavfi -i testsrc2=s=64x32:d=0.1 shot2/frame_%05d.png");
        string word = name.Length > 0 ? _films.At("shot2/" + name) : _films.At("shot2");

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(word));

        Assert.StartsWith(word, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"ffmpeg -framerate 24 -i {_films.At("shot2/frame_%05d.png")} -c:v ffv1 film.mkv",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CD001")]
    [InlineData("BEA01")]
    public void Probe_ImageOfADisc_IsRefusedByName(string descriptor)
    {
        // A film in front, which ffmpeg would find.
        byte[] film = File.ReadAllBytes(_films.Film("film.ts", "640x180", seconds: 1));
        Array.Resize(ref film, 17 * 2048);
        System.Text.Encoding.ASCII.GetBytes(descriptor).CopyTo(film, (16 * 2048) + 1);
        File.WriteAllBytes(_films.At("disc.iso"), film);

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(_films.At("disc.iso")));

        Assert.Contains("is an image of a disc, not a film: mount it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NameThatIsNotUtf8_SaysSo()
    {
        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(_films.At("caf\uFFFD.mkv")));

        Assert.Contains("this name is not UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains("caf*.mkv NAME", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_NameWithTheSignForLostBytes_IsReadWhereItExists()
    {
        File.Move(_films.Film("film.mkv", "640x180"), _films.At("caf\uFFFD.mkv"));

        Assert.Equal(12, SmallFilms.Probe(_films.At("caf\uFFFD.mkv")).Frames);
    }
}
