namespace MovieData.Audit.Report;

/// <summary>A film of an audit. Samples: planned = kept + Σ rejected + failed + pending.</summary>
public sealed record FilmReport
{
    /// <summary>Film id.</summary>
    public required string Id { get; init; }

    /// <summary>train, validation or test.</summary>
    public required string Split { get; init; }

    /// <summary><c>left-first</c>, <c>right-first</c>, or <c>unknown</c> where its probe does not say.</summary>
    public required string ViewOrder { get; init; }

    /// <summary>Frames per second; null: its probe does not say.</summary>
    public required double? Fps { get; init; }

    /// <summary>Frames of the film.</summary>
    public required int? Frames { get; init; }

    /// <summary>Seconds of the film.</summary>
    public required double? DurationS { get; init; }

    /// <summary>Planned samples.</summary>
    public required long Planned { get; init; }

    /// <summary>Samples that passed.</summary>
    public required long Kept { get; init; }

    /// <summary>Rejected samples by first failed rule.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    /// <summary>Samples of segments that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Samples that no run has finished.</summary>
    public required long Pending { get; init; }

    /// <summary>Depth budget; null: no shot of it was surveyed.</summary>
    public required DepthBudget? DepthBudgetPercent { get; init; }

    /// <summary>Median of |shot_vertical_permille| over planned samples, ‰ of the view's height.</summary>
    public required double? VerticalPermille { get; init; }

    /// <summary>Shots suspected of swapped views.</summary>
    public required int SwappedShots { get; init; }

    /// <summary>Shots suspected of views out of step.</summary>
    public required int ShiftedShots { get; init; }

    /// <summary>Shots suspected of being converted from 2D.</summary>
    public required int ConvertedShots { get; init; }

    /// <summary>Chapters with planned samples.</summary>
    public required IReadOnlyList<ChapterReport> Chapters { get; init; }

    /// <summary>Samples along the running time; null where the film has no samples.</summary>
    public required Timeline? Timeline { get; init; }

    /// <summary>Depth along the running time; null: no shot was surveyed.</summary>
    public required DepthScript? DepthScript { get; init; }

    /// <summary>Of its probe and its plan. Text of anybody.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>
/// Disparity in % of the view's width, &gt; 0 in front of the screen, over the surveyed shots of planned samples, each
/// counted once a sample.
/// </summary>
/// <param name="Near">Percentile 95 of <c>shot_near_percent</c>.</param>
/// <param name="Median">Median of <c>shot_median_percent</c>; null in data of a version before 11.</param>
/// <param name="Far">Percentile 5 of <c>shot_far_percent</c>.</param>
public sealed record DepthBudget(double? Near, double? Median, double? Far);

/// <summary>A chapter with planned samples.</summary>
/// <param name="Chapter">Number as on the disc, from 1; 0: the film has none.</param>
/// <param name="Title">Its title on the disc: text of anybody; may be empty.</param>
/// <param name="StartS">Where its first shot begins, seconds.</param>
/// <param name="Planned">Planned samples.</param>
/// <param name="Kept">Samples that passed.</param>
/// <param name="Rejected">Rejected samples by first failed rule.</param>
public sealed record ChapterReport(
    int Chapter,
    string Title,
    double StartS,
    long Planned,
    long Kept,
    IReadOnlyDictionary<string, long> Rejected);

/// <summary>Samples along the running time.</summary>
/// <param name="BinS">Seconds of a bin; the first begins at 0.</param>
/// <param name="Planned">Planned samples of each bin.</param>
/// <param name="Kept">Those that passed.</param>
public sealed record Timeline(double BinS, IReadOnlyList<int> Planned, IReadOnlyList<int> Kept);

/// <summary>
/// Depth along the running time, % of the view's width, &gt; 0 in front of the screen: of the surveyed shots with
/// samples in a bin. Null: none.
/// </summary>
/// <param name="BinS">Seconds of a bin; the first begins at 0.</param>
/// <param name="Near">Largest <c>shot_near_percent</c>.</param>
/// <param name="Median">Median of <c>shot_median_percent</c>.</param>
/// <param name="Far">Smallest <c>shot_far_percent</c>.</param>
public sealed record DepthScript(
    double BinS, IReadOnlyList<double?> Near, IReadOnlyList<double?> Median, IReadOnlyList<double?> Far);

/// <summary>A shot with planned samples.</summary>
public sealed record ShotReport
{
    /// <summary>Film id.</summary>
    public required string Film { get; init; }

    /// <summary>0-based number in the film.</summary>
    public required int Shot { get; init; }

    /// <summary>Chapter, from 1; 0: the film has none.</summary>
    public required int Chapter { get; init; }

    /// <summary>0-based first frame.</summary>
    public required int FirstFrame { get; init; }

    /// <summary>Frames in it.</summary>
    public required int Frames { get; init; }

    /// <summary>Where it begins, seconds; null where the film's rate is not known.</summary>
    public required double? StartS { get; init; }

    /// <summary>Planned samples.</summary>
    public required int Planned { get; init; }

    /// <summary>Samples that passed.</summary>
    public required int Kept { get; init; }

    /// <summary>The shot's figures by name; empty: it was not surveyed.</summary>
    public required IReadOnlyDictionary<string, double?> Figures { get; init; }

    /// <summary>What it is suspected of.</summary>
    public required IReadOnlyList<Suspicion> Suspicions { get; init; }
}

/// <summary>A reason to look at a shot.</summary>
/// <param name="Kind">What it is suspected of (CONTRACT.md).</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What would not be suspicious.</param>
/// <param name="Text">A sentence with both.</param>
public sealed record Suspicion(string Kind, double Value, double Limit, string Text);

/// <summary>What shots are suspected of.</summary>
public sealed record SuspicionKindReport
{
    /// <summary>Its word (CONTRACT.md).</summary>
    public required string Kind { get; init; }

    /// <summary>Figures it is told from; empty: none measures it.</summary>
    public required IReadOnlyList<string> Figures { get; init; }

    /// <summary>Beyond it a shot is suspicious; null where nothing measures it.</summary>
    public required double? Limit { get; init; }

    /// <summary>True where less than the limit is suspicious.</summary>
    public required bool IsLeast { get; init; }

    /// <summary>Unit of value and limit.</summary>
    public required string Unit { get; init; }

    /// <summary>Where the limit comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Shots that could be asked. 0: not measured, which is not "none".</summary>
    public required int Measured { get; init; }

    /// <summary>Shots that are suspicious.</summary>
    public required int Shots { get; init; }

    /// <summary>More words; may be null.</summary>
    public string? Note { get; init; }
}
