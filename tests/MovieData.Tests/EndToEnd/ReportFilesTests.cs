using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;
using MovieData.Tests.Probe;

namespace MovieData.Tests.EndToEnd;

/// <summary>What tests/data/reports/README.md says is right of each of its files is what comes out.</summary>
[Slow]
public class ReportFilesTests
{
    /// <summary>Largest difference of a decoded patch from the drawn one, levels of 255.</summary>
    private const int LevelsMax = 3;

    /// <summary>The drawn patches, left to right, top to bottom (rgb/make.sh).</summary>
    private static readonly uint[] Patches =
        [0xC81E1E, 0x1EC81E, 0x1E1EC8, 0xC8C81E, 0x1EC8C8, 0xC81EC8, 0xB47850, 0x808080];

    [Theory]
    [InlineData("altseq/whole.mkv", StereoLayout.Alternating, ViewOrder.LeftFirst, 320, 180, "are 96 frames of two")]
    [InlineData("altseq/cut.mkv", StereoLayout.Alternating, ViewOrder.LeftFirst, 320, 180, "no partner")]
    [InlineData("fakei/tagged.mkv", StereoLayout.SbsFull, ViewOrder.Unknown, 320, 192, "the pictures do not")]
    [InlineData("fp2205/film.mkv", StereoLayout.TabFull, ViewOrder.LeftFirst, 1280, 720, "30 blank lines")]
    [InlineData("misc/thumb.mkv", StereoLayout.SbsFull, ViewOrder.Unknown, 320, 180, "index 1 (h264 640×180")]
    [InlineData("planes/planes.mkv", StereoLayout.TwoStreams, ViewOrder.RightFirst, 320, 180, "TrackCombinePlanes")]
    [InlineData("sar/mkvmerge-sbs.mkv", StereoLayout.SbsFull, ViewOrder.LeftFirst, 1280, 720, "contradicts layout")]
    [InlineData("sei0/sei0.h264", StereoLayout.SbsFull, ViewOrder.Unknown, 640, 360, "content interpretation 0")]
    [LongData("sei0/sei1.h264", StereoLayout.SbsFull, ViewOrder.LeftFirst, 640, 360, "content interpretation 1")]
    [LongData("sei0/sei2.h264", StereoLayout.SbsFull, ViewOrder.RightFirst, 640, 360, "content interpretation 2")]
    public void Probe_AReportedKind_IsWhatItIsAndSaysSo(
        string name, StereoLayout layout, ViewOrder order, int width, int height, string said)
    {
        Film film = SmallFilms.Probe(SharedFiles.Committed($"reports/{name}"));

        Assert.Equal((layout, order, new PixelSize(width, height)), (film.Layout, film.ViewOrder, film.ViewSize));
        Assert.Contains(film.Evidence.Concat(film.Warnings), line => line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_PlaylistThatEndsInsideItsClip_PlaysThatPart()
    {
        Film film = SmallFilms.Probe(
            SharedFiles.Committed("reports/branch/DISC"), new FilmOverrides(StereoLayout.SbsFull, Playlist: 3));

        PlayedSpan played = Assert.Single(film.Played);
        Assert.Equal((0, 3), (played.StartS - film.StartS, played.EndS - film.StartS));
    }

    [Fact]
    public void Probe_ChaptersAsMkvextractWritesThem_AreThoseOfTheFirstEdition()
    {
        string film = SharedFiles.Committed("reports/offset/left.mkv");
        string chapters = SharedFiles.Committed("reports/lists/ch.xml");

        Film probed = SmallFilms.Probe(film, new FilmOverrides(ChaptersFile: chapters));

        Assert.Equal([0, 1, 2.5], probed.Chapters.Select(chapter => chapter.StartS));
    }

    [Fact]
    public async Task Probe_DecoyPlaylists_AsksForTheRightOne()
    {
        CommandResult result = await CommandLine.RunAsync("probe", SharedFiles.Committed("reports/decoys/DISC"));

        Assert.Equal(2, result.Code);
        Assert.Contains("--playlist", Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shots_MarkASecondBeforeTheEnd_DropsTheCreditsToo()
    {
        CommandResult result = await CommandLine.RunAsync(
            "shots", "--layout", "sbs-full", SharedFiles.Committed("reports/endmark/DISC"));

        Assert.Contains("dropped as first 1, as last 4…5", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 clips, 16 samples", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shots_SecondFileAFrameLate_IsToldWithItsNumber()
    {
        string left = SharedFiles.Committed("reports/offset/left.mkv");
        CommandResult late = await CommandLine.RunAsync(
            "shots", "--view-order", "left-first", $"{left}+{SharedFiles.Committed("reports/offset/right.mkv")}");
        CommandResult good = await CommandLine.RunAsync(
            "shots", "--view-order", "left-first", $"{left}+{SharedFiles.Committed("reports/offset/good.mkv")}");

        Assert.Equal((2, 0), (late.Code, good.Code));
        Assert.Contains("1 frame ahead", Assert.Single(late.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [LongData("rgb/qtrle.mov")]
    [InlineData("matrix/s240m.mkv")]
    public async Task Decode_PatchesOfKnownColour_ComeOutAsDrawn(string name)
    {
        using var folder = new TemporaryFolder();
        CommandResult result = await CommandLine.RunAsync(
            "decode", "--layout", "sbs-full", "--view-order", "left-first", "--frames", "3", "--out", folder["out"],
            SharedFiles.Committed($"reports/{name}"));
        Assert.True(result.Code == 0, result.Error);

        // Patches of 320×360 in views of 1280×720, which are enlarged to 1920×1080 and cropped by 20 and 140 px.
        using Plane<Rgb24> view = PictureFile.ReadRgb(folder["out/left_00000003.png"]);
        foreach ((int index, uint drawn) in Patches.Index())
        {
            Rgb24 found = view[220 + (480 * (index % 4)), 130 + (540 * (index / 4))];
            int difference = Math.Max(
                Math.Abs(found.R - (int)(drawn >> 16)),
                Math.Max(Math.Abs(found.G - (int)(drawn >> 8 & 0xFF)), Math.Abs(found.B - (int)(drawn & 0xFF))));
            Assert.True(difference <= LevelsMax, $"patch {index}: {found} for {drawn:X6}");
        }
    }
}
