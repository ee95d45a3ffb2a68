using System.Buffers.Binary;
using System.Text;

namespace MovieData.Media.Containers;

/// <summary>
/// The elements that lie in a stretch of bytes, one after the other (EBML, RFC 8794). Hostile bytes end in a
/// <see cref="FormatException"/>: no length is believed that leads out of the stretch.
/// </summary>
/// <param name="bytes">Body of the parent element.</param>
internal ref struct EbmlParts(ReadOnlySpan<byte> bytes)
{
    /// <summary>Characters of a text that are kept; it is shown in messages.</summary>
    private const int TextLengthMax = 500;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Id of the element, its marker bit included, as the specifications write it.</summary>
    public uint Id { get; private set; }

    /// <summary>Body of the element.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Goes to the next element.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FormatException">An id, a length or a body is not whole.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        (uint id, long? length, int headBytes) = Head(_rest);
        if (length is not { } known || known > _rest.Length - headBytes)
        {
            throw new FormatException($"element {id:X} of {length?.ToString() ?? "unknown"} bytes, "
                + $"{_rest.Length - headBytes} are left");
        }

        Id = id;
        Body = _rest.Slice(headBytes, (int)known);
        _rest = _rest[(headBytes + (int)known)..];
        return true;
    }

    /// <summary>Bytes of the longest head: an id of 4, a length of 8.</summary>
    public const int HeadBytesMax = 12;

    /// <summary>Reads id and length in front of an element's body.</summary>
    /// <returns>The id, the length (null: not stated, as in streams that are written while they play), and the bytes of
    /// both.</returns>
    /// <exception cref="FormatException">They are not whole, or no id.</exception>
    public static (uint Id, long? Length, int HeadBytes) Head(ReadOnlySpan<byte> bytes)
    {
        int idBytes = bytes.IsEmpty ? 0 : int.LeadingZeroCount(bytes[0] << 24) + 1;
        if (idBytes is 0 or > 4 || idBytes >= bytes.Length)
        {
            throw new FormatException("no element id");
        }

        uint id = 0;
        foreach (byte part in bytes[..idBytes])
        {
            id = (id << 8) | part;
        }

        int lengthBytes = int.LeadingZeroCount(bytes[idBytes] << 24) + 1;
        if (lengthBytes > 8 || idBytes + lengthBytes > bytes.Length)
        {
            throw new FormatException($"element {id:X} has no length");
        }

        ulong mask = (1UL << (7 * lengthBytes)) - 1;
        ulong length = Number(bytes.Slice(idBytes, lengthBytes)) & mask;
        return (id, length == mask ? null : (long)length, idBytes + lengthBytes);
    }

    /// <summary>The body as an unsigned number; 0 when it is empty.</summary>
    /// <exception cref="FormatException">It has more than 8 bytes.</exception>
    public readonly ulong Number() => Body.Length <= 8
        ? Number(Body)
        : throw new FormatException($"element {Id:X} is a number of {Body.Length} bytes");

    /// <summary>True of a flag that is set.</summary>
    public readonly bool Flag() => Number() != 0;

    /// <summary>The body as a floating-point number.</summary>
    /// <exception cref="FormatException">It has neither 0, 4 nor 8 bytes.</exception>
    public readonly double Double() => Body.Length switch
    {
        0 => 0,
        4 => BinaryPrimitives.ReadSingleBigEndian(Body),
        8 => BinaryPrimitives.ReadDoubleBigEndian(Body),
        _ => throw new FormatException($"element {Id:X} is a floating-point number of {Body.Length} bytes"),
    };

    /// <summary>The body as text up to its first NUL, without control characters.</summary>
    public readonly string Text()
    {
        int end = Body.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? Body : Body[..end]);
        return string.Concat(text.Take(TextLengthMax).Select(letter => char.IsControl(letter) ? ' ' : letter));
    }

    /// <summary>The body in hex, as UIDs are written; null when it is empty or only zeros.</summary>
    public readonly string? Uid() => Body.IndexOfAnyExcept((byte)0) < 0
        ? null
        : Convert.ToHexStringLower(Body[..Math.Min(Body.Length, 16)]);

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        foreach (byte part in bytes)
        {
            number = (number << 8) | part;
        }

        return number;
    }
}
