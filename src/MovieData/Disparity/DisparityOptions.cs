namespace MovieData.Disparity;

/// <summary>A rule a sample must pass; also the word in files (SPEC.md), in lower case.</summary>
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
/// <param name="ResidualPxMax">Left-right residual of a consistent pixel, px. MiDaS §4: 2.</param>
/// <param name="ResidualRelative">
/// Share of |u| + |u' at the target| added to <paramref name="ResidualPxMax"/>: 0 for MiDaS; VDW: 0.01 with 0.5 px.
/// With it "at the limit fails" is exact only to the last bit of the constant part.
/// </param>
/// <param name="VerticalPxMax">|v| beyond it counts as vertical, px. MiDaS §4: 2.</param>
/// <param name="VerticalMask">
/// True: a pixel with |v| beyond <paramref name="VerticalPxMax"/> is not consistent (Stereo4D's rule per pixel).
/// </param>
/// <param name="VerticalFractionMax">Share of vertical pixels. MiDaS §4: 0.10.</param>
/// <param name="RangePxMin">Disparity range, px. MiDaS §4: 10.</param>
/// <param name="RangeMeasure">How the range is measured.</param>
/// <param name="ConsistentFractionMin">Share of pixels passing the residual test. MiDaS §4: 0.70.</param>
/// <param name="Compare">What a value equal to its limit means.</param>
/// <param name="CheckedDirections">Directions held against the vertical and range rules.</param>
/// <param name="RuleOrder">Order of the rules; the first that fails is the sample's reason.</param>
/// <param name="DedupeHashBits">
/// A sample is rejected as <c>duplicate</c> when its left view's hash differs from that of an accepted one of its clip
/// in fewer bits; 0: never (MiDaS).
/// </param>
/// <param name="Reference">
/// The view, or views, at whose pixels disparity is written. The rules are asked about the same figures whatever it is.
/// </param>
/// <param name="OutputScale">1, or 0.5: disparity resized bilinearly and its values halved (authors' script).</param>
public sealed record DisparityOptions(
    double ResidualPxMax,
    double ResidualRelative,
    double VerticalPxMax,
    bool VerticalMask,
    double VerticalFractionMax,
    double RangePxMin,
    RangeMeasure RangeMeasure,
    double ConsistentFractionMin,
    LimitComparison Compare,
    CheckedDirections CheckedDirections,
    IReadOnlyList<Rule> RuleOrder,
    int DedupeHashBits,
    Reference Reference,
    double OutputScale);
