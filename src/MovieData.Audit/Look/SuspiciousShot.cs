namespace MovieData.Audit.Look;

/// <summary>A shot that a figure speaks against.</summary>
/// <param name="Film">Index of its film in the list that goes with it.</param>
/// <param name="Shot">Shot of the film, 0-based.</param>
/// <param name="Kind">Kind of suspicion: <c>cardboard</c>, <c>swapped_views</c>, …</param>
/// <param name="Value">What was measured; NaN: no number.</param>
/// <param name="Limit">Beyond what it is suspicious; NaN: no number.</param>
/// <param name="Text">The reason in words.</param>
public sealed record SuspiciousShot(int Film, int Shot, string Kind, double Value, double Limit, string Text)
{
    /// <summary>How far the value is beyond the limit, in parts of the limit; 0 where there is no number.</summary>
    public double Excess
    {
        get
        {
            double excess = Math.Abs(Value - Limit) / Math.Max(Math.Abs(Limit), 1e-9);
            return double.IsFinite(excess) ? excess : 0;
        }
    }
}
