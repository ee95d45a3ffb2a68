using System.Buffers;
using System.Text;

namespace MovieData.Inference;

/// <summary>One field of a protobuf message, as it lies in it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">Its value, where that is a number.</param>
/// <param name="Whole">Its bytes, tag included.</param>
/// <param name="Content">What lies behind its length: text, bytes, a message; empty of a number.</param>
internal readonly record struct ProtobufField(
    int Number, ulong Value, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Content)
{
    /// <summary>Its content as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);
}

/// <summary>
/// A protobuf message (developers.google.com/protocol-buffers, "Encoding"), written field by field: numbers as varints,
/// the rest with its length; and the fields of one that was read. Enough for ONNX files; field numbers are those of
/// onnx.proto3.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int WireNumber = 0;
    private const int WireLong = 1;
    private const int WireLength = 2;
    private const int WireInt = 5;

    // Not a list: a network is one field.
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Adds a number.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a message within.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.ToBytes());

    /// <summary>Adds bytes.</summary>
    public ProtobufMessage Add(int field, ReadOnlySpan<byte> bytes)
    {
        Varint(((ulong)field << 3) | WireLength);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Adds a field as it was read.</summary>
    public ProtobufMessage Add(ProtobufField field)
    {
        _bytes.Write(field.Whole.Span);
        return this;
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes() => _bytes.WrittenSpan.ToArray();

    /// <summary>The fields of a message, in their order.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static IReadOnlyList<ProtobufField> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            ulong tag = ReadVarint(message.Span, ref at);
            ulong value = 0;
            int content = (int)(tag & 7) switch
            {
                WireNumber => Skip(message.Span, ref at, out value),
                WireLong => Skip(message.Span, ref at, sizeof(long)),
                WireLength => Skip(message.Span, ref at, ReadVarint(message.Span, ref at)),
                WireInt => Skip(message.Span, ref at, sizeof(int)),
                _ => throw new InvalidDataException("not a protobuf message"),
            };
            bool hasLength = (tag & 7) == WireLength;
            fields.Add(new ProtobufField(
                (int)(tag >> 3), value, message[start..at], hasLength ? message[(at - content)..at] : default));
        }

        return fields;
    }

    private static int Skip(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = ReadVarint(bytes, ref at);
        return 0;
    }

    private static int Skip(ReadOnlySpan<byte> bytes, ref int at, ulong length)
    {
        if (length > (ulong)(bytes.Length - at))
        {
            throw new InvalidDataException("a protobuf message ends within a field");
        }

        at += (int)length;
        return (int)length;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at == bytes.Length)
            {
                break;
            }

            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a protobuf message ends within a number");
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
