using System.Globalization;
using FFMpegCore;
using MovieData.Imaging.Frames;
using MovieData.Media.Colour;
using MovieData.Media.Containers;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>What ffprobe says of one video stream.</summary>
public sealed record StreamFacts
{
    /// <summary>Index inside the file.</summary>
    public required int Index { get; init; }

    /// <summary>The stream's number in its own container, hexadecimal: of a transport stream, its PID.</summary>
    public string Id { get; init; } = "";

    /// <summary>The container marks it as the one that players show.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The container marks it as single pictures: a still, thumbnails.</summary>
    public bool IsStill { get; init; }

    /// <summary>ffmpeg's codec name; <c>unknown</c> when it has no decoder's name for it.</summary>
    public required string Codec { get; init; }

    /// <summary>Size of a coded picture after codec cropping.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Pixel width over height; 1/1 when unstated.</summary>
    public required Rational SampleAspect { get; init; }

    /// <summary>The user states <see cref="SampleAspect"/>.</summary>
    public bool IsAspectStated { get; init; }

    /// <summary>ffmpeg's pixel format name; empty when no picture could be read.</summary>
    public required string PixelFormat { get; init; }

    /// <summary>progressive, unknown, or an interlaced order: tt bb tb bt.</summary>
    public required string FieldOrder { get; init; }

    /// <summary>Mean pictures per second; 0/1 when unknown.</summary>
    public required Rational AverageRate { get; init; }

    /// <summary>Lowest rate all time stamps fit on; 0/1 when unknown.</summary>
    public required Rational BaseRate { get; init; }

    /// <summary>Seconds per tick.</summary>
    public required Rational TimeBase { get; init; }

    /// <summary>Stream's own length in seconds, null when the container is silent.</summary>
    public required double? DurationS { get; init; }

    /// <summary>
    /// How long the stream itself lasts at most, seconds; null when the container is silent. Of a stream whose length
    /// it does not state, <see cref="DurationS"/> may be that of the longest.
    /// </summary>
    public double? LengthS { get; init; }

    /// <summary>Time of the first picture on the container's clock, seconds; 0 when unstated.</summary>
    public required double StartS { get; init; }

    /// <summary>Matroska's tag DURATION in seconds, null when there is none.</summary>
    public double? TagDurationS { get; init; }

    /// <summary>True when ffprobe itself names a length. Of a Matroska stream it does so only when it met no picture in
    /// the stretch that it looks at: length and <see cref="StartS"/> are then those of the whole file.</summary>
    public bool HasDuration { get; init; }

    /// <summary>Pictures by the container's word; 0 when it is silent.</summary>
    public required int Frames { get; init; }

    /// <summary>
    /// What its first decoded picture says of colour, which is what ffmpeg goes by; where that says nothing, the
    /// container's word.
    /// </summary>
    public required ColourTags Colour { get; init; }

    /// <summary>MKV/WebM StereoMode in ffmpeg's words (<c>left_right</c>), null when there is none.</summary>
    public required string? ContainerStereoMode { get; init; }

    /// <summary>Stereo 3D side data of the stream, null when there is none.</summary>
    public required (string Type, bool Inverted)? SideData { get; init; }

    /// <summary>Spherical mapping of the stream, null when there is none.</summary>
    public SphericalMapping? Spherical { get; init; }

    /// <summary>Dolby Vision configuration record, null when there is none.</summary>
    public DolbyVision? Dolby { get; init; }

    /// <summary>What an MP4 says of the track beyond what ffprobe prints; null in other containers.</summary>
    public Mp4Track? Mp4 { get; init; }

    /// <summary>Projection that a Matroska file states of the track: <c>equi</c>, <c>cubemap</c>, <c>mesh</c> or
    /// <c>type N</c>; null for a flat one, when unstated, and in other containers.</summary>
    public string? MatroskaProjection { get; init; }

    /// <summary>What ffmpeg's decoder makes of a frame-packing message in the first pictures, in StereoMode words; null
    /// when there is none. <see cref="Packing"/> says more.</summary>
    public required string? PictureStereoMode { get; init; }

    /// <summary>Frame-packing message of the first pictures of H.264 and H.265 as it is coded; null when there is none,
    /// or it was not looked for.</summary>
    public PackingMessage? Packing { get; init; }

    /// <summary>The first pictures of H.264 and H.265 as they are coded, at most
    /// <see cref="PackingMessages.ProbePictures"/>; null when they were not looked at.</summary>
    internal IReadOnlyList<CodedPicture>? CodedPictures { get; init; }

    /// <summary>Container or pictures say that both views lie in this stream, or one after the other.</summary>
    public bool SaysStereo => SideView is not ("left" or "right")
        && (ContainerStereoMode ?? PictureStereoMode ?? SideData?.Type) is not (null or "mono" or "2D");

    /// <summary>What a player would do to the pictures before it shows them, in words; null: nothing.</summary>
    public string? Turn { get; init; }

    /// <summary>Edges that a player would hide; null: none.</summary>
    public ShownPart? Shown { get; init; }

    /// <summary>View that stereo 3D side data call the stream: left, right or packed; empty when unstated.</summary>
    public string SideView { get; init; } = "";

    /// <summary>Kinds of side data of the stream and its first pictures, each once.</summary>
    public IReadOnlyList<string> SideKinds { get; init; } = [];

    /// <summary>Pictures decoded by ffprobe, and how many of them are interlaced.</summary>
    public required (int Read, int Interlaced) Pictures { get; init; }

    /// <summary>Its luma goes from 0 to 255 (<see cref="StreamColour.IsFullRange"/>).</summary>
    public bool IsFullRange => StreamColour.IsFullRange(Colour, PixelFormat, Codec);

    /// <summary>How it codes colour (<see cref="StreamColour.CodingOf"/>).</summary>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="viewRows">Height of one whole view.</param>
    /// <exception cref="FilmException">Its colour cannot be read rightly.</exception>
    public ColourCoding CodingOf(string path, int viewRows) =>
        StreamColour.CodingOf($"{path}: video stream {Index}", Colour, PixelFormat, Codec, viewRows);

    /// <summary>Reads what ffprobe says of a stream and of its first frames.</summary>
    /// <exception cref="System.Text.Json.JsonException">A number is none.</exception>
    public static StreamFacts Parse(FFProbeStream stream, IEnumerable<FFProbeFrame> frames)
    {
        FFProbeFrame[] own = [.. frames.Where(frame => frame.StreamIndex == stream.Index)];
        SideFacts[] sideData = [.. ProbeAnswer.SideData(stream)];
        SideFacts[] ofPictures = [.. own.SelectMany(ProbeAnswer.SideData)];
        SideFacts? stereo = sideData.FirstOrDefault(entry => entry.Kind == "Stereo 3D");
        double? durationS = ProbeAnswer.Seconds(stream.Duration);
        double? taggedS = ClockSeconds(Tag(stream, "DURATION"));
        var size = new PixelSize(stream.Width ?? 0, stream.Height ?? 0);
        Rational aspect = ProbeAnswer.Fraction(stream.SampleAspectRatio, ':');
        return new StreamFacts
        {
            Index = stream.Index,
            Id = ProbeAnswer.Word(stream, "id") ?? "",
            IsDefault = IsMarked(stream, "default"),
            IsStill = IsMarked(stream, "still_image") || IsMarked(stream, "timed_thumbnails"),
            Codec = stream.CodecName ?? "unknown",
            Size = size,
            SampleAspect = aspect.Numerator > 0 ? aspect : new(1, 1),
            PixelFormat = stream.PixelFormat ?? "",
            FieldOrder = stream.FieldOrder ?? "unknown",
            AverageRate = ProbeAnswer.Fraction(stream.AvgFrameRate, '/'),
            BaseRate = ProbeAnswer.Fraction(stream.FrameRate, '/'),
            TimeBase = ProbeAnswer.Fraction(ProbeAnswer.Word(stream, "time_base"), '/'),
            StartS = ProbeAnswer.Seconds(stream.StartTime) ?? 0,
            TagDurationS = taggedS,
            HasDuration = durationS is not null,
            DurationS = durationS ?? taggedS,
            LengthS = durationS is null || taggedS < durationS ? taggedS : durationS,
            Dolby = DolbyVision.Read(sideData, ofPictures, stream.CodecTagString),
            Frames = FramesOf(stream),
            Colour = (own.Length > 0 ? ProbeAnswer.Colour(own[0]) : ColourTags.None).Or(ProbeAnswer.Colour(stream)),
            ContainerStereoMode = Tag(stream, "stereo_mode"),
            SideData = stereo is null ? null : (stereo.Word("type") ?? "", stereo.Number("inverted") == 1),
            Spherical = sideData.FirstOrDefault(entry => entry.Kind == "Spherical Mapping") is { } sphere
                ? SphericalMapping.Parse(sphere, size) : null,
            PictureStereoMode = own
                .Select(frame => ProbeAnswer.Tag(frame, "stereo_mode"))
                .FirstOrDefault(mode => mode is not null),
            Turn = DisplayMatrix.Parse([.. sideData, .. ofPictures]),
            Shown = ShownPart.Parse(sideData),
            SideView = stereo?.Word("view") ?? "",
            SideKinds = [.. sideData.Concat(ofPictures).Select(entry => entry.Kind).Distinct()],
            Pictures = (own.Length, own.Count(frame => frame.InterlacedFrame == 1)),
        };
    }

    /// <summary>True for a mark that the container sets on a stream (ffprobe's <c>disposition</c>).</summary>
    public static bool IsMarked(FFProbeStream stream, string mark) => stream.Disposition?.GetValueOrDefault(mark) == 1;

    /// <summary>MP4 has its sample table; Matroska says it only in the statistics tags that mkvmerge writes.</summary>
    private static int FramesOf(FFProbeStream stream)
    {
        static int Whole(string? word) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
        int frames = Whole(ProbeAnswer.Word(stream, "nb_frames"));
        return frames > 0 ? frames : Whole(Tag(stream, "NUMBER_OF_FRAMES") ?? Tag(stream, "NUMBER_OF_FRAMES-eng"));
    }

    private static string? Tag(FFProbeStream stream, string key) => stream.Tags?.GetValueOrDefault(key);

    /// <summary>Matroska states the length of each stream as <c>00:01:02.003000000</c>.</summary>
    private static double? ClockSeconds(string? clock)
    {
        string[] parts = (clock ?? "").Split(':');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            && double.TryParse(
                parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? (hours * 60d + minutes) * 60 + seconds
            : null;
    }
}
