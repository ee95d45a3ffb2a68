using System.Buffers.Binary;
using System.Text;
using MovieData.Media.Containers;

namespace MovieData.Tests.Containers;

/// <summary>Writes headers of Matroska files, element by element as RFC 8794 and RFC 9559 give them.</summary>
internal static class SmallMatroska
{
    /// <summary>One element with its subprocesses.</summary>
    public static byte[] Element(uint id, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(part => part)];
        return [.. Id(id), .. Length(body.Length), .. body];
    }

    /// <summary>An element that is a number.</summary>
    public static byte[] Number(uint id, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }

    /// <summary>An element that is a text.</summary>
    public static byte[] Text(uint id, string text) => Element(id, Encoding.UTF8.GetBytes(text));

    /// <summary>A whole file: its head, then a segment of these elements.</summary>
    public static byte[] File(params byte[][] parts) =>
        [.. Element(MatroskaIds.FileHead, Text(0x4282, "matroska")), .. Element(MatroskaIds.Segment, parts)];

    /// <summary>Info with a UID of 16 equal bytes, links likewise; 0 leaves one out.</summary>
    public static byte[] Identity(byte own = 0, byte next = 0, byte previous = 0, byte family = 0, string muxer = "") =>
        Element(
            MatroskaIds.SegmentInfo,
            [.. new[] { (0x73A4u, own), (0x3EB923u, next), (0x3CB923u, previous), (0x4444u, family) }
                .Where(uid => uid.Item2 != 0)
                .Select(uid => Element(uid.Item1, [.. Enumerable.Repeat(uid.Item2, 16)])), Text(0x4D80, muxer)]);

    /// <summary>Chapters of one or several editions.</summary>
    public static byte[] Chapters(params byte[][] editions) => Element(MatroskaIds.Chapters, editions);

    /// <summary>An edition with its flags.</summary>
    public static byte[] Edition(bool ordered, bool isDefault, params byte[][] atoms) => Element(
        0x45B9, [Number(0x45DD, ordered ? 1u : 0), Number(0x45DB, isDefault ? 1u : 0), .. atoms]);

    /// <summary>A chapter; times in seconds.</summary>
    public static byte[] Atom(
        double startS,
        double? endS = null,
        string title = "",
        byte segment = 0,
        bool hidden = false,
        bool enabled = true)
    {
        var parts = new List<byte[]> { Number(0x91, (ulong)(startS * 1e9)) };
        parts.AddRange(endS is { } end ? [Number(0x92, (ulong)(end * 1e9))] : []);
        parts.AddRange(segment == 0 ? [] : [Element(0x6E67, [.. Enumerable.Repeat(segment, 16)])]);
        parts.AddRange([Number(0x98, hidden ? 1u : 0), Number(0x4598, enabled ? 1u : 0)]);
        parts.Add(Element(0x80, Text(0x85, title)));
        return Element(0xB6, [.. parts]);
    }

    /// <summary>A track of a type with a codec ("" for none), combined of planes.</summary>
    public static byte[] Track(
        ulong uid, ulong type = 1, string codec = "V_TEST", params (ulong Uid, ulong Type)[] planes) => Element(
        0xAE,
        Number(0x73C5, uid),
        Number(0x83, type),
        codec.Length == 0 ? [] : Text(0x86, codec),
        planes.Length == 0 ? [] : Planes(planes));

    /// <summary>A video track that states a projection.</summary>
    public static byte[] Projected(ulong uid, ulong projectionType) => Element(
        0xAE,
        Number(0x73C5, uid),
        Number(0x83, 1),
        Text(0x86, "V_TEST"),
        Element(0xE0, Number(0xB0, 640), Element(0x7670, Number(0x7671, projectionType))));

    /// <summary>TrackOperation with TrackCombinePlanes.</summary>
    public static byte[] Planes(params (ulong Uid, ulong Type)[] planes) => Element(0xE2, Element(
        0xE3, [.. planes.Select(plane => Element(0xE4, Number(0xE5, plane.Uid), Number(0xE6, plane.Type)))]));

    private static byte[] Id(uint id) => id switch
    {
        > 0xFFFFFF => [(byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id],
        > 0xFFFF => [(byte)(id >> 16), (byte)(id >> 8), (byte)id],
        > 0xFF => [(byte)(id >> 8), (byte)id],
        _ => [(byte)id],
    };

    private static byte[] Length(int length) =>
        length < 127 ? [(byte)(0x80 | length)]
            : [0x08, .. Enumerable.Range(0, 4).Select(part => (byte)(length >> (24 - (8 * part))))];
}
