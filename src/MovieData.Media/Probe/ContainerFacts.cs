using System.Globalization;
using FFMpegCore;
using MovieData.Media.Colour;
using MovieData.Media.Containers;
using MovieData.Media.Discs;
using MovieData.Media.Films;
using MovieData.Media.Processes;
using MovieData.Native;

namespace MovieData.Media.Probe;

/// <summary>What ffprobe says of one file: its video streams, chapters and first pictures. Read, not judged.</summary>
public sealed record ContainerFacts(
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

    /// <summary>Packets read to see which streams last: some seconds of several.</summary>
    private const int PacketsInTheMiddle = 240;

    /// <summary>ffprobe's name for the packets it has counted.</summary>
    private const string CountedPackets = "nb_read_packets";

    private const string Entries = "format=format_name,nb_streams,start_time:"
        + "stream=index,id,codec_name,codec_tag_string,"
        + "width,height,sample_aspect_ratio,pix_fmt,field_order,avg_frame_rate,r_frame_rate,"
        + "time_base,start_time,duration,nb_frames,color_range,color_space,color_transfer,"
        + "color_primaries:"
        + "stream_disposition=attached_pic,default,still_image,timed_thumbnails:"
        + "stream_tags=stereo_mode,DURATION,NUMBER_OF_FRAMES,NUMBER_OF_FRAMES-eng:"
        + "stream_side_data=side_data_type,type,inverted,view,rotation,displaymatrix,projection,bound_left,bound_top,"
        + "bound_right,bound_bottom,yaw,pitch,roll,dv_profile,dv_bl_signal_compatibility_id,bl_present_flag,"
        + "el_present_flag,crop_left,crop_top,crop_right,crop_bottom:chapter=start_time,end_time:chapter_tags=title";

    /// <summary>Time of the first packet of any stream, seconds on the container's clock; 0 when unstated.</summary>
    public double StartS { get; init; }

    /// <summary>Seconds of each clip when the file stands for several (<see cref="Film.ClipSeconds"/>).</summary>
    public IReadOnlyList<double> ClipSeconds { get; init; } = [];

    /// <summary>What is played of the file (<see cref="Film.Played"/>).</summary>
    public IReadOnlyList<PlayedSpan> Played { get; init; } = [];

    /// <summary>Stream of the left eye, when the container says which of its streams show which eye: they are then the
    /// first two of <see cref="Videos"/>. Null: it says nothing.</summary>
    public int? LeftEyeStream { get; init; }

    /// <summary>What else is known of the container, one sentence each.</summary>
    public IReadOnlyList<string> Sentences { get; init; } = [];

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Input arguments of ffmpeg.</summary>
    public IReadOnlyList<string> Input { get; init; } = FFmpegProcess.FileInput(Path);

    /// <summary>Colour that the container itself states, by index of the stream; empty where nobody asked
    /// (<see cref="WithOwnWord"/>).</summary>
    public IReadOnlyDictionary<int, ColourTags> StatedColours { get; init; } = new Dictionary<int, ColourTags>();

    /// <summary>Packets counted, by index of the stream; empty where nobody counted.</summary>
    public IReadOnlyDictionary<int, int> Packets { get; init; } = new Dictionary<int, int>();

    private const string PictureEntries = ":frame=stream_index,interlaced_frame,"
        + "color_range,color_space,color_transfer,color_primaries:frame_tags=stereo_mode:"
        + "frame_side_data=side_data_type,rotation,displaymatrix,vdr_rpu_profile,bl_video_full_range_flag";

    /// <summary>Asks ffprobe once.</summary>
    /// <param name="path">File.</param>
    /// <param name="quick">True: container facts only, no picture is decoded.</param>
    /// <param name="cancel">Kills the subprocess.</param>
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

        DiscImage.Refuse(path);
        ContainerFacts facts = Ask(path, quick ? 0 : PacketsRead[0], cancel);
        facts = quick || facts.Videos.All(video => video.Pictures.Read > 0) ? facts : Ask(path, PacketsRead[1], cancel);
        return quick ? facts
            : facts with { Videos = [.. facts.Videos.Select(video => WithCodedPictures(facts, video, cancel))] };
    }

    private static StreamFacts WithCodedPictures(ContainerFacts file, StreamFacts video, CancellationToken cancel)
    {
        if (!PackingMessages.MayBeIn(video.Codec))
        {
            return video;
        }

        IReadOnlyList<CodedPicture> coded =
            PackingMessages.Read(file.Input, video.Index, video.Codec, PackingMessages.ProbePictures, cancel);
        return video with
        {
            CodedPictures = coded,
            Packing = coded.Select(picture => picture.Message).FirstOrDefault(one => one is { IsCancel: false }),
        };
    }

    private static ContainerFacts Ask(string path, int packets, CancellationToken cancel)
    {
        string[] question =
        [
            "-v", "error", "-select_streams", "v", "-show_entries", packets == 0 ? Entries : Entries + PictureEntries,
            .. packets == 0 ? (string[])[]
                : ["-read_intervals", string.Create(CultureInfo.InvariantCulture, $"%+#{packets}")],
            .. FFmpegProcess.FileInput(path),
        ];
        return ProbeAnswer.Ask(path, question, answer => Parse(path, answer), cancel);
    }

    /// <summary>
    /// Adds what the container itself says: as long as ffprobe does not look into the streams, no word of theirs covers
    /// it.
    /// </summary>
    /// <param name="countsPackets">Also count the packets; reads the whole file.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <returns>The facts; unchanged for containers that state no colour beside their streams: all but Matroska and
    /// MP4.</returns>
    /// <exception cref="FilmException">ffprobe cannot make anything of the file.</exception>
    public ContainerFacts WithOwnWord(bool countsPackets, CancellationToken cancel)
    {
        if (!Format.Contains("matroska", StringComparison.Ordinal) && !Format.Contains("mp4", StringComparison.Ordinal))
        {
            return this;
        }

        const string Colours = "stream=index,color_range,color_space,color_transfer,color_primaries";
        string[] question =
        [
            "-v", "error", "-nofind_stream_info", "-select_streams", "v",
            .. countsPackets ? (string[])["-count_packets"] : [],
            "-show_entries", countsPackets ? $"{Colours},{CountedPackets}" : Colours,
            .. FFmpegProcess.FileInput(Path),
        ];
        return ProbeAnswer.Ask(
            Path,
            question,
            answer => this with
            {
                StatedColours = answer.Streams.ToDictionary(IndexOf, ProbeAnswer.Colour),
                Packets = countsPackets ? answer.Streams.ToDictionary(IndexOf, CountOf) : Packets,
            },
            cancel);

        static int IndexOf(FFProbeStream stream) => stream.Index;
        static int CountOf(FFProbeStream stream) => Whole(ProbeAnswer.Word(stream, CountedPackets));
    }

    /// <summary>
    /// Packets of a stream, for containers that do not state their number of pictures; reads the whole file.
    /// </summary>
    public static int CountPackets(string path, int stream, CancellationToken cancel)
    {
        string text = FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-select_streams", stream.ToString(CultureInfo.InvariantCulture), "-count_packets",
                "-show_entries", $"stream={CountedPackets}", "-of", "default=nw=1:nk=1",
                .. FFmpegProcess.FileInput(path)],
            cancel);
        return Whole(text.Split('\n', 2)[0].Trim());
    }

    private static int Whole(string? word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    /// <summary>Video streams that have packets around a time: one seek, a few packets read.</summary>
    /// <param name="file">The container.</param>
    /// <param name="timeS">Seconds on its clock.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    public static IReadOnlySet<int> StreamsAt(ContainerFacts file, double timeS, CancellationToken cancel)
    {
        string text = FFmpegProcess.Capture(
            "ffprobe",
            ["-v", "error", "-select_streams", "v", "-show_entries", "packet=stream_index", "-of", "csv=p=0",
                "-read_intervals", string.Create(CultureInfo.InvariantCulture, $"{timeS:F3}%+#{PacketsInTheMiddle}"),
                .. FFmpegProcess.FileInput(file.Path)],
            cancel);
        return text.Split([',', '\n', '\r'])
            .Where(word => word.Length > 0)
            .Select(word => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture))
            .ToHashSet();
    }

    private static ContainerFacts Parse(string path, ProbeAnswer answer)
    {
        string format = answer.Format.FormatName ?? "";
        ListFormats.Refuse(path, format);
        StreamFacts[] videos =
        [
            .. answer.Streams.Where(stream => !StreamFacts.IsMarked(stream, "attached_pic"))
                .Select(stream => StreamFacts.Parse(stream, answer.Frames)),
        ];

        if (format.Contains("mp4", StringComparison.Ordinal))
        {
            videos = WithBoxes(path, videos);
        }

        // The dependent view of Blu-ray 3D, alone in its stream, has no size for ffprobe; its base view is beside it.
        videos = videos.Any(HasSize) ? [.. videos.Where(HasSize)] : videos;
        Chapter[] chapters =
        [
            .. answer.Chapters.Select(chapter => new Chapter(
                ProbeAnswer.Seconds(chapter.StartTime) ?? 0,
                ProbeAnswer.Seconds(chapter.EndTime) ?? 0,
                chapter.Tags?.GetValueOrDefault("title") ?? "")),
        ];
        return new ContainerFacts(path, format, answer.Format.NbStreams, videos, chapters)
        {
            StartS = ProbeAnswer.Seconds(answer.Format.StartTime) ?? 0,
        };
    }

    /// <summary>Adds what the boxes of an MP4 say that ffprobe does not.</summary>
    private static StreamFacts[] WithBoxes(string path, StreamFacts[] videos)
    {
        IReadOnlyList<Mp4Track> tracks = Mp4Tracks.Read(path);
        Mp4Track? Of(StreamFacts stream) => tracks.FirstOrDefault(track => $"0x{track.Id:x}" == stream.Id);
        return
        [
            .. videos.Select(stream => Of(stream) is { } track
                ? stream with { Mp4 = track, Shown = stream.Shown ?? track.Shown }
                : stream),
        ];
    }

    private static bool HasSize(StreamFacts stream) => stream.Size.Width > 0 && stream.Size.Height > 0;
}
