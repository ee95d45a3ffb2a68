using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Viewer.Rows;

/// <summary>
/// The values of all planned frames of a dataset, by column: about half a kilobyte a row. Each segment's part is
/// written once, by whoever loads it, and read afterwards.
/// </summary>
internal sealed class RowColumns
{
    private readonly int[] _rule;
    private readonly int[] _failedRules;
    private readonly int[] _note;
    private readonly WordTable _notes = new();
    private readonly WordTable _rules = new();

    public RowColumns(int rows)
    {
        Chapter = new int[rows];
        Shot = new int[rows];
        Clip = new int[rows];
        Frame = new int[rows];
        TimeS = new double[rows];
        Value = new double[rows];
        Limit = new double[rows];
        Kept = new bool[rows];
        (_rule, _failedRules, _note) = (new int[rows], new int[rows], new int[rows]);
        Figures = [.. Figure.All.Select(figure => figure.Column.Kind == ParquetKind.Text ? [] : new double[rows])];
        Texts = [.. Figure.All.Select(figure => figure.Column.Kind == ParquetKind.Text ? new string?[rows] : [])];
    }

    public int[] Chapter { get; }

    public int[] Shot { get; }

    public int[] Clip { get; }

    public int[] Frame { get; }

    public double[] TimeS { get; }

    /// <summary>What the first failed rule measured; NaN without one.</summary>
    public double[] Value { get; }

    public double[] Limit { get; }

    public bool[] Kept { get; }

    /// <summary>By place in <see cref="Figure.All"/>: its numbers, NaN where absent; empty for a text.</summary>
    public IReadOnlyList<double[]> Figures { get; }

    /// <summary>The same of figures that are text.</summary>
    public IReadOnlyList<string?[]> Texts { get; }

    public string? Rule(int row) => _rules[_rule[row]];

    public string? FailedRules(int row) => _notes[_failedRules[row]];

    public string? Note(int row) => _notes[_note[row]];

    /// <summary>A word for comparing with <see cref="IsRule"/>; −1: no row has this rule.</summary>
    public int RuleNumber(string rule) => _rules.Find(rule);

    public bool IsRule(int row, int number) => _rule[row] == number;

    /// <summary>Takes a segment's columns.</summary>
    /// <param name="first">Its first row.</param>
    /// <param name="from">Its columns.</param>
    public void Take(int first, FrameTable from)
    {
        from.Chapter.CopyTo(Chapter, first);
        from.Shot.CopyTo(Shot, first);
        from.Clip.CopyTo(Clip, first);
        from.Frame.CopyTo(Frame, first);
        from.TimeS.CopyTo(TimeS, first);
        from.Value.CopyTo(Value, first);
        from.Limit.CopyTo(Limit, first);
        from.Accepted.CopyTo(Kept, first);
        for (int i = 0; i < from.Frame.Length; i++)
        {
            _rule[first + i] = _rules.NumberOf(from.Rule[i]);
            _failedRules[first + i] = _notes.NumberOf(from.FailedRules[i]);
            _note[first + i] = _notes.NumberOf(from.Note[i]);
        }

        for (int figure = 0; figure < Figures.Count; figure++)
        {
            from.Texts[figure]?.CopyTo(Texts[figure], first);
            if (from.Numbers[figure] is { } numbers)
            {
                numbers.CopyTo(Figures[figure], first);
            }
            else if (Figures[figure].Length > 0)
            {
                Figures[figure].AsSpan(first, from.Frame.Length).Fill(double.NaN);
            }
        }
    }
}
