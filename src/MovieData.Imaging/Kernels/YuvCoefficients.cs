namespace MovieData.Imaging.Kernels;

/// <summary>Which luma weights a YCbCr picture was made with.</summary>
public enum YuvMatrix
{
    /// <summary>ITU-R BT.709: Kr 0.2126, Kb 0.0722.</summary>
    Bt709,

    /// <summary>ITU-R BT.601: Kr 0.299, Kb 0.114.</summary>
    Bt601,

    /// <summary>ITU-R BT.2020, non-constant luminance: Kr 0.2627, Kb 0.0593.</summary>
    Bt2020,

    /// <summary>SMPTE 240M: Kr 0.212, Kb 0.087.</summary>
    Smpte240M,

    /// <summary>FCC Title 47 (NTSC of 1953): Kr 0.30, Kb 0.11.</summary>
    Fcc,
}

/// <summary>Which 8-bit codes mean black and white.</summary>
public enum YuvRange
{
    /// <summary>Luma 16…235, chroma 16…240 around 128.</summary>
    Limited,

    /// <summary>Luma and chroma 0…255, chroma around 128.</summary>
    Full,
}

/// <summary>
/// The YCbCr to RGB matrix as integers, so that vector and scalar code agree to the bit: luma in units of 2⁻¹⁹ level,
/// chroma in units of 2⁻¹⁶ (it meets chroma that is already 8 times as large, see <see cref="ColorConvert"/>).
/// </summary>
/// <remarks>Rounding the entries costs at most 0.01 level; the sums stay below 2³⁰ for any input codes.</remarks>
public readonly record struct YuvCoefficients
{
    /// <summary>Bits behind the binary point of a finished sum.</summary>
    internal const int FractionBits = 19;

    private YuvCoefficients(int blackLevel, int luma, int redFromV, int greenFromU, int greenFromV, int blueFromU)
    {
        BlackLevel = blackLevel;
        Luma = luma;
        RedFromV = redFromV;
        GreenFromU = greenFromU;
        GreenFromV = greenFromV;
        BlueFromU = blueFromU;
    }

    /// <summary>Luma code of black: 16 or 0.</summary>
    internal int BlackLevel { get; }

    /// <summary>Factor of (Y − black).</summary>
    internal int Luma { get; }

    /// <summary>Factor of Cr in red, positive.</summary>
    internal int RedFromV { get; }

    /// <summary>Factor of Cb in green, negative.</summary>
    internal int GreenFromU { get; }

    /// <summary>Factor of Cr in green, negative.</summary>
    internal int GreenFromV { get; }

    /// <summary>Factor of Cb in blue, positive.</summary>
    internal int BlueFromU { get; }

    /// <summary>
    /// The integers of one coding, after ITU-R BT.601-7 §2.5, BT.709-6 §3, BT.2020-2 table 4 and ITU-T H.273 table 4.
    /// </summary>
    public static YuvCoefficients Of(YuvMatrix matrix, YuvRange range)
    {
        (double kr, double kb) = matrix switch
        {
            YuvMatrix.Bt709 => (0.2126, 0.0722),
            YuvMatrix.Bt2020 => (0.2627, 0.0593),
            YuvMatrix.Smpte240M => (0.212, 0.087),
            YuvMatrix.Fcc => (0.30, 0.11),
            _ => (0.299, 0.114),
        };
        (int black, double luma, double chroma) =
            range == YuvRange.Limited ? (16, 255 / 219.0, 255 / 224.0) : (0, 1.0, 1.0);
        double kg = 1 - kr - kb;
        return new YuvCoefficients(
            black,
            Fixed(luma, FractionBits),
            Fixed(2 * (1 - kr) * chroma, FractionBits - 3),
            Fixed(-2 * (1 - kb) * kb / kg * chroma, FractionBits - 3),
            Fixed(-2 * (1 - kr) * kr / kg * chroma, FractionBits - 3),
            Fixed(2 * (1 - kb) * chroma, FractionBits - 3));
    }

    private static int Fixed(double value, int bits) => (int)Math.Round(value * (1 << bits));
}
