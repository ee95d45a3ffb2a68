using System.Text;

namespace MovieData.Shards.Parquet;

/// <summary>
/// Reads thrift's compact protocol into a tree of fields. Strict and bounded: nesting, list lengths and byte lengths
/// are held against what is left of the input before anything is allocated, and the tree has a limited size.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes, string name)
{
    /// <summary>Parquet's own metadata nest 8 deep.</summary>
    private const int DepthMax = 16;

    /// <summary>
    /// Fields and elements together: a struct of one byte becomes a hundred in memory. The largest footer of ours that
    /// can be has a third of it (<see cref="ParquetReader"/>).
    /// </summary>
    private const int ValuesMax = 1 << 20;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _name = name;
    private int _at;
    private int _values;

    /// <summary>Bytes consumed so far.</summary>
    public readonly int Consumed => _at;

    /// <summary>Reads one struct.</summary>
    /// <exception cref="ParquetException">Damaged.</exception>
    public ThriftStruct ReadStruct() => ReadStruct(0);

    private ThriftStruct ReadStruct(int depth)
    {
        if (depth > DepthMax)
        {
            throw Damaged("nests too deep");
        }

        var fields = new Dictionary<int, object>();
        int field = 0;
        for (int header = Byte(); header != 0; header = Byte())
        {
            int step = header >> 4;
            long id = step != 0 ? field + step : Signed();
            field = id is > 0 and <= short.MaxValue ? (int)id : throw Damaged($"has field {id}");
            if (!fields.TryAdd(field, ReadValue(header & 15, depth, inList: false)))
            {
                throw Damaged($"has field {field} twice");
            }
        }

        return new ThriftStruct(fields, _name);
    }

    private object ReadValue(int type, int depth, bool inList)
    {
        if (++_values > ValuesMax)
        {
            throw Damaged($"has more than {ValuesMax} values");
        }

        return type switch
        {
            ThriftWriter.TypeTrue or ThriftWriter.TypeFalse =>
                inList ? Byte() == ThriftWriter.TypeTrue : type == ThriftWriter.TypeTrue,
            ThriftWriter.TypeInt16 or ThriftWriter.TypeInt32 or ThriftWriter.TypeInt64 => Signed(),
            ThriftWriter.TypeBinary => Binary(),
            ThriftWriter.TypeList => ReadList(depth),
            ThriftWriter.TypeStruct => ReadStruct(depth + 1),
            _ => throw Damaged($"has a value of the unknown type {type}"),
        };
    }

    private List<object> ReadList(int depth)
    {
        if (depth > DepthMax)
        {
            throw Damaged("nests too deep");
        }

        int header = Byte();
        long count = header >> 4 == 15 ? (long)Math.Min(Varint(), int.MaxValue) : header >> 4;
        if (count > _bytes.Length - _at)
        {
            throw Damaged($"has a list of {count} elements in {_bytes.Length - _at} bytes");
        }

        var list = new List<object>();
        for (long i = 0; i < count; i++)
        {
            list.Add(ReadValue(header & 15, depth + 1, inList: true));
        }

        return list;
    }

    private byte[] Binary()
    {
        ulong length = Varint();
        if (length > (ulong)(_bytes.Length - _at))
        {
            throw Damaged($"has a text of {length} bytes where {_bytes.Length - _at} are left");
        }

        byte[] value = _bytes.Slice(_at, (int)length).ToArray();
        _at += value.Length;
        return value;
    }

    private int Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged("is cut off");

    private long Signed()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("has a number of more than 64 bits");
    }

    private readonly ParquetException Damaged(string what) =>
        new($"{_name}: the Parquet metadata {what}: damaged file");
}

/// <summary>One decoded thrift struct: values by field id, fetched with the type they must have.</summary>
internal sealed class ThriftStruct(IReadOnlyDictionary<int, object> fields, string name)
{
    public bool Has(int field) => fields.ContainsKey(field);

    public long Number(int field) => Get<long>(field);

    public int Int32(int field) =>
        Number(field) is >= int.MinValue and <= int.MaxValue and long value
            ? (int)value
            : throw new ParquetException($"{name}: Parquet metadata field {field} is out of range: damaged file");

    public byte[] Binary(int field) => Get<byte[]>(field);

    public string Text(int field) => Encoding.UTF8.GetString(Binary(field));

    public ThriftStruct Struct(int field) => Get<ThriftStruct>(field);

    /// <summary>A list whose elements all have type <typeparamref name="T"/>; empty when the field is absent.</summary>
    public IReadOnlyList<T> List<T>(int field)
    {
        if (!Has(field))
        {
            return [];
        }

        List<object> list = Get<List<object>>(field);
        return list.TrueForAll(e => e is T)
            ? list.ConvertAll(e => (T)e)
            : throw new ParquetException($"{name}: Parquet metadata list {field} is of another type: damaged file");
    }

    private T Get<T>(int field) =>
        fields.TryGetValue(field, out object? value) && value is T typed
            ? typed
            : throw new ParquetException($"{name}: Parquet metadata field {field} is missing or of another type");
}
