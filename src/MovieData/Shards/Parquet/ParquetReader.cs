using System.Buffers.Binary;
using MovieData.Native;

namespace MovieData.Shards.Parquet;

/// <summary>
/// Reads back what <see cref="ParquetWriter"/> writes, and nothing else: PLAIN values, pages of version 1, no
/// compression. Strict: every position, length and count is held against the file before it is believed, so that a
/// damaged or hostile file ends in a <see cref="ParquetException"/>.
/// </summary>
/// <remarks>Not thread-safe. Owns the file handle; disposing closes it.</remarks>
public sealed class ParquetReader : IDisposable
{
    /// <summary>
    /// A row group costs some 4.2 kB and 1100 values of it. The longest segment, 319 samples, each so large that it
    /// fills a row group, has 1.4 MB; all other files have a few kB.
    /// </summary>
    private const int FooterBytesMax = 4 << 20;

    private const int TrailerBytes = 8;

    private readonly FileStream _file;
    private readonly string _name;
    private readonly List<ParquetRowGroup> _rowGroups;

    private ParquetReader(FileStream file)
    {
        _file = file;
        _name = file.Name;
        ThriftStruct footer = ReadFooter();
        Schema = ParquetSchemaReader.Read(footer.List<ThriftStruct>(2), _name);
        Rows = footer.Number(3);
        _rowGroups = ReadRowGroups(footer);
        var metadata = new Dictionary<string, string>();
        foreach (ThriftStruct pair in footer.List<ThriftStruct>(5))
        {
            metadata[pair.Text(1)] = pair.Text(2);
        }

        Metadata = metadata;
    }

    /// <summary>The columns.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>Key-value metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Rows in the file.</summary>
    public long Rows { get; }

    /// <summary>Row groups in the file.</summary>
    public int RowGroups => _rowGroups.Count;

    /// <summary>Opens a file and reads its footer.</summary>
    /// <exception cref="ParquetException">Missing, unreadable, damaged, or not of our kind.</exception>
    public static ParquetReader Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = RegularFile.Open(path);
            return new ParquetReader(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new ParquetException($"{path}: {error.Message}", error);
        }
        catch (ParquetException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Rows of a row group.</summary>
    public int RowsOf(int rowGroup) => _rowGroups[rowGroup].Rows;

    /// <summary>
    /// Reads one column of one row group: a cell a row, in order. Cells of pictures share one array, which lives as
    /// long as any of them.
    /// </summary>
    /// <param name="rowGroup">0-based.</param>
    /// <param name="column">Ordinal in <see cref="Schema"/>.</param>
    /// <param name="required">True to refuse rows without a value, before any cell is made: in a file rows without a
    /// value cost nothing, in memory they cost as much as the others.</param>
    /// <exception cref="ParquetException">The column is damaged, or lacks a value it must have.</exception>
    public ParquetCell[] Read(int rowGroup, int column, bool required = false)
    {
        ParquetRowGroup group = _rowGroups[rowGroup];
        IReadOnlyList<ParquetLeaf> leaves = Schema.Leaves;
        int first = 0;
        while (leaves[first].Column != column)
        {
            first++;
        }

        ParquetCell?[] values = ReadLeaf(leaves[first], group.Chunks[first], group.Rows, required);
        if (Schema.Columns[column].Kind != ParquetKind.Picture)
        {
            return [.. values.Select(v => v ?? default)];
        }

        ParquetCell?[] paths = ReadLeaf(leaves[first + 1], group.Chunks[first + 1], group.Rows, required);
        var pictures = new ParquetCell[group.Rows];
        for (int row = 0; row < group.Rows; row++)
        {
            if (values[row] is null != paths[row] is null)
            {
                throw new ParquetException($"{_name}: row {row} of {Schema.Columns[column].Name} is half a picture");
            }

            pictures[row] = values[row] is { } bytes ? ParquetCell.Of(bytes.Bytes, paths[row]!.Value.Text) : default;
        }

        return pictures;
    }

    /// <summary>Reads all columns of one row group.</summary>
    /// <returns>Cells by column, then by row. Bounded by the row group's size in the file.</returns>
    /// <exception cref="ParquetException">A column is damaged.</exception>
    public IReadOnlyList<ParquetCell[]> Read(int rowGroup) =>
        [.. Enumerable.Range(0, Schema.Columns.Count).Select(column => Read(rowGroup, column))];

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ThriftStruct ReadFooter()
    {
        long length = _file.Length;
        if (length < ParquetWriter.Magic.Length + TrailerBytes)
        {
            throw new ParquetException($"{_name}: {length} bytes are no Parquet file");
        }

        byte[] trailer = ReadAt(length - TrailerBytes, TrailerBytes);
        int footerBytes = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        if (!trailer.AsSpan(4).SequenceEqual(ParquetWriter.Magic)
            || !ReadAt(0, 4).AsSpan().SequenceEqual(ParquetWriter.Magic)
            || footerBytes <= 0 || footerBytes > FooterBytesMax || footerBytes > length - TrailerBytes - 4)
        {
            throw new ParquetException($"{_name}: no whole Parquet file: its ends do not say PAR1 and a sound length");
        }

        var thrift = new ThriftReader(ReadAt(length - TrailerBytes - footerBytes, footerBytes), _name);
        ThriftStruct footer = thrift.ReadStruct();
        return thrift.Consumed == footerBytes
            ? footer
            : throw new ParquetException($"{_name}: the footer has {footerBytes - thrift.Consumed} bytes too many");
    }

    private List<ParquetRowGroup> ReadRowGroups(ThriftStruct footer)
    {
        var groups = new List<ParquetRowGroup>();
        foreach (ThriftStruct group in footer.List<ThriftStruct>(4))
        {
            long rows = group.Number(3);
            IReadOnlyList<ThriftStruct> columns = group.List<ThriftStruct>(1);
            if (rows is <= 0 or > ParquetWriter.RowGroupRowsMax || columns.Count != Schema.Leaves.Count)
            {
                throw new ParquetException(
                    $"{_name}: row group {groups.Count} has {rows} rows and {columns.Count} columns");
            }

            var chunks = new List<(long Start, int Bytes)>();
            for (int i = 0; i < columns.Count; i++)
            {
                chunks.Add(ReadChunk(columns[i].Struct(3), Schema.Leaves[i], rows));
            }

            groups.Add(new ParquetRowGroup((int)rows, chunks));
        }

        return groups.Sum(g => (long)g.Rows) == Rows
            ? groups
            : throw new ParquetException($"{_name}: the row groups do not add up to {Rows} rows");
    }

    private (long Start, int Bytes) ReadChunk(ThriftStruct chunk, ParquetLeaf leaf, long rows)
    {
        long start = chunk.Number(9);
        long bytes = chunk.Number(7);
        IEnumerable<string> path = chunk.List<byte[]>(3).Select(System.Text.Encoding.UTF8.GetString);
        bool sound = chunk.Number(1) == (int)leaf.Physical && chunk.Number(4) == 0 && chunk.Number(5) == rows
            && start >= 4 && bytes > 0 && bytes <= int.MaxValue && start <= _file.Length - bytes
            && path.SequenceEqual(leaf.Path);
        return sound
            ? (start, (int)bytes)
            : throw new ParquetException($"{_name}: column {string.Join('.', leaf.Path)} is compressed or damaged");
    }

    private ParquetCell?[] ReadLeaf(ParquetLeaf leaf, (long Start, int Bytes) chunk, int rows, bool required)
    {
        ReadOnlyMemory<byte> bytes = ReadAt(chunk.Start, chunk.Bytes);
        string name = $"{_name}: column {string.Join('.', leaf.Path)}";
        var cells = new List<ParquetCell?>();
        while (!bytes.IsEmpty && cells.Count < rows)
        {
            var thrift = new ThriftReader(bytes.Span, name);
            ThriftStruct header = thrift.ReadStruct();
            bytes = bytes[thrift.Consumed..];
            ThriftStruct page = header.Struct(5);
            int length = header.Int32(3);
            int values = page.Int32(1);
            if (header.Number(1) != 0 || header.Number(2) != length || length < 0 || length > bytes.Length
                || page.Number(2) != 0 || values <= 0 || values > rows - cells.Count)
            {
                throw new ParquetException($"{name}: a page of {length} bytes with {values} values does not fit");
            }

            PageReader.Read(bytes[..length], leaf, values, required, name, cells);
            bytes = bytes[length..];
        }

        return cells.Count == rows && bytes.IsEmpty
            ? [.. cells]
            : throw new ParquetException(
                $"{name}: {cells.Count} values and {bytes.Length} bytes left; expected {rows} values");
    }

    private byte[] ReadAt(long position, int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        _file.Position = position;
        try
        {
            _file.ReadExactly(bytes);
        }
        catch (Exception error) when (error is IOException)
        {
            throw new ParquetException($"{_name}: cannot read {count} bytes at {position}: {error.Message}", error);
        }

        return bytes;
    }
}

/// <summary>Where the columns of a row group lie in the file, in leaf order.</summary>
internal sealed record ParquetRowGroup(int Rows, IReadOnlyList<(long Start, int Bytes)> Chunks);
