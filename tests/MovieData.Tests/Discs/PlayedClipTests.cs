using MovieData.Media.Discs;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Discs;

/// <summary>Play items against clips of 4 s, worked out by hand.</summary>
public sealed class PlayedClipTests
{
    private const double ClockPeriodS = (1L << 33) / 90_000d;

    [Theory]
    [InlineData(3.0, 7.0, 0.0, 0.0)]
    [InlineData(3.0, 6.0, 0.0, 1.0)]
    [InlineData(4.0, 7.0, 1.0, 0.0)]
    // Up to two pictures at either end are no cut.
    [InlineData(3.08, 6.92, 0.0, 0.0)]
    // The clock of a clip may run over: its last picture then stands at 1 s.
    [InlineData(ClockPeriodS - 2, 0.5, 1.0, 0.5)]
    public void Of_InAndOutTimes_SayWhatIsLeftOut(double inS, double outS, double lateS, double earlyS)
    {
        double startS = inS > 100 ? inS - 1 : 3;

        var clip = PlayedClip.Of(Item("00001", inS, outS), Stream(startS), "x");

        Assert.Equal((lateS, earlyS), (Math.Round(clip.LateS, 3), Math.Round(clip.EarlyS, 3)));
    }

    [Fact]
    public void Of_ItemBesideItsClip_IsRefused() => Assert.Contains(
        "x plays 8.00…9.00 s, but its clip has pictures at 3.00…7.00 s",
        Assert.Throws<FilmException>(() => PlayedClip.Of(Item("00001", 8, 9), Stream(3), "x")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Spans_SecondOfThreeClipsCut_LieOnTheJoinedClock()
    {
        PlayedClip[] clips =
        [
            PlayedClip.Of(Item("00001", 3, 7), Stream(3), "x"),
            PlayedClip.Of(Item("00002", 11, 12.5), Stream(10), "x"),
            PlayedClip.Of(Item("00003", 0, 4), Stream(0), "x"),
        ];
        var title = new Playlist(
            1,
            [.. clips.Select(clip => clip.Item)],
            [new PlaylistMark(0, 3 * 45_000), new PlaylistMark(1, 10 * 45_000), new PlaylistMark(2, 45_000)],
            BaseViewIsRight: false);

        Assert.Equal([new(0.5, 4.5), new(5.5, 7), new PlayedSpan(8.5, 12.5)], PlayedClip.Spans(clips, 0.5));
        // The second mark stands before what its item plays.
        Assert.Equal([0.5, 5.5, 9.5], PlayedClip.Chapters(title, clips, 0.5).Select(chapter => chapter.StartS));
        Assert.Equal(12.5, PlayedClip.Chapters(title, clips, 0.5)[^1].EndS);
        Assert.Contains("1 of 3 play items play a part of their clip (the first one 00002 from 1.000 to 2.500 of 4.000",
            Assert.Single(PlayedClip.Remarks(clips).Evidence), StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_WholeClips_AreNone()
    {
        PlayedClip[] clips = [PlayedClip.Of(Item("00001", 3, 7), Stream(3), "x")];

        Assert.Empty(PlayedClip.Spans(clips, 0));
        Assert.Empty(PlayedClip.Remarks(clips).Evidence);
    }

    [Fact]
    public void Remarks_ClipThatEndsBeforeItsItem_AsksForTheWholeCopy() => Assert.Contains(
        "pictures for 4.000 s, its play item ends 56.000 s later",
        Assert.Single(PlayedClip.Remarks([PlayedClip.Of(Item("00001", 3, 63), Stream(3), "x")]).Warnings),
        StringComparison.Ordinal);

    [Fact]
    public void Spread_TwoSpans_LeavesOutWhatIsBetween() => Assert.Equal(
        [0.5, 1.5, 7.5, 8.5], PlayedSpan.Spread([new(10, 12), new(17, 19)], startS: 10, lengthS: 20, count: 4));

    private static PlayItem Item(string clip, double inS, double outS) =>
        new(clip, (uint)Math.Round(inS * 45_000), (uint)Math.Round(outS * 45_000), null);

    private static StreamFacts Stream(double startS) => SmallStreams.Of(0) with { DurationS = 4, StartS = startS };
}
