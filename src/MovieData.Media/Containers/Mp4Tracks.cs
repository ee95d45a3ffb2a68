using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Containers;

/// <summary>
/// What the sample entries of an MP4/MOV track say of its pictures and ffmpeg, or an older one, passes over.
/// </summary>
/// <param name="Id">Track number: ffprobe's <c>id</c>.</param>
public sealed record Mp4Track(uint Id)
{
    /// <summary>
    /// It holds two layers: <c>lhvC</c> (layered HEVC, ISO/IEC 14496-15), or <c>vexu</c> with both eyes (Apple's stereo
    /// video). ffmpeg before 7.1 reads such a film as mono.
    /// </summary>
    public bool HasLayers { get; init; }

    /// <summary>
    /// Kind of the box that says what each view shows, null when there is none: <c>equi</c>, <c>cbmp</c>, <c>mshp</c>
    /// of <c>sv3d</c> (Google's spherical video, version 2); <c>rect</c>, <c>equi</c>, <c>hequ</c>, <c>fish</c>,
    /// <c>prim</c> of <c>vexu</c>; or the word of version 1, for example <c>equirectangular</c>.
    /// </summary>
    public string? Projection { get; init; }

    /// <summary>Edges outside the clean aperture (<c>clap</c>); null when there are none.</summary>
    public ShownPart? Shown { get; init; }
}

/// <summary>
/// Reads the boxes of MP4 and MOV that say what ffmpeg does not: ISO/IEC 14496-12, Google's "Spherical Video" 1 and 2,
/// Apple's "ISOBMFF extensions for stereo video".
/// </summary>
internal static partial class Mp4Tracks
{
    /// <summary>Longest <c>moov</c> box read; longer ones (many hours of tiny samples) are not searched.</summary>
    private const int MoovBytesMax = 64 << 20;

    /// <summary>Boxes looked at on one level; more are damage.</summary>
    private const int BoxesMax = 4096;

    /// <summary>Bytes of a <c>stsd</c> before its first entry, and of a video sample entry before its boxes.</summary>
    private const int DescriptionHeader = 8;
    private const int VideoEntryHeader = 78;

    /// <summary>Where width and height stand in a video sample entry.</summary>
    private const int EntryWidthAt = 24;

    private static readonly string[] Containers = ["mdia", "minf", "stbl"];

    /// <summary>Identity of the <c>uuid</c> box of version 1 of spherical video, whose body is XML.</summary>
    private static readonly byte[] SphericalV1 = Convert.FromHexString("ffcc8263f8554a938814587a02521fdd");

    /// <summary>The tracks of a file with a sample entry for pictures; none for whatever is not an MP4.</summary>
    /// <exception cref="FilmException">The file cannot be read.</exception>
    public static IReadOnlyList<Mp4Track> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return ReadMoov(file) is { } moov
                ? [.. Boxes(moov).Where(box => box.Type == "trak").Select(box => ReadTrack(box.Body))]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static byte[]? ReadMoov(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        long at = 0;
        for (int box = 0; box < BoxesMax && at + 8 <= file.Length; box++)
        {
            file.Position = at;
            int have = file.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            long length = BinaryPrimitives.ReadUInt32BigEndian(header);
            length = length == 1 && have == 16 ? BinaryPrimitives.ReadInt64BigEndian(header[8..]) : length;
            length = length == 0 ? file.Length - at : length;
            if (length < 8 || length > file.Length - at)
            {
                return null;
            }

            if (header[4..8].SequenceEqual("moov"u8))
            {
                byte[]? moov = length <= MoovBytesMax ? new byte[length - 8] : null;
                file.Position = at + 8;
                return moov is not null && file.ReadAtLeast(moov, moov.Length, false) == moov.Length ? moov : null;
            }

            at += length;
        }

        return null;
    }

    /// <summary>The boxes that lie one after the other in some bytes; damage ends them.</summary>
    private static List<(string Type, ReadOnlyMemory<byte> Body)> Boxes(ReadOnlyMemory<byte> bytes)
    {
        var boxes = new List<(string, ReadOnlyMemory<byte>)>();
        while (bytes.Length >= 8 && boxes.Count < BoxesMax)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
            if (length < 8 || length > bytes.Length)
            {
                break;
            }

            boxes.Add((Encoding.Latin1.GetString(bytes.Span[4..8]), bytes[8..(int)length]));
            bytes = bytes[(int)length..];
        }

        return boxes;
    }

    private static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> bytes, string type)
    {
        foreach ((string found, ReadOnlyMemory<byte> body) in Boxes(bytes))
        {
            if (found == type)
            {
                return body;
            }
        }

        return null;
    }

    private static Mp4Track ReadTrack(ReadOnlyMemory<byte> trak)
    {
        var track = new Mp4Track(Find(trak, "tkhd") is { } head ? TrackId(head.Span) : 0);
        foreach ((string type, ReadOnlyMemory<byte> body) in Boxes(trak))
        {
            if (type == "uuid" && body.Span.StartsWith(SphericalV1))
            {
                Match word = ProjectionWord().Match(Encoding.UTF8.GetString(body.Span[SphericalV1.Length..]));
                track = word.Success ? track with { Projection = word.Groups[1].Value.Trim() } : track;
            }
        }

        ReadOnlyMemory<byte>? table = trak;
        foreach (string container in Containers)
        {
            table = table is { } inside ? Find(inside, container) : null;
        }

        return table is { } samples && Find(samples, "stsd") is { Length: > DescriptionHeader } entries
            ? Boxes(entries[DescriptionHeader..]).Aggregate(track, (known, entry) => WithEntry(known, entry.Body))
            : track;
    }

    private static uint TrackId(ReadOnlySpan<byte> head)
    {
        // Version and flags, two times of 4 or 8 bytes, the number.
        int at = head.Length > 0 && head[0] == 1 ? 20 : 12;
        return head.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(head[at..]) : 0;
    }

    private static Mp4Track WithEntry(Mp4Track track, ReadOnlyMemory<byte> entry)
    {
        if (entry.Length <= VideoEntryHeader)
        {
            return track;
        }

        int width = BinaryPrimitives.ReadUInt16BigEndian(entry.Span[EntryWidthAt..]);
        int height = BinaryPrimitives.ReadUInt16BigEndian(entry.Span[(EntryWidthAt + 2)..]);
        foreach ((string type, ReadOnlyMemory<byte> body) in Boxes(entry[VideoEntryHeader..]))
        {
            track = type switch
            {
                "lhvC" => track with { HasLayers = true },
                "vexu" => track with
                {
                    HasLayers = track.HasLayers || Find(body, "proj") is null || Find(body, "eyes") is not null,
                    Projection = Kind(body) ?? track.Projection,
                },
                "sv3d" => track with { Projection = Mesh(body) },
                "clap" => track with { Shown = Aperture(body.Span, width, height) ?? track.Shown },
                _ => track,
            };
        }

        return track;
    }

    /// <summary><c>sv3d</c> holds <c>proj</c>, which holds its head and one box whose name is the projection.</summary>
    private static string Mesh(ReadOnlyMemory<byte> spherical) => (Find(spherical, "proj") is { } projection
        ? Boxes(projection).Select(box => box.Type).FirstOrDefault(type => type != "prhd")
        : null) ?? "unknown";

    /// <summary><c>vexu</c> holds <c>proj</c>, which holds <c>prji</c>: version, flags and the projection's
    /// name.</summary>
    private static string? Kind(ReadOnlyMemory<byte> extended) =>
        Find(extended, "proj") is { } projection && Find(projection, "prji") is { Length: >= 8 } kind
            ? Encoding.Latin1.GetString(kind.Span[4..8])
            : null;

    /// <summary>Four fractions: width, height, and how far its centre lies right of and below the picture's.</summary>
    private static ShownPart? Aperture(ReadOnlySpan<byte> clap, int width, int height)
    {
        var values = new double[4];
        for (int value = 0; value < 4; value++)
        {
            if (clap.Length < 8 * (value + 1))
            {
                return null;
            }

            double over = BinaryPrimitives.ReadInt32BigEndian(clap[((8 * value) + 4)..]);
            values[value] = BinaryPrimitives.ReadInt32BigEndian(clap[(8 * value)..]) / over;
        }

        (double left, double top) = (((width - values[0]) / 2) + values[2], ((height - values[1]) / 2) + values[3]);
        int[] edges = [.. ((double[])[left, top, width - values[0] - left, height - values[1] - top])
            .Select(edge => double.IsFinite(edge) ? (int)Math.Clamp(Math.Round(edge), 0, ushort.MaxValue) : 0)];
        var shown = new ShownPart(edges[0], edges[1], edges[2], edges[3]);
        return shown == new ShownPart(0, 0, 0, 0) ? null : shown;
    }

    [GeneratedRegex("<[A-Za-z]+:ProjectionType>([^<]{1,64})<", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectionWord();
}
