namespace MovieData.Ledger;

/// <summary>
/// Why a planned sample is not in the shards: a rule it failed, with the numbers. A rejection is a result, not a
/// failure.
/// </summary>
/// <param name="Rule">vertical, range, consistency, duplicate, missing_view, damaged or black.</param>
/// <param name="Value">What was measured, in the rule's unit; NaN where the rule has no number.</param>
/// <param name="Limit">What was allowed; NaN where the rule has no number.</param>
/// <param name="Note">More words, the same in every run, for they stand in the rows; may be empty.</param>
public sealed record Rejection(string Rule, double Value, double Limit, string Note = "");
