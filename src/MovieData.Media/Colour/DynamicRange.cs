using MovieData.Media.Probe;

namespace MovieData.Media.Colour;

/// <summary>Metadata of high dynamic range beside pictures that are not tagged as such.</summary>
internal static class DynamicRange
{
    private static readonly string[] Kinds =
    [
        "Mastering display metadata", "Content light level metadata", "HDR10+ Dynamic Metadata (SMPTE 2094-40)",
        "HDR Dynamic Metadata SMPTE2094-40 (HDR10+)", "HDR Dynamic Metadata SMPTE2094-50",
        "HDR Dynamic Metadata CUVA 005.1 2021 (Vivid)",
    ];

    /// <summary>
    /// A warning where the stream does not say its transfer but what is beside it speaks of HDR: tone mapping needs the
    /// tag. (With the tag it uses a fixed peak, so that a seek changes no colour, and the metadata are not needed.)
    /// </summary>
    public static string? Warning(StreamFacts stream)
    {
        string? kind = stream.SideKinds.FirstOrDefault(Kinds.Contains);
        string? says = stream.Dolby is { BaseLayer: "HDR10" or "HLG" } dolby
            ? $"the Dolby Vision record (profile {dolby.Name}) says {dolby.BaseLayer}"
            : kind is null ? null : $"side data '{kind}' speaks of HDR";
        return says is null || stream.Colour.Transfer is not ""
            ? null
            : $"{says}, but the stream has no transfer tag and is read as SDR: if its pictures look flat and grey, tag "
                + "it first (color_trc smpte2084 or arib-std-b67)";
    }
}
