using MovieData.Imaging.Kernels;

namespace MovieData.Media.Colour;

/// <summary>What the values of a coded picture are.</summary>
public enum PixelKind
{
    /// <summary>Luma and two colour differences.</summary>
    Yuv,

    /// <summary>Red, green and blue, or an index into a palette of them.</summary>
    Rgb,

    /// <summary>Luma alone.</summary>
    Grey,
}

/// <summary>
/// How the pictures of a film code colour, as concluded from tags, pixel format and the size of a view
/// (<see cref="StreamColour"/>). Two streams of equal coding may go through one graph of filters and one conversion.
/// </summary>
/// <param name="Matrix">Luma weights: those of the stream; of RGB and grey pictures those that they are converted
/// with.</param>
/// <param name="FullRange">True: luma 0…255; false: luma 16…235. RGB is always full.</param>
public sealed record ColourCoding(YuvMatrix Matrix, bool FullRange)
{
    /// <summary>What the coded values are.</summary>
    public PixelKind Pixels { get; init; }

    /// <summary>ffmpeg's word for PQ or HLG (<c>smpte2084</c>, <c>arib-std-b67</c>); empty for SDR.</summary>
    public string HdrTransfer { get; init; } = "";

    /// <summary>
    /// ffmpeg's word for primaries other than those of BT.709 or of standard-definition TV, which are near; empty for
    /// these.
    /// </summary>
    public string WidePrimaries { get; init; } = "";

    /// <summary>True for PQ and HLG, which are tone-mapped to BT.709 on decoding.</summary>
    public bool IsHighDynamicRange => HdrTransfer.Length > 0;

    /// <summary>
    /// What converts the pictures that leave ffmpeg to RGB: they have the coding of the film, or, tone-mapped, BT.709
    /// of limited range (<see cref="ColourFilters"/>).
    /// </summary>
    public YuvCoefficients Coefficients => IsHighDynamicRange
        ? YuvCoefficients.Of(YuvMatrix.Bt709, YuvRange.Limited)
        : YuvCoefficients.Of(Matrix, FullRange ? YuvRange.Full : YuvRange.Limited);
}
