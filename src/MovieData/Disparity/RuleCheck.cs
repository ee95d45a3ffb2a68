using MovieData.Ledger;

namespace MovieData.Disparity;

/// <summary>
/// Holds the figures of a pair against the rules of MiDaS §4, in the pipeline's order and comparison.
/// </summary>
public static class RuleCheck
{
    private const string LeftToRight = "left to right";
    private const string RightToLeft = "right to left";

    /// <summary>
    /// Every failed rule in <see cref="DisparityOptions.RuleOrder"/>; the first is the sample's reason.
    /// Empty: accepted.
    /// </summary>
    /// <remarks>
    /// A rule that looks at both directions asks left to right first and reports the first that fails, named in the
    /// note. The consistency rule looks at left to right alone, as paper and script do.
    /// </remarks>
    public static IReadOnlyList<Rejection> Check(in DisparityFigures figures, DisparityOptions options)
    {
        List<Rejection>? failed = null;
        foreach (Rule rule in options.RuleOrder)
        {
            if (Check(rule, figures, options) is { } rejection)
            {
                (failed ??= []).Add(rejection);
            }
        }

        return failed ?? (IReadOnlyList<Rejection>)[];
    }

    private static Rejection? Check(Rule rule, in DisparityFigures figures, DisparityOptions options)
    {
        Rejection? first = Check(rule, figures.LeftToRight, options, LeftToRight);
        bool both = options.CheckedDirections == CheckedDirections.Both && rule != Rule.Consistency;
        return first ?? (both ? Check(rule, figures.RightToLeft, options, RightToLeft) : null);
    }

    private static Rejection? Check(
        Rule rule, in DirectionFigures figures, DisparityOptions options, string direction) => rule switch
        {
            Rule.Vertical => AtMost(
                "vertical", figures.VerticalFraction, options.VerticalFractionMax, options.Compare, direction),
            Rule.Range => AtLeast(
                "range",
                options.RangeMeasure == RangeMeasure.P1P99 ? figures.RangePx : figures.RangeExactPx,
                options.RangePxMin,
                options.Compare,
                direction),
            Rule.Consistency => AtLeast(
                "consistency", figures.ConsistentFraction, options.ConsistentFractionMin, options.Compare, direction),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "no such rule"),
        };

    private static Rejection? AtMost(string rule, double value, double limit, LimitComparison compare, string note)
    {
        bool passes = value < limit || (value == limit && compare == LimitComparison.LimitPasses);
        return passes ? null : new Rejection(rule, value, limit, note);
    }

    private static Rejection? AtLeast(string rule, double value, double limit, LimitComparison compare, string note)
    {
        bool passes = value > limit || (value == limit && compare == LimitComparison.LimitPasses);
        return passes ? null : new Rejection(rule, value, limit, note);
    }
}
