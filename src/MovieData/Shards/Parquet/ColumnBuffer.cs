using System.Buffers.Binary;
using System.Text;

namespace MovieData.Shards.Parquet;

/// <summary>A page of a column, as the offset index and the column index list it.</summary>
/// <param name="Offset">Position of its header in the file.</param>
/// <param name="Bytes">Header and content.</param>
/// <param name="FirstRow">First row, counted in the row group.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Range">Smallest and largest value; null without values.</param>
internal sealed record ParquetPage(long Offset, int Bytes, long FirstRow, int Rows, int Nulls, ValueRange? Range);

/// <summary>
/// One physical column of the row group being gathered: PLAIN values, definition levels and page limits. Written out
/// as data pages of version 1, uncompressed.
/// </summary>
internal sealed class ColumnBuffer(ParquetLeaf leaf)
{
    /// <summary>
    /// A page of blobs is closed at this size, so that a reader can fetch one picture without its neighbours.
    /// </summary>
    internal const int PageBytesMin = 1 << 20;

    /// <summary>Bytes of a piece of waiting values: few pieces for blobs, little waste for scalars.</summary>
    private readonly ByteChunks _values = new(leaf.IsBlob ? 1 << 20 : 1 << 14);
    private readonly List<byte> _levels = [];
    private readonly List<(int Row, long ValueByte)> _pageEnds = [];
    private readonly List<ValueRange?> _ranges = [];
    private byte _bits;
    private int _bitCount;
    private long _pageStart;

    public ParquetLeaf Leaf => leaf;

    /// <summary>Bytes of values waiting.</summary>
    public long Length => _values.Length;

    /// <summary>Smallest and largest value of the whole row group; null without values.</summary>
    public ValueRange? Range => ValueRange.Union(_ranges);

    public int Rows => _levels.Count;

    public int Nulls => _levels.Count(level => level != leaf.LevelMax);

    /// <summary>Appends a row's value, or its absence.</summary>
    public void Append(in ParquetCell cell)
    {
        if (_ranges.Count == _pageEnds.Count)
        {
            _ranges.Add(null);
        }

        if (cell.IsNull)
        {
            _levels.Add(0);
        }
        else
        {
            _levels.Add((byte)leaf.LevelMax);
            AppendValue(cell);
        }

        if (_values.Length - _pageStart >= PageBytesMin)
        {
            ClosePage();
        }
    }

    /// <summary>Writes the pages and forgets everything gathered.</summary>
    public List<ParquetPage> WriteTo(ParquetOutput output, ThriftWriter thrift)
    {
        if (_levels.Count > (_pageEnds.Count > 0 ? _pageEnds[^1].Row : 0))
        {
            ClosePage();
        }

        var pages = new List<ParquetPage>();
        (int Row, long ValueByte) start = (0, 0);
        for (int i = 0; i < _pageEnds.Count; i++)
        {
            (int Row, long ValueByte) end = _pageEnds[i];
            pages.Add(WritePage(output, thrift, start, end, _ranges[i]));
            start = end;
        }

        _values.Clear();
        _levels.Clear();
        _pageEnds.Clear();
        _ranges.Clear();
        _pageStart = 0;
        return pages;
    }

    private void ClosePage()
    {
        if (_bitCount > 0)
        {
            _values.Append([_bits]);
            (_bits, _bitCount) = (0, 0);
        }

        _pageEnds.Add((_levels.Count, _values.Length));
        _pageStart = _values.Length;
    }

    private ParquetPage WritePage(
        ParquetOutput output,
        ThriftWriter thrift,
        (int Row, long ValueByte) start,
        (int Row, long ValueByte) end,
        ValueRange? range)
    {
        long offset = output.Position;
        byte[] levels = EncodeLevels(start.Row, end.Row);
        int rows = end.Row - start.Row;
        int bytes = checked((int)(end.ValueByte - start.ValueByte) + levels.Length);
        thrift.Clear();
        thrift.Int32(1, 0); // DATA_PAGE
        thrift.Int32(2, bytes);
        thrift.Int32(3, bytes);
        thrift.Struct(5);
        thrift.Int32(1, rows);
        thrift.Int32(2, 0); // PLAIN
        thrift.Int32(3, 3); // RLE
        thrift.Int32(4, 3);
        thrift.End();
        thrift.End();
        int header = thrift.Written.Length;
        output.Write(thrift.Written);
        output.Write(levels);
        _values.CopyTo(output, start.ValueByte, end.ValueByte);
        int nulls = 0;
        for (int row = start.Row; row < end.Row; row++)
        {
            nulls += _levels[row] != leaf.LevelMax ? 1 : 0;
        }

        return new ParquetPage(offset, header + bytes, start.Row, rows, nulls, range);
    }

    /// <summary>
    /// Definition levels as runs (RLE/bit-packing hybrid, runs only), behind their length in 4 bytes.
    /// </summary>
    private byte[] EncodeLevels(int start, int end)
    {
        var encoded = new List<byte> { 0, 0, 0, 0 };
        for (int row = start; row < end;)
        {
            int first = row;
            while (row < end && _levels[row] == _levels[first])
            {
                row++;
            }

            uint run = (uint)(row - first) << 1;
            for (; run >= 0x80; run >>= 7)
            {
                encoded.Add((byte)(run | 0x80));
            }

            encoded.Add((byte)run);
            encoded.Add(_levels[first]);
        }

        byte[] bytes = [.. encoded];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 4);
        return bytes;
    }

    private void AppendValue(in ParquetCell cell)
    {
        Span<byte> value = stackalloc byte[8];
        switch (leaf.Physical)
        {
            case ParquetPhysical.Boolean:
                AppendBit(cell.Number != 0);
                value = value[..1];
                value[0] = (byte)cell.Number;
                _ranges[^1] = ValueRange.Add(_ranges[^1], leaf.Physical, value);
                return;
            case ParquetPhysical.Int32:
                value = value[..4];
                BinaryPrimitives.WriteInt32LittleEndian(value, (int)cell.Number);
                break;
            case ParquetPhysical.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(value, cell.Number);
                break;
            case ParquetPhysical.Float:
                value = value[..4];
                BinaryPrimitives.WriteSingleLittleEndian(value, (float)cell.Real);
                break;
            case ParquetPhysical.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(value, cell.Real);
                break;
            default:
                AppendBytes(leaf.IsBlob ? cell.Bytes.Span : Encoding.UTF8.GetBytes(cell.Text));
                return;
        }

        _values.Append(value);
        _ranges[^1] = ValueRange.Add(_ranges[^1], leaf.Physical, value);
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _values.Append(length);
        _values.Append(bytes);
        if (!leaf.IsBlob)
        {
            _ranges[^1] = ValueRange.Add(_ranges[^1], leaf.Physical, bytes);
        }
    }

    private void AppendBit(bool value)
    {
        _bits |= (byte)((value ? 1 : 0) << _bitCount);
        if (++_bitCount == 8)
        {
            _values.Append([_bits]);
            (_bits, _bitCount) = (0, 0);
        }
    }
}
