using MovieData.Mvc;

namespace MovieData.Media.Colour;

/// <summary>
/// What a stream, or one of its pictures, says of its colour, in ffmpeg's words (<c>pc</c>, <c>bt709</c>,
/// <c>smpte2084</c>, <c>bt2020</c>); empty where it says nothing.
/// </summary>
/// <param name="Range">tv (limited) or pc (full).</param>
/// <param name="Matrix">Luma weights, ffmpeg's <c>color_space</c>.</param>
/// <param name="Transfer">Transfer characteristics.</param>
/// <param name="Primaries">Colour primaries.</param>
public sealed record ColourTags(string Range, string Matrix, string Transfer, string Primaries)
{
    /// <summary>A stream that says nothing.</summary>
    public static ColourTags None { get; } = new("", "", "", "");

    // The code points of ITU-T H.273, tables 2 to 4, as ffmpeg names them.
    private static readonly Dictionary<uint, string> PrimariesWords = new()
    {
        [1] = "bt709",
        [4] = "bt470m",
        [5] = "bt470bg",
        [6] = "smpte170m",
        [7] = "smpte240m",
        [8] = "film",
        [9] = "bt2020",
        [10] = "smpte428",
        [11] = "smpte431",
        [12] = "smpte432",
        [22] = "jedec-p22",
    };

    private static readonly Dictionary<uint, string> TransferWords = new()
    {
        [1] = "bt709",
        [4] = "bt470m",
        [5] = "bt470bg",
        [6] = "smpte170m",
        [7] = "smpte240m",
        [8] = "linear",
        [9] = "log100",
        [10] = "log316",
        [11] = "iec61966-2-4",
        [12] = "bt1361e",
        [13] = "iec61966-2-1",
        [14] = "bt2020-10",
        [15] = "bt2020-12",
        [16] = "smpte2084",
        [17] = "smpte428",
        [18] = "arib-std-b67",
    };

    private static readonly Dictionary<uint, string> MatrixWords = new()
    {
        [0] = "gbr",
        [1] = "bt709",
        [4] = "fcc",
        [5] = "bt470bg",
        [6] = "smpte170m",
        [7] = "smpte240m",
        [8] = "ycgco",
        [9] = "bt2020nc",
        [10] = "bt2020c",
        [11] = "smpte2085",
        [12] = "chroma-derived-nc",
        [13] = "chroma-derived-c",
        [14] = "ictcp",
    };

    /// <summary>The tags of an H.264 or HEVC stream, from the code points of ITU-T H.273.</summary>
    /// <param name="fullRange">video_full_range_flag; null when the stream does not have it.</param>
    /// <param name="colour">Primaries, transfer and matrix, 8 bits each in this order; null when absent.</param>
    public static ColourTags Of(bool? fullRange, uint? colour)
    {
        string range = fullRange switch { true => "pc", false => "tv", null => "" };
        return colour is not { } codes
            ? None with { Range = range }
            : new(
                range,
                MatrixWords.GetValueOrDefault(codes & 0xff, ""),
                TransferWords.GetValueOrDefault((codes >> 8) & 0xff, ""),
                PrimariesWords.GetValueOrDefault(codes >> 16, ""));
    }

    /// <summary>The tags of an H.264 stream.</summary>
    public static ColourTags Of(VideoUsability usability) =>
        Of(usability.HasSignalType ? usability.FullRange : null, usability.Colour);

    /// <summary>These tags, and where they say nothing those of <paramref name="other"/>.</summary>
    public ColourTags Or(ColourTags other) => new(
        Range.Length > 0 ? Range : other.Range,
        Matrix.Length > 0 ? Matrix : other.Matrix,
        Transfer.Length > 0 ? Transfer : other.Transfer,
        Primaries.Length > 0 ? Primaries : other.Primaries);

    /// <summary>A word of ffmpeg; empty for those that say nothing.</summary>
    internal static string Known(string? word) =>
        word is null or "unknown" or "unspecified" or "reserved" or "N/A" ? "" : word;
}
