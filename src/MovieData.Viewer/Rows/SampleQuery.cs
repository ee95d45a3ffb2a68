namespace MovieData.Viewer.Rows;

/// <summary>A figure and the values that are wanted of it.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="Min">Smallest value; −∞ for any.</param>
/// <param name="Max">Largest value; +∞ for any.</param>
internal readonly record struct FigureRange(string Figure, double Min, double Max);

/// <summary>How rows are ordered.</summary>
internal enum SortOrder
{
    /// <summary>Films by id, then frames.</summary>
    Plan,

    /// <summary>By a figure, smallest first.</summary>
    Ascending,

    /// <summary>By a figure, largest first.</summary>
    Descending,

    /// <summary>By the distance from a figure's median, in its median absolute deviations; farthest first.</summary>
    Outliers,
}

/// <summary>Where a sample is kept, of two datasets.</summary>
internal enum KeptIn
{
    /// <summary>Not asked.</summary>
    Any,

    /// <summary>In both.</summary>
    Both,

    /// <summary>In the first alone.</summary>
    First,

    /// <summary>In the second alone.</summary>
    Second,

    /// <summary>In none.</summary>
    Neither,
}

/// <summary>Which rows are wanted, and in which order. Equal queries have equal results, until a flag is set.</summary>
internal sealed record SampleQuery
{
    public string? Film { get; init; }

    public int? Shot { get; init; }

    public int? Clip { get; init; }

    public string? Split { get; init; }

    public bool? Kept { get; init; }

    public string? Rule { get; init; }

    public bool? Flagged { get; init; }

    /// <summary>A part of the id, in either case.</summary>
    public string? IdPart { get; init; }

    public IReadOnlyList<FigureRange> Ranges { get; init; } = [];

    /// <summary>A figure that the row must not have.</summary>
    public string? Missing { get; init; }

    public KeptIn Compared { get; init; }

    public SortOrder Order { get; init; }

    /// <summary>The figure of <see cref="Order"/>.</summary>
    public string? SortFigure { get; init; }

    /// <summary>True where every row is wanted in its own order: nothing needs to be looked at.</summary>
    public bool IsPlain => this is
    {
        Film: null, Shot: null, Clip: null, Split: null, Kept: null, Rule: null, Flagged: null, IdPart: null,
        Ranges.Count: 0, Missing: null, Compared: KeptIn.Any, Order: SortOrder.Plan,
    };

    /// <summary>All figures it asks for.</summary>
    public IEnumerable<string> Figures =>
        Ranges.Select(range => range.Figure).Concat(new[] { Missing, SortFigure }.OfType<string>());

    /// <summary>The query as a text, by which results are kept; names are of the dataset, and hold no control
    /// character.</summary>
    public string Key => string.Join('\n', [
        Film, $"{Shot}", $"{Clip}", Split, $"{Kept}", Rule, $"{Flagged}", IdPart,
        string.Join('\t', Ranges.Select(range => FormattableString.Invariant(
            $"{range.Figure}\r{range.Min:R}\r{range.Max:R}"))),
        Missing, $"{Compared}", $"{Order}", SortFigure]);
}
