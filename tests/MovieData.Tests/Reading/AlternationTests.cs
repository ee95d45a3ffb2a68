using MovieData.Media.Probe;
using MovieData.Media.Reading;
using MovieData.Media.Scan;

namespace MovieData.Tests.Reading;

public sealed class AlternationTests
{
    /// <summary>A letter a picture in the order shown: 1 first view, 2 second view, - no message.</summary>
    [Theory]
    [InlineData("------", 0, false)]
    [InlineData("121212", 0, false)]
    [InlineData("212121", 1, false)]
    [InlineData("2-----", 1, false)]
    [InlineData("-1----", 1, false)]
    [InlineData("1---1-", 0, false)]
    [InlineData("111111", 0, true)]
    [InlineData("222222", 0, true)]
    public void Of_FirstPictures_FindsWherePairsBegin(string views, int skipped, bool warns)
    {
        var start = Alternation.Of([.. views.Select((view, n) => Picture(n, view))]);

        Assert.Equal((skipped, warns), (start.Skipped, start.Warnings.Count == 1));
    }

    [Fact]
    public void Of_PicturesBeforeTheFirstKeyPicture_AreNotCounted()
    {
        // Coded order; picture 3 cannot be decoded, 4 and 5 lead the key picture 6 and refer to what is not there.
        CodedPicture[] coded =
        [
            Picture(3, '2') with { IsKey = false }, Picture(6, '2'), Picture(4, '2'), Picture(5, '1'), Picture(8, '2'),
            Picture(7, '1'),
        ];

        Assert.Equal(1, Alternation.Of(coded).Skipped);
        Assert.Equal(0, Alternation.Of([.. coded.Select(one => one with { IsKey = one.Pts == 7 })]).Skipped);
    }

    [Theory]
    [InlineData("12121212", null)]
    [InlineData("------2-", 3)]
    [InlineData("1212212-", 2)]
    [InlineData("12121112", 2)]
    [InlineData("11111111", null)]
    public void CheckViews_PictureOfTheOtherView_NamesItsFrame(string views, int? frame)
    {
        FrameTimes Of(int view) => new([.. Enumerable.Range(0, 4).Select(n => (long)(2 * n) + view)], new bool[4]);
        void Check() => AlternatingPictures.CheckViews(
            "film.mkv", Of(0), Of(1), [.. views.Select((view, n) => Picture(n, view))]);

        if (frame is null)
        {
            Check();
            return;
        }

        Assert.Contains(
            $"film.mkv: frame {frame}: ", Assert.Throws<ScanException>(Check).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 41, true)]
    [InlineData(20, 21, true)]
    [InlineData(21, 20, true)]
    [InlineData(41, 1, false)]
    public void Pair_DistancesInTime_TellPairsThatBeginWithASecondView(int within, int between, bool isGood)
    {
        FrameTimes Of(int start) =>
            new([.. Enumerable.Range(0, 6).Select(n => (long)(n * (within + between)) + start)], new bool[6]);
        void Pair() => AlternatingPictures.Pair("film.mkv", Of(0), Of(within));

        if (isGood)
        {
            Pair();
            return;
        }

        Assert.Contains(
            "begins with the second view", Assert.Throws<ScanException>(Pair).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,        336,        672,      336,     2163, 0x16a62ab9, F=0x0", 672L, 0, 2163)]
    [InlineData("0,     126000,     126000,     1875,     5109, 0x945bf813, S=1,        1", 126000L, 1, 5109)]
    [InlineData("0,    -100000, -9223372036854775808,    50000,     6245, 0x62c5b369", null, 1, 6245)]
    [InlineData("0,  0,  0,  1,  7, 0x62c5b369, F=0x5", 0L, 5, 7)]
    public void Packet_LineOfFramecrc_IsRead(string line, long? pts, int flags, int bytes) =>
        Assert.Equal((pts, flags, bytes), PackingMessages.Packet(line));

    [Theory]
    [InlineData("#tb 0: 1/1000")]
    [InlineData("[h264 @ 0x1] error, 1, 2, 3, 4, 5")]
    public void Packet_OtherLine_IsNone(string line) => Assert.Null(PackingMessages.Packet(line));

    private static CodedPicture Picture(int pts, char view) => new(
        pts,
        true,
        true,
        view == '-' ? null : new PackingMessage { Id = 0, Type = PackingMessage.Temporal, IsFrame0 = view == '1' });
}
