using System.Buffers.Binary;

namespace MovieData.Shards.Parquet;

/// <summary>
/// Smallest and largest value of a page or row group, PLAIN-encoded, in Parquet's type-defined order: signed numbers,
/// unsigned bytewise text. NaN counts for nothing and zero is written as −0…+0, as parquet.thrift (ColumnOrder) asks.
/// </summary>
internal sealed record ValueRange(ParquetPhysical Physical, byte[] Least, byte[] Most)
{
    /// <summary>A range that holds one more value; unchanged (perhaps null) for NaN.</summary>
    public static ValueRange? Add(ValueRange? range, ParquetPhysical physical, ReadOnlySpan<byte> value)
    {
        if (Real(physical, value) is { } real)
        {
            if (double.IsNaN(real))
            {
                return range;
            }

            if (real == 0)
            {
                byte[] least = value.ToArray();
                byte[] most = value.ToArray();
                least[^1] = 0x80;
                most[^1] = 0;
                return Union([range, new(physical, least, most)]);
            }
        }

        if (range is null)
        {
            return new(physical, value.ToArray(), value.ToArray());
        }

        return Compare(physical, value, range.Least) < 0 ? range with { Least = value.ToArray() }
            : Compare(physical, value, range.Most) > 0 ? range with { Most = value.ToArray() }
            : range;
    }

    /// <summary>The range over several; null when none has a value.</summary>
    public static ValueRange? Union(IReadOnlyList<ValueRange?> ranges)
    {
        ValueRange? all = null;
        foreach (ValueRange? range in ranges)
        {
            if (range is null)
            {
                continue;
            }

            all = all is null
                ? range
                : new(
                    range.Physical,
                    Compare(range.Physical, range.Least, all.Least) < 0 ? range.Least : all.Least,
                    Compare(range.Physical, range.Most, all.Most) > 0 ? range.Most : all.Most);
        }

        return all;
    }

    private static int Compare(ParquetPhysical physical, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => physical switch
    {
        ParquetPhysical.Int32 => BinaryPrimitives.ReadInt32LittleEndian(a)
            .CompareTo(BinaryPrimitives.ReadInt32LittleEndian(b)),
        ParquetPhysical.Int64 => BinaryPrimitives.ReadInt64LittleEndian(a)
            .CompareTo(BinaryPrimitives.ReadInt64LittleEndian(b)),
        ParquetPhysical.Float or ParquetPhysical.Double => Real(physical, a)!.Value.CompareTo(Real(physical, b)!.Value),
        _ => a.SequenceCompareTo(b),
    };

    private static double? Real(ParquetPhysical physical, ReadOnlySpan<byte> value) => physical switch
    {
        ParquetPhysical.Float => BinaryPrimitives.ReadSingleLittleEndian(value),
        ParquetPhysical.Double => BinaryPrimitives.ReadDoubleLittleEndian(value),
        _ => null,
    };
}
