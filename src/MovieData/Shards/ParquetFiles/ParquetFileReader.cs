using System.Buffers.Binary;
using MovieData.Ledger;
using MovieData.Native;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace MovieData.Shards.ParquetFiles;

/// <summary>
/// Reads with Parquet.Net what <see cref="ParquetFileWriter"/> writes and former versions wrote, and nothing else:
/// PLAIN values, pages of version 1, no compression. Strict: every position, length and count is held against the file
/// before Parquet.Net sees it (<see cref="MetadataGuard"/>, <see cref="PageGuard"/>), so that a damaged or hostile file
/// ends in a <see cref="ParquetFileException"/>.
/// </summary>
/// <remarks>Not thread-safe. Owns the file handle; disposing closes it. Holds one column chunk in memory.</remarks>
public sealed class ParquetFileReader : IDisposable
{
    /// <summary>
    /// A row group costs some 7 kB of it, and a shard of 4 GB has 500 of them; most files have a few kB.
    /// </summary>
    private const int FooterBytesMax = 16 << 20;

    private const int TrailerBytes = 8;

    /// <summary>One row beyond <see cref="ParquetFileWriter.RowGroupBytesMax"/>, with room for levels and headers; a
    /// former version closed row groups at 100 MB.</summary>
    private const long RowGroupBytesMax = 2 * ParquetFileWriter.RowBytesMax;

    private readonly FileStream _file;
    private readonly CheckedStream _stream;
    private readonly string _name;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private long _footerStart;

    private ParquetFileReader(FileStream file, string name)
    {
        _file = file;
        _name = name;
        _stream = new CheckedStream(file.SafeFileHandle, file.Length);
        CheckFooter();
        _reader = ParquetReader.CreateAsync(_stream).GetAwaiter().GetResult();
        FileMetaData metadata = _reader.Metadata!;
        Schema = SchemaReader.Read(metadata.Schema, _name);
        _fields = _reader.Schema.DataFields;
        Rows = metadata.NumRows;
        Metadata = _reader.CustomMetadata;
        long end = 4;
        for (int group = 0; group < RowGroups; group++)
        {
            end = CheckRowGroup(group, end);
        }

        if (Enumerable.Range(0, RowGroups).Sum(group => (long)RowsOf(group)) != Rows)
        {
            throw new ParquetFileException($"{_name}: the row groups do not add up to {Rows} rows");
        }
    }

    /// <summary>The columns.</summary>
    public ParquetColumns Schema { get; }

    /// <summary>Key-value metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Rows in the file.</summary>
    public long Rows { get; }

    /// <summary>Row groups in the file.</summary>
    public int RowGroups => _reader.RowGroupCount;

    /// <summary>Opens a file and reads its footer.</summary>
    /// <exception cref="ParquetFileException">Missing, unreadable, damaged, or not of our kind.</exception>
    public static ParquetFileReader Open(string path) => Open(path, () => RegularFile.Open(path));

    /// <summary>Opens a file of a dataset and reads its footer.</summary>
    /// <exception cref="ParquetFileException">As of <see cref="Open(string)"/>.</exception>
    /// <exception cref="StoreException">The store gave no answer.</exception>
    public static ParquetFileReader Open(IDatasetStore store, string path) => Open(path, () => store.Open(path));

    private static ParquetFileReader Open(string path, Func<FileStream> open)
    {
        FileStream? file = null;
        try
        {
            file = open();
            return new ParquetFileReader(file, path);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or StoreException))
        {
            file?.Dispose();
            throw Typed(error, path);
        }
    }

    /// <summary>Rows of a row group.</summary>
    public int RowsOf(int rowGroup) => (int)_reader.RowGroups[rowGroup].RowCount;

    /// <summary>Reads one column of one row group: a cell a row, in order. Each picture owns its bytes.</summary>
    /// <param name="rowGroup">0-based.</param>
    /// <param name="column">Ordinal in <see cref="Schema"/>.</param>
    /// <param name="required">True to refuse rows without a value, before any cell is made: in a file rows without a
    /// value cost nothing, in memory they cost as much as the others.</param>
    /// <exception cref="ParquetFileException">The column is damaged, or lacks a value it must have.</exception>
    public ParquetCell[] Read(int rowGroup, int column, bool required = false)
    {
        int first = 0;
        while (Schema.Leaves[first].Column != column)
        {
            first++;
        }

        if (Schema.Columns[column].Kind != ParquetKind.Picture)
        {
            return ReadLeaf(rowGroup, first, required);
        }

        ParquetCell[] pictures = ReadLeaf(rowGroup, first, required);
        ParquetCell[] paths = ReadLeaf(rowGroup, first + 1, required);
        for (int row = 0; row < pictures.Length; row++)
        {
            if (pictures[row].IsNull != paths[row].IsNull)
            {
                throw new ParquetFileException(
                    $"{_name}: row group {rowGroup}: row {row} of {Schema.Columns[column].Name} is half a picture");
            }

            pictures[row] =
                pictures[row].IsNull ? default : ParquetCell.Of(pictures[row].Bytes, paths[row].Text);
        }

        return pictures;
    }

    /// <summary>Reads all columns of one row group.</summary>
    /// <returns>Cells by column, then by row. Bounded by the row group's size in the file.</returns>
    /// <exception cref="ParquetFileException">A column is damaged.</exception>
    public IReadOnlyList<ParquetCell[]> Read(int rowGroup) =>
        [.. Enumerable.Range(0, Schema.Columns.Count).Select(column => Read(rowGroup, column))];

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ParquetFileException Typed(Exception error, string name) =>
        error as ParquetFileException ?? new ParquetFileException($"{name}: {error.Message}", error);

    private void CheckFooter()
    {
        long length = _stream.Length;
        if (length < 4 + TrailerBytes)
        {
            throw new ParquetFileException($"{_name}: {length} bytes are no Parquet file");
        }

        bool sound = _stream.Load(0, 4).SequenceEqual("PAR1"u8);
        ReadOnlySpan<byte> trailer = _stream.Load(length - TrailerBytes, TrailerBytes);
        int footerBytes = BinaryPrimitives.ReadInt32LittleEndian(trailer);
        if (!sound || !trailer[4..].SequenceEqual("PAR1"u8)
            || footerBytes <= 0 || footerBytes > FooterBytesMax || footerBytes > length - TrailerBytes - 4)
        {
            throw new ParquetFileException(
                $"{_name}: no whole Parquet file: its ends do not say PAR1 and a sound length");
        }

        // With the trailer: Parquet.Net reads the length again.
        _footerStart = length - TrailerBytes - footerBytes;
        ReadOnlySpan<byte> footer = _stream.Load(_footerStart, footerBytes + TrailerBytes)[..footerBytes];
        var guard = new MetadataGuard(footer, _name);
        guard.Check(MetadataRule.File);
        if (guard.Length != footerBytes)
        {
            throw new ParquetFileException($"{_name}: the footer has {footerBytes - guard.Length} bytes too many");
        }
    }

    /// <summary>Holds a row group's chunks against the columns and the file. They follow each other as they were
    /// written: none is read twice, or a small file would be endless rows.</summary>
    /// <returns>Where its last chunk ends.</returns>
    private long CheckRowGroup(int group, long end)
    {
        RowGroup found = _reader.RowGroups[group].RowGroup;
        if (found.NumRows is <= 0 or > ParquetFileWriter.RowGroupRowsMax || found.Columns.Count != Schema.Leaves.Count)
        {
            throw new ParquetFileException(
                $"{_name}: row group {group} has {found.NumRows} rows and {found.Columns.Count} columns");
        }

        long groupBytes = 0;
        for (int i = 0; i < found.Columns.Count; i++)
        {
            ColumnMetaData chunk = found.Columns[i].MetaData!;
            ParquetLeaf leaf = Schema.Leaves[i];
            long bytes = chunk.TotalCompressedSize;
            bool sound = (int)chunk.Type == (int)leaf.Physical && chunk.Codec == CompressionCodec.UNCOMPRESSED
                && chunk.NumValues == found.NumRows && chunk.PathInSchema.SequenceEqual(leaf.Path)
                && chunk.DataPageOffset >= 4 && bytes > 0 && bytes <= _footerStart - 4
                && chunk.DataPageOffset <= _footerStart - bytes;
            if (!sound)
            {
                throw new ParquetFileException($"{NameOf(group, i)} is compressed or damaged");
            }

            groupBytes += bytes;
            string? fault = chunk.DataPageOffset < end
                ? $"begins at byte {chunk.DataPageOffset}, before {end}, where the one before it ends"
                : groupBytes > RowGroupBytesMax ? $"takes the row group beyond {RowGroupBytesMax} bytes" : null;
            if (fault is not null)
            {
                throw new ParquetFileException($"{NameOf(group, i)} {fault}: damaged file");
            }

            end = chunk.DataPageOffset + bytes;
        }

        return end;
    }

    private string NameOf(int group, int leaf) =>
        $"{_name}: row group {group}, column {string.Join('.', Schema.Leaves[leaf].Path)}";

    private ParquetCell[] ReadLeaf(int group, int leaf, bool required) => Schema.Leaves[leaf].Physical switch
    {
        ParquetPhysical.Boolean => ReadLeaf<bool>(group, leaf, required, ParquetCell.Of),
        ParquetPhysical.Int32 => ReadLeaf<int>(group, leaf, required, value => ParquetCell.Of((int?)value)),
        ParquetPhysical.Int64 => ReadLeaf<long>(group, leaf, required, value => ParquetCell.Of((long?)value)),
        ParquetPhysical.Float => ReadLeaf<float>(group, leaf, required, value => ParquetCell.Of((float?)value)),
        ParquetPhysical.Double => ReadLeaf<double>(group, leaf, required, value => ParquetCell.Of((double?)value)),
        _ when Schema.Leaves[leaf].IsBlob => ReadLeaf<ReadOnlyMemory<byte>>(
            group, leaf, required, value => ParquetCell.Of(value, "")),
        _ => ReadLeaf<ReadOnlyMemory<char>>(group, leaf, required, value => ParquetCell.Of(value.ToString())),
    };

    private ParquetCell[] ReadLeaf<T>(int group, int leaf, bool required, Func<T, ParquetCell> cell)
        where T : struct
    {
        try
        {
            ParquetRowGroupReader reader = _reader.RowGroups[group];
            ColumnMetaData chunk = reader.RowGroup.Columns[leaf].MetaData!;
            int rows = RowsOf(group);
            ReadOnlySpan<byte> bytes = _stream.Load(chunk.DataPageOffset, (int)chunk.TotalCompressedSize);
            PageGuard.Check(bytes, Schema.Leaves[leaf], rows, required, NameOf(group, leaf));
            var values = new T[rows];
            int[] levels = new int[rows];
            reader.ReadRawAsync<T>(_fields[leaf], values, levels, null).AsTask().GetAwaiter().GetResult();
            var cells = new ParquetCell[rows];
            int next = 0;
            for (int row = 0; row < rows; row++)
            {
                cells[row] = levels[row] == 0 ? default : cell(values[next++]);
            }

            return cells;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Typed(error, NameOf(group, leaf));
        }
    }
}
