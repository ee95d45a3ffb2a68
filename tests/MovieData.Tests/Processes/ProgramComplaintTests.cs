using MovieData.Media.Processes;

namespace MovieData.Tests.Processes;

/// <summary>Lines of ffmpeg 4.3, 5.1, 7.1 and 9.0 and of ld.so, as recorded.</summary>
public class ProgramComplaintTests
{
    [Theory]
    [InlineData("Unrecognized option 'fps_mode'.", true)]
    [InlineData("Error splitting the argument list: Option not found", true)]
    [InlineData("[AVFilterGraph @ 0x5581c0] No such filter: 'zscale'", true)]
    [InlineData("[Parsed_showinfo_0 @ 0x55d] [error] Option 'checksum' not found", true)]
    [InlineData("[AVFilterGraph @ 0x5] Error applying option 'checksum' to filter 'showinfo': Option not found", true)]
    [InlineData("[fatal] Unknown encoder 'libx264'", true)]
    [InlineData("Unknown input format: 'h264'", true)]
    [InlineData("[AVFormatContext] Requested output format 'rawvideo' is not known.", true)]
    [InlineData("Decoder (codec av1) not found for input stream #0:0", true)]
    [InlineData("[vist#0:0/av1] Decoding requested, but no decoder found for: av1", true)]
    [InlineData("ffmpeg: error while loading shared libraries: libavdevice.so.59: cannot open", true)]
    [InlineData("/lib/libc.so.6: version `GLIBC_2.38' not found (required by ffmpeg)", true)]
    [InlineData("[h264 @ 0x5] [error] Invalid NAL unit size (10 > 5).", false)]
    [InlineData("film.mkv: Invalid data found when processing input", false)]
    [InlineData("[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5] moov atom not found", false)]
    [InlineData("Error while decoding stream #0:0: Cannot allocate memory", false)]
    [InlineData("[matroska @ 0x5] Unknown entry 0x4321", false)]
    public void IsIn_RecordedLine_TellsTheProgramFromTheFilm(string line, bool isOfProgram) =>
        Assert.Equal(isOfProgram, ProgramComplaint.IsIn(line));
}
