using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Audit.Report;

/// <summary>What became of a planned sample.</summary>
public enum RowOutcome : byte
{
    /// <summary>No run has finished its segment, or its frames file is missing.</summary>
    Pending,

    /// <summary>Its segment failed.</summary>
    Failed,

    /// <summary>A rule rejected it.</summary>
    Rejected,

    /// <summary>It passed.</summary>
    Kept,
}

/// <summary>A segment of a film's rows.</summary>
/// <param name="FirstRow">Index of its first sample among the film's rows.</param>
/// <param name="Count">Its planned samples.</param>
/// <param name="Entry">Its record; null: none.</param>
public sealed record SegmentRows(int FirstRow, int Count, SegmentEntry? Entry);

/// <summary>
/// The planned samples of a film by columns: a million rows take some 250 bytes each, where row objects would take
/// thousands. A column has a value a row, rows in the order of the plan.
/// </summary>
/// <remarks>Filled by <see cref="DatasetRows"/>, each segment by one thread; read only afterwards.</remarks>
public sealed class FilmRows
{
    private readonly double[][] _figures;

    /// <summary>Rows of a plan, all of them pending.</summary>
    internal FilmRows(string film, string split, SamplePlan plan, FilmFacts facts, IReadOnlyList<string> warnings)
    {
        (Film, Split, Facts, Warnings) = (film, split, facts, warnings);
        Shots = plan.Shots;
        ShotFigures = plan.Figures;
        PlannedSample[] samples = [.. plan.Segments.SelectMany(segment => segment.Samples)];
        Frame = [.. samples.Select(sample => sample.Frame)];
        Shot = [.. samples.Select(sample => sample.Shot)];
        Chapter = [.. samples.Select(sample => sample.Chapter)];
        TimeS = [.. samples.Select(sample => sample.TimeS)];
        ScanShift = [.. samples.Select(sample => sample.TimeShiftFrames)];
        Outcome = new RowOutcome[samples.Length];
        Rule = new string?[samples.Length];
        _figures = new double[FigureNames.Count][];
        foreach (ref double[] column in _figures.AsSpan())
        {
            column = new double[samples.Length];
            column.AsSpan().Fill(double.NaN);
        }
    }

    /// <summary>Numbers that a row has of its own, in the order of the columns.</summary>
    public static IReadOnlyList<Figure> FigureColumns { get; } =
        [.. Figure.All.Where(figure => !figure.IsOfShot && figure.Column.Kind == ParquetKind.Real64)];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> FigureNames { get; } = [.. FigureColumns.Select(figure => figure.Facts.Name)];

    /// <summary>Film id.</summary>
    public string Film { get; }

    /// <summary>train, validation or test.</summary>
    public string Split { get; }

    /// <summary>What its probe says.</summary>
    public FilmFacts Facts { get; }

    /// <summary>Of its probe and its plan. Text of anybody.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>All shots of the film, by number.</summary>
    public IReadOnlyList<Shot> Shots { get; }

    /// <summary>By number of the shot: what the survey found; shots without are not in it.</summary>
    public IReadOnlyDictionary<int, ShotFigures> ShotFigures { get; }

    /// <summary>Rows.</summary>
    public int Count => Frame.Length;

    /// <summary>0-based frame.</summary>
    public int[] Frame { get; }

    /// <summary>Number of the shot.</summary>
    public int[] Shot { get; }

    /// <summary>Chapter, from 1; 0: none.</summary>
    public int[] Chapter { get; }

    /// <summary>Seconds from the first frame.</summary>
    public double[] TimeS { get; }

    /// <summary>Frames by which the scan saw the views out of step; null: in step.</summary>
    public int?[] ScanShift { get; }

    /// <summary>What became of it.</summary>
    public RowOutcome[] Outcome { get; }

    /// <summary>First failed rule; null where none failed.</summary>
    public string?[] Rule { get; }

    /// <summary>Its segments in order.</summary>
    public IReadOnlyList<SegmentRows> Segments { get; internal set; } = [];

    /// <summary>Id of a row: FILM/frame.</summary>
    public string IdOf(int row) => SegmentWriter.IdOf(Film, Frame[row]);

    /// <summary>Values of a figure of samples; NaN: none.</summary>
    /// <param name="name">One of <see cref="FigureNames"/>.</param>
    public double[] Column(string name) => _figures[FigureNames.Index().First(one => one.Item == name).Index];

    /// <summary>Values by the figure's index in <see cref="FigureNames"/>.</summary>
    internal double[] Column(int figure) => _figures[figure];
}
