namespace MovieData.Shards.Parquet;

/// <summary>A column chunk that was written, as the footer describes it.</summary>
internal sealed record ColumnChunkRecord(
    ParquetLeaf Leaf, long Start, long Bytes, IReadOnlyList<ParquetPage> Pages, ValueRange? Range, int Nulls)
{
    /// <summary>Position and length of the column index; length 0 without one.</summary>
    public (long Start, int Bytes) ColumnIndex { get; set; }

    /// <summary>Position and length of the offset index.</summary>
    public (long Start, int Bytes) OffsetIndex { get; set; }

    /// <summary>
    /// Only scalar columns have one, and only when every page with values has limits (NaN alone has none).
    /// </summary>
    public bool HasColumnIndex => !Leaf.IsBlob && Pages.All(p => p.Range is not null || p.Nulls == p.Rows);
}

/// <summary>A row group that was written.</summary>
internal sealed record RowGroupRecord(long Start, long Bytes, int Rows, IReadOnlyList<ColumnChunkRecord> Chunks);

/// <summary>
/// The metadata structs of parquet.thrift, field by field. The numbers are parquet.thrift's field ids.
/// </summary>
internal static class ParquetFooter
{
    /// <summary>Named in every file; part of the bytes, so it changes only with data_version.</summary>
    internal const string CreatedBy = "movie-data version 1 (build 1)";

    private const int Optional = 1;
    private const int Utf8 = 0;

    public static void Write(
        ThriftWriter thrift,
        ParquetSchema schema,
        IReadOnlyList<RowGroupRecord> rowGroups,
        long rows,
        IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        thrift.Clear();
        thrift.Int32(1, 2);
        WriteSchema(thrift, schema);
        thrift.Int64(3, rows);
        thrift.List(4, ThriftWriter.TypeStruct, rowGroups.Count);
        for (int i = 0; i < rowGroups.Count; i++)
        {
            WriteRowGroup(thrift, rowGroups[i], i);
        }

        thrift.List(5, ThriftWriter.TypeStruct, metadata.Count);
        foreach ((string key, string value) in metadata)
        {
            thrift.StructElement();
            thrift.Text(1, key);
            thrift.Text(2, value);
            thrift.End();
        }

        thrift.Text(6, CreatedBy);

        // Without column orders readers must ignore min_value and max_value.
        thrift.List(7, ThriftWriter.TypeStruct, schema.Leaves.Count);
        foreach (ParquetLeaf _ in schema.Leaves)
        {
            thrift.StructElement();
            thrift.Struct(1);
            thrift.End();
            thrift.End();
        }

        thrift.End();
    }

    public static void WriteColumnIndex(ThriftWriter thrift, ColumnChunkRecord chunk)
    {
        thrift.Clear();
        thrift.List(1, ThriftWriter.TypeTrue, chunk.Pages.Count);
        foreach (ParquetPage page in chunk.Pages)
        {
            thrift.BooleanElement(page.Range is null);
        }

        thrift.List(2, ThriftWriter.TypeBinary, chunk.Pages.Count);
        foreach (ParquetPage page in chunk.Pages)
        {
            thrift.BinaryElement(page.Range?.Least ?? []);
        }

        thrift.List(3, ThriftWriter.TypeBinary, chunk.Pages.Count);
        foreach (ParquetPage page in chunk.Pages)
        {
            thrift.BinaryElement(page.Range?.Most ?? []);
        }

        thrift.Int32(4, 0); // UNORDERED
        thrift.List(5, ThriftWriter.TypeInt64, chunk.Pages.Count);
        foreach (ParquetPage page in chunk.Pages)
        {
            thrift.NumberElement(page.Nulls);
        }

        thrift.End();
    }

    public static void WriteOffsetIndex(ThriftWriter thrift, ColumnChunkRecord chunk)
    {
        thrift.Clear();
        thrift.List(1, ThriftWriter.TypeStruct, chunk.Pages.Count);
        foreach (ParquetPage page in chunk.Pages)
        {
            thrift.StructElement();
            thrift.Int64(1, page.Offset);
            thrift.Int32(2, page.Bytes);
            thrift.Int64(3, page.FirstRow);
            thrift.End();
        }

        thrift.End();
    }

    private static void WriteSchema(ThriftWriter thrift, ParquetSchema schema)
    {
        int elements = 1 + schema.Columns.Sum(c => c.Kind == ParquetKind.Picture ? 3 : 1);
        thrift.List(2, ThriftWriter.TypeStruct, elements);
        thrift.StructElement();
        thrift.Text(4, "schema");
        thrift.Int32(5, schema.Columns.Count);
        thrift.End();
        int group = -1;
        foreach (ParquetLeaf leaf in schema.Leaves)
        {
            if (leaf.LevelMax == 2 && leaf.Column != group)
            {
                group = leaf.Column;
                thrift.StructElement();
                thrift.Int32(3, Optional);
                thrift.Text(4, leaf.Path[0]);
                thrift.Int32(5, 2);
                thrift.End();
            }

            thrift.StructElement();
            thrift.Int32(1, (int)leaf.Physical);
            thrift.Int32(3, Optional);
            thrift.Text(4, leaf.Path[^1]);
            if (leaf.Physical == ParquetPhysical.ByteArray && !leaf.IsBlob)
            {
                thrift.Int32(6, Utf8);
                thrift.Struct(10);
                thrift.Struct(1); // STRING
                thrift.End();
                thrift.End();
            }

            thrift.End();
        }
    }

    private static void WriteRowGroup(ThriftWriter thrift, RowGroupRecord group, int ordinal)
    {
        thrift.StructElement();
        thrift.List(1, ThriftWriter.TypeStruct, group.Chunks.Count);
        foreach (ColumnChunkRecord chunk in group.Chunks)
        {
            thrift.StructElement();
            thrift.Int64(2, 0); // deprecated offset of a detached ColumnMetaData; 0 = none
            thrift.Struct(3);
            WriteChunk(thrift, chunk, group.Rows);
            thrift.End();
            thrift.Int64(4, chunk.OffsetIndex.Start);
            thrift.Int32(5, chunk.OffsetIndex.Bytes);
            if (chunk.ColumnIndex.Bytes > 0)
            {
                thrift.Int64(6, chunk.ColumnIndex.Start);
                thrift.Int32(7, chunk.ColumnIndex.Bytes);
            }

            thrift.End();
        }

        thrift.Int64(2, group.Bytes);
        thrift.Int64(3, group.Rows);
        thrift.Int64(5, group.Start);
        thrift.Int64(6, group.Bytes);
        thrift.Int16(7, checked((short)ordinal));
        thrift.End();
    }

    private static void WriteChunk(ThriftWriter thrift, ColumnChunkRecord chunk, int rows)
    {
        thrift.Int32(1, (int)chunk.Leaf.Physical);
        thrift.List(2, ThriftWriter.TypeInt32, 2);
        thrift.NumberElement(0); // PLAIN
        thrift.NumberElement(3); // RLE (levels)
        thrift.List(3, ThriftWriter.TypeBinary, chunk.Leaf.Path.Count);
        foreach (string part in chunk.Leaf.Path)
        {
            thrift.BinaryElement(System.Text.Encoding.UTF8.GetBytes(part));
        }

        thrift.Int32(4, 0); // UNCOMPRESSED
        thrift.Int64(5, rows);
        thrift.Int64(6, chunk.Bytes);
        thrift.Int64(7, chunk.Bytes);
        thrift.Int64(9, chunk.Start);
        thrift.Struct(12);
        thrift.Int64(3, chunk.Nulls);
        if (chunk.Range is { } range)
        {
            thrift.Binary(5, range.Most);
            thrift.Binary(6, range.Least);
        }

        thrift.End();
    }
}
