namespace MovieData.Source;

/// <summary>Which video stream of a file is read, and whether it can be.</summary>
internal static class StreamChoice
{
    /// <summary>Largest width or height taken; larger ones are damage or an attack on memory.</summary>
    public const int EdgeMax = 16384;

    /// <summary>The video stream that is read.</summary>
    /// <exception cref="FilmException">There is none, or it is interlaced, rotated or undecodable.</exception>
    public static StreamFacts Choose(ContainerFacts file, FilmOverrides overrides, bool quick)
    {
        if (file.Videos.Count == 0)
        {
            throw new FilmException(file.StreamCount > 0
                ? $"{file.Path}: has {file.StreamCount} streams but no video (audio only?): give a film"
                : $"{file.Path}: has no streams: not a film, or damaged");
        }

        StreamFacts stream = file.Videos[0];
        string name = $"{file.Path}: video stream {stream.Index}";
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

        if (stream.Pictures.Interlaced > 0 && FieldCheckOf(stream, overrides) != FieldCheck.Combing
            && !RowsAreViews(stream, overrides))
        {
            throw new FilmException($"{name} is interlaced ({stream.Pictures.Interlaced} of its first "
                + $"{stream.Pictures.Read} pictures say so): rows of two instants in one picture have no disparity; "
                + "state --progressive if only its coding is interlaced (the pictures are checked), or deinterlace it "
                + "first");
        }

        return stream.RotationDegrees == 0
            ? stream
            : throw new FilmException($"{name} is rotated by {stream.RotationDegrees}°, so its views do not lie side "
                + "by side as coded; re-encode it upright first");
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
        overrides.Layout is { } stated ? stated == StereoLayout.RowInterleaved
        : stream.ContainerStereoMode is { } tag ? tag is "row_interleaved_lr" or "row_interleaved_rl"
        : stream.Packing is { Type: PackingMessage.Rows, IsQuincunx: false };
}
