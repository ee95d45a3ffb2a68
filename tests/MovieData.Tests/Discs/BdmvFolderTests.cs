using MovieData.Media.Discs;
using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Discs;

[Slow]
public sealed class BdmvFolderTests : IDisposable
{
    private const uint Minute = 60 * 45_000;
    private readonly SmallFilms _disc = new();

    public void Dispose() => _disc.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parse_StereoPlaylist_GivesItemsMarksAndDependentClips(bool inExtension)
    {
        byte[] bytes = SmallDisc.Playlist(
            [("00001", 10 * Minute, 70 * Minute), ("00003", 0, 30 * Minute)],
            [(0, 10 * Minute), (0, 25 * Minute), (1, 6 * Minute)],
            ["00002", "00004"],
            inExtension,
            baseIsRight: true);

        Playlist playlist = PlaylistFile.Parse(bytes, 800);

        Assert.Equal(
            [new PlayItem("00001", 10 * Minute, 70 * Minute, "00002"), new PlayItem("00003", 0, 30 * Minute, "00004")],
            playlist.Items);
        Assert.Equal([(0, 900), (900, 3960), (3960, 5400)], PlayedClip
            .Chapters(playlist, [.. playlist.Items.Select(Whole)], 0).Select(one => (one.StartS, one.EndS)));
        Assert.Equal((800, 5400), (playlist.Number, playlist.DurationS));
        Assert.True(playlist.BaseViewIsRight && playlist.IsStereo);
    }

    [Fact]
    public void Parse_LinkPoints_AreNoChapters() =>
        Assert.Empty(PlaylistFile.Parse(SmallDisc.Playlist([("00001", 0, 9)], [(0, 0)], markType: 2), 1).Marks);

    [Fact]
    public void Parse_DamagedBytes_GivesAPlaylistOrAFormatError()
    {
        byte[] whole = SmallDisc.Playlist([("00001", 0, 9), ("00002", 0, 9)], [(0, 0), (1, 5)], ["00003", "00004"]);
        var random = new Random(1);
        int errors = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                PlaylistFile.Parse(damaged.AsSpan(0, round % 2 == 0 ? damaged.Length : random.Next(damaged.Length)), 1);
            }
            catch (FormatException)
            {
                errors++;
            }
        }

        Assert.InRange(errors, 1000, 1999);
    }

    [Theory]
    [InlineData("../00")]
    [InlineData("0000a")]
    public void Parse_ClipNameThatIsNoNumber_Throws(string clip) =>
        Assert.Throws<FormatException>(() => PlaylistFile.Parse(SmallDisc.Playlist([(clip, 0, 9)], []), 1));

    [Fact]
    public void Title_Disc_IsTheLongestThatRepeatsNothing()
    {
        Write(1, [("00001", 0, Minute)]);
        Write(2, [("00001", 0, 90 * Minute)]);
        Write(3, [("00005", 0, Minute), ("00005", 0, Minute), ("00001", 0, 90 * Minute)]);
        Write(4, [("00001", 0, 90 * Minute)]);

        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        Assert.Equal(2, folder.Title(null).Number);
        Assert.Equal(3, folder.Title(3).Number);
        var error = Assert.Throws<FilmException>(() => folder.Title(7));
        Assert.Contains("no playlist 7; there are 00001, 00002, 00003, 00004", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Title_StereoTwinOfTheMainTitle_IsPreferred()
    {
        Write(1, [("00001", 0, 90 * Minute)]);
        Write(2, [("00002", 0, 89 * Minute)], ["00003"]);
        Write(3, [("00004", 0, 2 * Minute)], ["00005"]);

        Assert.Equal(2, BdmvFolder.Open(_disc.At("BDMV")).Title(null).Number);
    }

    [Theory]
    [InlineData("21", true)]
    [InlineData("312", true)]
    [InlineData("1234", false)]
    [InlineData("124", false)]
    public void Title_SameClipsInAnotherOrder_IsAsked(string otherClips, bool isAsked)
    {
        Write(1, Items("123"));
        Write(2, Items(otherClips.PadRight(3, '9')));
        Write(3, Items("1"));
        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        if (isAsked)
        {
            string message = Assert.Throws<FilmException>(() => folder.Title(null)).Message;
            Assert.Contains("2 playlists of about ", message, StringComparison.Ordinal);
            Assert.Contains("(00001, 00002): at most one is the film", message, StringComparison.Ordinal);
            Assert.Contains("state --playlist N", message, StringComparison.Ordinal);
        }
        else
        {
            folder.Title(null);
        }

        Assert.Equal(2, folder.Title(2).Number);
    }

    [Fact]
    public void Title_StereoTitleWithDecoysOfItsClips_IsAsked()
    {
        Write(1, Items("123"), ["00004", "00005", "00006"]);
        Write(2, Items("213"), ["00005", "00004", "00006"]);

        Assert.Contains("--playlist", Assert.Throws<FilmException>(() => BdmvFolder.Open(_disc.Folder).Title(null))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Title_SlideShowLongerThanTheFilm_IsPassedOver()
    {
        Write(1, Items("123"));
        Write(2, [("00004", 0, 120 * Minute)]);
        Write(3, Items("12345"));
        Change(2, at: 40 + 4 + 14 + 4 + 6 + 2 + 12 + 8 + 8 + 1, to: 1);
        Change(3, at: 40 + 4 + 1, to: 3);
        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        Assert.Equal(1, folder.Title(null).Number);
        Assert.Contains("stands still", Assert.Single(TitleChoice.Warnings(folder.Title(2), folder.Playlists, true)),
            StringComparison.Ordinal);
        Assert.Contains("random order", Assert.Single(TitleChoice.Warnings(folder.Title(3), folder.Playlists, true)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_OtherClipsOfOneLength_AreNamed()
    {
        Write(1, Items("123"));
        Write(2, Items("124"));
        Write(3, Items("123"));
        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        Assert.StartsWith("1 more playlists of this length play other clips (00002)", Assert.Single(
            TitleChoice.Warnings(folder.Title(null), folder.Playlists, isStated: false)), StringComparison.Ordinal);
        Assert.Empty(TitleChoice.Warnings(folder.Title(1), folder.Playlists, isStated: true));
    }

    [Fact]
    public void Open_OneDamagedPlaylist_IsAWarning()
    {
        Write(1, [("00001", 0, Minute)]);
        File.WriteAllText(_disc.At("BDMV/PLAYLIST/00002.mpls"), "MPLS");

        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        Assert.StartsWith("00002.mpls: ends", Assert.Single(folder.Warnings), StringComparison.Ordinal);
        Assert.Single(folder.Playlists);
    }

    [Fact]
    public void Open_PipeInAFilesPlace_IsNotWaitedFor()
    {
        Write(1, [("00001", 0, Minute)]);
        OddFiles.Pipe(_disc.At("BDMV/PLAYLIST/00002.mpls"));
        OddFiles.Pipe(Stream("00001.m2ts"));

        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        Assert.Contains("a pipe or a device", Assert.Single(folder.Warnings), StringComparison.Ordinal);
        FilmException error = Assert.Throws<FilmException>(() => folder.Files(folder.Title(null).Items[0]));
        Assert.Contains("00001.m2ts: cannot be read: a pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_StereoItem_PrefersTheInterleavedFile()
    {
        Write(1, [("00001", 0, Minute)], ["00002"]);
        File.WriteAllBytes(Stream("00001.m2ts"), SmallDisc.Clip());
        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);
        PlayItem item = folder.Title(null).Items[0];

        var missing = Assert.Throws<FilmException>(() => folder.Files(item));
        Assert.Contains(
            "00002.m2ts: the playlist plays this clip, but it is missing", missing.Message, StringComparison.Ordinal);

        File.WriteAllBytes(Stream("00002.m2ts"), SmallDisc.Clip());
        Assert.Equal([Stream("00001.m2ts"), Stream("00002.m2ts")], folder.Files(item));

        File.WriteAllBytes(Stream("SSIF/00001.ssif"), SmallDisc.Clip());
        Assert.Equal([Stream("SSIF/00001.ssif")], folder.Files(item));
    }

    [Fact]
    public void Files_EncryptedClip_IsRefusedSayingSo()
    {
        Write(1, [("00001", 0, Minute)]);
        File.WriteAllBytes(Stream("00001.m2ts"), SmallDisc.Clip(encrypted: true));
        BdmvFolder folder = BdmvFolder.Open(_disc.Folder);

        var damaged = Assert.Throws<FilmException>(() => folder.Files(folder.Title(null).Items[0]));
        Directory.CreateDirectory(_disc.At("AACS"));
        var encrypted = Assert.Throws<FilmException>(() => folder.Files(folder.Title(null).Items[0]));

        Assert.Contains("damaged clip", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("encrypted", encrypted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_DiscWithOneClip_IsThatClipWithTheDiscsChapters()
    {
        Write(1, [("00001", 0, Minute)]);
        _disc.Make("-f lavfi -i testsrc2=s=640x180:r=24:d=2 -c:v libx264 -pix_fmt yuv420p -mpegts_m2ts_mode 1"
            + " -output_ts_offset 600 -f mpegts BDMV/STREAM/00001.m2ts");
        double startS = SmallFilms.Probe(Stream("00001.m2ts"), quick: true).StartS;
        uint start = (uint)Math.Round(startS * 45_000);
        File.WriteAllBytes(_disc.At("BDMV/PLAYLIST/00001.mpls"), SmallDisc.Playlist(
            [("00001", start, start + 90_000)], [(0, start), (0, start + 45_000)]));

        Film film = SmallFilms.Probe(_disc.Folder, new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst));

        Assert.Equal([Stream("00001.m2ts")], film.Paths);
        Assert.Equal(SourceArgument.IdOf(_disc.Folder), film.Id);
        Assert.Equal([startS, startS + 1], film.Chapters.Select(one => Math.Round(one.StartS, 4)));
        Assert.Contains(film.Evidence, line => line.Contains("playlist 00001", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_StereoDisc_IsMvcWithTheOrderOfThePlaylist()
    {
        Directory.CreateDirectory(_disc.At("BDMV/PLAYLIST"));
        Directory.CreateDirectory(_disc.At("BDMV/STREAM"));
        _disc.Make("-f lavfi -i testsrc2=s=320x180:r=24:d=1 -c:v libx264 -pix_fmt yuv420p -mpegts_m2ts_mode 1"
            + " -f mpegts BDMV/STREAM/00001.m2ts");
        File.Copy(Stream("00001.m2ts"), Stream("00002.m2ts"));
        File.WriteAllBytes(_disc.At("BDMV/PLAYLIST/00800.mpls"), SmallDisc.Playlist(
            [("00001", 0, Minute)], [(0, 0)], ["00002"], baseIsRight: true));

        Film film = SmallFilms.Probe(_disc.Folder, new FilmOverrides(Playlist: 800));

        Assert.Equal((StereoLayout.Mvc, ViewOrder.RightFirst), (film.Layout, film.ViewOrder));
        Assert.Equal([Stream("00001.m2ts"), Stream("00002.m2ts")], film.Paths);
    }

    [Fact]
    public void Probe_PlaylistStatedOfAFile_IsRefused()
    {
        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(
            _disc.Film("film.mkv", "320x180"), new FilmOverrides(Playlist: 1)));

        Assert.Contains("--playlist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithoutPlaylists_SaysSo() =>
        Assert.Contains(
            "without BDMV/PLAYLIST",
            Assert.Throws<FilmException>(() => BdmvFolder.Open(_disc.Folder)).Message,
            StringComparison.Ordinal);

    private static PlayedClip Whole(PlayItem item) => new(item, item.InTicks / 45_000d, item.DurationS, 0, 0);

    private static (string Clip, uint In, uint Out)[] Items(string clips) =>
        [.. clips.Select(clip => ($"0000{clip}", 0u, 30 * Minute))];

    private void Change(int number, int at, byte to)
    {
        string path = _disc.At($"BDMV/PLAYLIST/{number:D5}.mpls");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at] = to;
        File.WriteAllBytes(path, bytes);
    }

    private string Stream(string name) => Path.Combine(_disc.Folder, "BDMV", "STREAM", name);

    private void Write(int number, (string Clip, uint In, uint Out)[] items, string[]? dependents = null)
    {
        Directory.CreateDirectory(_disc.At("BDMV/PLAYLIST"));
        Directory.CreateDirectory(_disc.At("BDMV/STREAM/SSIF"));
        File.WriteAllBytes(
            _disc.At($"BDMV/PLAYLIST/{number:D5}.mpls"), SmallDisc.Playlist(items, [(0, items[0].In)], dependents));
    }
}
