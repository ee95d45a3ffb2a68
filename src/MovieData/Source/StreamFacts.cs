using System.Globalization;
using System.Text.Json;
using MovieData.Frames;
using MovieData.Native;

namespace MovieData.Source;

/// <summary>What ffprobe says of one file: its video streams, chapters and first pictures. Read, not judged.</summary>
internal sealed record ContainerFacts(
    string Path,
    string Format,
    int StreamCount,
    IReadOnlyList<StreamFacts> Videos,
    IReadOnlyList<Chapter> Chapters)
{
    /// <summary>
    /// Packets decoded to look for frame-packing messages and interlacing. Some streams show no picture so soon (cut at
    /// a non-key picture, edit list): they are tried again with more packets.
    /// </summary>
    private static readonly int[] PacketsRead = [8, 600];

    private const string Entries = "format=format_name,nb_streams,start_time:"
        + "stream=index,codec_name,width,height,sample_aspect_ratio,pix_fmt,field_order,avg_frame_rate,r_frame_rate,"
        + "time_base,start_time,duration,nb_frames,color_range,color_space,color_transfer:"
        + "stream_disposition=attached_pic:stream_tags=stereo_mode,DURATION,NUMBER_OF_FRAMES,NUMBER_OF_FRAMES-eng:"
        + "stream_side_data=side_data_type,type,inverted,rotation,projection,bound_left,bound_top,"
        + "bound_right,bound_bottom,yaw,pitch,roll:chapter=start_time,end_time:chapter_tags=title";

    /// <summary>Time of the first packet of any stream, seconds on the container's clock; 0 when unstated.</summary>
    public double StartS { get; init; }

    /// <summary>Seconds of each clip when the file stands for several (<see cref="Film.ClipSeconds"/>).</summary>
    public IReadOnlyList<double> ClipSeconds { get; init; } = [];

    /// <summary>Input arguments of ffmpeg.</summary>
    public IReadOnlyList<string> Input { get; init; } = FFmpegProcess.FileInput(Path);

    private const string PictureEntries = ":frame=stream_index,interlaced_frame:frame_tags=stereo_mode";

    /// <summary>Asks ffprobe once.</summary>
    /// <param name="path">File.</param>
    /// <param name="quick">True: container facts only, no picture is decoded.</param>
    /// <param name="cancel">Kills the child.</param>
    /// <exception cref="FilmException">The file is missing, names others (<see cref="ListFormats"/>), or ffprobe
    /// cannot make anything of it.</exception>
    public static ContainerFacts Read(string path, bool quick, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            throw new FilmException(Directory.Exists(path)
                ? $"{path}: is a folder, expected a film file"
                : $"{path}: no such file: check the name");
        }

        if (RegularFile.IsPipeOrDevice(path))
        {
            throw new FilmException($"{path}: {RegularFile.PipeOrDevice}, for a film is read more than once");
        }

        ContainerFacts facts = Ask(path, quick ? 0 : PacketsRead[0], cancel);
        return quick || facts.Videos.All(video => video.Pictures.Read > 0) ? facts : Ask(path, PacketsRead[1], cancel);
    }

    private static ContainerFacts Ask(string path, int packets, CancellationToken cancel)
    {
        var arguments = new List<string> { "-v", "error", "-of", "json", "-select_streams", "v", "-show_entries" };
        arguments.Add(packets == 0 ? Entries : Entries + PictureEntries);
        if (packets > 0)
        {
            arguments.AddRange(["-read_intervals", string.Create(CultureInfo.InvariantCulture, $"%+#{packets}")]);
        }

        arguments.AddRange(FFmpegProcess.FileInput(path));
        try
        {
            using JsonDocument json = JsonDocument.Parse(FFmpegProcess.Capture("ffprobe", arguments, cancel));
            cancel.ThrowIfCancellationRequested();
            return Parse(path, json.RootElement);
        }
        catch (Exception error) when (
            error is FFmpegException { IsLost: false } or JsonException && !cancel.IsCancellationRequested)
        {
            throw new FilmException($"{path}: not a video that ffmpeg can read: {error.Message}", error);
        }
    }

    /// <summary>
    /// Packets of a stream, for containers that do not state their number of pictures; reads the whole file.
    /// </summary>
    public static int CountPackets(string path, int stream, CancellationToken cancel)
    {
        string text = FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-select_streams", stream.ToString(CultureInfo.InvariantCulture), "-count_packets",
                "-show_entries", "stream=nb_read_packets", "-of", "default=nw=1:nk=1",
                .. FFmpegProcess.FileInput(path)],
            cancel);
        string line = text.Split('\n', 2)[0].Trim();
        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
    }

    private static ContainerFacts Parse(string path, JsonElement root)
    {
        JsonElement format = root.GetProperty("format");
        ListFormats.Refuse(path, Word(format, "format_name") ?? "");
        JsonElement[] frames = root.TryGetProperty("frames", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        StreamFacts[] videos = root.GetProperty("streams").EnumerateArray()
            .Where(stream => Number(stream.GetProperty("disposition"), "attached_pic") != 1)
            .Select(stream => StreamFacts.Parse(stream, frames))
            .ToArray();

        // The dependent view of Blu-ray 3D, alone in its stream, has no size for ffprobe; its base view is beside it.
        videos = videos.Any(HasSize) ? [.. videos.Where(HasSize)] : videos;
        Chapter[] chapters = root.GetProperty("chapters").EnumerateArray()
            .Select(chapter => new Chapter(
                Seconds(chapter, "start_time") ?? 0,
                Seconds(chapter, "end_time") ?? 0,
                Tag(chapter, "title") ?? ""))
            .ToArray();
        return new ContainerFacts(
            path, Word(format, "format_name") ?? "", (int)Number(format, "nb_streams"), videos, chapters)
        {
            StartS = Seconds(format, "start_time") ?? 0,
        };
    }

    private static bool HasSize(StreamFacts stream) => stream.Size.Width > 0 && stream.Size.Height > 0;

    internal static string? Word(JsonElement json, string key) =>
        json.TryGetProperty(key, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;

    internal static string? Tag(JsonElement json, string key) =>
        json.TryGetProperty("tags", out JsonElement tags) ? Word(tags, key) : null;

    internal static long Number(JsonElement json, string key) =>
        long.TryParse(Word(json, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;

    internal static double? Seconds(JsonElement json, string key) =>
        double.TryParse(Word(json, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds)
            ? seconds
            : null;
}

/// <summary>What ffprobe says of one video stream.</summary>
internal sealed record StreamFacts
{
    /// <summary>Index inside the file.</summary>
    public required int Index { get; init; }

    /// <summary>ffmpeg's codec name; <c>unknown</c> when it has no decoder's name for it.</summary>
    public required string Codec { get; init; }

    /// <summary>Size of a coded picture after codec cropping.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Pixel width over height; 1/1 when unstated.</summary>
    public required Rational SampleAspect { get; init; }

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

    /// <summary>Time of the first picture on the container's clock, seconds; 0 when unstated.</summary>
    public required double StartS { get; init; }

    /// <summary>Pictures by the container's word; 0 when it is silent.</summary>
    public required int Frames { get; init; }

    /// <summary>ffmpeg's words for range, matrix and transfer; empty when untagged.</summary>
    public required (string Range, string Matrix, string Transfer) Colour { get; init; }

    /// <summary>MKV/WebM StereoMode in ffmpeg's words (<c>left_right</c>), null when there is none.</summary>
    public required string? ContainerStereoMode { get; init; }

    /// <summary>Stereo 3D side data of the stream, null when there is none.</summary>
    public required (string Type, bool Inverted)? SideData { get; init; }

    /// <summary>Spherical mapping of the stream, null when there is none.</summary>
    public SphericalMapping? Spherical { get; init; }

    /// <summary>Frame-packing message of the first pictures in StereoMode words; null when there is none.</summary>
    public required string? PictureStereoMode { get; init; }

    /// <summary>Rotation in degrees a player would apply.</summary>
    public required long RotationDegrees { get; init; }

    /// <summary>Pictures decoded by ffprobe, and how many of them are interlaced.</summary>
    public required (int Read, int Interlaced) Pictures { get; init; }

    /// <summary>Reads one element of ffprobe's <c>streams</c>, and what its <c>frames</c> say of that stream.</summary>
    public static StreamFacts Parse(JsonElement json, JsonElement[] frames)
    {
        int index = (int)ContainerFacts.Number(json, "index");
        JsonElement[] own = [.. frames.Where(frame => ContainerFacts.Number(frame, "stream_index") == index)];
        JsonElement[] sideData =
            json.TryGetProperty("side_data_list", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        var size = new PixelSize(
            (int)ContainerFacts.Number(json, "width"), (int)ContainerFacts.Number(json, "height"));
        return new StreamFacts
        {
            Index = index,
            Codec = ContainerFacts.Word(json, "codec_name") ?? "unknown",
            Size = size,
            SampleAspect = Fraction(json, "sample_aspect_ratio", ':') is { Numerator: > 0 } aspect ? aspect : new(1, 1),
            PixelFormat = ContainerFacts.Word(json, "pix_fmt") ?? "",
            FieldOrder = ContainerFacts.Word(json, "field_order") ?? "unknown",
            AverageRate = Fraction(json, "avg_frame_rate", '/'),
            BaseRate = Fraction(json, "r_frame_rate", '/'),
            TimeBase = Fraction(json, "time_base", '/'),
            StartS = ContainerFacts.Seconds(json, "start_time") ?? 0,
            DurationS = ContainerFacts.Seconds(json, "duration") ?? ClockSeconds(ContainerFacts.Tag(json, "DURATION")),
            Frames = FramesOf(json),
            Colour = (Known(json, "color_range"), Known(json, "color_space"), Known(json, "color_transfer")),
            ContainerStereoMode = ContainerFacts.Tag(json, "stereo_mode"),
            SideData = sideData
                .Where(entry => ContainerFacts.Word(entry, "side_data_type") == "Stereo 3D")
                .Select(entry => ((string, bool)?)(
                    ContainerFacts.Word(entry, "type") ?? "", ContainerFacts.Number(entry, "inverted") == 1))
                .FirstOrDefault(),
            Spherical = sideData
                .Where(entry => ContainerFacts.Word(entry, "side_data_type") == "Spherical Mapping")
                .Select(entry => SphericalMapping.Parse(entry, size))
                .FirstOrDefault(),
            PictureStereoMode = own
                .Select(frame => ContainerFacts.Tag(frame, "stereo_mode"))
                .FirstOrDefault(mode => mode is not null),
            RotationDegrees = sideData
                .Select(entry => ContainerFacts.Number(entry, "rotation"))
                .FirstOrDefault(turn => turn != 0),
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

    private static string Known(JsonElement json, string key) =>
        ContainerFacts.Word(json, key) is { } word && word is not ("unknown" or "unspecified" or "reserved")
            ? word
            : "";

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
