using System.Globalization;
using System.Text.Json;
using MovieData.Frames;

namespace MovieData.Source;

/// <summary>What ffprobe says of one video stream.</summary>
internal sealed record StreamFacts
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

    /// <summary>Reads one element of ffprobe's <c>streams</c>, and what its <c>frames</c> say of that stream.</summary>
    public static StreamFacts Parse(JsonElement json, JsonElement[] frames)
    {
        int index = (int)ContainerFacts.Number(json, "index");
        JsonElement[] own = [.. frames.Where(frame => ContainerFacts.Number(frame, "stream_index") == index)];
        JsonElement[] sideData = SideList(json);
        JsonElement[] ofPictures = [.. own.SelectMany(SideList)];
        double? durationS = ContainerFacts.Seconds(json, "duration");
        double? taggedS = ClockSeconds(ContainerFacts.Tag(json, "DURATION"));
        var size = new PixelSize(
            (int)ContainerFacts.Number(json, "width"), (int)ContainerFacts.Number(json, "height"));
        return new StreamFacts
        {
            Index = index,
            Id = ContainerFacts.Word(json, "id") ?? "",
            IsDefault = Disposition(json, "default"),
            IsStill = Disposition(json, "still_image") || Disposition(json, "timed_thumbnails"),
            Codec = ContainerFacts.Word(json, "codec_name") ?? "unknown",
            Size = size,
            SampleAspect = Fraction(json, "sample_aspect_ratio", ':') is { Numerator: > 0 } aspect ? aspect : new(1, 1),
            PixelFormat = ContainerFacts.Word(json, "pix_fmt") ?? "",
            FieldOrder = ContainerFacts.Word(json, "field_order") ?? "unknown",
            AverageRate = Fraction(json, "avg_frame_rate", '/'),
            BaseRate = Fraction(json, "r_frame_rate", '/'),
            TimeBase = Fraction(json, "time_base", '/'),
            StartS = ContainerFacts.Seconds(json, "start_time") ?? 0,
            TagDurationS = taggedS,
            HasDuration = durationS is not null,
            DurationS = durationS ?? taggedS,
            LengthS = durationS is null || taggedS < durationS ? taggedS : durationS,
            Dolby = DolbyVision.Read(sideData, ofPictures, ContainerFacts.Word(json, "codec_tag_string")),
            Frames = FramesOf(json),
            Colour = (own.Length > 0 ? TagsOf(own[0]) : ColourTags.None).Or(TagsOf(json)),
            ContainerStereoMode = ContainerFacts.Tag(json, "stereo_mode"),
            SideData = StereoOf(sideData),
            Spherical = sideData
                .Where(entry => ContainerFacts.Word(entry, "side_data_type") == "Spherical Mapping")
                .Select(entry => SphericalMapping.Parse(entry, size))
                .FirstOrDefault(),
            PictureStereoMode = own
                .Select(frame => ContainerFacts.Tag(frame, "stereo_mode"))
                .FirstOrDefault(mode => mode is not null),
            Turn = DisplayMatrix.Parse([.. sideData, .. ofPictures]),
            Shown = ShownPart.Parse(sideData),
            SideView = ViewOf(sideData),
            SideKinds = KindsOf([.. sideData, .. ofPictures]),
            Pictures = (own.Length, own.Count(frame => ContainerFacts.Number(frame, "interlaced_frame") == 1)),
        };
    }

    /// <summary>MP4 has its sample table; Matroska says it only in the statistics tags that mkvmerge writes.</summary>
    private static int FramesOf(JsonElement json)
    {
        string? tag = ContainerFacts.Tag(json, "NUMBER_OF_FRAMES") ?? ContainerFacts.Tag(json, "NUMBER_OF_FRAMES-eng");
        long frames = ContainerFacts.Number(json, "nb_frames");
        return frames is > 0 and <= int.MaxValue ? (int)frames
            : int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out int tagged) ? tagged : 0;
    }

    private static string ViewOf(JsonElement[] sideData) => sideData
        .Where(entry => ContainerFacts.Word(entry, "side_data_type") == "Stereo 3D")
        .Select(entry => ContainerFacts.Word(entry, "view"))
        .FirstOrDefault() ?? "";

    private static string[] KindsOf(JsonElement[] sideData) =>
        [.. sideData.Select(entry => ContainerFacts.Word(entry, "side_data_type") ?? "").Distinct()];

    private static (string Type, bool Inverted)? StereoOf(JsonElement[] sideData) => sideData
        .Where(entry => ContainerFacts.Word(entry, "side_data_type") == "Stereo 3D")
        .Select(entry => ((string, bool)?)(
            ContainerFacts.Word(entry, "type") ?? "", ContainerFacts.Number(entry, "inverted") == 1))
        .FirstOrDefault();

    private static JsonElement[] SideList(JsonElement json) =>
        json.TryGetProperty("side_data_list", out JsonElement list) ? [.. list.EnumerateArray()] : [];

    private static bool Disposition(JsonElement json, string name) =>
        json.TryGetProperty("disposition", out JsonElement marks) && ContainerFacts.Number(marks, name) == 1;

    /// <summary>ffprobe's words on the colour of a stream or a frame.</summary>
    internal static ColourTags TagsOf(JsonElement json) => new(
        ColourTags.Known(ContainerFacts.Word(json, "color_range")),
        ColourTags.Known(ContainerFacts.Word(json, "color_space")),
        ColourTags.Known(ContainerFacts.Word(json, "color_transfer")),
        ColourTags.Known(ContainerFacts.Word(json, "color_primaries")));

    private static Rational Fraction(JsonElement json, string key, char separator)
    {
        string[] parts = (ContainerFacts.Word(json, key) ?? "").Split(separator);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long numerator)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long denominator)
            && denominator > 0
            ? new Rational(numerator, denominator)
            : new Rational(0, 1);
    }

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
