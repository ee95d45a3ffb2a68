namespace MovieData.Audit.Report;

/// <summary>How a figure is distributed over the rows (or shots) that have it.</summary>
public sealed record FigureReport
{
    /// <summary>Its unit; empty: none.</summary>
    public required string Unit { get; init; }

    /// <summary><c>sample</c>: one value a row; <c>shot</c>: one value a shot.</summary>
    public required string Of { get; init; }

    /// <summary>Values.</summary>
    public required long N { get; init; }

    /// <summary>Rows or shots without one.</summary>
    public required long Missing { get; init; }

    /// <summary>Arithmetic mean; null without values.</summary>
    public required double? Mean { get; init; }

    /// <summary><c>p1 p5 p25 p50 p75 p95 p99</c>, linear between neighbours; null without values.</summary>
    public required IReadOnlyDictionary<string, double>? Quantiles { get; init; }

    /// <summary>Null without values.</summary>
    public required FigureHistogram? Histogram { get; init; }
}

/// <summary>Equal bins from <paramref name="Low"/> to <paramref name="High"/>. What lies beyond is in the bin at that
/// end.</summary>
/// <param name="Low">Lower end of the first bin.</param>
/// <param name="High">Upper end of the last bin.</param>
/// <param name="Planned">Rows or shots a bin.</param>
/// <param name="Kept">Of them, rows that passed, or shots with a row that passed.</param>
public sealed record FigureHistogram(
    double Low, double High, IReadOnlyList<int> Planned, IReadOnlyList<int> Kept);
