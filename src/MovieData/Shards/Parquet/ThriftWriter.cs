using System.Buffers;
using System.Text;

namespace MovieData.Shards.Parquet;

/// <summary>
/// Thrift's compact protocol (thrift-compact-protocol.md), as far as Parquet's metadata needs it: structs, lists,
/// i16/i32/i64 as zigzag varints, binary, bool. Fields must be written in ascending order of their ids.
/// </summary>
internal sealed class ThriftWriter
{
    internal const int TypeTrue = 1;
    internal const int TypeFalse = 2;
    internal const int TypeInt16 = 4;
    internal const int TypeInt32 = 5;
    internal const int TypeInt64 = 6;
    internal const int TypeBinary = 8;
    internal const int TypeList = 9;
    internal const int TypeStruct = 12;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Stack<int> _outerFields = new();
    private int _lastField;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Forgets everything; the memory is kept.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _outerFields.Clear();
        _lastField = 0;
    }

    public void Int16(int field, short value) => Number(field, TypeInt16, value);

    public void Int32(int field, int value) => Number(field, TypeInt32, value);

    public void Int64(int field, long value) => Number(field, TypeInt64, value);

    public void Boolean(int field, bool value) => Header(field, value ? TypeTrue : TypeFalse);

    public void Binary(int field, ReadOnlySpan<byte> value)
    {
        Header(field, TypeBinary);
        BinaryElement(value);
    }

    public void Text(int field, string value) => Binary(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A struct as a field; ended by <see cref="End"/>.</summary>
    public void Struct(int field)
    {
        Header(field, TypeStruct);
        StructElement();
    }

    /// <summary>A list as a field; exactly <paramref name="count"/> elements follow.</summary>
    public void List(int field, int elementType, int count)
    {
        Header(field, TypeList);
        if (count < 15)
        {
            WriteByte((byte)((count << 4) | elementType));
        }
        else
        {
            WriteByte((byte)(0xF0 | elementType));
            Varint((ulong)count);
        }
    }

    /// <summary>A struct as an element of a list; ended by <see cref="End"/>.</summary>
    public void StructElement()
    {
        _outerFields.Push(_lastField);
        _lastField = 0;
    }

    /// <summary>An i32 or i64 as an element of a list.</summary>
    public void NumberElement(long value) => Varint(ZigZag(value));

    /// <summary>A binary as an element of a list.</summary>
    public void BinaryElement(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        _bytes.Write(value);
    }

    /// <summary>A bool as an element of a list.</summary>
    public void BooleanElement(bool value) => WriteByte((byte)(value ? TypeTrue : TypeFalse));

    /// <summary>Ends a struct. The outermost struct is ended too.</summary>
    public void End()
    {
        WriteByte(0);
        _lastField = _outerFields.Count > 0 ? _outerFields.Pop() : 0;
    }

    private void Number(int field, int type, long value)
    {
        Header(field, type);
        Varint(ZigZag(value));
    }

    private void Header(int field, int type)
    {
        int step = field - _lastField;
        if (step is > 0 and <= 15)
        {
            WriteByte((byte)((step << 4) | type));
        }
        else
        {
            WriteByte((byte)type);
            Varint(ZigZag(field));
        }

        _lastField = field;
    }

    private void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }
}
