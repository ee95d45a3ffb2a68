using System.Text.Json;
using FFMpegCore;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

/// <summary>ffprobe's JSON, as it should be and as a damaged file or another ffprobe may make it.</summary>
public class ProbeAnswerTests
{
    /// <summary>Every field that is read, from the text that ffprobe 5.1 prints.</summary>
    [Fact]
    public void Parse_RecordedAnswer_ReadsModelAndWhatItLacks()
    {
        ProbeAnswer answer = ProbeAnswer.Parse("""
            {"frames": [{"stream_index": 1, "interlaced_frame": 1, "color_space": "bt470bg",
               "tags": {"stereo_mode": "top_bottom"},
               "side_data_list": [{"side_data_type": "Dolby Vision Metadata", "vdr_rpu_profile": 0,
                 "bl_video_full_range_flag": 1, "pieces": [{"piece": [1, 2]}]}]}],
             "programs": [],
             "streams": [{"index": 1, "id": "0x1011", "codec_name": "h264", "codec_tag_string": "avc1", "width": 1920,
               "height": 1080, "sample_aspect_ratio": "4:3", "pix_fmt": "yuv420p", "field_order": "tt",
               "avg_frame_rate": "24000/1001", "r_frame_rate": "48000/1001", "time_base": "1/90000",
               "start_time": "1.500000", "duration": "61.25", "nb_frames": "1468", "color_range": "tv",
               "color_space": "bt709", "disposition": {"default": 1, "attached_pic": 0, "still_image": 0},
               "tags": {"stereo_mode": "left_right", "DURATION": "00:01:01.000000000"},
               "side_data_list": [{"side_data_type": "Stereo 3D", "type": "side by side", "inverted": 1,
                 "view": "packed"}]}],
             "chapters": [{"start_time": "0.000000", "end_time": "12.345", "tags": {"title": "Opening"}}],
             "format": {"format_name": "mov,mp4", "nb_streams": 2, "start_time": "1.400000"}}
            """);

        StreamFacts stream = StreamFacts.Parse(Assert.Single(answer.Streams), answer.Frames);

        Assert.Equal((1, "0x1011", "h264", true, false),
            (stream.Index, stream.Id, stream.Codec, stream.IsDefault, stream.IsStill));
        Assert.Equal((new PixelSize(1920, 1080), new Rational(4, 3), "yuv420p", "tt"),
            (stream.Size, stream.SampleAspect, stream.PixelFormat, stream.FieldOrder));
        Assert.Equal((new Rational(24000, 1001), new Rational(48000, 1001), new Rational(1, 90000)),
            (stream.AverageRate, stream.BaseRate, stream.TimeBase));
        Assert.Equal((1.5, 61.25, 61.0, 61.0, 1468),
            (stream.StartS, stream.DurationS, stream.TagDurationS, stream.LengthS, stream.Frames));
        Assert.Equal(new ColourTags("tv", "bt470bg", "", ""), stream.Colour);
        Assert.Equal(("left_right", "top_bottom"), (stream.ContainerStereoMode, stream.PictureStereoMode));
        Assert.Equal((("side by side", true), "packed", (1, 1)), (stream.SideData, stream.SideView, stream.Pictures));
        Assert.Equal(["Stereo 3D", "Dolby Vision Metadata"], stream.SideKinds);
        Assert.Equal(5, stream.Dolby!.Profile);
        Assert.Equal(("mov,mp4", 2, "1.400000"),
            (answer.Format.FormatName, answer.Format.NbStreams, answer.Format.StartTime));
        FFProbeChapter chapter = Assert.Single(answer.Chapters);
        Assert.Equal(("12.345", "Opening"), (chapter.EndTime, chapter.Tags?["title"]));
    }

    /// <summary>What is no answer at all, or has a value of another kind, is one exception, whatever it is.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"streams\": [{\"index\": 0}")]
    [InlineData("{\"streams\": null}")]
    [InlineData("{\"streams\": [null]}")]
    [InlineData("{\"streams\": [], \"chapters\": null}")]
    [InlineData("{\"streams\": [], \"frames\": 3}")]
    [InlineData("{\"streams\": [], \"frames\": [null]}")]
    [InlineData("{\"streams\": []} rest")]
    [InlineData("{\"streams\": [{\"width\": NaN}]}")]
    [InlineData("{\"streams\": [{\"width\": 1e99}]}")]
    [InlineData("{\"streams\": [{\"width\": 99999999999}]}")]
    [InlineData("{\"streams\": [{\"width\": \"wide\"}]}")]
    [InlineData("{\"streams\": [{\"codec_name\": 5}]}")]
    [InlineData("{\"streams\": [{\"tags\": []}]}")]
    [InlineData("{\"streams\": [{\"disposition\": {\"default\": \"yes\"}}]}")]
    [InlineData("{\"streams\": [{\"side_data_list\": {}}]}")]
    public void Parse_NoAnswerOrAnotherKindOfValue_IsJsonException(string json)
    {
        Assert.ThrowsAny<JsonException>(() => ProbeAnswer.Parse(json));
    }

    [Fact]
    public void Format_NotThere_IsJsonException()
    {
        Assert.Throws<JsonException>(() => ProbeAnswer.Parse("{\"streams\": []}").Format);
    }

    /// <summary>A rate or length that says nothing is unknown, never infinite, NaN or another number.</summary>
    [Theory]
    [InlineData("1/0")]
    [InlineData("0/0")]
    [InlineData("NaN")]
    [InlineData("-24/1")]
    [InlineData("24")]
    [InlineData("24/1/1")]
    [InlineData("1e9/1")]
    [InlineData("99999999999999999999/1")]
    public void Parse_RateThatIsNone_IsUnknown(string rate)
    {
        StreamFacts stream = Stream($$"""
            "avg_frame_rate": "{{rate}}", "r_frame_rate": "{{rate}}", "time_base": "{{rate}}",
            "sample_aspect_ratio": "{{rate.Replace('/', ':')}}"
            """);
        Assert.Equal(Enumerable.Repeat(new Rational(0, 1), 3), [stream.AverageRate, stream.BaseRate, stream.TimeBase]);
        Assert.Equal(new Rational(1, 1), stream.SampleAspect);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("1e400")]
    [InlineData("N/A")]
    public void Parse_LengthThatIsNone_IsUnknown(string length)
    {
        StreamFacts stream = Stream($$"""
            "duration": "{{length}}", "start_time": "{{length}}", "nb_frames": "{{length}}",
            "tags": {"DURATION": "{{length}}", "NUMBER_OF_FRAMES": "99999999999"}
            """);
        Assert.Equal((null, 0d, 0), (stream.DurationS, stream.StartS, stream.Frames));
    }

    /// <summary>A number of side data that is none is not taken for 0, which would say "nothing hidden".</summary>
    [Theory]
    [InlineData("\"Frame Cropping\"", "\"crop_left\": 4294967300")]
    [InlineData("\"Frame Cropping\"", "\"crop_left\": \"many\"")]
    [InlineData("\"Display Matrix\"", "\"rotation\": 1.5e99")]
    [InlineData("\"Stereo 3D\"", "\"inverted\": {}")]
    [InlineData("\"Spherical Mapping\"", "\"bound_left\": \"NaN\"")]
    public void Parse_SideNumberThatIsNone_IsJsonException(string kind, string value)
    {
        Assert.Throws<JsonException>(() => Stream($$"""
            "width": 100, "height": 100,
            "side_data_list": [{"side_data_type": {{kind}}, {{value}} } ]
            """));
    }

    /// <summary>Why <c>FFProbe.FromJson</c> is not called: what its own analysis throws of such values.</summary>
    [Theory]
    [InlineData("\"avg_frame_rate\": \"x/y\"", typeof(FormatException))]
    [InlineData("\"sample_aspect_ratio\": \"1\"", typeof(IndexOutOfRangeException))]
    [InlineData("\"disposition\": {\"default\": 99}", typeof(ArgumentOutOfRangeException))]
    [InlineData("\"side_data_list\": [{\"nested\": {}}]", typeof(InvalidOperationException))]
    public void FromJson_OfTheLibrary_ThrowsWhatOursReads(string value, Type thrown)
    {
        string json = $$"""{"streams": [{"index": 0, "codec_type": "video", {{value}} } ], "format": { } }""";
        Assert.Equal(thrown, Record.Exception(() => FFProbe.FromJson(json))?.GetType());
        Assert.Null(Record.Exception(() => Stream(value)));
    }

    private static StreamFacts Stream(string values)
    {
        ProbeAnswer answer = ProbeAnswer.Parse($$"""{"streams": [{"index": 0, {{values}} } ] }""");
        return StreamFacts.Parse(answer.Streams[0], answer.Frames);
    }
}
