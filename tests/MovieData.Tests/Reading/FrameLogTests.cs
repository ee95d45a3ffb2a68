using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Tests.Scan;

namespace MovieData.Tests.Reading;

public class FrameLogTests
{
    [Fact]
    public void Await_CorruptPicture_TaintsUpToTheNextKeyFrame()
    {
        using FrameLog log = Log(
            Picture(0, key: true), Picture(1, key: false), "[warning] corrupt decoded frame in stream 0",
            Picture(2, key: false), Picture(3, key: false), Picture(4, key: true), Picture(5, key: false));

        FrameState[] states = [.. Enumerable.Range(0, 6).Select(pts => log.Await(pts))];

        Assert.Equal(
            [FrameState.Clean, FrameState.Clean, FrameState.Damaged, FrameState.Damaged,
                FrameState.Clean, FrameState.Clean],
            states);
        Assert.Contains("corrupt decoded frame", log.FirstComplaint, StringComparison.Ordinal);
    }

    /// <summary>All that libavcodec says of a slice that ends early; the picture's own mark may be lost.</summary>
    [Fact]
    public void FirstComplaint_ConcealedPicture_IsThereBeforeThePicture()
    {
        using FrameLog log = Log(
            Picture(0, key: true), "[h264 @ 0x1] [info] concealing 105 DC, 105 AC, 105 MV errors in B frame",
            Picture(1, key: false));

        log.Await(1);

        Assert.Contains("concealing", log.FirstComplaint, StringComparison.Ordinal);
    }

    /// <summary>
    /// A decoder thread may speak while showinfo is in the middle of a line of a picture before: the picture of that
    /// line is clean, and the complaint is there before the next is announced.
    /// </summary>
    [Fact]
    public void FirstComplaint_WordsInTheLineOfThePictureBefore_AreThereAndTaintWhatFollows()
    {
        using FrameLog log = Log(
            Picture(0, key: true), Picture(1, key: false) + "concealing 105 DC, 105 AC, 105 MV errors in B frame",
            Picture(2, key: false), Picture(3, key: true));

        FrameState before = log.Await(1);

        Assert.Contains("concealing", log.FirstComplaint, StringComparison.Ordinal);
        Assert.Equal(
            (FrameState.Clean, FrameState.Damaged, FrameState.Clean), (before, log.Await(2), log.Await(3)));
    }

    [Fact]
    public void Await_CorruptKeyFrame_DoesNotEndTheDamage()
    {
        using FrameLog log = Log(
            "[h264 @ 0x1] [error] error while decoding MB", Picture(0, key: false),
            "[warning] corrupt decoded frame in stream 0", Picture(1, key: true), Picture(2, key: false));

        Assert.Equal(FrameState.Damaged, log.Await(1));
        Assert.Equal(FrameState.Damaged, log.Await(2));
    }

    [Fact]
    public void Await_PictureThatNeverCame_IsNotTakenForItsNeighbour()
    {
        using FrameLog log = Log(Picture(0, key: true), Picture(2, key: false));

        Assert.Equal(FrameState.NotDecoded, log.Await(1));
        Assert.Equal(FrameState.Clean, log.Await(2));
        Assert.Equal(FrameState.NotDecoded, log.Await(3));
    }

    [Fact]
    public void Await_Kept_CanBeAskedForOnceMore()
    {
        using FrameLog log = Log(Picture(7, key: true));

        Assert.Equal(FrameState.Clean, log.Await(7, keep: true));
        Assert.True(log.KeyFrameSeen);
        Assert.Equal(FrameState.Clean, log.Await(7));
    }

    [Fact]
    public void Verdict_LaterPictureIsCorrupt_TakesBackTheOnesThatMayReferToIt()
    {
        using FrameLog log = Log(
            Picture(0, key: true), Picture(1, key: false), Picture(2, key: false),
            "[warning] corrupt decoded frame in stream 0", Picture(3, key: false), Picture(4, key: true));

        Assert.Equal(FrameState.Clean, log.Await(1));
        int position = log.Position;
        Assert.Null(log.Verdict(position));
        log.Drain();
        Assert.Equal(FrameState.Damaged, log.Verdict(position));
    }

    [Fact]
    public void Verdict_KeyFrameOrEnoughPicturesWentBy_IsClean()
    {
        string[] later = [.. Enumerable.Range(1, FrameLog.ReorderMax).Select(n => Picture(n, key: false))];
        using FrameLog log = Log([Picture(0, key: true), .. later, "[warning] corrupt decoded frame in stream 0",
            Picture(99, key: false)]);

        Assert.Equal(FrameState.Clean, log.Await(0));
        log.Drain();
        Assert.Equal(FrameState.Clean, log.Verdict(0));

        using FrameLog keyed = Log(Picture(0, key: true), Picture(1, key: true));
        Assert.Equal(FrameState.Clean, keyed.Await(0));
        keyed.Drain();
        Assert.Equal(FrameState.Clean, keyed.Verdict(0));
    }

    /// <summary>
    /// Between two planned pictures lie as many as the plan leaves out: what they tell of the first must not be
    /// forgotten on the way to the second.
    /// </summary>
    [Theory]
    [InlineData(19, FrameState.Damaged)]
    [InlineData(33, FrameState.Damaged)]
    [InlineData(36, FrameState.Clean)]
    public void Verdict_NextPictureAskedForFarBehind_KnowsTheDamageInBetween(int damagedAt, FrameState expected)
    {
        IEnumerable<string> lines = Enumerable.Range(0, 120).SelectMany(n => (string[])[
            .. n == damagedAt ? ["[warning] corrupt decoded frame in stream 0"] : Array.Empty<string>(),
            Picture(n, key: n is 0 or 40)]);
        using FrameLog log = Log([.. lines]);

        Assert.Equal(FrameState.Clean, log.Await(18));
        int position = log.Position;
        Assert.Equal(FrameState.Clean, log.Await(100));

        Assert.Equal(expected, log.Verdict(position));
    }

    /// <summary>Views are cut out by fixed numbers: of a picture of another size they are not views.</summary>
    [Fact]
    public void Await_PictureOfAnotherSize_IsDamagedUntilTheSizeIsBack()
    {
        using var log = new FrameLog(new PictureCheck(InventedScan.Film(new(24, 1), []) with
        {
            CodedSize = new PixelSize(1920, 1080),
        }));
        foreach (int n in Enumerable.Range(0, 6))
        {
            string line = Picture(n, key: n % 2 == 0);
            log.Take(n is 2 or 3 ? line.Replace("s:1920x1080", "s:3840x1080", StringComparison.Ordinal) : line);
        }

        log.End();

        Assert.Equal(
            [FrameState.Clean, FrameState.Clean, FrameState.Damaged, FrameState.Damaged,
                FrameState.Clean, FrameState.Clean],
            Enumerable.Range(0, 6).Select(pts => log.Await(pts)));
        Assert.Equal("a picture of size 3840×1080, expected 1920×1080", log.FirstComplaint);
    }

    /// <summary>All pictures are converted alike: one of other tags would come out with wrong colours.</summary>
    [Fact]
    public void Await_PictureOfAnotherColour_IsDamagedUntilTheColourIsBack()
    {
        using var log = new FrameLog(new PictureCheck(InventedScan.Film(new(24, 1), []) with
        {
            CodedSize = new PixelSize(1920, 1080),
        }));
        string[] tags = ["tv bt709", "unknown unknown", "tv smpte170m", "pc bt709", "tv bt709", "tv bt709"];
        for (int n = 0; n < tags.Length; n++)
        {
            log.Take(Picture(n, key: n != 5));
            log.Take("[Parsed_showinfo_0 @ 0x56013db2bec0] [info] color_range:" + tags[n].Split(' ')[0]
                + $" color_space:{tags[n].Split(' ')[1]} color_primaries:bt709 color_trc:unknown");
        }

        // Not ended: a picture is known with the line of its colour.
        Assert.Equal(
            [FrameState.Clean, FrameState.Clean, FrameState.Damaged, FrameState.Damaged,
                FrameState.Clean, FrameState.Clean],
            Enumerable.Range(0, 6).Select(pts => log.Await(pts)));
        Assert.Equal("a picture of colour matrix smpte170m, expected bt709", log.FirstComplaint);
    }

    // As ffmpeg 5.1 prints it.
    private static string Picture(long pts, bool key) =>
        $"[Parsed_showinfo_0 @ 0x56013db2bec0] [info] n:   0 pts:{pts,7} pts_time:1.6     pos:  1363082 "
        + $"fmt:yuv420p sar:1/1 s:1920x1080 i:P iskey:{(key ? 1 : 0)} type:P ";

    private static FrameLog Log(params string[] lines)
    {
        var log = new FrameLog();
        Array.ForEach(lines, log.Take);
        log.End();
        return log;
    }
}
