using MovieData.Media.Reading;

namespace MovieData.Tests.Reading;

public class DecoderComplaintTests
{
    private const string Showinfo = "[Parsed_showinfo_0 @ 0x56535e2caf40] [info] ";
    private const string Picture =
        "n:  82 pts:   3417 pts_time:3.417   pos:   163852 fmt:yuv420p sar:1/1 s:640x180 i:P iskey:0 type:B ";

    [Theory]
    [InlineData("[h264 @ 0x55d4ac6a7a00] [error] error while decoding MB 29 8, bytestream 507")]
    [InlineData("[h264 @ 0x55649a923a00] [info] concealing 292 DC, 292 AC, 292 MV errors in B frame")]
    [InlineData("[warning] b2.mkv: corrupt decoded frame in stream 0")]
    public void IsIn_LineOfItsOwn_IsTrue(string line)
    {
        Assert.True(DecoderComplaint.IsIn(line));
        Assert.False(DecoderComplaint.IsBrokenUp(line));
    }

    /// <summary>
    /// As ffmpeg 5.1.9 printed them with four decoder threads, in 7 of 150 runs on one damaged film; and other words of
    /// its decoders in those places.
    /// </summary>
    [Theory]
    [InlineData(Picture + "concealing 292 DC, 292 AC, 292 MV errors in B frame")]
    [InlineData("color_range:unknownconcealing 292 DC, 292 AC, 292 MV errors in B frame")]
    [InlineData("color_range:unknown color_space:unknown color_primaries:unknownconcealing 292 DC, 292 AC, 292 MV err")]
    [InlineData(Picture + "Could not find ref with POC 12")]
    [InlineData("color_range:tv color_space:bt709Could not find ref with POC 12")]
    [InlineData("color_range:tv color_space:bt709Overread VUI by 8 bits")]
    [InlineData(Picture + "mmco: unref short failure")]
    [InlineData("  side data - Reference 3 >= 3")]
    [InlineData("  side data - stereoscopic information: type - error while decoding MB 29 8, bytestream 507")]
    [InlineData("User Data=7832363420concealing 180 DC, 180 AC, 180 MV errors in P frame")]
    public void IsIn_WordsInTheMiddleOfShowinfo_IsTrue(string text)
    {
        Assert.True(DecoderComplaint.IsIn(Showinfo + text));
        Assert.True(DecoderComplaint.IsBrokenUp(Showinfo + text));
    }

    /// <summary>A GPU that is left for software, or hides what it lost, says no more than a warning; what the
    /// container's reader says has nothing to do with it.</summary>
    [Theory]
    [InlineData("[h264 @ 0x55d4ac6a7a00] [error] error while decoding MB 29 8, bytestream 507", true)]
    [InlineData("[warning] No device available for decoder: device type cuda needed for codec h264.", true)]
    [InlineData("[h264 @ 0x55d4ac6a7a00] [warning] Hardware accelerated decoding with frame threading", true)]
    [InlineData("[fatal] hwaccel cuda requested", true)]
    [InlineData("[matroska,webm @ 0x55d4] [warning] Could not find codec parameters for stream 3 (Subtitle)", false)]
    [InlineData("[matroska,webm @ 0x55d4] [error] Read error", true)]
    [InlineData("[h264 @ 0x55d4ac6a7a00] [info] Reinit context to 1920x1088, pix_fmt: cuda", false)]
    [InlineData(Showinfo + Picture, false)]
    public void IsInOfGpu_Line_IsAComplaintUnlessItIsTheContainers(string line, bool complains) =>
        Assert.Equal(complains, DecoderComplaint.IsInOfGpu(line, "matroska,webm"));

    [Theory]
    [InlineData(Picture)]
    [InlineData("n:   0 pts: NOPTS pts_time:NOPTS   pos:       -1 fmt:yuv420p10le sar:0/1 s:8x8 i:T iskey:1 type:? ")]
    [InlineData("color_range:unknown color_space:unknown color_primaries:unknown color_trc:unknown")]
    [InlineData("color_range:tv color_space:bt2020nc color_primaries:bt2020 color_trc:smpte2084")]
    [InlineData("color_range:pc color_space:bt709 color_primaries:smpte170m color_trc:iec61966-2-1")]
    [InlineData("config in time_base: 1/1000, frame_rate: 24000/1001")]
    [InlineData("config out time_base: 0/0, frame_rate: 0/0")]
    [InlineData("  side data - stereoscopic information: type - side by side (inverted)")]
    [InlineData("  side data - spherical information: equirectangular ")]
    [InlineData("  side data - displaymatrix: rotation of -90.00 degrees")]
    [InlineData("  side data - timecode - 01:02:03:04")]
    [InlineData("  side data - A/53 closed captions (60 bytes)")]
    [InlineData("  side data - mastering display: has_primaries:1 has_luminance:1 r(0.6800,0.3200) g(0.2650,0.6900)")]
    [InlineData("  side data - Content Light Level information: MaxCLL=1000, MaxFALL=400")]
    [InlineData("  side data - User Data Unregistered:")]
    [InlineData("UUID=dc45e9bd-e6d9-48b7-962c-d820d923eeef")]
    [InlineData("User Data=78323634202d20636f7265")]
    [InlineData("")]
    public void IsIn_LineAsShowinfoWritesIt_IsFalse(string text) =>
        Assert.False(DecoderComplaint.IsIn(Showinfo + text));

    [Theory]
    [InlineData("[info] Input #0, matroska,webm, from 'missing error.mkv':")]
    [InlineData("[info]   Stream #0:0: Video: h264 (High), yuv420p(progressive), 640x180, 24 fps, 24 tbr, 1k tbn")]
    [InlineData("[h264 @ 0x55d4ac6a7a00] [warning] Increasing reorder buffer to 2")]
    public void IsIn_OtherLine_IsFalse(string line) => Assert.False(DecoderComplaint.IsIn(line));
}
