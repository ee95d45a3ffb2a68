namespace MovieData.Shards.ParquetFiles;

/// <summary>
/// Walks metadata in thrift's compact protocol (thrift-compact-protocol.md) before Parquet.Net reads it, and holds
/// every type, length and count against <see cref="MetadataRule"/> and what is left of the bytes. Parquet.Net 6.1.0
/// believes them: past the end it reads numbers for ever, and a list of 2³¹ elements is allocated before its first
/// element is read (MetadataGuardTests).
/// </summary>
internal ref struct MetadataGuard(ReadOnlySpan<byte> bytes, string name)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _name = name;
    private int _at;

    /// <summary>Bytes of the struct that was checked.</summary>
    public readonly int Length => _at;

    /// <summary>Number fields of page headers by rule and id; null when they are not wanted.</summary>
    public Dictionary<(MetadataRule Rule, int Id), long>? Numbers { get; init; }

    /// <summary>Checks one struct; the rules are not recursive, so nesting is bounded.</summary>
    /// <exception cref="ParquetFileException">It is not as the rule says.</exception>
    public void Check(MetadataRule rule)
    {
        long seen = 0;
        int id = 0;
        for (int header = Byte(); header != 0; header = Byte())
        {
            long next = header >> 4 != 0 ? id + (header >> 4) : Signed(short.MaxValue);
            MetadataField? field = next is > 0 and < 64 ? rule.Find((int)next, header & 15) : null;
            if (field is null || (seen & (1L << (int)next)) != 0)
            {
                throw Damaged($"has field {next} of type {header & 15}, which no file of ours has there");
            }

            id = (int)next;
            seen |= 1L << id;
            CheckField(rule, id, field);
        }

        foreach (int required in rule.RequiredIds)
        {
            if ((seen & (1L << required)) == 0)
            {
                throw Damaged($"lacks field {required}");
            }
        }
    }

    private void CheckField(MetadataRule rule, int id, MetadataField field)
    {
        if (field.Type != ThriftType.List)
        {
            long number = CheckValue(field.Type, field.Struct);
            if (Numbers is not null && field.Type is not (ThriftType.Struct or ThriftType.Binary))
            {
                Numbers[(rule, id)] = number;
            }

            return;
        }

        int header = Byte();
        long count = header >> 4 == 15 ? Unsigned(int.MaxValue) : header >> 4;
        if ((header & 15) != (int)field.Element || count > field.ElementsMax)
        {
            throw Damaged($"has a list of {count} elements of type {header & 15} in field {id}");
        }

        for (long i = 0; i < count; i++)
        {
            CheckValue(field.Element, field.Struct);
        }
    }

    private long CheckValue(ThriftType type, MetadataRule? rule)
    {
        switch (type)
        {
            case ThriftType.Struct:
                Check(rule!);
                return 0;
            case ThriftType.Binary:
                long length = Unsigned(int.MaxValue);
                if (length > _bytes.Length - _at)
                {
                    throw Damaged($"has a text of {length} bytes where {_bytes.Length - _at} are left");
                }

                _at += (int)length;
                return 0;
            case ThriftType.True:
                return 0;
            case ThriftType.Byte:
                return Byte();
            default:
                return Signed(type switch
                {
                    ThriftType.Int16 => short.MaxValue,
                    ThriftType.Int32 => int.MaxValue,
                    _ => long.MaxValue,
                });
        }
    }

    private int Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged("is cut off");

    private long Signed(long max)
    {
        ulong zigzag = Varint();
        long value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        return value >= -max - 1 && value <= max ? value : throw Damaged($"has {value} where at most {max} fits");
    }

    private long Unsigned(long max)
    {
        ulong value = Varint();
        return value <= (ulong)max ? (long)value : throw Damaged($"has {value} where at most {max} fits");
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

    private readonly ParquetFileException Damaged(string what) =>
        new($"{_name}: the Parquet metadata {what}: damaged file");
}
