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
    public IReadOnlyList<int> Frames { get; }

    /// <summary>Whether it was kept.</summary>
    public IReadOnlyList<bool> Accepted { get; }

    /// <summary>First failed rule; null where it was kept.</summary>
    public IReadOnlyList<string?> Rules { get; }

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
        using ParquetFileReader reader = ParquetFileReader.Open(path);
        RowReader.CheckFrames(reader, path, entry.Frames.Rows);
        int rows = (int)reader.Rows;
        var columns = new FrameColumns(
            new int[rows], new bool[rows], new string?[rows], [.. figures.Select(_ => new double[rows])]);
        int first = 0;
        for (int group = 0; group < reader.RowGroups; group++)
        {
            columns.Fill(reader, group, first, figures);
            first += reader.RowsOf(group);
        }

        return columns.FaultOf(entry) is not { } fault ? columns
            : throw new ParquetFileException($"{path}: {fault}: damaged; run verify");
    }

    private void Fill(ParquetFileReader reader, int group, int first, IReadOnlyList<Figure> figures)
    {
        ParquetCell[] frames = ReadRequired(reader, group, "frame");
        ParquetCell[] accepted = ReadRequired(reader, group, "accepted");
        ParquetCell[] rules = reader.Read(group, reader.Schema.IndexOf("rule"));
        var (frameOf, acceptedOf, ruleOf) = ((int[])Frames, (bool[])Accepted, (string?[])Rules);
        for (int row = 0; row < frames.Length; row++)
        {
            frameOf[first + row] = (int)frames[row].Number;
            acceptedOf[first + row] = accepted[row].Number != 0;
            ruleOf[first + row] = rules[row].IsNull ? null : string.Intern(rules[row].Text);
        }

        for (int figure = 0; figure < figures.Count; figure++)
        {
            string name = figures[figure].Facts.Name;
            ParquetCell[]? cells = reader.Schema.IndexOf(name) is >= 0 and var column
                ? reader.Read(group, column) : null;
            for (int row = 0; row < frames.Length; row++)
            {
                Figures[figure][first + row] = cells is null || cells[row].IsNull ? double.NaN : cells[row].Real;
            }

            if (cells?.Any(cell => !cell.IsNull && !double.IsFinite(cell.Real)) == true)
            {
                throw new ParquetFileException($"row group {group}, column {name}: a value that is no finite number");
            }
        }
    }

    private static ParquetCell[] ReadRequired(ParquetFileReader reader, int group, string name) =>
        reader.Read(group, reader.Schema.IndexOf(name), required: true);

    // The counts of the entry are what status tells: the rows must be those that were counted.
    private string? FaultOf(SegmentEntry entry)
    {
        for (int row = 0; row < Frames.Count; row++)
        {
            if (row > 0 && Frames[row] <= Frames[row - 1])
            {
                return $"row {row}: frame {Frames[row]} comes after frame {Frames[row - 1]}";
            }

            if (Accepted[row] != (Rules[row] is null))
            {
                return $"row {row}: frame {Frames[row]} is neither kept nor rejected by a rule";
            }
        }

        int kept = Accepted.Count(accepted => accepted);
        return kept == entry.Kept ? null : $"{kept} kept rows; the ledger says {entry.Kept}";
    }
}
