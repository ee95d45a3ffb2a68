namespace MovieData.Audit.Report;

/// <summary>How far a step of an audit is.</summary>
/// <param name="Step">What is done, as in "segments read".</param>
/// <param name="Done">Of its items, those that are done.</param>
/// <param name="Total">Its items.</param>
public sealed record AuditProgress(string Step, long Done, long Total);
