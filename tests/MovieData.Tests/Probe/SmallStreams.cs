using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Probe;

namespace MovieData.Tests.Probe;

/// <summary>What ffprobe says of invented streams.</summary>
internal static class SmallStreams
{
    /// <summary>A video stream of 640×180 at 24 fps that lasts 16 s.</summary>
    public static StreamFacts Of(int index) => new()
    {
        Index = index,
        Codec = "h264",
        Size = new PixelSize(640, 180),
        SampleAspect = new Rational(1, 1),
        PixelFormat = "yuv420p",
        FieldOrder = "progressive",
        AverageRate = new Rational(24, 1),
        BaseRate = new Rational(24, 1),
        TimeBase = new Rational(1, 1000),
        DurationS = 16,
        TagDurationS = 16,
        StartS = 0,
        Frames = 384,
        Colour = ColourTags.None,
        ContainerStereoMode = null,
        SideData = null,
        PictureStereoMode = null,
        Pictures = (0, 0),
    };
}
