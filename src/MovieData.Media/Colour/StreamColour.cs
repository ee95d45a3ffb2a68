using System.Globalization;
using MovieData.Imaging.Kernels;
using MovieData.Media.Films;

namespace MovieData.Media.Colour;

/// <summary>
/// Concludes how a stream codes colour from what it says, and what a person should know of it. What cannot be read
/// rightly is refused by its name.
/// </summary>
internal static class StreamColour
{
    /// <summary>
    /// Views of fewer rows are taken for standard definition where no matrix is stated (CONTRACT.md).
    /// </summary>
    public const int HighDefinitionRowsMin = 720;

    private static readonly Dictionary<string, YuvMatrix> Matrices = new()
    {
        ["bt709"] = YuvMatrix.Bt709,
        ["smpte170m"] = YuvMatrix.Bt601,
        ["bt470bg"] = YuvMatrix.Bt601,
        ["bt2020nc"] = YuvMatrix.Bt2020,
        ["smpte240m"] = YuvMatrix.Smpte240M,
        ["fcc"] = YuvMatrix.Fcc,
    };

    /// <summary>Curves made for screens, which differ little: pictures are shown as they are.</summary>
    private static readonly HashSet<string> SdrTransfers =
    [
        "", "bt709", "bt470m", "bt470bg", "smpte170m", "smpte240m", "iec61966-2-4", "bt1361e", "iec61966-2-1",
        "bt2020-10", "bt2020-12", "smpte428",
    ];

    private static readonly HashSet<string> NearPrimaries = ["", "bt709", "bt470bg", "smpte170m", "smpte240m"];

    // Beginnings of ffmpeg's names of pixel formats. What is neither RGB nor grey is YCbCr.
    private static readonly string[] RgbFormats =
    [
        "rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "x2rgb", "x2bgr", "pal8", "mono", "xyz", "bayer",
    ];

    private static readonly string[] GreyFormats = ["gray", "ya8", "ya16"];

    /// <summary>Codecs whose standard says limited range where the stream says nothing.</summary>
    private static readonly HashSet<string> VideoCodecs = ["h264", "hevc", "av1", "vp9", "vvc"];

    /// <summary>ffmpeg's word for a matrix.</summary>
    public static string WordOf(YuvMatrix matrix) =>
        matrix == YuvMatrix.Bt601 ? "smpte170m" : Matrices.First(one => one.Value == matrix).Key;

    /// <summary>The matrix of one of ffmpeg's words; null when it cannot be read.</summary>
    public static YuvMatrix? MatrixOf(string word) => Matrices.TryGetValue(word, out YuvMatrix matrix) ? matrix : null;

    /// <summary>What a pixel format holds; YCbCr when its name is not known.</summary>
    public static PixelKind KindOf(string pixelFormat) =>
        RgbFormats.Any(name => pixelFormat.StartsWith(name, StringComparison.Ordinal)) ? PixelKind.Rgb
        : GreyFormats.Any(name => pixelFormat.StartsWith(name, StringComparison.Ordinal)) ? PixelKind.Grey
        : PixelKind.Yuv;

    /// <summary>How a stream codes colour.</summary>
    /// <param name="name">The stream, for messages.</param>
    /// <param name="tags">What it says.</param>
    /// <param name="pixelFormat">ffmpeg's name of its pixel format; may be empty.</param>
    /// <param name="codec">ffmpeg's name of its codec.</param>
    /// <param name="viewRows">Height of one whole view, by which an unstated matrix is guessed.</param>
    /// <exception cref="FilmException">Matrix or transfer cannot be read rightly.</exception>
    public static ColourCoding CodingOf(
        string name, ColourTags tags, string pixelFormat, string codec, int viewRows)
    {
        PixelKind kind = KindOf(pixelFormat);
        bool isHdr = tags.Transfer is "smpte2084" or "arib-std-b67";
        if (!isHdr && !SdrTransfers.Contains(tags.Transfer))
        {
            throw new FilmException($"{name}: colour transfer {tags.Transfer} is not read, expected SDR, PQ or HLG: "
                + "its pictures would come out with wrong brightness; convert the film to BT.709 first");
        }

        if (kind == PixelKind.Yuv && tags.Matrix.Length > 0 && MatrixOf(tags.Matrix) is null)
        {
            throw new FilmException($"{name}: colour matrix {tags.Matrix} (pixel format {pixelFormat}) is not read, "
                + $"expected {string.Join(", ", Matrices.Keys)}: its colours would come out wrong; convert the film to "
                + "BT.709 first");
        }

        YuvMatrix matrix = kind != PixelKind.Yuv ? YuvMatrix.Bt709
            : MatrixOf(tags.Matrix) ?? (isHdr ? YuvMatrix.Bt2020
                : viewRows >= HighDefinitionRowsMin ? YuvMatrix.Bt709 : YuvMatrix.Bt601);
        return new ColourCoding(matrix, IsFullRange(tags, pixelFormat, codec))
        {
            Pixels = kind,
            HdrTransfer = isHdr ? tags.Transfer : "",
            WidePrimaries = isHdr && tags.Primaries.Length == 0 ? "bt2020" : WideOf(tags.Primaries),
        };
    }

    /// <summary>
    /// True where luma (or R, G and B) go from 0 to 255, not from 16 to 235: by the tags, else by what is usual.
    /// </summary>
    /// <param name="tags">What the stream says.</param>
    /// <param name="pixelFormat">ffmpeg's name of its pixel format; may be empty.</param>
    /// <param name="codec">ffmpeg's name of its codec.</param>
    public static bool IsFullRange(ColourTags tags, string pixelFormat, string codec) =>
        FullRangeOf(tags, pixelFormat) ?? (KindOf(pixelFormat) == PixelKind.Grey && !VideoCodecs.Contains(codec));

    /// <summary>
    /// What contradicts a film's coding: what it is, what the tags say and what was expected; null when nothing does.
    /// Tags that say nothing contradict nothing.
    /// </summary>
    /// <param name="coding">The film's.</param>
    /// <param name="tags">What one of its pictures says.</param>
    /// <param name="pixelFormat">Its pixel format; empty: not asked.</param>
    public static (string What, string Measured, string Expected)? Contradiction(
        ColourCoding coding, ColourTags tags, string pixelFormat)
    {
        if (pixelFormat.Length > 0 && KindOf(pixelFormat) != coding.Pixels)
        {
            return ("pixel format", pixelFormat, $"one of {WordOf(coding.Pixels)} pixels");
        }

        if (coding.Pixels != PixelKind.Rgb && FullRangeOf(tags, pixelFormat) is { } full && full != coding.FullRange)
        {
            return ("colour range", full ? "pc" : "tv", coding.FullRange ? "pc" : "tv");
        }

        if (coding.Pixels == PixelKind.Yuv && tags.Matrix.Length > 0 && MatrixOf(tags.Matrix) != coding.Matrix)
        {
            return ("colour matrix", tags.Matrix, WordOf(coding.Matrix));
        }

        string transfer = SdrTransfers.Contains(tags.Transfer) ? "" : tags.Transfer;
        if (tags.Transfer.Length > 0 && transfer != coding.HdrTransfer)
        {
            return ("colour transfer", tags.Transfer, coding.IsHighDynamicRange ? coding.HdrTransfer : "SDR");
        }

        return tags.Primaries.Length > 0 && WideOf(tags.Primaries) != coding.WidePrimaries
            ? ("colour primaries", tags.Primaries,
                coding.WidePrimaries.Length > 0 ? coding.WidePrimaries : "those of BT.709 or of TV")
            : null;
    }

    /// <summary>What was concluded where the stream has no tag.</summary>
    public static IEnumerable<string> Evidence(ColourCoding coding, ColourTags tags, int viewRows)
    {
        if (coding.Pixels == PixelKind.Yuv && tags.Matrix.Length == 0 && !coding.IsHighDynamicRange)
        {
            string matrix = coding.Matrix == YuvMatrix.Bt709 ? "BT.709" : "BT.601";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"colour matrix {matrix}: untagged, {viewRows} lines");
        }

        if (coding.Pixels == PixelKind.Grey && tags.Range.Length == 0)
        {
            yield return $"{(coding.FullRange ? "full" : "limited")} range: untagged grey pictures";
        }
    }

    /// <summary>Conversions that a person should know of.</summary>
    public static IEnumerable<string> Warnings(ColourCoding coding, ColourTags tags, string pixelFormat)
    {
        if (coding.IsHighDynamicRange)
        {
            yield return $"HDR source ({coding.HdrTransfer}) is tone-mapped to BT.709 (Hable, 1000 cd/m²)";
        }
        else if (coding.WidePrimaries.Length > 0)
        {
            yield return $"colour primaries {coding.WidePrimaries} are not converted to those of BT.709: saturated "
                + "colours come out paler than they are";
        }

        if (tags.Transfer == "smpte428")
        {
            yield return "colour transfer smpte428 (cinema, gamma 2.6) is not converted: a little too dark";
        }

        if (coding.Pixels == PixelKind.Rgb && tags.Range == "tv")
        {
            yield return $"range tv on {pixelFormat} pictures is not believed: RGB is read as full range";
        }

        if (pixelFormat is not ("yuv420p" or "yuvj420p" or ""))
        {
            yield return $"pixel format {pixelFormat} is converted to 8-bit 4:2:0";
        }
    }

    /// <summary>A coding in words, for messages.</summary>
    public static string Describe(ColourCoding coding) =>
        (coding.Pixels == PixelKind.Yuv ? WordOf(coding.Matrix) : WordOf(coding.Pixels))
        + (coding.FullRange ? " of full range" : " of limited range")
        + (coding.IsHighDynamicRange ? $", transfer {coding.HdrTransfer}" : "")
        + (coding.WidePrimaries.Length > 0 ? $", primaries {coding.WidePrimaries}" : "");

    /// <summary>The word for a kind of pixels, in messages and in <c>probe.json</c>.</summary>
    public static string WordOf(PixelKind kind) =>
        kind switch { PixelKind.Rgb => "rgb", PixelKind.Grey => "grey", _ => "yuv" };

    private static bool? FullRangeOf(ColourTags tags, string pixelFormat) =>
        KindOf(pixelFormat) == PixelKind.Rgb || pixelFormat.StartsWith("yuvj", StringComparison.Ordinal) ? true
        : tags.Range switch { "pc" => true, "tv" => false, _ => null };

    private static string WideOf(string primaries) => NearPrimaries.Contains(primaries) ? "" : primaries;
}
