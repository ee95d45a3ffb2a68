using Parquet;
using Parquet.Schema;

namespace MovieData.Shards.ParquetFiles;

/// <summary>
/// Writes a Parquet file row by row with Parquet.Net: PLAIN values, one page a column chunk, no compression (pictures
/// are compressed already and scalars are a thousandth of a shard), statistics on scalar columns. One row group waits
/// in memory. Equal rows give equal bytes.
/// </summary>
/// <remarks>
/// The stream is the caller's: it is written front to back, never sought, and stays open. A writer that was not
/// completed leaves an unreadable file.
/// </remarks>
public sealed class ParquetFileWriter : IDisposable
{
    /// <summary>A row group is closed at this size: Parquet.Net writes one page a column chunk, and whoever wants one
    /// picture reads its page.</summary>
    public const long RowGroupBytesMin = 8_000_000;

    /// <summary>A row that would make a row group larger begins the next one.</summary>
    public const long RowGroupBytesMax = 16_000_000;

    /// <summary>Row groups hold at most so many rows, so that a reader can refuse a header that claims more.</summary>
    public const int RowGroupRowsMax = 1 << 20;

    /// <summary>One row may not be larger; it would be a row group of its own.</summary>
    public const long RowBytesMax = 100_000_000;

    private readonly ParquetWriter _writer;
    private readonly ParquetColumns _columns;
    private readonly IReadOnlyList<LeafBuffer> _leaves;
    private long _rows;
    private int _waitingRows;
    private long _waitingBytes;
    private bool _completed;

    /// <summary>Starts a file.</summary>
    /// <param name="output">Receives the bytes; stays open. Its asynchronous writes should end before they return:
    /// nothing else is done meanwhile.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="metadata">Key-value metadata of the file, in this order.</param>
    /// <exception cref="IOException">The stream failed.</exception>
    public ParquetFileWriter(
        Stream output, ParquetColumns columns, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        _columns = columns;
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.None };
        ParquetSchema schema = columns.ToLibrary();
        _leaves = [.. columns.Leaves.Select((leaf, i) => LeafBuffer.Of(leaf, schema.DataFields[i]))];
        _writer = ParquetWriter.CreateAsync(schema, output, options).GetAwaiter().GetResult();
        _writer.CustomMetadata = new OrderedDictionary<string, string>(metadata);
    }

    /// <summary>Rows written.</summary>
    public long Rows => _rows + _waitingRows;

    /// <summary>Appends a row. Its bytes are copied: the caller's buffers are free again afterwards.</summary>
    /// <param name="row">One cell a column, in column order.</param>
    /// <exception cref="ArgumentException">A cell of another kind, a missing value, or a row beyond
    /// <see cref="RowBytesMax"/>.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public void Write(ReadOnlySpan<ParquetCell> row)
    {
        long bytes = CheckRow(row);
        if (_waitingRows > 0 && _waitingBytes + bytes > RowGroupBytesMax)
        {
            FlushRowGroup();
        }

        foreach (LeafBuffer leaf in _leaves)
        {
            leaf.Append(row[leaf.Column]);
        }

        _waitingRows++;
        _waitingBytes += bytes;
        if (_waitingRows == RowGroupRowsMax || _waitingBytes >= RowGroupBytesMin)
        {
            FlushRowGroup();
        }
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

        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Gives waiting rows up. The file stays as it is: Parquet.Net's own disposal would end it.</summary>
    public void Dispose()
    {
        foreach (LeafBuffer leaf in _leaves)
        {
            leaf.Clear();
        }
    }

    private long CheckRow(ReadOnlySpan<ParquetCell> row)
    {
        if (row.Length != _columns.Columns.Count)
        {
            throw new ArgumentException($"a row of {row.Length} cells for {_columns.Columns.Count} columns");
        }

        long bytes = 0;
        for (int i = 0; i < row.Length; i++)
        {
            ParquetColumn column = _columns.Columns[i];
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
        using (ParquetRowGroupWriter group = _writer.CreateRowGroup())
        {
            foreach (LeafBuffer leaf in _leaves)
            {
                leaf.WriteTo(group);
                leaf.Clear();
            }

            group.CompleteValidate();
        }

        _rows += _waitingRows;
        (_waitingRows, _waitingBytes) = (0, 0);
    }
}
