using System.Globalization;

namespace MovieData.Source;

/// <summary>How a stream codes colour, by its tags, and what a person should know of it.</summary>
internal static class StreamColour
{
    /// <summary>True for PQ and HLG, which are tone-mapped on decoding.</summary>
    public static bool IsHighDynamicRange(StreamFacts stream) =>
        stream.Colour.Transfer is "smpte2084" or "arib-std-b67";

    /// <summary>Colour coding of the frames that are read: of the stream, or of its tone-mapped pictures.</summary>
    public static ColourCoding CodingOf(StreamFacts stream)
    {
        if (IsHighDynamicRange(stream))
        {
            return new ColourCoding(ColourMatrix.Bt709, FullRange: false);
        }

        ColourMatrix matrix = stream.Colour.Matrix switch
        {
            "bt709" or "bt2020nc" or "bt2020c" => ColourMatrix.Bt709,
            "" => stream.Size.Height >= 720 ? ColourMatrix.Bt709 : ColourMatrix.Bt601,
            _ => ColourMatrix.Bt601,
        };
        bool fullRange = stream.Colour.Range is "pc"
            || (stream.Colour.Range.Length == 0 && stream.PixelFormat.StartsWith("yuvj", StringComparison.Ordinal));
        return new ColourCoding(matrix, fullRange);
    }

    /// <summary>What was concluded where the stream has no tag.</summary>
    public static IEnumerable<string> Evidence(StreamFacts stream)
    {
        if (stream.Colour.Matrix.Length == 0 && !IsHighDynamicRange(stream))
        {
            string matrix = CodingOf(stream).Matrix == ColourMatrix.Bt709 ? "BT.709" : "BT.601";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"colour matrix {matrix}: untagged, {stream.Size.Height} lines");
        }
    }

    /// <summary>Conversions that a person should know of.</summary>
    public static IEnumerable<string> Warnings(StreamFacts stream)
    {
        if (IsHighDynamicRange(stream))
        {
            yield return $"HDR source ({stream.Colour.Transfer}) is tone-mapped to BT.709 (Hable, 1000 cd/m²)";
        }

        if (stream.PixelFormat is not ("yuv420p" or "yuvj420p" or ""))
        {
            yield return $"pixel format {stream.PixelFormat} is converted to 8-bit 4:2:0";
        }
    }
}
