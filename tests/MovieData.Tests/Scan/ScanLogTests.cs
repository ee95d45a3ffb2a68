using System.Text;
using MovieData.Media.Scan;
using MovieData.Plan;

namespace MovieData.Tests.Scan;

public sealed class ScanLogTests
{
    [Fact]
    public void Finish_ScoreRoundedAtTheThreshold_IsRefinedByTheLog()
    {
        var scan = new ScanLog("film.mkv");
        Read(scan, Frame(0, 7, "0.000000") + Frame(1, 8, "0.100000") + Frame(2, 10, "0.100000"));
        scan.Take("[Parsed_showinfo_0 @ 0x1] [info] n:   0 pts:      7 pts_time:0 sar:1/1 iskey:1 type:I ");
        scan.Take("[info] 0.000000");
        scan.Take("[Parsed_showinfo_0 @ 0x1] [info] n:   1 pts:      8 pts_time:0 sar:1/1 iskey:0 type:B ");
        scan.Take("[info] 100000.400000");
        scan.Take("[Parsed_showinfo_0 @ 0x1] [info] n:   2 pts:     10 pts_time:0 sar:1/1 iskey:1 type:P ");
        scan.Take("[info] 99999.600000");

        scan.Finish();

        Assert.Equal(0.1000004, scan.Scores[1], 1e-12);
        Assert.Equal(0.0999996, scan.Scores[2], 1e-12);
        Assert.Equal([7, 8, 10], scan.Pts);
        Assert.Equal([true, false, true], scan.Times().IsKey);
        Assert.Equal([1], ShotPlanner.Cuts(scan.Scores, 0.1));
        Assert.False(scan.FirstComplaint.Length > 0);
    }

    [Fact]
    public void Finish_LogLineBrokenUp_KeepsTheRoundedScore()
    {
        var scan = new ScanLog("film.mkv");
        Read(scan, Frame(0, 0, "0.000000") + Frame(1, 1, "0.250000"));
        scan.Take("[Parsed_showinfo_0 @ 0x1] [info] n:   1 pts:      1 pts_time:0 iskey:0 type:B ");
        scan.Take("[h264 @ 0x1] [error] error while decoding 900000.0");

        scan.Finish();

        Assert.Equal([0, 0.25], scan.Scores);
        Assert.Equal([false, false], scan.Times().IsKey);
        Assert.True(scan.FirstComplaint.Length > 0);
    }

    [Theory]
    [InlineData("NOPTS", "frame 1 has no time stamp")]
    [InlineData("5", "frame 1 has time stamp 5, not after 5")]
    [InlineData("-1", "frame 1 has time stamp -1, not after 5")]
    public void ReadScores_UnusableTimeStamp_NamesTheFrame(string pts, string expected)
    {
        var scan = new ScanLog("film.mkv");
        Read(scan, "frame:0    pts:5       pts_time:0\nlavfi.scene_score=0.000000\n");

        var error = Assert.Throws<ScanException>(() => Read(scan, $"frame:1    pts:{pts}   pts_time:0.04\n"));

        Assert.Contains("film.mkv: " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadScores_LineNotYetWhole_IsLeft()
    {
        var scan = new ScanLog("film.mkv");

        int used = scan.ReadScores("frame:0    pts:5       pts_time:0\nlavfi.scene_sc"u8);

        Assert.Equal("frame:0    pts:5       pts_time:0\n".Length, used);
        Assert.Equal(0, scan.Frames);
    }

    [Fact]
    public void Finish_NoFrames_Throws()
    {
        var error = Assert.Throws<ScanException>(new ScanLog("film.mkv").Finish);

        Assert.Contains("film.mkv: has 0 frames", error.Message, StringComparison.Ordinal);
    }

    private static string Frame(int number, long pts, string score) =>
        $"frame:{number}    pts:{pts}       pts_time:0.04\nlavfi.scene_score={score}\n";

    private static void Read(ScanLog scan, string text) => scan.ReadScores(Encoding.ASCII.GetBytes(text));
}
