using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>Reads the rows of a shard or a frames file back, one row group in memory at a time.</summary>
public static class RowReader
{
    /// <summary>
    /// No segment has more: <c>samples_per_segment</c> is at most 4096, and the clip that fills it has at most four
    /// times as many. In a file a row without values costs nothing; in memory it costs kilobytes.
    /// </summary>
    public const int RowsMax = 1 << 15;

    private static readonly ParquetColumns FrameSchema = SampleSchema.SchemaOf(SampleSchema.Frames);

    /// <summary>Rows of an entry's shard in order, each held against the entry.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="entry">An entry with a shard.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, or a row is of another segment or out of order.
    /// </exception>
    public static IEnumerable<SampleRow> ReadSamples(OutputFolder folder, SegmentEntry entry)
    {
        string path = folder.Absolute(entry.Shard!.Name);
        return Checked(ReadSamples(folder.Store, path, entry.Shard.Rows), row => row.Place, path, entry);
    }

    /// <summary>
    /// Rows of an entry's shard that hold certain frames, in order; row groups without any of them are not read.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="entry">An entry with a shard.</param>
    /// <param name="frames">Frame numbers, each a row of the shard.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, a row is of another segment, or a frame is not there.
    /// </exception>
    public static IEnumerable<SampleRow> ReadSamples(
        OutputFolder folder, SegmentEntry entry, IReadOnlySet<int> frames)
    {
        string path = folder.Absolute(entry.Shard!.Name);
        ParquetColumns schema = SampleSchema.SchemaOf(SampleSchema.Samples);
        int found = 0;
        foreach (SampleRow row in Read(folder.Store, path, schema, entry.Shard.Rows, SampleOf, frames))
        {
            if (frames.Contains(row.Place.Frame))
            {
                found++;
                yield return RowCheck.FaultOf(row.Place, entry) is not { } fault ? row
                    : throw new ParquetFileException($"{path}: frame {row.Place.Frame}: {fault}: damaged; run verify");
            }
        }

        if (found != frames.Count)
        {
            throw new ParquetFileException(
                $"{path}: {found} of {frames.Count} frames that the frames file says are kept: damaged; run verify");
        }
    }

    /// <summary>Rows of an entry's frames file in order, each held against the entry.</summary>
    /// <exception cref="ParquetFileException">As of <see cref="ReadSamples(OutputFolder, SegmentEntry)"/>.</exception>
    public static IEnumerable<FrameRow> ReadFrames(OutputFolder folder, SegmentEntry entry)
    {
        string path = folder.Absolute(entry.Frames.Name);
        return Checked(ReadFrames(folder.Store, path, entry.Frames.Rows), row => row.Place, path, entry);
    }

    /// <summary>Rows of <c>data/…parquet</c> in order. The pictures' memory is the row's own.</summary>
    /// <param name="store">What holds it.</param>
    /// <param name="path">The shard.</param>
    /// <param name="rows">Rows it must have, held against its footer before any is read; null: not known.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, or not a shard.</exception>
    public static IEnumerable<SampleRow> ReadSamples(IDatasetStore store, string path, long? rows = null) => Read(
        store, path, SampleSchema.SchemaOf(SampleSchema.Samples), rows, SampleOf);

    /// <summary>Rows of <c>frames/…parquet</c> in order.</summary>
    /// <param name="store">What holds it.</param>
    /// <param name="path">The frames file.</param>
    /// <param name="rows">Rows it must have, held against its footer before any is read; null: not known.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, or not a frames file.</exception>
    public static IEnumerable<FrameRow> ReadFrames(IDatasetStore store, string path, long? rows = null) =>
        Read(store, path, FrameSchema, rows, FrameOf);

    // Ascending frames: no sample stands there twice, in any form that names files by it.
    private static IEnumerable<TRow> Checked<TRow>(
        IEnumerable<TRow> rows, Func<TRow, SamplePlace> place, string path, SegmentEntry entry)
    {
        int last = -1;
        foreach ((int index, TRow row) in rows.Index())
        {
            string? fault = RowCheck.FaultOf(place(row), entry)
                ?? (place(row).Frame <= last ? $"frame {place(row).Frame} comes after frame {last}" : null);
            if (fault is not null)
            {
                throw new ParquetFileException($"{path}: row {index}: {fault}: damaged; run verify");
            }

            last = place(row).Frame;
            yield return row;
        }
    }

    // With frames only the row groups that hold one of them.
    private static IEnumerable<TRow> Read<TRow>(
        IDatasetStore store,
        string path,
        ParquetColumns schema,
        long? rows,
        Func<Cells, TRow> row,
        IReadOnlySet<int>? frames = null)
    {
        using ParquetFileReader reader = ParquetFileReader.Open(store, path);
        schema = RequireShape(reader, schema, path, rows);

        // Required columns first: their values take room in the file too, so that no small file becomes a large table.
        int[] order = [.. Enumerable.Range(0, schema.Columns.Count).OrderBy(column => schema.Columns[column].Nullable)];
        int frame = schema.IndexOf("frame");
        for (int group = 0; group < reader.RowGroups; group++)
        {
            if (frames is not null
                && !reader.Read(group, frame, required: true).Any(cell => frames.Contains((int)cell.Number)))
            {
                continue;
            }

            var columns = new ParquetCell[order.Length][];
            foreach (int column in order)
            {
                columns[column] = reader.Read(group, column, required: !schema.Columns[column].Nullable);
                RequireNumbers(columns[column], $"{path}: row group {group}, column {schema.Columns[column].Name}");
            }

            for (int i = 0; i < reader.RowsOf(group); i++)
            {
                yield return row(new Cells(schema, columns, i));
            }
        }
    }

    // A file of an older data_version lacks columns that came later.
    private static ParquetColumns AsOf(ParquetColumns schema, ParquetColumns found)
    {
        var known = found.Columns.Select(column => column.Name).ToHashSet();
        return new ParquetColumns(
            [.. schema.Columns.Where(
                column => known.Contains(column.Name) || !SampleSchema.LaterColumns.Contains(column.Name))]);
    }

    /// <summary>Refuses a file that is no frames file, or has other rows than it must have.</summary>
    /// <exception cref="ParquetFileException">It is not one.</exception>
    internal static void CheckFrames(ParquetFileReader reader, string path, long rows) =>
        RequireShape(reader, FrameSchema, path, rows);

    /// <summary>Holds an open file's columns and number of rows against what it must have.</summary>
    /// <returns>The columns that it has: one of an older data_version lacks some that came later.</returns>
    /// <exception cref="ParquetFileException">They differ.</exception>
    internal static ParquetColumns RequireShape(
        ParquetFileReader reader, ParquetColumns schema, string path, long? rows)
    {
        schema = AsOf(schema, reader.Schema);
        CheckSchema(reader.Schema, schema, path);
        if (rows is { } expected && reader.Rows != expected)
        {
            throw new ParquetFileException($"{path}: {reader.Rows} rows; expected {expected}");
        }

        return reader.Rows <= RowsMax ? schema
            : throw new ParquetFileException($"{path}: {reader.Rows} rows; a segment has at most {RowsMax}");
    }

    private static void CheckSchema(ParquetColumns found, ParquetColumns expected, string path)
    {
        // Whether a column may be null is our rule, not the file's: all columns of a file are optional.
        IEnumerable<(string, ParquetKind)> Shape(ParquetColumns schema) => schema.Columns.Select(c => (c.Name, c.Kind));
        if (!Shape(found).SequenceEqual(Shape(expected)))
        {
            throw new ParquetFileException(
                $"{path}: the columns are {string.Join(", ", found.Columns.Select(c => c.Name))}; expected "
                + string.Join(", ", expected.Columns.Select(c => c.Name)));
        }
    }

    /// <summary>Refuses rows that are not those the entry counted: its counts are what status tells.</summary>
    /// <exception cref="ParquetFileException">Frames do not ascend, a row is neither kept nor rejected, or not as many
    /// are kept as the entry says.</exception>
    internal static void RequireCounted(
        string path, SegmentEntry entry, int[] frames, bool[] accepted, string?[] rules)
    {
        string? fault = null;
        for (int row = 0; row < frames.Length && fault is null; row++)
        {
            fault = row > 0 && frames[row] <= frames[row - 1]
                    ? $"row {row}: frame {frames[row]} comes after frame {frames[row - 1]}"
                : accepted[row] != (rules[row] is null)
                    ? $"row {row}: frame {frames[row]} is neither kept nor rejected by a rule"
                : null;
        }

        int kept = accepted.AsSpan().Count(true);
        fault ??= kept == entry.Kept ? null : $"{kept} kept rows; the ledger says {entry.Kept}";
        if (fault is not null)
        {
            throw new ParquetFileException($"{path}: {fault}: damaged; run verify");
        }
    }

    /// <summary>Refuses a float that is none: what does not exist is null in our files.</summary>
    /// <exception cref="ParquetFileException">There is one.</exception>
    internal static void RequireNumbers(ParquetCell[] cells, string name)
    {
        foreach (ref readonly ParquetCell cell in cells.AsSpan())
        {
            if (cell.Kind is ParquetKind.Real32 or ParquetKind.Real64 && !double.IsFinite(cell.Real))
            {
                throw new ParquetFileException($"{name}: a value that is no finite number: damaged file");
            }
        }
    }

    private static SampleRow SampleOf(Cells cells) => new()
    {
        Place = PlaceOf(cells),
        Preview = cells.Has(SampleSchema.Preview) ? cells.Bytes(SampleSchema.Preview) : default,
        Left = cells.Bytes("left"),
        Right = cells.Bytes("right"),
        Disparity = cells.Bytes("disparity"),
        Mask = cells.Bytes("mask"),
        Residual = cells.Bytes("residual"),
        DisparityRight = cells.Bytes("disparity_right"),
        MaskRight = cells.Bytes("mask_right"),
        ResidualRight = cells.Bytes("residual_right"),
        Width = cells.GetInt32("width"),
        Height = cells.GetInt32("height"),
        CropX = cells.GetInt32("crop_x"),
        CropY = cells.GetInt32("crop_y"),
        Figures = FiguresOf(cells),
    };

    private static FrameRow FrameOf(Cells cells) => new()
    {
        Place = PlaceOf(cells),
        Accepted = cells.GetInt32("accepted") != 0,
        Rule = cells.Text("rule"),
        Value = cells.GetDouble("value"),
        Limit = cells.GetDouble("limit"),
        FailedRules = cells.Text("failed_rules"),
        Note = cells.Text("note"),
        Figures = FiguresOf(cells),
    };

    private static SamplePlace PlaceOf(Cells cells) => new()
    {
        Id = cells.Text("id")!,
        Film = cells.Text("film")!,
        Split = cells.Text("split")!,
        Chapter = cells.GetInt32("chapter"),
        Shot = cells.GetInt32("shot"),
        Clip = cells.GetInt32("clip"),
        Frame = cells.GetInt32("frame"),
        TimeS = cells.GetDouble("time_s")!.Value,
    };

    private static SampleFigures FiguresOf(Cells cells)
    {
        // No shot was surveyed in a file without such a column.
        bool isSurveyed = Figure.All.Any(figure => figure.IsOfShot && cells.Has(figure.Facts.Name));
        var figures = new SampleFigures { Shot = isSurveyed ? new ShotFigures() : null };
        foreach (Figure figure in Figure.All.Where(figure => cells.Has(figure.Facts.Name)))
        {
            figure.Set(figures, cells.Cell(figure.Facts.Name));
        }

        return figures;
    }

    /// <summary>One row of a row group, by column name.</summary>
    private readonly struct Cells(ParquetColumns schema, IReadOnlyList<ParquetCell[]> columns, int row)
    {
        public string? Text(string name) => Cell(name) is { IsNull: false } cell ? cell.Text : null;

        public double? GetDouble(string name) => Cell(name) is { IsNull: false } cell ? cell.Real : null;

        public int GetInt32(string name) => (int)Cell(name).Number;

        public ReadOnlyMemory<byte> Bytes(string name) => Cell(name) is { IsNull: false } cell ? cell.Bytes : default;

        public bool Has(string name) => schema.IndexOf(name) >= 0;

        public ParquetCell Cell(string name) => columns[schema.IndexOf(name)][row];
    }
}
