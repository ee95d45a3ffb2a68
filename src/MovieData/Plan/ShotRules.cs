using MovieData.Ledger;
using MovieData.Media.Films;

namespace MovieData.Plan;

/// <summary>
/// Holds the figures of a shot against the limits of section <c>shots</c>. A shot beyond one of them is rejected before
/// any of its samples is decoded; a figure that nobody could measure rejects nothing. At the limit a shot passes.
/// </summary>
public static class ShotRules
{
    /// <summary>The rules in their order; the first that fails is the reason.</summary>
    private static readonly ShotRule[] Rules =
    [
        new("time_shift", (shot, _) => Math.Abs(shot.TimeShiftFrames ?? 0), options => options.TimeShiftFramesMax),
        new("swapped", (shot, order) => StatedProbability(shot, order), options => options.ViewOrderProbabilityMin)
        {
            IsLeast = true,
        },
        new("converted", (shot, _) => shot.ConvertedScore, options => options.ConvertedScoreMax),
        new("rotation", (shot, _) => Math.Abs(shot.RotationDegrees ?? 0), options => options.RotationDegreesMax),
        new("zoom", (shot, _) => Math.Abs(shot.ZoomPercent ?? 0), options => options.ZoomPercentMax),
        new("offset", (shot, _) => Math.Abs(shot.VerticalPermille ?? 0), options => options.VerticalPermilleMax),
        new("colour", (shot, _) => ColourPercent(shot), options => options.ColourPercentMax),
        new("sharpness", (shot, _) => Math.Abs(shot.BlurPx ?? 0), options => options.BlurPxMax),
        new("near", (shot, _) => shot.NearPercent, options => options.NearPercentMax),
        new("far", (shot, _) => shot.FarPercent, options => options.FarPercentMin) { IsLeast = true },
        new("depth_jump", (shot, _) => Math.Abs(shot.DepthJumpPercent ?? 0), options => options.DepthJumpPercentMax),
        new("window_violation", (shot, _) => shot.WindowViolation, options => options.WindowViolationMax),
        new("floating_window", (shot, _) => StripePx(shot), options => options.StripePxMax),
        new("near_duplicate", (shot, _) => shot.DuplicateBits, options => options.DuplicateBitsMin)
        {
            IsLeast = true,
        },
    ];

    /// <summary>Names of the rules, in their order.</summary>
    public static IEnumerable<string> Names => Rules.Select(rule => rule.Name);

    /// <summary>The first rule that a shot fails; null: none.</summary>
    /// <param name="shot">Its figures.</param>
    /// <param name="options">The limits.</param>
    /// <param name="order">The film's view order.</param>
    public static Rejection? Check(ShotFigures shot, ShotOptions options, ViewOrder order)
    {
        foreach (ShotRule rule in Rules)
        {
            double limit = rule.Limit(options);
            if (rule.Value(shot, order) is { } value && (rule.IsLeast ? value < limit : value > limit))
            {
                return new Rejection(rule.Name, value, limit, "of the whole shot");
            }
        }

        return null;
    }

    /// <summary>Rejects the samples of a segment whose shots are beyond a limit.</summary>
    /// <param name="plan">The film's plan.</param>
    /// <param name="segment">A segment of it.</param>
    /// <param name="options">The limits.</param>
    /// <param name="order">The film's view order.</param>
    /// <param name="rejections">Gets an entry for every sample that is rejected.</param>
    /// <returns>The segment with the other samples, perhaps none.</returns>
    public static Segment Reject(
        SamplePlan plan, Segment segment, ShotOptions options, ViewOrder order, RejectionLog rejections)
    {
        var faults = segment.Samples.Select(sample => sample.Shot).Distinct().ToDictionary(
            shot => shot,
            shot => plan.Figures.TryGetValue(shot, out ShotFigures? figures) ? Check(figures, options, order) : null);
        foreach (PlannedSample sample in segment.Samples)
        {
            if (faults[sample.Shot] is { } fault)
            {
                rejections.Add(sample.Frame, fault);
            }
        }

        return segment with { Samples = [.. segment.Samples.Where(sample => faults[sample.Shot] is null)] };
    }

    private static double? StatedProbability(ShotFigures shot, ViewOrder order) =>
        order == ViewOrder.RightFirst ? 1 - shot.LeftFirstProbability : shot.LeftFirstProbability;

    // The channel that is off most, as %: a gain of 0.8 is as far off as one of 1.25.
    private static double? ColourPercent(ShotFigures shot) =>
        ((double?[])[shot.GainRed, shot.GainGreen, shot.GainBlue])
            .Max(gain => gain is { } factor ? 100 * (Math.Max(factor, 1 / factor) - 1) : (double?)null);

    private static double? StripePx(ShotFigures shot) =>
        ((double?[])[shot.StripeLeftPx, shot.StripeRightPx]).Max(px => px is { } signed ? Math.Abs(signed) : px);

    /// <summary>One rule.</summary>
    /// <param name="Name">Its name in rows and counts (CONTRACT.md).</param>
    /// <param name="Value">What it measures; null: nothing to be held against the limit.</param>
    /// <param name="Limit">Its limit.</param>
    private sealed record ShotRule(
        string Name, Func<ShotFigures, ViewOrder, double?> Value, Func<ShotOptions, double> Limit)
    {
        /// <summary>True where the limit is the least that passes, not the most.</summary>
        public bool IsLeast { get; init; }
    }
}
