using MovieData.Yaml;

namespace MovieData.Disparity;

/// <summary>A rule a sample must pass; also the word in files (CONTRACT.md), in lower case.</summary>
public enum Rule
{
    /// <summary>Too many pixels with vertical displacement.</summary>
    Vertical,

    /// <summary>Too little horizontal disparity range.</summary>
    Range,

    /// <summary>Too few left-right consistent pixels.</summary>
    Consistency,
}

/// <summary>What a value equal to its limit means.</summary>
public enum LimitComparison
{
    /// <summary>
    /// The limit itself passes: rejected when beyond it (the paper's words: "&gt; 10 %", "&lt; 10 px", "&gt; 2 px").
    /// </summary>
    LimitPasses,

    /// <summary>The limit itself fails (the authors' script: ≥ 0.1, ≤ 10, ≤ 0.7, ≥ 2 px).</summary>
    LimitFails,
}

/// <summary>How the disparity range is measured over the pixels that pass the residual test.</summary>
public enum RangeMeasure
{
    /// <summary>Percentile 99 − percentile 1.</summary>
    P1P99,

    /// <summary>Largest − smallest (the authors' script, over all pixels).</summary>
    MinMax,
}

/// <summary>Directions whose vertical share and range are held against the rules.</summary>
public enum CheckedDirections
{
    /// <summary>Left to right only (the paper's words).</summary>
    LeftToRight,

    /// <summary>Both (the authors' script).</summary>
    Both,
}

/// <summary>The view, or views, at whose pixels a shard's disparity stands.</summary>
public enum Reference
{
    /// <summary>The left view (MiDaS).</summary>
    Left,

    /// <summary>The right view.</summary>
    Right,

    /// <summary>Each of them.</summary>
    Both,
}

/// <summary>Section <c>disparity</c> of a pipeline file.</summary>
public sealed record DisparityOptions
{
    /// <summary>Left-right residual of a consistent pixel.</summary>
    [Key("residual_px_max", Max = 1000, Unit = "px", From = "P, Sd")]
    public required double ResidualPxMax { get; init; }

    /// <summary>
    /// Share of both horizontal displacements, |u| + |u' at the target|, added to <c>residual_px_max</c> (VDW: 0.01
    /// with 0.5 px, of the lengths of u and v). With it "at the limit fails" is exact only to the last bit of the
    /// constant part.
    /// </summary>
    [Key("residual_relative", Max = 1, From = "P, Sd")]
    public required double ResidualRelative { get; init; }

    /// <summary>|v| beyond it counts as vertical.</summary>
    [Key("vertical_px_max", Max = 1000, Unit = "px", From = "P, Sd")]
    public required double VerticalPxMax { get; init; }

    /// <summary>A pixel beyond <c>vertical_px_max</c> is not consistent (Stereo4D's rule per pixel).</summary>
    [Key("vertical_mask", From = "P, Sd")]
    public required bool VerticalMask { get; init; }

    /// <summary>Share of pixels beyond <c>vertical_px_max</c>.</summary>
    [Key("vertical_fraction_max", Max = 1, From = "P, Sd")]
    public required double VerticalFractionMax { get; init; }

    /// <summary>Disparity range.</summary>
    [Key("range_px_min", Max = 10_000, Unit = "px", From = "P, Sd")]
    public required double RangePxMin { get; init; }

    /// <summary>
    /// <c>p1_p99</c>: percentile 99 − percentile 1 of consistent pixels; <c>min_max</c>: of all pixels.
    /// </summary>
    [Key("range_measure", From = "O, Sd", PaperNote = "not said")]
    public required RangeMeasure RangeMeasure { get; init; }

    /// <summary>Share of pixels passing the residual test.</summary>
    [Key("consistent_fraction_min", Max = 1, From = "P, Sd")]
    public required double ConsistentFractionMin { get; init; }

    /// <summary>
    /// What a value equal to its limit means: <c>limit_passes</c>: reject beyond the limit; <c>limit_fails</c>: reject
    /// at it.
    /// </summary>
    [Key(
        "compare",
        From = "P, Sd",
        PaperNote = "> 10 %, < 10 px, < 70 %, > 2 px",
        ScriptNote = "≥ 0.1, ≤ 10, ≤ 0.7, ≥ 2")]
    public required LimitComparison Compare { get; init; }

    /// <summary>
    /// Directions asked by the vertical and range rules: <c>left_to_right</c>, <c>both</c>.
    /// </summary>
    [Key("checked_directions", From = "Sd", PaperNote = "not said")]
    public required CheckedDirections CheckedDirections { get; init; }

    /// <summary>Order of the rules; the first that fails is the sample's reason.</summary>
    [Key("rule_order", From = "P, Sd")]
    public required IReadOnlyList<Rule> RuleOrder { get; init; }

    /// <summary>
    /// A sample whose left view's hash differs in fewer bits from an accepted one of its clip is rejected as
    /// <c>duplicate</c>; 0 = never.
    /// </summary>
    [Key("dedupe_hash_bits", Max = 64, Unit = "bits", From = "O")]
    public required int DedupeHashBits { get; init; }

    /// <summary>
    /// View at whose pixels disparity, mask and residual stand: <c>left</c>; <c>right</c>: columns <c>…_right</c>
    /// instead; <c>both</c>: both. The rules ask the same figures.
    /// </summary>
    [Key("reference", From = "P, Sd")]
    public required Reference Reference { get; init; }

    /// <summary>1, or 0.5: disparity, mask and residual of half the size, values halved.</summary>
    [Key("output_scale", Min = 0.5, Max = 1, Unit = "factor", From = "Sd")]
    public required double OutputScale { get; init; }
}
