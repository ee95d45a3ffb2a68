using MovieData.Ledger;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// A frames file by columns, only those that are asked for: what counts over a million planned samples needs neither
/// row objects nor the columns it does not look at. As strict as <see cref="RowReader"/>, for the columns it reads.
/// </summary>
public sealed class FrameColumns
{
    private FrameColumns(int[] frames, bool[] accepted, string?[] rules, double[][] figures) =>
        (Frames, Accepted, Rules, Figures) = (frames, accepted, rules, figures);

    /// <summary>Frame of each row, ascending.</summary>
    public int[] Frames { get; }

    /// <summary>Whether it was kept.</summary>
    public bool[] Accepted { get; }

    /// <summary>First failed rule; null where it was kept.</summary>
    public string?[] Rules { get; }

    /// <summary>By figure as asked for, then by row; NaN where there is no value.</summary>
    public double[][] Figures { get; }

    /// <summary>Reads an entry's frames file.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="figures">Figures of samples; those that an older file lacks have no value.</param>
    /// <exception cref="ParquetFileException">Missing, damaged, or not the frames file of the entry.</exception>
    public static FrameColumns Read(OutputFolder folder, SegmentEntry entry, IReadOnlyList<Figure> figures)
    {
        string path = folder.Absolute(entry.Frames.Name);
        using ParquetFileReader reader = ParquetFileReader.Open(folder.Store, path);
        RowReader.CheckFrames(reader, path, entry.Frames.Rows);
        int rows = (int)reader.Rows;
        var columns = new FrameColumns(
            new int[rows], new bool[rows], new string?[rows], [.. figures.Select(_ => new double[rows])]);
        int first = 0;
        for (int group = 0; group < reader.RowGroups; group++)
        {
            columns.Fill(reader, path, group, first, figures);
            first += reader.RowsOf(group);
        }

        RowReader.RequireCounted(path, entry, columns.Frames, columns.Accepted, columns.Rules);
        return columns;
    }

    private void Fill(
        ParquetFileReader reader, string path, int group, int first, IReadOnlyList<Figure> figures)
    {
        ParquetCell[] frames = ReadRequired(reader, group, "frame");
        ParquetCell[] accepted = ReadRequired(reader, group, "accepted");
        ParquetCell[] rules = reader.Read(group, reader.Schema.IndexOf("rule"));
        for (int row = 0; row < frames.Length; row++)
        {
            Frames[first + row] = (int)frames[row].Number;
            Accepted[first + row] = accepted[row].Number != 0;
            Rules[first + row] = rules[row].IsNull ? null : string.Intern(rules[row].Text);
        }

        for (int figure = 0; figure < figures.Count; figure++)
        {
            string name = figures[figure].Facts.Name;
            int column = reader.Schema.IndexOf(name);
            if (column < 0)
            {
                Figures[figure].AsSpan(first, frames.Length).Fill(double.NaN);
                continue;
            }

            ParquetCell[] cells = reader.Read(group, column);
            RowReader.RequireNumbers(cells, $"{path}: row group {group}, column {name}");
            FrameTable.FillNumbers(cells, Figures[figure], first);
        }
    }

    private static ParquetCell[] ReadRequired(ParquetFileReader reader, int group, string name) =>
        reader.Read(group, reader.Schema.IndexOf(name), required: true);
}
