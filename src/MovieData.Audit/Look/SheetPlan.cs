namespace MovieData.Audit.Look;

/// <summary>A sheet before it is drawn.</summary>
/// <param name="Kind"><c>best</c>, <c>median</c>, <c>worst</c> or <c>suspicion</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Reason">Why these samples.</param>
/// <param name="Film">Film id; null: of several films.</param>
/// <param name="Strips">The samples, from top to bottom.</param>
public sealed record SheetPlan(
    string Kind, string Title, string Reason, string? Film, IReadOnlyList<PlannedStrip> Strips);

/// <summary>A sample on a sheet.</summary>
/// <param name="Sample">Which.</param>
/// <param name="Note">More words beside its figures; null: none.</param>
public sealed record PlannedStrip(KeptSample Sample, string? Note);
