namespace MovieData.Shards.Parquet;

/// <summary>
/// Writes a Parquet file row by row: PLAIN encoding, data pages of version 1, no compression (pictures are compressed
/// already and scalars are a thousandth of a shard), statistics and page index for scalar columns, offset index for
/// all. At most one row group waits in memory. Equal rows give equal bytes.
/// </summary>
/// <remarks>
/// Format: apache/parquet-format 2.10. The stream is the caller's: it is written front to back, never sought, and
/// stays open. A writer that was not completed leaves an unreadable file.
/// </remarks>
public sealed class ParquetWriter
{
    /// <summary>Row groups hold at most so many bytes of values (Hugging Face writes at most 100 MB).</summary>
    public const long RowGroupBytesMax = 64_000_000;

    /// <summary>Row groups hold at most so many rows, so that a reader can refuse a header that claims more.</summary>
    public const int RowGroupRowsMax = 1 << 20;

    /// <summary>One row may not be larger: it would not fit the largest row group readers accept.</summary>
    public const long RowBytesMax = 100_000_000;

    internal static ReadOnlySpan<byte> Magic => "PAR1"u8;

    private readonly ParquetOutput _output;
    private readonly ParquetSchema _schema;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _metadata;
    private readonly ColumnBuffer[] _columns;
    private readonly List<RowGroupRecord> _rowGroups = [];
    private readonly ThriftWriter _thrift = new();
    private long _rows;
    private int _waitingRows;
    private bool _completed;

    /// <summary>Starts a file.</summary>
    /// <param name="output">Receives the bytes; stays open.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="metadata">Key-value metadata of the file, in this order.</param>
    public ParquetWriter(
        Stream output, ParquetSchema schema, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        _output = new ParquetOutput(output);
        _schema = schema;
        _metadata = metadata;
        _columns = [.. schema.Leaves.Select(leaf => new ColumnBuffer(leaf))];
        _output.Write(Magic);
    }

    /// <summary>Rows written.</summary>
    public long Rows => _rows + _waitingRows;

    /// <summary>Appends a row. Its bytes are copied: the caller's buffers are free again afterwards.</summary>
    /// <param name="row">One cell a column, in schema order.</param>
    /// <exception cref="ArgumentException">A cell of another kind, a missing value, or a row beyond
    /// <see cref="RowBytesMax"/>.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public void Write(ReadOnlySpan<ParquetCell> row)
    {
        long bytes = CheckRow(row);
        long waiting = _columns.Sum(c => c.Length);
        if (_waitingRows == RowGroupRowsMax || (_waitingRows > 0 && waiting + bytes > RowGroupBytesMax))
        {
            FlushRowGroup();
        }

        foreach (ColumnBuffer column in _columns)
        {
            column.Append(row[column.Leaf.Column]);
        }

        _waitingRows++;
    }

    /// <summary>Writes the last row group and the footer. Must be called once, at the end.</summary>
    /// <exception cref="IOException">The stream failed.</exception>
    public void Complete()
    {
        if (_completed)
        {
            throw new InvalidOperationException("the Parquet file is complete already");
        }

        _completed = true;
        if (_waitingRows > 0)
        {
            FlushRowGroup();
        }

        WriteIndexes();
        ParquetFooter.Write(_thrift, _schema, _rowGroups, _rows, _metadata);
        int length = _thrift.Written.Length;
        _output.Write(_thrift.Written);
        _output.Write(BitConverter.GetBytes(length));
        _output.Write(Magic);
    }

    private long CheckRow(ReadOnlySpan<ParquetCell> row)
    {
        if (row.Length != _schema.Columns.Count)
        {
            throw new ArgumentException($"a row of {row.Length} cells for {_schema.Columns.Count} columns");
        }

        long bytes = 0;
        for (int i = 0; i < row.Length; i++)
        {
            ParquetColumn column = _schema.Columns[i];
            if (row[i].IsNull ? !column.Nullable : row[i].Kind != column.Kind)
            {
                throw new ArgumentException(
                    $"column {column.Name} takes {column.Kind}, the row has {row[i].Kind?.ToString() ?? "no value"}");
            }

            bytes += row[i].Kind switch
            {
                null => 0,
                ParquetKind.Picture => row[i].Bytes.Length + row[i].Text.Length + 8,
                ParquetKind.Text => row[i].Text.Length + 4,
                _ => 8,
            };
        }

        return bytes <= RowBytesMax
            ? bytes
            : throw new ArgumentException($"a row of {bytes} bytes; at most {RowBytesMax} fit a row group");
    }

    private void FlushRowGroup()
    {
        long start = _output.Position;
        var chunks = new List<ColumnChunkRecord>();
        foreach (ColumnBuffer column in _columns)
        {
            long chunkStart = _output.Position;
            ValueRange? range = column.Range;
            int nulls = column.Nulls;
            List<ParquetPage> pages = column.WriteTo(_output, _thrift);
            long bytes = _output.Position - chunkStart;
            chunks.Add(new ColumnChunkRecord(column.Leaf, chunkStart, bytes, pages, range, nulls));
        }

        _rowGroups.Add(new RowGroupRecord(start, _output.Position - start, _waitingRows, chunks));
        _rows += _waitingRows;
        _waitingRows = 0;
    }

    /// <summary>Column indexes first, then offset indexes, both before the footer (PageIndex.md).</summary>
    private void WriteIndexes()
    {
        foreach (ColumnChunkRecord chunk in _rowGroups.SelectMany(g => g.Chunks).Where(c => c.HasColumnIndex))
        {
            ParquetFooter.WriteColumnIndex(_thrift, chunk);
            chunk.ColumnIndex = (_output.Position, _thrift.Written.Length);
            _output.Write(_thrift.Written);
        }

        foreach (ColumnChunkRecord chunk in _rowGroups.SelectMany(g => g.Chunks))
        {
            ParquetFooter.WriteOffsetIndex(_thrift, chunk);
            chunk.OffsetIndex = (_output.Position, _thrift.Written.Length);
            _output.Write(_thrift.Written);
        }
    }
}
