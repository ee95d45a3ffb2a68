using MovieData.Media.Colour;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

/// <summary>What ffprobe prints beside a stream and its pictures, as the versions 5.1 to 8 word it.</summary>
[Slow]
public sealed class SideKindsTests : IDisposable
{
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("", 1, 0, 0, 1, null)]
    [InlineData("", 0, 1, -1, 0, "rotated by -90°")]
    [InlineData("", -1, 0, 0, 1, "mirrored left to right")]
    [InlineData("", 1, 0, 0, -1, "mirrored top to bottom")]
    [InlineData("", 0, 1, 1, 0, "mirrored and rotated by -90°")]
    [InlineData("pictures", -1, 0, 0, 1, "mirrored left to right")]
    public void Parse_DisplayMatrix_GivesWhatPlayersDo(string where, int a, int b, int c, int d, string? turn)
    {
        string matrix = string.Join("\\n", Row(0, a, b, 0), Row(1, c, d, 0), "00000002: 0 0 1073741824", "");
        string name = where == "pictures" ? "3x3 displaymatrix" : "Display Matrix";
        string side = $$"""
            {"side_data_type": "{{name}}", "displaymatrix": "\n{{matrix}}", "rotation": -90}
            """;

        Assert.Equal(turn, where == "pictures" ? Parse("", side).Turn : Parse(side).Turn);

        static string Row(int row, int one, int two, int three) =>
            FormattableString.Invariant($"0000000{row}: {one * 65536,12} {two * 65536,12} {three,12}");
    }

    [Theory]
    [InlineData(5, 0, 1, 0, "is Dolby Vision profile 5")]
    [InlineData(10, 0, 1, 0, "is Dolby Vision profile 10")]
    [InlineData(20, 0, 1, 0, "is Dolby Vision profile 20")]
    [InlineData(7, 6, 0, 1, "is the enhancement layer of Dolby Vision")]
    [InlineData(7, 6, 1, 1, null)]
    [InlineData(7, 0, 1, 0, null)]
    [InlineData(8, 1, 1, 0, null)]
    [InlineData(8, 4, 1, 0, null)]
    [InlineData(9, 2, 1, 0, null)]
    [InlineData(10, 1, 1, 0, null)]
    public void Refuse_DolbyVisionRecord_TakesPlainBaseLayersOnly(
        int profile, int compatibility, int hasBase, int hasEnhancement, string? refused)
    {
        StreamFacts stream = Parse($$"""
            {"side_data_type": "DOVI configuration record", "dv_profile": {{profile}},
             "dv_bl_signal_compatibility_id": {{compatibility}}, "bl_present_flag": {{hasBase}},
             "el_present_flag": {{hasEnhancement}}}
            """);

        var error = Record.Exception(() => stream.Dolby!.Refuse("film.mp4: video stream 0"));

        Assert.Equal(refused is null, error is null);
        Assert.Contains(refused ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    public void Parse_DolbyVisionOfPicturesWithoutARecord_TellsProfile5(int profile, int fullRange, bool isOwn)
    {
        StreamFacts stream = Parse("", $$"""
            {"side_data_type": "Dolby Vision Metadata", "vdr_rpu_profile": {{profile}},
             "bl_video_full_range_flag": {{fullRange}}}
            """);

        Assert.Equal(isOwn, stream.Dolby?.HasOwnColours ?? false);
    }

    [Fact]
    public void Parse_SampleEntryOfDolbyWithoutARecord_IsRefused()
    {
        StreamFacts stream = Parse("", "", """, "codec_tag_string": "dvh1" """);

        var error = Assert.Throws<FilmException>(() => stream.Dolby!.Refuse("film.mp4"));

        Assert.Contains("of unknown profile", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StereoLayout.SbsFull, 0, 0, 16, 0, true)]
    [InlineData(StereoLayout.SbsFull, 8, 2, 8, 4, false)]
    [InlineData(StereoLayout.TabFull, 8, 2, 0, 4, true)]
    [InlineData(StereoLayout.TwoFiles, 8, 2, 0, 4, false)]
    [InlineData(StereoLayout.RowInterleaved, 0, 1, 0, 0, true)]
    public void Check_FrameCropping_IsRefusedWhereHalvesMove(
        StereoLayout layout, int left, int top, int right, int bottom, bool isRefused)
    {
        StreamFacts stream = Parse($$"""
            {"side_data_type": "Frame Cropping", "crop_top": {{top}}, "crop_bottom": {{bottom}},
             "crop_left": {{left}}, "crop_right": {{right}}}
            """);

        var error = Record.Exception(() => stream.Shown!.Check("film.mkv", layout, stream.Size));

        Assert.Equal(isRefused, error is FilmException);
    }

    [Theory]
    [InlineData("left", "left")]
    [InlineData("packed", "packed")]
    public void Parse_StereoOfNewerVersions_GivesTheView(string word, string view) => Assert.Equal(
        view,
        Parse($$"""
            {"side_data_type": "Stereo 3D", "type": "2D", "inverted": 0, "view": "{{word}}", "primary_eye": "none",
             "baseline": 63000, "horizontal_disparity_adjustment": "0/1", "horizontal_field_of_view": "0/1"}
            """).SideView);

    [Fact]
    public void Warnings_KindsOfSideData_TellWhatIsUnknownOrNotApplied()
    {
        string[] warnings = [.. SideKinds.Warnings(
            ["Spherical Mapping", "CPB properties", "LCEVC NAL data", "Hologram Phase", "View ID"])];

        Assert.Equal(2, warnings.Length);
        Assert.Contains("side data 'LCEVC NAL data': the enhancement layer is not applied", warnings[0],
            StringComparison.Ordinal);
        Assert.Contains("side data 'Hologram Phase' is not known here", warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""", "color_transfer": "smpte2084" """, false)]
    public void Warning_HdrMetadataWithoutATransferTag_IsTold(string transfer, bool isTold)
    {
        StreamFacts stream = Parse("", """{"side_data_type": "Content light level metadata"}""", transfer);

        Assert.Equal(isTold, DynamicRange.Warning(stream) is not null);
    }

    [Theory]
    [InlineData("dv5.mp4", "Dolby Vision profile 5: its pixels are in Dolby's own colours (IPT)")]
    [InlineData("dv81.mp4", null)]
    public void Probe_DolbyVision_IsRefusedByItsProfile(string name, string? refused)
    {
        string path = SharedFiles.Committed("reports/dv5/" + name);
        var overrides = new FilmOverrides(StereoLayout.SbsFull, ViewOrder.LeftFirst);

        if (refused is not null)
        {
            var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path, overrides, quick: true));
            Assert.Contains(refused, error.Message, StringComparison.Ordinal);
            return;
        }

        Film film = SmallFilms.Probe(path, overrides, quick: true);
        Assert.Contains(film.Evidence, line => line.StartsWith("Dolby Vision profile 8.1", StringComparison.Ordinal));
        Assert.Contains(film.Warnings, line => line.Contains("says HDR10, but", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_EnhancementLayerOfADisc_IsNotASecondView()
    {
        _films.Film("view.mkv", "320x180", extra: "-c:v libx265 -x265-params log-level=none");
        string path = _films.Make("-i view.mkv -map 0 -map 0 -c copy -streamid 0:0x1011 -streamid 1:0x1015"
            + " -f mpegts disc.m2ts");
        string plain = _films.Make("-i view.mkv -map 0 -map 0 -c copy -streamid 0:0x101 -streamid 1:0x102"
            + " -f mpegts plain.m2ts");

        Film film = SmallFilms.Probe(path);

        Assert.NotEqual(StereoLayout.TwoStreams, film.Layout);
        Assert.Contains(film.Warnings, line => line.Contains(
            "320×180, 0.5 s, enhancement layer of Dolby Vision", StringComparison.Ordinal));
        Assert.Equal(StereoLayout.TwoStreams, SmallFilms.Probe(plain).Layout);
    }

    [Theory]
    [InlineData("-1 0 0 1", "mirrored left to right")]
    [InlineData("1 0 0 -1", "mirrored top to bottom")]
    public void Probe_MirroredByItsContainer_IsRefused(string matrix, string turn)
    {
        string path = _films.Film("film.mp4", "320x180");
        int[] numbers = [.. matrix.Split(' ').Select(int.Parse)];
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf("tkhd"u8) + 4 + 40;
        foreach ((int place, int value) in ((int[])[0, 1, 3, 4]).Zip(numbers))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + (4 * place)), value * 65536);
        }

        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<FilmException>(() => SmallFilms.Probe(path));

        Assert.Contains(turn, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Facts as of ffprobe's JSON, with side data of the stream and of its first picture.</summary>
    private static StreamFacts Parse(string ofStream, string ofPicture = "", string more = "")
    {
        ProbeAnswer answer = ProbeAnswer.Parse($$"""
            {"streams": [{"index": 0, "codec_name": "hevc", "width": 1920, "height": 1080, "time_base": "1/1000",
             "side_data_list": [{{ofStream}}]{{more}} }],
             "frames": [{"stream_index": 0, "side_data_list": [{{ofPicture}}]}]}
            """);
        return StreamFacts.Parse(answer.Streams[0], answer.Frames);
    }
}
