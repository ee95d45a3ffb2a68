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
    public static IReadOnlyList<ShotRule> All { get; } =
    [
        new("time_shift", nameof(ShotOptions.TimeShiftFramesMax), FigureTransform.Absolute,
            nameof(ShotFigures.TimeShiftFrames)),
        new("swapped", nameof(ShotOptions.ViewOrderProbabilityMin), FigureTransform.StatedOrder,
            nameof(ShotFigures.LeftFirstProbability)) { IsLeast = true },
        new("converted", nameof(ShotOptions.ConvertedScoreMax), FigureTransform.None,
            nameof(ShotFigures.ConvertedScore)),
        new("rotation", nameof(ShotOptions.RotationDegreesMax), FigureTransform.Absolute,
            nameof(ShotFigures.RotationDegrees)),
        new("zoom", nameof(ShotOptions.ZoomPercentMax), FigureTransform.Absolute, nameof(ShotFigures.ZoomPercent)),
        new("offset", nameof(ShotOptions.VerticalPermilleMax), FigureTransform.Absolute,
            nameof(ShotFigures.VerticalPermille)),
        new("colour", nameof(ShotOptions.ColourPercentMax), FigureTransform.LargestGainPercent,
            nameof(ShotFigures.GainRed), nameof(ShotFigures.GainGreen), nameof(ShotFigures.GainBlue)),
        new("sharpness", nameof(ShotOptions.BlurPxMax), FigureTransform.Absolute, nameof(ShotFigures.BlurPx)),
        new("near", nameof(ShotOptions.NearPercentMax), FigureTransform.None, nameof(ShotFigures.NearPercent)),
        new("far", nameof(ShotOptions.FarPercentMin), FigureTransform.None, nameof(ShotFigures.FarPercent))
        {
            IsLeast = true,
        },
        new("depth_jump", nameof(ShotOptions.DepthJumpPercentMax), FigureTransform.Absolute,
            nameof(ShotFigures.DepthJumpPercent)),
        new("window_violation", nameof(ShotOptions.WindowViolationMax), FigureTransform.None,
            nameof(ShotFigures.WindowViolation)),
        new("floating_window", nameof(ShotOptions.StripePxMax), FigureTransform.LargestAbsolute,
            nameof(ShotFigures.StripeLeftPx), nameof(ShotFigures.StripeRightPx)),
        new("near_duplicate", nameof(ShotOptions.DuplicateBitsMin), FigureTransform.None,
            nameof(ShotFigures.DuplicateBits)) { IsLeast = true },
    ];

    /// <summary>Names of the rules, in their order.</summary>
    public static IEnumerable<string> Names => All.Select(rule => rule.Name);

    /// <summary>The first rule that a shot fails; null: none.</summary>
    /// <param name="shot">Its figures.</param>
    /// <param name="options">The limits.</param>
    /// <param name="order">The film's view order.</param>
    public static Rejection? Check(ShotFigures shot, ShotOptions options, ViewOrder order)
    {
        foreach (ShotRule rule in All)
        {
            double limit = rule.Limit(options);
            if (rule.Value(shot, order) is { } value && rule.Fails(value, limit))
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
}
