using MovieData.Imaging.Kernels;

namespace MovieData.Media.Colour;

/// <summary>
/// The part of every graph of ffmpeg filters that concerns colour. All that comes behind <see cref="Head"/> is told
/// matrix and range by name, so that whoever converts and whoever reads (<see cref="ColourCoding.Coefficients"/>)
/// mean the same, whatever tags a picture has and whatever a version of ffmpeg takes for granted.
/// </summary>
/// <remarks>
/// Left to itself, ffmpeg's scale converts RGB with the weights of BT.601, and full range of any format but yuvj to
/// limited range, without a word.
/// </remarks>
public static class ColourFilters
{
    /// <summary>
    /// HDR (PQ or HLG) to SDR BT.709: 100 cd/m² is 1, Hable's curve up to 1000 cd/m². The peak is fixed, since a film's
    /// metadata come with some pictures only and a seek must not change colours.
    /// </summary>
    private const string Hable = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,"
        + "tonemap=hable:desat=0:peak=10,zscale=t=bt709:m=bt709:r=limited,";

    private const string Exact = "scale=flags=bicubic+accurate_rnd+bitexact:";

    /// <summary>
    /// Filters in front of all others, ending in a comma: RGB and grey become YCbCr of full chroma (8 bits; HDR keeps
    /// its bits), and every picture is stamped with the film's coding.
    /// </summary>
    /// <param name="coding">The film's.</param>
    /// <param name="fullChroma">True where views have odd edges, which subsampled chroma has not.</param>
    public static string Head(ColourCoding coding, bool fullChroma) => coding switch
    {
        { Pixels: PixelKind.Rgb, IsHighDynamicRange: true } => "format=gbrp16le," + Stamp(coding),
        { Pixels: PixelKind.Yuv } when !fullChroma => Stamp(coding),
        { Pixels: PixelKind.Yuv } => Stamp(coding) + Convert(coding),
        _ => Convert(coding) + Stamp(coding),
    };

    /// <summary>
    /// Filter that scales pictures behind <see cref="Head"/>, or brings them to another pixel format without a change
    /// of colour; ends in a comma.
    /// </summary>
    /// <param name="coding">The film's.</param>
    /// <param name="size">Width and height as the filter takes them (<c>320:180</c>); empty keeps the size.</param>
    /// <param name="method">How pixels are weighed: bicubic or area.</param>
    public static string Scale(ColourCoding coding, string size, string method) =>
        $"scale={(size.Length > 0 ? size + ":" : "")}flags={method}+accurate_rnd+bitexact:{Options(coding)},";

    /// <summary>Tone mapping of HDR, ending in a comma; empty for SDR.</summary>
    public static string ToneMap(ColourCoding coding) => coding.IsHighDynamicRange ? Hable : "";

    /// <summary>
    /// Last filter of a graph whose pictures <see cref="ColourCoding.Coefficients"/> convert: 4:2:0, 8 bits.
    /// </summary>
    public static string ToCoded(ColourCoding coding) =>
        coding is { FullRange: true, IsHighDynamicRange: false } ? "format=yuvj420p" : "format=yuv420p";

    /// <summary>Filters from pictures behind <see cref="ToneMap"/> to full-range RGB, ending in a comma.</summary>
    public static string ToRgb(ColourCoding coding)
    {
        ColourCoding shown = coding.IsHighDynamicRange ? new ColourCoding(YuvMatrix.Bt709, FullRange: false) : coding;
        return (coding.IsHighDynamicRange ? "format=yuv444p," : "")
            + $"scale=flags=bicubic+accurate_rnd+full_chroma_int+bitexact:{Options(shown)},format=rgb24,";
    }

    /// <summary>Options of the filter scale: matrix and range of what comes and what goes.</summary>
    public static string Options(ColourCoding coding)
    {
        string matrix = coding.Matrix switch
        {
            YuvMatrix.Bt709 => "bt709",
            YuvMatrix.Bt2020 => "bt2020",
            YuvMatrix.Smpte240M => "smpte240m",
            YuvMatrix.Fcc => "fcc",
            _ => "bt601",
        };
        string range = coding.FullRange ? "full" : "limited";
        return $"in_color_matrix={matrix}:out_color_matrix={matrix}:in_range={range}:out_range={range}";
    }

    // HDR has ten bits or more, which tone mapping needs.
    private static string Convert(ColourCoding coding) =>
        $"{Exact}{Options(coding)},format={(coding.IsHighDynamicRange ? "yuv444p10le" : "yuv444p")},";

    private static string Stamp(ColourCoding coding)
    {
        bool isRgb = coding is { Pixels: PixelKind.Rgb, IsHighDynamicRange: true };
        return $"setparams=range={(coding.FullRange ? "pc" : "tv")}"
            + (isRgb ? "" : $":colorspace={StreamColour.WordOf(coding.Matrix)}")
            + (coding.IsHighDynamicRange
                ? $":color_primaries={(coding.WidePrimaries.Length > 0 ? coding.WidePrimaries : "bt709")}"
                    + $":color_trc={coding.HdrTransfer}"
                : "")
            + ",";
    }
}
