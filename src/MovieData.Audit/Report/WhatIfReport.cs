namespace MovieData.Audit.Report;

/// <summary>
/// One threshold of the pipeline, with what it takes to ask the rule again: value by <see cref="Transform"/> from
/// <see cref="Figures"/>, then held against the limit. A value that nobody could measure passes.
/// </summary>
public sealed record ThresholdReport
{
    /// <summary>The rule (CONTRACT.md).</summary>
    public required string Rule { get; init; }

    /// <summary>Its key in a pipeline file: <c>disparity.range_px_min</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Figures that the value is made of.</summary>
    public required IReadOnlyList<string> Figures { get; init; }

    /// <summary>
    /// How: <c>none</c>; <c>absolute</c>; <c>stated_order</c> (x, or 1 − x for a film whose first view is the right
    /// one); <c>largest_gain_percent</c> (100 · (max(g, 1/g) − 1), largest of the figures); <c>largest_absolute</c>;
    /// <c>largest</c>; <c>smallest</c>.
    /// </summary>
    public required string Transform { get; init; }

    /// <summary>The pipeline's limit.</summary>
    public required double Limit { get; init; }

    /// <summary>Value of the key that rejects nothing; null: there is none.</summary>
    public required double? OffLimit { get; init; }

    /// <summary>True where the limit is that value.</summary>
    public required bool IsOff { get; init; }

    /// <summary>True where the limit is the least that passes, false where it is the most.</summary>
    public required bool IsLeast { get; init; }

    /// <summary>True where a value equal to the limit passes.</summary>
    public required bool AtLimitPasses { get; init; }

    /// <summary><c>sample</c> or <c>shot</c>: what has a value of its own.</summary>
    public required string Of { get; init; }

    /// <summary>Unit of value and limit.</summary>
    public required string Unit { get; init; }

    /// <summary>Lower end of what a slider should offer: values and limit lie between.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end.</summary>
    public required double High { get; init; }

    /// <summary>False where another limit cannot be asked from figures.</summary>
    public required bool Adjustable { get; init; }

    /// <summary>Why not, or another word of caution; may be null.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Yield as the recorded figures give it, by the pipeline's own thresholds. Rows are planned samples that are decided;
/// a row is kept when it fails no rule (<see cref="ThresholdReport"/>).
/// </summary>
public sealed record WhatIfReport
{
    /// <summary>Rows asked.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that there are; more than <see cref="Rows"/>: a regular sample of them is asked.</summary>
    public required long SampledFrom { get; init; }

    /// <summary>Rules in the order in which they are asked; the first that fails is the reason.</summary>
    public required IReadOnlyList<string> Order { get; init; }

    /// <summary>Rows that are kept, as recorded.</summary>
    public required int Kept { get; init; }

    /// <summary>Kept over rows; null without rows.</summary>
    public required double? Yield { get; init; }

    /// <summary>Rows by what the figures say, asked again: <c>kept</c>, the rule that rejects, <c>other</c> (rejected
    /// whatever the thresholds).</summary>
    public required IReadOnlyDictionary<string, int> Recomputed { get; init; }

    /// <summary>Rows whose recomputation says otherwise than their record. 0 in data that this program made.</summary>
    public required int Disagree { get; init; }

    /// <summary>The values; in <c>index.html</c> only.</summary>
    public WhatIfColumns? Columns { get; init; }
}

/// <summary>Values by which rules are asked again, little-endian, base64. Absent (float64): NaN.</summary>
public sealed record WhatIfColumns
{
    /// <summary>By rule: a float64 a row.</summary>
    public required IReadOnlyDictionary<string, string> Sample { get; init; }

    /// <summary>By rule: a float64 a shot of <see cref="RowShot"/>.</summary>
    public required IReadOnlyDictionary<string, string> Shot { get; init; }

    /// <summary>An int32 a row: index of its shot.</summary>
    public required string RowShot { get; init; }

    /// <summary>A uint8 a row: 0 the rules decide; 1 rejected whatever the thresholds; 2 not measured, since its shot
    /// was rejected: it fails by a rule of shots, or would have to be extracted to know.</summary>
    public required string RowState { get; init; }

    /// <summary>An int32 a shot: index of its film.</summary>
    public required string ShotFilm { get; init; }
}
