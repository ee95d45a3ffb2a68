namespace MovieData.Media.Containers;

/// <summary>One track, as far as its number among ffmpeg's streams and its part in a stereo pair need it.</summary>
/// <param name="Uid">TrackUID.</param>
/// <param name="IsStream">True when ffmpeg makes a stream of it: it has a codec and a type that ffmpeg knows.</param>
/// <param name="Planes">Tracks that this one is combined of (TrackCombinePlanes): TrackPlaneUID and
/// TrackPlaneType.</param>
internal sealed record MatroskaTrack(ulong Uid, bool IsStream, IReadOnlyList<(ulong Uid, ulong Type)> Planes)
{
    /// <summary>ProjectionType: 0 flat, 1 equirectangular, 2 cubemap, 3 mesh; null when unstated.</summary>
    public ulong? ProjectionType { get; init; }

    /// <summary>TrackPlaneType of the left eye.</summary>
    public const ulong LeftEye = 0;

    /// <summary>TrackPlaneType of the right eye.</summary>
    public const ulong RightEye = 1;
}

/// <summary>
/// What the header of a Matroska file says that ffmpeg does not pass on: links to other files, editions, and which
/// track shows which eye (RFC 9559). Numbers of elements as there.
/// </summary>
internal sealed record MatroskaHeader
{
    /// <summary>SegmentUUID; null when unstated.</summary>
    public string? Uid { get; init; }

    /// <summary>PrevUUID: the file that this one continues; null when there is none.</summary>
    public string? PreviousUid { get; init; }

    /// <summary>NextUUID: the file that continues this one; null when there is none.</summary>
    public string? NextUid { get; init; }

    /// <summary>SegmentFamily: files that belong together; null when unstated.</summary>
    public string? FamilyUid { get; init; }

    /// <summary>MuxingApp: the library that wrote the file; empty when unstated.</summary>
    public string MuxingApp { get; init; } = "";

    /// <summary>Duration in seconds; null when unstated.</summary>
    public double? DurationS { get; init; }

    /// <summary>Tracks in the file's order.</summary>
    public IReadOnlyList<MatroskaTrack> Tracks { get; init; } = [];

    /// <summary>Editions in the file's order.</summary>
    public IReadOnlyList<Edition> Editions { get; init; } = [];

    /// <summary>Why the header could not be read to its end; null when it could.</summary>
    public string? Fault { get; init; }

    /// <summary>ffmpeg's number of the stream of a track; null when there is none.</summary>
    public int? StreamOf(ulong uid)
    {
        int at = Tracks.ToList().FindIndex(track => track.Uid == uid && track.IsStream);
        return at < 0 ? null : Tracks.Take(at).Count(track => track.IsStream);
    }

    /// <summary>Adds what the body of an element of the top level says.</summary>
    /// <exception cref="FormatException">The bytes break their own lengths.</exception>
    public MatroskaHeader With(uint id, ReadOnlySpan<byte> body) => id switch
    {
        MatroskaIds.SegmentInfo => WithSegment(new EbmlParts(body)),
        MatroskaIds.Tracks => this with { Tracks = [.. Tracks, .. ReadTracks(new EbmlParts(body))] },
        MatroskaIds.Chapters => this with { Editions = [.. Editions, .. MatroskaChapters.Read(new EbmlParts(body))] },
        _ => this,
    };

    private MatroskaHeader WithSegment(EbmlParts parts)
    {
        MatroskaHeader header = this;
        ulong scale = 1_000_000;
        double? duration = null;
        while (parts.Next())
        {
            switch (parts.Id)
            {
                case 0x73A4:
                    header = header with { Uid = parts.Uid() };
                    break;
                case 0x3CB923:
                    header = header with { PreviousUid = parts.Uid() };
                    break;
                case 0x3EB923:
                    header = header with { NextUid = parts.Uid() };
                    break;
                case 0x4444:
                    header = header with { FamilyUid = parts.Uid() };
                    break;
                case 0x4D80:
                    header = header with { MuxingApp = parts.Text() };
                    break;
                case 0x2AD7B1:
                    scale = parts.Number();
                    break;
                case 0x4489:
                    duration = parts.Double();
                    break;
            }
        }

        double? seconds = duration * scale / 1e9;
        return header with { DurationS = seconds is > 0 && double.IsFinite(seconds.Value) ? seconds : null };
    }

    private static List<MatroskaTrack> ReadTracks(EbmlParts parts)
    {
        var tracks = new List<MatroskaTrack>();
        while (parts.Next())
        {
            if (parts.Id == 0xAE)
            {
                tracks.Add(ReadTrack(new EbmlParts(parts.Body)));
            }
        }

        return tracks;
    }

    private static MatroskaTrack ReadTrack(EbmlParts parts)
    {
        (ulong uid, ulong type, bool hasCodec) = (0, 0, false);
        ulong? projection = null;
        var planes = new List<(ulong Uid, ulong Type)>();
        while (parts.Next())
        {
            switch (parts.Id)
            {
                case 0x73C5:
                    uid = parts.Number();
                    break;
                case 0x83:
                    type = parts.Number();
                    break;
                case 0x86:
                    hasCodec = !parts.Body.IsEmpty;
                    break;
                case 0xE0:
                    projection = ReadProjection(new EbmlParts(parts.Body));
                    break;
                case 0xE2:
                    AddPlanes(new EbmlParts(parts.Body), planes);
                    break;
            }
        }

        // Video, audio, subtitle, metadata: ffmpeg passes over all other types, and over tracks without a codec.
        return new MatroskaTrack(uid, hasCodec && type is 1 or 2 or 0x11 or 0x21, planes)
        {
            ProjectionType = projection,
        };
    }

    /// <summary>Video: Projection: ProjectionType.</summary>
    private static ulong? ReadProjection(EbmlParts video)
    {
        ulong? type = null;
        while (video.Next())
        {
            var projection = new EbmlParts(video.Id == 0x7670 ? video.Body : []);
            while (projection.Next())
            {
                type = projection.Id == 0x7671 ? projection.Number() : type;
            }
        }

        return type;
    }

    /// <summary>TrackOperation: TrackCombinePlanes: TrackPlane: TrackPlaneUID, TrackPlaneType.</summary>
    private static void AddPlanes(EbmlParts operation, List<(ulong Uid, ulong Type)> planes)
    {
        while (operation.Next())
        {
            var combined = new EbmlParts(operation.Id == 0xE3 ? operation.Body : []);
            while (combined.Next())
            {
                (ulong uid, ulong type) = (0, 0);
                var plane = new EbmlParts(combined.Id == 0xE4 ? combined.Body : []);
                while (plane.Next())
                {
                    uid = plane.Id == 0xE5 ? plane.Number() : uid;
                    type = plane.Id == 0xE6 ? plane.Number() : type;
                }

                planes.Add((uid, type));
            }
        }
    }
}
