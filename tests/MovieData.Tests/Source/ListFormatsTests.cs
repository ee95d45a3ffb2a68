using MovieData.Source;

namespace MovieData.Tests.Source;

/// <summary>A file that only names others is no film, whatever it is called.</summary>
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
        string other = SharedFiles.Require("mvc/containers/single_pid.ts");
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

        Assert.Contains("a list of other files (format image2)", error.Message, StringComparison.Ordinal);
    }
}
