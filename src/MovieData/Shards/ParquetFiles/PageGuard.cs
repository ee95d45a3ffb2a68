using System.Buffers.Binary;
using System.Text.Unicode;

namespace MovieData.Shards.ParquetFiles;

/// <summary>
/// Checks the pages of a column chunk before Parquet.Net decodes them: each length is inside the page, and the values
/// are exactly as many as the definition levels say. Parquet.Net 6.1.0 fills what a short page lacks with whatever its
/// pool holds, takes a negative length for an empty picture and broken UTF-8 for text.
/// </summary>
internal static class PageGuard
{
    /// <summary>Holds a chunk of data pages, version 1, PLAIN, uncompressed, against the rows it must have.</summary>
    /// <param name="chunk">The whole chunk.</param>
    /// <param name="leaf">What it holds.</param>
    /// <param name="rows">Rows of its row group.</param>
    /// <param name="required">True to refuse rows without a value.</param>
    /// <param name="name">File, row group and column, for the message.</param>
    /// <exception cref="ParquetFileException">Damaged, or a row has no value where one is required.</exception>
    public static void Check(ReadOnlySpan<byte> chunk, ParquetLeaf leaf, int rows, bool required, string name)
    {
        int left = rows;
        while (!chunk.IsEmpty && left > 0)
        {
            var numbers = new Dictionary<(MetadataRule Rule, int Id), long>();
            var header = new MetadataGuard(chunk, name) { Numbers = numbers };
            header.Check(MetadataRule.Page);
            chunk = chunk[header.Length..];
            long bytes = numbers[(MetadataRule.Page, 3)];
            long values = numbers[(MetadataRule.DataPage, 1)];
            bool sound = numbers[(MetadataRule.Page, 1)] == 0 && numbers[(MetadataRule.Page, 2)] == bytes
                && numbers[(MetadataRule.DataPage, 2)] == 0 && numbers[(MetadataRule.DataPage, 3)] == 3
                && bytes >= 4 && bytes <= chunk.Length && values > 0 && values <= left;
            if (!sound)
            {
                throw new ParquetFileException(
                    $"{name}: a page of {bytes} bytes with {values} values does not fit {chunk.Length} bytes and "
                    + $"{left} rows: damaged file");
            }

            CheckPage(chunk[..(int)bytes], leaf, (int)values, required, name);
            chunk = chunk[(int)bytes..];
            left -= (int)values;
        }

        if (left > 0 || !chunk.IsEmpty)
        {
            throw new ParquetFileException(
                $"{name}: {rows - left} of {rows} values, {chunk.Length} bytes left: damaged file");
        }
    }

    private static void CheckPage(ReadOnlySpan<byte> page, ParquetLeaf leaf, int rows, bool required, string name)
    {
        int levelBytes = BinaryPrimitives.ReadInt32LittleEndian(page);
        if (levelBytes < 0 || levelBytes > page.Length - 4)
        {
            throw new ParquetFileException($"{name}: {levelBytes} bytes of levels in a page of {page.Length}: damaged");
        }

        int present = CountPresent(page.Slice(4, levelBytes), leaf.LevelMax, rows, name);
        if (required && present < rows)
        {
            throw new ParquetFileException($"{name} has rows without a value");
        }

        ReadOnlySpan<byte> values = page[(4 + levelBytes)..];
        long expected = leaf.Physical switch
        {
            ParquetPhysical.Boolean => (present + 7) / 8,
            ParquetPhysical.Int32 or ParquetPhysical.Float => 4L * present,
            ParquetPhysical.Int64 or ParquetPhysical.Double => 8L * present,
            _ => BytesOf(values, leaf, present, name),
        };
        if (expected != values.Length)
        {
            throw new ParquetFileException(
                $"{name}: {values.Length} bytes of values in a page, {present} values need {expected}: damaged file");
        }
    }

    /// <summary>Rows with a value, from definition levels as runs of 0 and the largest level.</summary>
    private static int CountPresent(ReadOnlySpan<byte> runs, int levelMax, int rows, string name)
    {
        int present = 0;
        int row = 0;
        while (row < rows)
        {
            uint header = 0;
            int shift = 0;
            int next;
            do
            {
                next = Shift(ref runs, name);
                header |= (uint)(next & 0x7f) << shift;
                shift += 7;
            }
            while (next >= 0x80 && shift < 28);

            int level = Shift(ref runs, name);
            long count = header >> 1;
            if (next >= 0x80 || (header & 1) != 0 || count == 0 || count > rows - row
                || (level != 0 && level != levelMax))
            {
                throw new ParquetFileException(
                    $"{name}: definition levels are not runs of 0 and {levelMax}: damaged file");
            }

            present += level != 0 ? (int)count : 0;
            row += (int)count;
        }

        return runs.IsEmpty
            ? present : throw new ParquetFileException($"{name}: too many definition levels: damaged file");
    }

    /// <summary>Bytes that so many values behind their lengths take; the pictures must not be empty.</summary>
    private static long BytesOf(ReadOnlySpan<byte> values, ParquetLeaf leaf, int count, string name)
    {
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int left = values.Length - at - 4;
            int length = left >= 0 ? BinaryPrimitives.ReadInt32LittleEndian(values[at..]) : 0;
            if (left < 0 || length < 0 || length > left || (leaf.IsBlob && length == 0))
            {
                throw new ParquetFileException(
                    $"{name}: value {i} of a page has {length} bytes, {Math.Max(left, 0)} are left: damaged file");
            }

            if (!leaf.IsBlob && !Utf8.IsValid(values.Slice(at + 4, length)))
            {
                throw new ParquetFileException($"{name}: a text is not UTF-8: damaged file");
            }

            at += 4 + length;
        }

        return at;
    }

    private static byte Shift(ref ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ParquetFileException($"{name}: definition levels are cut off: damaged file");
        }

        byte first = bytes[0];
        bytes = bytes[1..];
        return first;
    }
}
