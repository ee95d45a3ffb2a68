using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>Which video stream of a file is read, why, and whether it can be.</summary>
/// <param name="Stream">The stream that is read.</param>
/// <param name="Peers">Streams as long as the film, by index, <paramref name="Stream"/> among them: two may be its two
/// views. One alone where the user chose it.</param>
/// <param name="Note">Which stream is read, why, and which are not; null where the file has no other.</param>
internal sealed record StreamChoice(StreamFacts Stream, IReadOnlyList<StreamFacts> Peers, string? Note)
{
    /// <summary>Largest width or height taken; larger ones are damage or an attack on memory.</summary>
    public const int EdgeMax = 16384;

    /// <summary>A stream that lasts less than this share of the longest is not the film.</summary>
    private const double LengthShareMin = 0.5;

    /// <summary>A stream with less than this share of the most pictures is not the film: thumbnails, a
    /// cover.</summary>
    private const double FramesShareMin = 0.1;

    /// <summary>The video stream that is read.</summary>
    /// <exception cref="FilmException">There is none, or it is interlaced, rotated or undecodable.</exception>
    public static StreamChoice Choose(
        ContainerFacts file, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        if (file.Videos.Count == 0)
        {
            throw new FilmException(file.StreamCount > 0
                ? $"{file.Path}: has {file.StreamCount} streams but no video (audio only?): give a film"
                : $"{file.Path}: has no streams: not a film, or damaged");
        }

        StreamChoice choice = overrides.Stream is { } index
            ? Stated(file, overrides, index)
            : file.Videos.Count == 1 ? new(file.Videos[0], file.Videos, null)
            : file.LeftEyeStream is not null && overrides.Layout is null or StereoLayout.TwoStreams ? Planes(file)
            : OfTheFilm(file, cancel);
        Check($"{file.Path}: video stream {choice.Stream.Index}", choice.Stream, overrides, quick);
        return overrides.SampleAspect is { } aspect
            ? choice with
            {
                Stream = choice.Stream with { SampleAspect = aspect, IsAspectStated = true },
                Peers = [.. choice.Peers.Select(peer => peer with { SampleAspect = aspect, IsAspectStated = true })],
            }
            : choice;
    }

    /// <summary>The container itself says which streams are the left and the right view.</summary>
    public bool IsToldOfViews(ContainerFacts file) =>
        file.LeftEyeStream is not null || Peers[0].SideView is "left" or "right";

    /// <summary>The streams that hold views of a film of a layout.</summary>
    public IReadOnlyList<StreamFacts> Views(StereoLayout layout) =>
        layout == StereoLayout.TwoStreams ? Peers : [Stream];

    /// <summary>Throws unless every stream that holds views can be read.</summary>
    /// <exception cref="FilmException">One is interlaced, turned, of Dolby's own colours or undecodable.</exception>
    public void RequireViews(StereoLayout layout, ContainerFacts file, FilmOverrides overrides, bool quick)
    {
        foreach (StreamFacts view in Views(layout))
        {
            Check($"{file.Path}: video stream {view.Index}", view, overrides, quick);
        }
    }

    private static StreamChoice Stated(ContainerFacts file, FilmOverrides overrides, int index)
    {
        StreamFacts stream = file.Videos.FirstOrDefault(video => video.Index == index)
            ?? throw new FilmException($"{file.Path}: --stream {index}: no video stream has this index; it has "
                + string.Join(", ", file.Videos.Select(video => Describe(video, file))));
        return overrides.Layout == StereoLayout.TwoStreams
            ? throw new FilmException($"{file.Path}: layout two-streams reads two video streams, --stream {index} "
                + "chooses one: leave one of them out")
            : new StreamChoice(stream, [stream], Words(stream, "stated by the user", file));
    }

    /// <summary>The two streams that Matroska combines; they are the first of the file.</summary>
    private static StreamChoice Planes(ContainerFacts file) => new(
        file.Videos[0],
        [.. file.Videos.Take(2)],
        file.Videos.Count == 2 ? null : Words(file.Videos[0], "one of the two combined planes", file));

    /// <summary>
    /// A stream that says it is stereo, where others do not; else the longest; of several as long the default one, then
    /// the one with the most pixels, then the first.
    /// </summary>
    private static StreamChoice OfTheFilm(ContainerFacts file, CancellationToken cancel)
    {
        StreamFacts[] pictures = [.. file.Videos.Where(video => !DolbyVision.IsEnhancement(video, file))];
        StreamFacts[] films = Lasting(pictures.Length > 0 ? pictures : [.. file.Videos]);
        films = films.Length > 1 ? InTheMiddle(file, films, cancel) : films;
        StreamFacts stream = films
            .OrderBy(video => video.IsDefault ? 0 : 1)
            .ThenByDescending(video => video.Size.Area)
            .ThenBy(video => video.Index)
            .First();
        if (!stream.SaysStereo && pictures.Where(video => video is { SaysStereo: true, IsStill: false }).ToArray()
            is [var stereo])
        {
            return new StreamChoice(stereo, [stereo], Words(stereo, "the only one that says it is stereo", file));
        }

        string why = pictures.Length == 1 ? "the others are no pictures of their own"
            : films.Length == 1 ? "no other lasts as long"
            : films.Any(video => video.IsDefault != stream.IsDefault) ? "the default of several as long"
            : films.Any(video => video.Size.Area != stream.Size.Area) ? "the largest of several as long"
            : "the first of several as long";
        return new StreamChoice(stream, [.. films.OrderBy(video => video.Index)], Words(stream, why, file));
    }

    /// <summary>Without covers, thumbnails and clips: those that last about as long as the longest.</summary>
    private static StreamFacts[] Lasting(StreamFacts[] videos)
    {
        double longestS = videos.Max(video => video.LengthS ?? 0);
        int most = videos.Max(video => video.Frames);
        StreamFacts[] lasting = [.. videos.Where(video => !video.IsStill
            && (video.LengthS ?? longestS) >= LengthShareMin * longestS
            && (video.Frames == 0 || video.Frames >= FramesShareMin * most))];
        return lasting.Length > 0 ? lasting : videos;
    }

    /// <summary>Not every container states how long each stream is: those with packets in the middle of it.</summary>
    private static StreamFacts[] InTheMiddle(ContainerFacts file, StreamFacts[] films, CancellationToken cancel)
    {
        double middleS = file.StartS + (films.Max(video => video.LengthS ?? 0) / 2);
        IReadOnlySet<int> there = ContainerFacts.StreamsAt(file, middleS, cancel);
        StreamFacts[] found = [.. films.Where(video => there.Contains(video.Index))];
        return found.Length > 0 ? found : films;
    }

    private static string Words(StreamFacts stream, string why, ContainerFacts file)
    {
        string others = string.Join(
            ", ", file.Videos.Where(video => video.Index != stream.Index).Select(video => Describe(video, file)));
        return $"{file.Videos.Count} video streams; {Describe(stream, file)} is read: {why}; not read: {others}; "
            + "--stream N chooses another";
    }

    private static string Describe(StreamFacts stream, ContainerFacts file)
    {
        string length = stream.Frames > 0 ? $", {stream.Frames} frames"
            : stream.LengthS is { } lengthS ? string.Create(CultureInfo.InvariantCulture, $", {lengthS:F1} s")
            : "";
        string layer = DolbyVision.IsEnhancement(stream, file) ? ", enhancement layer of Dolby Vision" : "";
        return $"index {stream.Index} ({stream.Codec} {stream.Size}{length}{layer})";
    }

    private static void Check(string name, StreamFacts stream, FilmOverrides overrides, bool quick)
    {
        if (stream.Size.Width is < 2 or > EdgeMax || stream.Size.Height is < 2 or > EdgeMax
            || stream.TimeBase.Numerator <= 0)
        {
            throw new FilmException($"{name} ({stream.Codec}) has no usable picture size or time base "
                + $"({stream.Size}, expected 2…{EdgeMax} px an edge): unknown codec or damaged file");
        }

        if (!quick && stream.Pictures.Read == 0)
        {
            throw new FilmException($"{name} ({stream.Codec}) has no frame that ffmpeg can decode: "
                + "empty, damaged, encrypted or of an unknown codec");
        }

        stream.Dolby?.Refuse(name);
        if (stream.SideKinds.Select(SideKinds.Find).FirstOrDefault(kind => kind?.Use == SideUse.Refused) is { } refused)
        {
            throw new FilmException($"{name} has side data '{refused.Name}': {refused.What}");
        }

        if (stream.Pictures.Interlaced > 0 && FieldCheckOf(stream, overrides) != FieldCheck.Combing
            && !RowsAreViews(stream, overrides))
        {
            throw new FilmException($"{name} is interlaced ({stream.Pictures.Interlaced} of its first "
                + $"{stream.Pictures.Read} pictures say so): rows of two instants in one picture have no disparity; "
                + "state --progressive if only its coding is interlaced (the pictures are checked), or deinterlace it "
                + "first");
        }

        if (stream.Turn is { } turn)
        {
            throw new FilmException($"{name} is {turn} by its display matrix, so its views do not lie as they are "
                + "coded; re-encode it upright first, or remove the matrix if it is wrong");
        }
    }

    /// <summary>
    /// What is checked of a stream's fields. A container's word alone is no reason to refuse: remuxed discs say "upper
    /// field first" of progressive films.
    /// </summary>
    public static FieldCheck FieldCheckOf(StreamFacts stream, FilmOverrides overrides) =>
        RowsAreViews(stream, overrides) ? FieldCheck.Flags
        : overrides.IsProgressive ? FieldCheck.Combing
        : SaysFields(stream) ? FieldCheck.FlagsAndCombing
        : FieldCheck.Flags;

    /// <summary>What a person should know of a stream's fields.</summary>
    public static IEnumerable<string> FieldWarnings(StreamFacts stream, FilmOverrides overrides) =>
        FieldCheckOf(stream, overrides) switch
        {
            FieldCheck.FlagsAndCombing =>
            [
                $"the container says interlaced (field order {stream.FieldOrder}), the pictures do not: the scan "
                + "measures them, and refuses the film if rows are combed",
            ],
            FieldCheck.Combing when stream.Pictures.Interlaced > 0 || SaysFields(stream) =>
            [
                $"coded as interlaced (field order {stream.FieldOrder}), stated to be progressive: the scan measures "
                + "the pictures, and refuses the film if rows are combed",
            ],
            _ => [],
        };

    private static bool SaysFields(StreamFacts stream) => stream.FieldOrder is "tt" or "bb" or "tb" or "bt";

    /// <summary>Interleaved rows may be coded like two fields; they are two views of one instant.</summary>
    private static bool RowsAreViews(StreamFacts stream, FilmOverrides overrides) =>
        overrides.Layout is { } stated ? LayoutTable.Of(stated).RowsAreViews
        : stream.ContainerStereoMode is { } tag ? tag is "row_interleaved_lr" or "row_interleaved_rl"
        : stream.Packing is { Type: PackingMessage.Rows, IsQuincunx: false };
}
