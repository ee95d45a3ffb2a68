namespace MovieData.Shards;

/// <summary>
/// The fixed 16-bit disparity code of every shard (SPEC.md): v = 0 no value, else d = (v − 32768) / 64 px; and the
/// mask codes beside it.
/// </summary>
public static class DisparityCode
{
    /// <summary>Code of d = 0.</summary>
    public const int Zero = 32768;

    /// <summary>Steps a pixel.</summary>
    public const int StepsPerPx = 64;

    /// <summary>Largest |d| that has a code, px; pixels beyond it carry mask code 1.</summary>
    public const double AbsolutePxMax = 511.9;

    /// <summary>Largest mask code (black bar).</summary>
    public const byte MaskMax = 5;

    /// <summary>Mask code of sky: its pixels carry the fill, or 0 when the sample has no valid pixel.</summary>
    public const byte Sky = 4;

    /// <summary>Disparity of a code in px; NaN for code 0.</summary>
    public static float Decode(ushort code) => code == 0 ? float.NaN : (code - Zero) / (float)StepsPerPx;

    /// <summary>Code of a disparity: round to nearest even; 0 for NaN and beyond <see cref="AbsolutePxMax"/>.</summary>
    public static ushort Encode(float px) =>
        Math.Abs(px) <= AbsolutePxMax ? (ushort)(MathF.Round(px * StepsPerPx) + Zero) : (ushort)0;
}
