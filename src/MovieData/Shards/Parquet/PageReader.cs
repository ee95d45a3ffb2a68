using System.Buffers.Binary;
using System.Text;

namespace MovieData.Shards.Parquet;

/// <summary>Decodes one data page: definition levels as runs, then PLAIN values.</summary>
internal static class PageReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Appends the page's cells; null for a row without a value.</summary>
    /// <exception cref="ParquetException">The page is damaged, or a row has no value where one is required.</exception>
    public static void Read(
        ReadOnlyMemory<byte> page, ParquetLeaf leaf, int rows, bool required, string name, List<ParquetCell?> cells)
    {
        bool[] present = ReadLevels(page.Span, leaf.LevelMax, rows, name, out int levelBytes);
        if (required && present.Contains(false))
        {
            throw new ParquetException($"{name} has rows without a value");
        }

        ReadOnlyMemory<byte> values = page[levelBytes..];
        int at = 0;
        int bit = 0;
        for (int row = 0; row < rows; row++)
        {
            if (!present[row])
            {
                cells.Add(null);
            }
            else if (leaf.Physical == ParquetPhysical.Boolean)
            {
                Need(values.Length, bit / 8, 1, name);
                cells.Add(ParquetCell.Of((values.Span[bit / 8] >> (bit % 8) & 1) != 0));
                at = (++bit + 7) / 8;
            }
            else
            {
                cells.Add(ReadValue(values, leaf, name, ref at));
            }
        }

        if (at != values.Length)
        {
            throw new ParquetException($"{name}: {values.Length - at} bytes follow the values of a page: damaged file");
        }
    }

    private static ParquetCell ReadValue(ReadOnlyMemory<byte> values, ParquetLeaf leaf, string name, ref int at)
    {
        int width = leaf.Physical is ParquetPhysical.Int64 or ParquetPhysical.Double ? 8 : 4;
        Need(values.Length, at, width, name);
        ReadOnlySpan<byte> value = values.Span.Slice(at, width);
        at += width;
        switch (leaf.Physical)
        {
            case ParquetPhysical.Int32:
                return ParquetCell.Of((int?)BinaryPrimitives.ReadInt32LittleEndian(value));
            case ParquetPhysical.Int64:
                return ParquetCell.Of((long?)BinaryPrimitives.ReadInt64LittleEndian(value));
            case ParquetPhysical.Float:
                return ParquetCell.Of((float?)BinaryPrimitives.ReadSingleLittleEndian(value));
            case ParquetPhysical.Double:
                return ParquetCell.Of((double?)BinaryPrimitives.ReadDoubleLittleEndian(value));
            default:
                int length = BinaryPrimitives.ReadInt32LittleEndian(value);
                Need(values.Length, at, length, name);
                ReadOnlyMemory<byte> bytes = values.Slice(at, length);
                at += length;
                return leaf.IsBlob ? Blob(bytes, name) : Text(bytes, name);
        }
    }

    private static ParquetCell Blob(ReadOnlyMemory<byte> bytes, string name) =>
        bytes.IsEmpty ? throw new ParquetException($"{name}: an empty picture") : ParquetCell.Of(bytes, "");

    private static ParquetCell Text(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return ParquetCell.Of(StrictUtf8.GetString(bytes.Span));
        }
        catch (ArgumentException error)
        {
            throw new ParquetException($"{name}: a text is not UTF-8: damaged file", error);
        }
    }

    private static bool[] ReadLevels(ReadOnlySpan<byte> page, int levelMax, int rows, string name, out int consumed)
    {
        Need(page.Length, 0, 4, name);
        int length = BinaryPrimitives.ReadInt32LittleEndian(page);
        Need(page.Length, 4, length, name);
        ReadOnlySpan<byte> runs = page.Slice(4, length);
        consumed = length + 4;
        var present = new bool[rows];
        int row = 0;
        while (row < rows)
        {
            uint header = 0;
            int shift = 0;
            do
            {
                Need(runs.Length, 0, 2, name);
                header |= (uint)(runs[0] & 0x7f) << shift;
                shift += 7;
            }
            while (Shift(ref runs) >= 0x80 && shift < 35);

            int level = Shift(ref runs);
            long count = header >> 1;
            if ((header & 1) != 0 || count == 0 || count > rows - row || (level != 0 && level != levelMax))
            {
                throw new ParquetException($"{name}: definition levels are not runs of 0 and {levelMax}: damaged file");
            }

            present.AsSpan(row, (int)count).Fill(level != 0);
            row += (int)count;
        }

        return runs.IsEmpty ? present : throw new ParquetException($"{name}: too many definition levels: damaged file");
    }

    private static byte Shift(ref ReadOnlySpan<byte> bytes)
    {
        byte first = bytes[0];
        bytes = bytes[1..];
        return first;
    }

    private static void Need(int available, int at, int count, string name)
    {
        if (count < 0 || count > available - at)
        {
            throw new ParquetException($"{name}: a page ends after {available} of {at + (long)count} bytes");
        }
    }
}
