using MovieData.Ledger;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// A whole frames file by columns, for whoever shows every planned frame with all that is known of it: eight bytes a
/// number instead of objects by row. NaN stands where a number is absent. (<see cref="FrameColumns"/> reads a few
/// columns, for whoever counts.)
/// </summary>
public sealed class FrameTable
{
    private FrameTable(int rows)
    {
        Chapter = new int[rows];
        Shot = new int[rows];
        Clip = new int[rows];
        Frame = new int[rows];
        TimeS = new double[rows];
        Accepted = new bool[rows];
        Rule = new string?[rows];
        Value = new double[rows];
        Limit = new double[rows];
        FailedRules = new string?[rows];
        Note = new string?[rows];
    }

    /// <summary>1-based chapter; 0 when the film has none.</summary>
    public int[] Chapter { get; }

    /// <summary>0-based shot.</summary>
    public int[] Shot { get; }

    /// <summary>0-based clip.</summary>
    public int[] Clip { get; }

    /// <summary>0-based frame, ascending.</summary>
    public int[] Frame { get; }

    /// <summary>Seconds from the first picture.</summary>
    public double[] TimeS { get; }

    /// <summary>True: the sample is in the shard.</summary>
    public bool[] Accepted { get; }

    /// <summary>First failed rule; null when accepted.</summary>
    public string?[] Rule { get; }

    /// <summary>What that rule measured.</summary>
    public double[] Value { get; }

    /// <summary>What that rule allows.</summary>
    public double[] Limit { get; }

    /// <summary>All failed rules, joined by commas.</summary>
    public string?[] FailedRules { get; }

    /// <summary>More words.</summary>
    public string?[] Note { get; }

    /// <summary>Values of a figure by its place in <see cref="Figure.All"/>; null for a figure that is text, or that
    /// the file does not have.</summary>
    public double[]?[] Numbers { get; } = new double[Figure.All.Count][];

    /// <summary>The same for figures that are text.</summary>
    public string?[]?[] Texts { get; } = new string?[Figure.All.Count][];

    /// <summary>Reads an entry's frames file; every row is held against the entry.</summary>
    /// <exception cref="ParquetFileException">Missing, damaged, or a row is of another segment or out of order.
    /// </exception>
    public static FrameTable Read(OutputFolder folder, SegmentEntry entry)
    {
        string path = folder.Absolute(entry.Frames.Name);
        using ParquetFileReader reader = ParquetFileReader.Open(folder.Store, path);
        ParquetColumns schema = RowReader.RequireShape(
            reader, SampleSchema.SchemaOf(SampleSchema.Frames), path, entry.Frames.Rows);
        var columns = new FrameTable((int)reader.Rows);
        int first = 0;
        int last = -1;
        for (int group = 0; group < reader.RowGroups; group++)
        {
            var cells = new Group(reader, schema, group, path);
            last = columns.TakePlaces(cells, first, entry, path, last);
            columns.TakeOutcome(cells, first);
            columns.TakeFigures(cells, first, schema);
            first += reader.RowsOf(group);
        }

        RowReader.RequireCounted(path, entry, columns.Frame, columns.Accepted, columns.Rule);
        return columns;
    }

    private int TakePlaces(in Group cells, int first, SegmentEntry entry, string path, int last)
    {
        (ParquetCell[] id, ParquetCell[] film, ParquetCell[] split) = (cells["id"], cells["film"], cells["split"]);
        (ParquetCell[] chapter, ParquetCell[] shot, ParquetCell[] clip, ParquetCell[] frame, ParquetCell[] time) =
            (cells["chapter"], cells["shot"], cells["clip"], cells["frame"], cells["time_s"]);
        for (int i = 0; i < id.Length; i++)
        {
            int row = first + i;
            (Chapter[row], Shot[row], Clip[row], Frame[row], TimeS[row]) = ((int)chapter[i].Number,
                (int)shot[i].Number, (int)clip[i].Number, (int)frame[i].Number, time[i].Real);
            bool isOurs = film[i].Text == entry.Film && split[i].Text == entry.Split && Frame[row] > last
                && id[i].Text == SegmentWriter.IdOf(entry.Film, Frame[row]);
            last = isOurs ? Frame[row] : throw new ParquetFileException(
                $"{path}: row {row}: id, film, split and frame are not those of the next sample of {entry.Film}, "
                + $"split {entry.Split}: damaged; run verify");
        }

        return last;
    }

    private void TakeOutcome(in Group cells, int first)
    {
        ParquetCell[] accepted = cells["accepted"];
        for (int i = 0; i < accepted.Length; i++)
        {
            Accepted[first + i] = accepted[i].Number != 0;
        }

        FillTexts(cells["rule"], Rule, first);
        FillTexts(cells["failed_rules"], FailedRules, first);
        FillTexts(cells["note"], Note, first);
        FillNumbers(cells["value"], Value, first);
        FillNumbers(cells["limit"], Limit, first);
    }

    private void TakeFigures(in Group cells, int first, ParquetColumns schema)
    {
        for (int index = 0; index < Figure.All.Count; index++)
        {
            Figure figure = Figure.All[index];
            if (schema.IndexOf(figure.Facts.Name) < 0)
            {
                continue;
            }

            ParquetCell[] values = cells[figure.Facts.Name];
            if (figure.Column.Kind == ParquetKind.Text)
            {
                FillTexts(values, Texts[index] ??= new string?[Frame.Length], first);
            }
            else
            {
                FillNumbers(values, Numbers[index] ??= new double[Frame.Length], first);
            }
        }
    }

    private static void FillTexts(ParquetCell[] cells, string?[] into, int first)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            into[first + i] = cells[i].IsNull ? null : cells[i].Text;
        }
    }

    /// <summary>Writes the values of a row group from row <paramref name="first"/> on; NaN: none.</summary>
    internal static void FillNumbers(ParquetCell[] cells, double[] into, int first)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            into[first + i] = cells[i].IsNull ? double.NaN : cells[i].Real;
        }
    }

    /// <summary>Columns of one row group by name; each is read when asked, and refused where a value is missing.
    /// </summary>
    private readonly struct Group(ParquetFileReader reader, ParquetColumns schema, int group, string path)
    {
        public ParquetCell[] this[string name]
        {
            get
            {
                int column = schema.IndexOf(name);
                ParquetCell[] cells = reader.Read(group, column, required: !schema.Columns[column].Nullable);
                RowReader.RequireNumbers(cells, $"{path}: row group {group}, column {name}");
                return cells;
            }
        }
    }
}
