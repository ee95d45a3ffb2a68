using MovieData.Media.Reading;

namespace MovieData.Tests.Reading;

public class MvcDecoderLogTests
{
    private const string Showinfo = "[Parsed_showinfo_0 @ 0x56535e2caf40] [info] ";
    private const string Picture =
        "n:  82 pts:   3417 pts_time:3.417   pos:   163852 fmt:yuv420p sar:1/1 s:640x180 i:P iskey:0 type:B ";

    private const string Label = "  side data - timecode - 00:00:00:07";
    private const string Complaint = "concealing 292 DC, 292 AC, 292 MV errors in B frame";

    [Fact]
    public void Take_SoundPicture_GivesItsLabelAndNoComplaint()
    {
        using MvcDecoderLog log = Log(Showinfo + Picture, Showinfo + Label);

        Assert.Equal((7, false), log.Next());
        Assert.False(log.FirstComplaint.Length > 0);
    }

    [Theory]
    [InlineData("[h264 @ 0x1] [info] " + Complaint, Showinfo + Picture, Showinfo + Label)]
    [InlineData(Showinfo + Picture + Complaint, Showinfo + Label)]
    [InlineData(Showinfo + Picture, Showinfo + Label, Showinfo + "color_range:unknown" + Complaint)]
    public void FirstComplaint_WordsOnTheirOwnOrWithinALineOfShowinfo_IsKept(params string[] lines)
    {
        using MvcDecoderLog log = Log(lines);

        Assert.True(log.FirstComplaint.Length > 0);
        Assert.Contains("concealing", log.FirstComplaint, StringComparison.Ordinal);
        Assert.Equal((7, false), log.Next());
    }

    [Fact]
    public void Take_WordsWithinTheLabel_LeaveThePictureWithoutOne()
    {
        using MvcDecoderLog log = Log(Showinfo + Picture, Showinfo + Label + Complaint);

        Assert.True(log.FirstComplaint.Length > 0);
        Assert.Equal((-1, true), log.Next());
    }

    private static MvcDecoderLog Log(params string[] lines)
    {
        var log = new MvcDecoderLog();
        Array.ForEach(lines, log.Take);
        log.End();
        return log;
    }
}
