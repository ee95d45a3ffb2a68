namespace MovieData.Imaging.Frames;

/// <summary>An exact fraction, as containers state rates and time bases: 24000/1001 frames/s, 1/12800 s.</summary>
/// <param name="Numerator">Any integer.</param>
/// <param name="Denominator">Positive.</param>
public readonly record struct Rational(long Numerator, long Denominator)
{
    /// <summary>The nearest double.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <inheritdoc/>
    public override string ToString() => $"{Numerator}/{Denominator}";
}
