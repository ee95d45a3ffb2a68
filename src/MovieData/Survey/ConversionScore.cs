using MovieData.Flow;
using MovieData.Imaging.Frames;

namespace MovieData.Survey;

/// <summary>
/// How much one shot looks as if its views were made from one picture and a depth. Not safe for several threads; keeps
/// no picture.
/// </summary>
/// <remarks>
/// A conversion gives away what two cameras cannot do: no pixel leaves its row, colours are the same, both views carry
/// the same grain, and where a near thing hid its background there is a stretched border instead of something new
/// (<see cref="HoleStretch"/>: the strongest part where cameras are perfect), or something that is no background
/// (<see cref="HoleMismatch"/>). Each is weak alone; <see cref="ScoreOf"/>
/// weighs them (logistic regression on shots of a known kind, <c>tools/measure/shot-scores.sh</c>).
/// <para>Limits. Computer graphics has perfect cameras, and an encoder takes weak grain out: then only the occlusions
/// speak. A shot with few of them may be scored too high, and a conversion by an exact depth whose holes were filled
/// with mirrored or inpainted background looks native. A conversion whose holes were painted by hand, whose grain was
/// taken out and put in again for each view, or whose second view was shifted and graded on purpose is scored too low;
/// so is one of a true three-dimensional model. Noise of the flow, strong compression and blur hide all signs. The
/// score is a reason to look at a film, and proof of nothing.</para>
/// </remarks>
public sealed class ConversionScore
{
    private readonly List<ConversionParts> _positions = [];

    /// <summary>Mean of each part over the positions where it could be measured; null before the first.</summary>
    public ConversionParts? Parts => _positions.Count == 0 ? null : new ConversionParts(
        Mean(parts => parts.VerticalPx),
        Mean(parts => parts.VerticalSpreadPx),
        Mean(parts => parts.ColourLevels),
        Mean(parts => parts.GrainExcess),
        Mean(parts => parts.HoleTexture),
        Mean(parts => parts.HoleStretch),
        Mean(parts => parts.HoleMismatch),
        Mean(parts => parts.OcclusionAgreement),
        Mean(parts => parts.RampShare),
        Mean(parts => parts.FlatShare));

    /// <summary>Whether <see cref="HoleStretch"/> is asked: not of views narrower than
    /// <see cref="SurveyScaling.WidthMax"/>, where outlines are as wide as holes (a native room scored 0.87 by it at
    /// 480 px, 0.40 at 640 px).</summary>
    public bool AsksHoles { get; init; } = true;

    /// <summary>0 native … 1 converted, three decimals; null where the views show too little in common: a constant
    /// picture, unrelated views, a picture of a few pixels.</summary>
    public double? Score => Parts is { } parts ? ScoreOf(parts) : null;

    /// <summary>Looks at one position of the shot.</summary>
    public void Add(SurveyedPosition position)
    {
        SurveyedPair pair = position.Pair;
        float[] left = LumaOf(pair.Left), right = LumaOf(pair.Right);
        var stereo = new DetailMatch(left, right, pair.LeftToRight, pair.LeftMask);
        DetailMatch? time = position.LeftMotion is { } motion
            ? new DetailMatch(left, LumaOf(motion.Next), motion.Forth, motion.Mask)
            : null;
        (double ramps, double flat) = DisparityShape.Of(pair);
        _positions.Add(new ConversionParts(
            DetailFigures.VerticalPx(stereo),
            DetailFigures.VerticalSpreadPx(pair),
            DetailFigures.ColourLevels(pair),
            time is null ? double.NaN : DetailFigures.GrainExcess(stereo, time),
            HoleTexture.Of(pair, left, right),
            AsksHoles ? HoleStretch.Of(pair, left, right) : double.NaN,
            HoleMismatch.Of(pair, left, right),
            double.IsNaN(ramps) ? double.NaN : Agreement(pair),
            ramps,
            flat));
    }

    /// <summary>
    /// The weighed parts. What only two cameras do speaks against a conversion, never for one: computer graphics has
    /// none of it. Shared grain, filled holes and missing occlusions speak for one. What was not measured says nothing.
    /// </summary>
    /// <returns>Null where the views show too little in common, or nothing speaks either way: a flat wall seen by
    /// perfect cameras hides nothing and has no grain.</returns>
    internal static double? ScoreOf(ConversionParts parts)
    {
        bool opens = !double.IsNaN(parts.HoleTexture) || !double.IsNaN(parts.HoleStretch)
            || !double.IsNaN(parts.HoleMismatch) || !double.IsNaN(parts.OcclusionAgreement);

        // Colours of one picture differ by up to a level after an encoder: more is another camera's.
        double cameras = (1.5 * Bounded(Math.Log(parts.VerticalPx / 0.09), 0, 2, 0))
            + (2.0 * Bounded(Math.Log(parts.VerticalSpreadPx / 0.07), 0, 1.5, 0))
            + (1.0 * Bounded(Math.Log(parts.ColourLevels), 0, 2, 0));
        double grain = 3.0 * Bounded((parts.GrainExcess - 0.02) / 0.1, 0, 1, 0);
        bool speaks = opens || cameras > 0 || grain > 0;
        if (!speaks || double.IsNaN(parts.VerticalSpreadPx) || double.IsNaN(parts.ColourLevels))
        {
            return null;
        }

        double odds = 1.15 - cameras + grain
            - (1.5 * Bounded(parts.HoleTexture, -0.5, 0, 0))
            - (8.0 * Bounded(parts.HoleStretch + 1.1, -0.5, 0.1, 0))
            + (3.0 * Bounded(parts.HoleMismatch, 0, 0.5, 0.15))
            - (2.2 * Bounded(parts.OcclusionAgreement, 0, 0.9, 0.6))
            + (1.0 * Bounded(parts.RampShare * 5, 0, 1, 0));
        return Math.Round(1 / (1 + Math.Exp(-odds)), 3);
    }

    // Either way round: a native shot whose views are swapped agrees with itself, too.
    private static double Agreement(SurveyedPair pair)
    {
        var votes = new ViewOrderVotes();
        votes.Add(pair.Left, pair.Right, pair.LeftToRight, pair.RightToLeft);
        return Math.Max(
            Math.Min(votes.OcclusionInFirst, votes.OcclusionInSecond),
            Math.Min(-votes.OcclusionInFirst, -votes.OcclusionInSecond));
    }

    private double Mean(Func<ConversionParts, double> part)
    {
        double[] known = [.. _positions.Select(part).Where(value => !double.IsNaN(value))];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    private static double Bounded(double value, double least, double most, double unknown) =>
        double.IsNaN(value) ? unknown : Math.Clamp(value, least, most);

    private static float[] LumaOf(Plane<Rgb24> picture)
    {
        float[] luma = new float[picture.Pixels.Length];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<Rgb24> pixels = picture.Row(y);
            Span<float> levels = luma.AsSpan(y * picture.Width, picture.Width);
            for (int x = 0; x < levels.Length; x++)
            {
                levels[x] = ((77 * pixels[x].R) + (150 * pixels[x].G) + (29 * pixels[x].B)) / 256f;
            }
        }

        return luma;
    }
}
