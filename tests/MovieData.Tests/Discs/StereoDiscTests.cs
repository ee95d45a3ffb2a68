using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Probe;
using MovieData.Tests.Reading;

namespace MovieData.Tests.Discs;

/// <summary>Titles of clips with two views each, against the reference decoder's digests of each clip.</summary>
[Slow]
public class StereoDiscTests
{
    [Theory]
    [LongData(false)]
    [InlineData(true)]
    public async Task Decode_TitleOfTwoClips_PrintsTheDigestsOfOneClipBehindTheOther(bool isInterleaved)
    {
        using var disc = new StereoDisc(isInterleaved);
        string[] truth = [.. JoinedMvcStreamTests.Joined("i_idr", "b_hier")
            .Select(one => $"{one.Key.View} {one.Key.Frame} {one.Value}")];

        CommandResult all = await CommandLine.RunAsync("decode", "--md5", disc.Folder);
        CommandResult some = await CommandLine.RunAsync("decode", "--md5", "--frames", "47,48,70,95", disc.Folder);

        Assert.True(all.Code == 0, all.Error);
        Assert.Equal(truth.Order(StringComparer.Ordinal), Lines(all).Order(StringComparer.Ordinal));
        Assert.Equal(
            truth.Where(line => line.Split(' ')[1] is "47" or "48" or "70" or "95").Order(StringComparer.Ordinal),
            Lines(some).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Probe_TitleOfTwoClips_IsOneFilmOfAllPairs()
    {
        using var disc = new StereoDisc();

        Film film = disc.Probe();
        Film readBack = FilmJson.Read(JsonNode.Parse(FilmJson.Write(film).ToJsonString())!.AsObject(), film.Paths);

        Assert.Equal((StereoLayout.Mvc, ViewOrder.RightFirst, 96, true),
            (film.Layout, film.ViewOrder, film.Frames, film.FramesExact));
        Assert.Equal(
            ["00001.m2ts", "00002.m2ts", "00003.m2ts", "00004.m2ts"],
            film.Paths.Select(path => Path.GetFileName(path)));
        Assert.Equal([2, 2], film.ClipFiles);
        Assert.Equal([2, 2], readBack.ClipFiles);
        Assert.Equal(2, readBack.Clips);
        Assert.Equal(new PixelArea(0, 0, 320, 192), film.Active);
        Assert.Contains(film.Evidence, line => line.Contains("in clip 00002, 00004, the", StringComparison.Ordinal));
        Assert.Equal([0, 1, 48 / film.Fps.Value], film.Chapters.Select(one => one.StartS), (one, two) =>
            Math.Abs(one - two) < 1e-4);
        Assert.Equal(96 / film.Fps.Value, film.Chapters[^1].EndS, 4);
        Assert.False(disc.Probe(quick: true).FramesExact);
    }

    [Fact]
    public void Scan_TitleOfTwoClips_SeesEveryPairAndTheChapterAtTheSeam()
    {
        using var disc = new StereoDisc();
        Film film = disc.Probe();

        SceneScores scores =
            SceneScan.Run(film, ScorePicture.View, null, TestContext.Current.CancellationToken);

        Assert.Equal(96, scores.Frames);
        Assert.Equal([0, 24, 48], ShotPlanner.ChapterFrames(film.Chapters, scores, film.Fps.Value));
    }

    [Theory]
    [InlineData(false)]
    [LongData(true)]
    public void Probe_OneClip_HasItsChaptersOnTheClockOfItsPairs(bool isInterleaved)
    {
        using var disc = new StereoDisc(isInterleaved);
        disc.WriteFirstClipAlone();

        Film film = disc.Probe();

        Assert.Equal((StereoLayout.Mvc, 48, 0.0), (film.Layout, film.Frames, film.StartS));
        Assert.Equal([0, 1], film.Chapters.Select(one => Math.Round(one.StartS, 4)));
    }

    [Fact]
    public void Fingerprint_DependentClipOfTheLastItemChanged_IsAnotherFilm()
    {
        using var disc = new StereoDisc();
        Film film = disc.Probe();
        IReadOnlyList<FileFingerprint> before = FilmFingerprint.Of(film.Paths);
        FilmStamp stamp = FilmStamp.Of(film.Paths);

        File.AppendAllText(disc.Stream("00004.m2ts"), "x");

        Assert.False(FilmFingerprint.Matches(before, FilmFingerprint.Of(film.Paths)));
        Assert.Contains(
            "00004.m2ts: changed", Assert.Throws<FilmException>(stamp.RequireSame).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_DependentClipOfTheSecondItemMissing_IsOneLine()
    {
        using var disc = new StereoDisc();
        File.Delete(disc.Stream("00004.m2ts"));

        await AssertRefusedAsync(disc, "00004.m2ts: the playlist plays this clip, but it is missing");
    }

    [Theory]
    [InlineData(22_500, 0, 60, 96)]
    [InlineData(0, 22_500, 48, 84)]
    public void Probe_CutClip_PlaysTheRestOfItsPairs(int later, int earlier, int first, int end)
    {
        using var disc = new StereoDisc();
        disc.WriteCut(later, earlier);

        Film film = disc.Probe();

        // In frames of 24 fps: the first clip has 48 pairs, half a second is 12.
        double fps = film.Fps.Value;
        Assert.Equal(
            [(0, 48), (first, end)],
            film.Played.Select(span => ((int)Math.Round(span.StartS * fps), (int)Math.Round(span.EndS * fps))));
        Assert.Equal(first, Math.Round(film.Chapters[^1].StartS * fps));
        Assert.Equal(end, Math.Round(film.Chapters[^1].EndS * fps));
        Assert.Equal(96, film.Frames);
    }

    [Fact]
    public async Task Probe_ItemWhoseSecondFileIsNoSecondView_IsOneLine()
    {
        using var disc = new StereoDisc();
        disc.WriteMixed();

        await AssertRefusedAsync(disc, "00003.m2ts+00003.m2ts");
    }

    [Fact]
    public void Probe_StatedMono_IsTheBaseViewOfAllClips()
    {
        using var disc = new StereoDisc();
        string[] truth = [.. JoinedMvcStreamTests.Joined("i_idr", "b_hier")
            .Where(one => one.Key.View == 0).Select(one => one.Value)];

        Film film = SmallFilms.Probe(disc.Folder, new FilmOverrides(StereoLayout.Mono));

        Assert.Equal((StereoLayout.Mono, 2, 0), (film.Layout, film.Paths.Count, film.ClipFiles.Count));
        Assert.Equal(truth, FrameDump
            .Digests(film, null, 0, TestContext.Current.CancellationToken).Select(digest => digest.Md5));
    }

    private static async Task AssertRefusedAsync(StereoDisc disc, string words)
    {
        CommandResult result = await CommandLine.RunAsync("probe", "--json", disc.Folder);

        Assert.Equal(2, result.Code);
        string fault = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(words, fault, StringComparison.Ordinal);
    }

    private static string[] Lines(CommandResult result) =>
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
