using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Media.Probe;

/// <summary>
/// A frame packing arrangement message, ITU-T H.264 D.1.26 and D.2.26; H.265 D.2.16 and D.3.16 state the same fields in
/// the same order. ffmpeg shows only type and order of it, and takes an unspecified order for "left first".
/// </summary>
public sealed record PackingMessage
{
    /// <summary>Payload type of the message in both standards.</summary>
    private const uint PayloadType = 45;

    /// <summary><c>frame_packing_arrangement_type</c> of views in rows that take turns.</summary>
    public const int Rows = 2;

    /// <summary><c>frame_packing_arrangement_type</c> of views that follow each other in time.</summary>
    public const int Temporal = 5;

    /// <summary><c>frame_packing_arrangement_id</c>; a cancelling message is about one id.</summary>
    public required uint Id { get; init; }

    /// <summary>The arrangement of this id ends; no other field says anything.</summary>
    public bool IsCancel { get; init; }

    /// <summary>
    /// 0 checkerboard, 1 columns, 2 rows, 3 side by side, 4 top and bottom, 5 temporal, 6 one view, 7 tiles.
    /// </summary>
    public int Type { get; init; }

    /// <summary>The samples of each view come from a checkerboard; always true for type 0.</summary>
    public bool IsQuincunx { get; init; }

    /// <summary><c>content_interpretation_type</c>: 1 frame 0 is the left view, 2 the right view, 0 unspecified; others
    /// are reserved.</summary>
    public int Interpretation { get; init; }

    /// <summary>One of the views is mirrored.</summary>
    public bool IsFlipped { get; init; }

    /// <summary>Each view is the fields of one parity (only with rows, type 2).</summary>
    public bool HasFieldViews { get; init; }

    /// <summary>With <see cref="Temporal"/>: this picture is of the first view.</summary>
    public bool IsFrame0 { get; init; }

    /// <summary>Where the first sample of each view lies, sixteenths of a sample: x and y of the first view, then of
    /// the second; 16 bits as coded.</summary>
    public int Grid { get; init; }

    /// <summary>What must not change in mid-film: all but the picture's own place.</summary>
    public PackingMessage Kind => this with { Id = 0, IsFrame0 = false };

    /// <summary>Arrangement in StereoMode words, without the order; empty when the standard has none.</summary>
    public string Arrangement => (Type, IsQuincunx) switch
    {
        (0, _) or ( < 5, true) => "checkerboard",
        (1, _) => "col_interleaved",
        (Rows, _) => "row_interleaved",
        (3, _) => "side by side",
        (4, _) => "top and bottom",
        (Temporal, _) => "block",
        (6, _) => "mono",
        (7, _) => "tiles",
        _ => "",
    };

    /// <summary>The view order it states.</summary>
    public ViewOrder Order => Type == 6 ? ViewOrder.Unknown : Interpretation switch
    {
        1 => ViewOrder.LeftFirst,
        2 => ViewOrder.RightFirst,
        _ => ViewOrder.Unknown,
    };

    /// <summary>The message is about views that lie as in <paramref name="layout"/>.</summary>
    public bool Fits(StereoLayout layout) => !IsQuincunx && Type == LayoutTable.Of(layout).MessageType;

    /// <summary>For messages: <c>type 3 (side by side), content interpretation 1</c>.</summary>
    public override string ToString() => IsCancel
        ? "cancelled"
        : $"type {Type} ({(Arrangement.Length > 0 ? Arrangement.Replace('_', ' ') : "reserved")}), "
            + $"content interpretation {Interpretation}"
            + (IsFlipped ? ", one view mirrored" : "") + (HasFieldViews ? ", views are fields" : "");

    /// <summary>The message in a NAL unit; of several the last that does not cancel, null when there is none.</summary>
    /// <param name="nal">A unit of H.264 or H.265, without start code.</param>
    /// <param name="isHevc">True for H.265.</param>
    public static PackingMessage? In(ReadOnlySpan<byte> nal, bool isHevc)
    {
        const int HevcPrefixMessage = 39;
        int header = isHevc ? 2 : 1;
        if (nal.Length <= header
            || (isHevc ? (nal[0] >> 1) & 63 : nal[0] & 31) != (isHevc ? HevcPrefixMessage : NalType.Message))
        {
            return null;
        }

        byte[] rbsp = new byte[nal.Length - header];
        ReadOnlySpan<byte> rest = rbsp.AsSpan(0, NalEscape.Remove(nal[header..], rbsp));
        PackingMessage? found = null;
        while (Number(ref rest, out uint type) && Number(ref rest, out uint size) && size <= rest.Length)
        {
            if (type == PayloadType && Parse(rest[..(int)size]) is { } message)
            {
                found = found is null || !message.IsCancel ? message : found;
            }

            rest = rest[(int)size..];
        }

        return found;
    }

    /// <summary>Reads the payload of the message; null when it is cut short.</summary>
    public static PackingMessage? Parse(ReadOnlySpan<byte> payload)
    {
        var bits = new BitReader(payload);
        try
        {
            uint id = bits.Ue();
            if (bits.Flag())
            {
                return new PackingMessage { Id = id, IsCancel = true };
            }

            var message = new PackingMessage
            {
                Id = id,
                Type = (int)bits.Bits(7),
                IsQuincunx = bits.Flag(),
                Interpretation = (int)bits.Bits(6),
                IsFlipped = bits.Flag(),
            };
            bits.Skip(1); // frame0_flipped_flag: which of the two is mirrored
            message = message with { HasFieldViews = bits.Flag(), IsFrame0 = bits.Flag() };
            bits.Skip(2); // frame0_self_contained_flag, frame1_self_contained_flag
            return message.IsQuincunx || message.Type == Temporal
                ? message
                : message with { Grid = (int)bits.Bits(16) };
        }
        catch (MvcSyntaxException)
        {
            return null;
        }
    }

    /// <summary>A number of a message's header, 7.3.2.3.1: bytes of 255, then a smaller one; all are added.</summary>
    private static bool Number(ref ReadOnlySpan<byte> rest, out uint number)
    {
        number = 0;
        while (rest.Length > 0)
        {
            byte part = rest[0];
            rest = rest[1..];
            number += part;
            if (part != 255)
            {
                return true;
            }
        }

        return false;
    }
}
