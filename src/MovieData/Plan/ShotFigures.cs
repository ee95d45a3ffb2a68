using System.Reflection;

namespace MovieData.Plan;

/// <summary>
/// What a survey of a few of its frames says of a shot as a whole, so that data can be found that are wrong although
/// every sample passes its rules. All samples of a shot share it. Null: nobody could measure it. px of <c>view_px</c>.
/// </summary>
public sealed record ShotFigures
{
    /// <summary>
    /// Frames by which the right view runs ahead of the left one, from vertical motion. Null where there is too little
    /// of it, or where it cannot be told apart from views that do not lie level.
    /// </summary>
    [Figure("shot_time_shift_frames", Unit = "frames", Since = 10)]
    public double? TimeShiftFrames { get; init; }

    /// <summary>Probability that the first view, as coded, is the left one. Null where nothing tells.</summary>
    [Figure("shot_left_first_probability", Unit = "0…1", Since = 10)]
    public double? LeftFirstProbability { get; init; }

    /// <summary>How much the shot looks converted from 2D: 0 two cameras … 1 converted. Null where nothing
    /// tells.</summary>
    [Figure("shot_converted_score", Unit = "0…1", Since = 10)]
    public double? ConvertedScore { get; init; }

    /// <summary>Rotation of the right view against the left one, clockwise.</summary>
    [Figure("shot_rotation_degrees", Unit = "degrees", Since = 10)]
    public double? RotationDegrees { get; init; }

    /// <summary>By how much the right view is larger than the left one.</summary>
    [Figure("shot_zoom_percent", Unit = "%", Since = 10)]
    public double? ZoomPercent { get; init; }

    /// <summary>How far the right view sits lower, of the view's height.</summary>
    [Figure("shot_vertical_permille", Unit = "‰", Since = 10)]
    public double? VerticalPermille { get; init; }

    /// <summary>
    /// Disparity of the nearest things (percentile 99 of consistent pixels), of the view's width; &gt; 0 in front of
    /// the screen.
    /// </summary>
    [Figure("shot_near_percent", Unit = "%", Since = 10)]
    public double? NearPercent { get; init; }

    /// <summary>Disparity of the farthest things (percentile 1), of the view's width.</summary>
    [Figure("shot_far_percent", Unit = "%", Since = 10)]
    public double? FarPercent { get; init; }

    /// <summary>Median disparity, of the view's width.</summary>
    [Figure("shot_median_percent", Unit = "%", Since = 11)]
    public double? MedianPercent { get; init; }

    /// <summary>
    /// Median disparity at the shot's begin − that at the end of the shot before, of the view's width; null where that
    /// one was not surveyed.
    /// </summary>
    [Figure("shot_depth_jump_percent", Unit = "%", Since = 10)]
    public double? DepthJumpPercent { get; init; }

    /// <summary>
    /// Red of the right view over red of the left one, at pixels that show the same point and are neither dark nor
    /// blown out.
    /// </summary>
    [Figure("shot_gain_red", Unit = "factor", Since = 10)]
    public double? GainRed { get; init; }

    /// <summary>The same of green.</summary>
    [Figure("shot_gain_green", Unit = "factor", Since = 10)]
    public double? GainGreen { get; init; }

    /// <summary>The same of blue.</summary>
    [Figure("shot_gain_blue", Unit = "factor", Since = 10)]
    public double? GainBlue { get; init; }

    /// <summary>
    /// Deviation of the Gaussian that makes the sharper view as soft as the other, at pixels that both show; &gt; 0:
    /// the right view is softer.
    /// </summary>
    [Figure("shot_blur_px", Unit = "px", Since = 10)]
    public double? BlurPx { get; init; }

    /// <summary>
    /// Window violation: share of the rows in which something in front of the screen is cut by the picture's left or
    /// right edge, the worse of both.
    /// </summary>
    [Figure("shot_window_violation", Unit = "0…1", Since = 10)]
    public double? WindowViolation { get; init; }

    /// <summary>
    /// Floating window, left edge: black stripe of the left view − that of the right one; &gt; 0 brings the edge
    /// towards the audience.
    /// </summary>
    [Figure("shot_stripe_left_px", Unit = "px", Since = 10)]
    public double? StripeLeftPx { get; init; }

    /// <summary>Floating window, right edge: black stripe of the right view − that of the left one.</summary>
    [Figure("shot_stripe_right_px", Unit = "px", Since = 10)]
    public double? StripeRightPx { get; init; }

    /// <summary>
    /// Near duplicates: bits in which the left view's difference hash differs at least from one of an earlier shot;
    /// null in the first shot.
    /// </summary>
    [Figure("shot_duplicate_bits", Unit = "bits of 64", Since = 10)]
    public double? DuplicateBits { get; init; }

    /// <summary>Every figure, in the order in which plans and rows have them.</summary>
    public static IReadOnlyList<(PropertyInfo Property, FigureAttribute Facts)> Columns { get; } =
        FigureAttribute.Of(typeof(ShotFigures));

    /// <summary>Its values, in the order of <see cref="Columns"/>.</summary>
    public IEnumerable<double?> Values => Columns.Select(column => (double?)column.Property.GetValue(this));

    /// <summary>The figures that have these <see cref="Values"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not as many as there are columns.</exception>
    public static ShotFigures Of(IReadOnlyList<double?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, Columns.Count);
        var figures = new ShotFigures();
        for (int column = 0; column < Columns.Count; column++)
        {
            Columns[column].Property.SetValue(figures, values[column]);
        }

        return figures;
    }
}
