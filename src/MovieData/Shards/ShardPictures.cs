using MovieData.Ledger;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// Pictures of single rows of a shard, at random access: of the file the footer is read, and the column chunks of the
/// row group that holds the row.
/// </summary>
/// <remarks>Not thread-safe. Owns the file handle; disposing closes it.</remarks>
public sealed class ShardPictures : IDisposable
{
    private readonly ParquetFileReader _reader;
    private readonly ParquetColumns _schema;
    private readonly string _path;

    private ShardPictures(ParquetFileReader reader, SegmentEntry entry, string path)
    {
        _reader = reader;
        _path = path;
        _schema = RowReader.RequireShape(
            reader, SampleSchema.SchemaOf(SampleSchema.Samples), path, entry.Shard!.Rows);
    }

    /// <summary>Names of the columns that hold pictures.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        [.. SampleSchema.Samples.Select(column => column.Column)
            .Where(column => column.Kind == ParquetKind.Picture).Select(column => column.Name)];

    /// <summary>Opens an entry's shard.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="entry">An entry with a shard.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, or not the entry's.</exception>
    public static ShardPictures Open(OutputFolder folder, SegmentEntry entry)
    {
        string path = folder.Absolute(entry.Shard!.Name);
        ParquetFileReader reader = ParquetFileReader.Open(folder.Store, path);
        try
        {
            return new ShardPictures(reader, entry, path);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The row group of a row.</summary>
    /// <param name="row">0-based row of the shard.</param>
    /// <returns>0-based row group, and the shard's row that is its first.</returns>
    public (int Group, int FirstRow) GroupOf(int row)
    {
        int first = 0;
        int group = 0;
        while (group < _reader.RowGroups && first + _reader.RowsOf(group) <= row)
        {
            first += _reader.RowsOf(group++);
        }

        return group < _reader.RowGroups && row >= 0
            ? (group, first)
            : throw new ArgumentOutOfRangeException(nameof(row), row, $"{_path} has {_reader.Rows} rows");
    }

    /// <summary>Refuses a row that is of another frame than the frames file says.</summary>
    /// <exception cref="ParquetFileException">It is.</exception>
    public void RequireFrame(int row, int frame)
    {
        (int group, int first) = GroupOf(row);
        long found = Cells(group, "frame")[row - first].Number;
        if (found != frame)
        {
            throw new ParquetFileException(
                $"{_path}: row {row} is frame {found}; the frames file says {frame}: damaged; run verify");
        }
    }

    /// <summary>A whole number of a row: <c>width</c>, <c>height</c>, <c>crop_x</c>, <c>crop_y</c>.</summary>
    public int Number(int row, string column)
    {
        (int group, int first) = GroupOf(row);
        return (int)Cells(group, column)[row - first].Number;
    }

    /// <summary>The pictures of a column in one row group, in row order; empty where a row has none, as in every row of
    /// a file that lacks the column. Each owns its bytes.</summary>
    /// <param name="group">0-based row group.</param>
    /// <param name="column">One of <see cref="Columns"/>.</param>
    /// <exception cref="ParquetFileException">Damaged.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> Read(int group, string column) =>
        _schema.IndexOf(column) < 0 ? new ReadOnlyMemory<byte>[_reader.RowsOf(group)]
            : [.. Cells(group, column).Select(cell => cell.IsNull ? default : cell.Bytes)];

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private ParquetCell[] Cells(int group, string name)
    {
        int column = _schema.IndexOf(name);
        return _reader.Read(group, column, required: !_schema.Columns[column].Nullable);
    }
}
