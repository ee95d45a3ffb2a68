using MovieData.Imaging.Frames;

namespace MovieData.Mvc;

/// <summary>
/// A sequence parameter set (H.264 7.3.2.1.1), or the one inside a subset sequence parameter set (7.3.2.1.3) with its
/// MVC extension. Immutable; equal bytes give one object, so that identity is equality of content.
/// </summary>
public sealed record SequenceParameters
{
    /// <summary>Most macroblocks of a frame: level 6.2, table A-1.</summary>
    private const int FrameMacroblocksMax = 139264;

    /// <summary>The RBSP it was read from.</summary>
    public required byte[] Rbsp { get; init; }

    /// <summary><c>seq_parameter_set_id</c>, 0…31.</summary>
    public required int Id { get; init; }

    /// <summary>Scaling lists, null when the set has none.</summary>
    public required ScalingLists? Scaling { get; init; }

    /// <summary>Bits of <c>frame_num</c>, 4…16.</summary>
    public required int FrameNumberBits { get; init; }

    /// <summary>Frame numbers count modulo this, 2^4…2^16 (<c>MaxFrameNum</c>).</summary>
    public int FrameNumberMax => 1 << FrameNumberBits;

    /// <summary>How picture order counts are coded.</summary>
    public required OrderCountCoding OrderCount { get; init; }

    /// <summary><c>max_num_ref_frames</c>, 0…16.</summary>
    public required int ReferencesMax { get; init; }

    /// <summary><c>gaps_in_frame_num_value_allowed_flag</c>: missing frame numbers are no loss.</summary>
    public required bool GapsAllowed { get; init; }

    /// <summary>Width in macroblocks of 16 pixels.</summary>
    public required int WidthInMacroblocks { get; init; }

    /// <summary>
    /// Height in macroblocks, or in pairs of them where fields are allowed (<c>pic_height_in_map_units</c>).
    /// </summary>
    public required int HeightInMapUnits { get; init; }

    /// <summary><c>frame_mbs_only_flag</c>: no interlaced tools.</summary>
    public required bool FrameMacroblocksOnly { get; init; }

    /// <summary><c>mb_adaptive_frame_field_flag</c>: MBAFF frames.</summary>
    public required bool AdaptiveFrameField { get; init; }

    /// <summary><c>direct_8x8_inference_flag</c>.</summary>
    public required bool Direct8X8 { get; init; }

    /// <summary>Cropping (left, right, top, bottom) in crop units, null when absent.</summary>
    public required (uint Left, uint Right, uint Top, uint Bottom)? Crop { get; init; }

    /// <summary>Aspect, colour and timing.</summary>
    public required VideoUsability Usability { get; init; }

    /// <summary>The MVC extension; null in a set of the base view.</summary>
    public required InterViewReferences? Views { get; init; }

    /// <summary>Macroblocks of a frame (<c>PicSizeInMbs</c>).</summary>
    public int FrameMacroblocks => WidthInMacroblocks * HeightInMapUnits * (FrameMacroblocksOnly ? 1 : 2);

    /// <summary>Size of the cropped picture in pixels, 4:2:0 (7.4.2.1.1).</summary>
    public PixelSize Size
    {
        get
        {
            (uint left, uint right, uint top, uint bottom) = Crop ?? default;
            int rowUnit = FrameMacroblocksOnly ? 2 : 4;
            int rows = HeightInMapUnits * (FrameMacroblocksOnly ? 16 : 32);
            return new PixelSize(
                (WidthInMacroblocks * 16) - (2 * (int)(left + right)), rows - (rowUnit * (int)(top + bottom)));
        }
    }

    /// <summary>Reads a set.</summary>
    /// <param name="rbsp">Unit without header and emulation prevention; a copy is kept.</param>
    /// <param name="isSubset">True for NAL type 15.</param>
    /// <exception cref="MvcSyntaxException">Broken, out of range, or no MVC profile in a subset set.</exception>
    /// <exception cref="MvcException">A chroma format or depth other than 4:2:0, 8 bit.</exception>
    public static SequenceParameters Parse(ReadOnlySpan<byte> rbsp, bool isSubset)
    {
        var reader = new BitReader(rbsp);
        int profile = (int)reader.Bits(8);
        reader.Skip(16);
        int id = (int)reader.Ue(31);
        if (isSubset && profile is not (118 or 128))
        {
            throw new MvcSyntaxException($"a subset sequence parameter set is of profile {profile}, not MVC");
        }

        ScalingLists? scaling = profile is 66 or 77 or 88 ? null : ParseHighFormat(ref reader);
        int frameNumberBits = (int)reader.Ue(12) + 4;
        OrderCountCoding orderCount = OrderCountCoding.Parse(ref reader);
        var parameters = new SequenceParameters
        {
            Rbsp = rbsp.ToArray(),
            Id = id,
            Scaling = scaling,
            FrameNumberBits = frameNumberBits,
            OrderCount = orderCount,
            ReferencesMax = (int)reader.Ue(16),
            GapsAllowed = reader.Flag(),
            WidthInMacroblocks = (int)reader.Ue(1023) + 1,
            HeightInMapUnits = (int)reader.Ue(1023) + 1,
            FrameMacroblocksOnly = reader.Flag(),
            AdaptiveFrameField = false,
            Direct8X8 = false,
            Crop = null,
            Usability = VideoUsability.None,
            Views = null,
        };
        parameters = parameters with
        {
            AdaptiveFrameField = !parameters.FrameMacroblocksOnly && reader.Flag(),
            Direct8X8 = reader.Flag(),
            Crop = reader.Flag() ? (reader.Ue(8192), reader.Ue(8192), reader.Ue(8192), reader.Ue(8192)) : null,
            Usability = reader.Flag() ? VideoUsability.Parse(ref reader) : VideoUsability.None,
        };
        parameters.CheckSize();
        return isSubset ? parameters with { Views = InterViewReferences.Parse(ref reader) } : parameters;
    }

    /// <summary>
    /// Writes the one set of the merged stream (README.md, "Parameter sets"); scaling lists go into the picture
    /// parameter sets.
    /// </summary>
    internal void WriteMerged(BitWriter writer)
    {
        writer.Bits(100, 8);
        writer.Bits(0, 8);
        writer.Bits(51, 8);
        writer.Ue(0);

        // 4:2:0, 8 and 8 bits, no bypass, no scaling lists; 16 bits of frame_num; POC type 0 with 16 bits.
        writer.Ue(1);
        writer.Ue(0);
        writer.Ue(0);
        writer.Bits(0, 2);
        writer.Ue(16 - 4);
        writer.Ue(0);
        writer.Ue(16 - 4);
        writer.Ue(MergedReferences.CountMax);
        writer.Flag(false);
        writer.Ue((uint)WidthInMacroblocks - 1);
        writer.Ue((uint)HeightInMapUnits - 1);
        writer.Flag(FrameMacroblocksOnly);
        if (!FrameMacroblocksOnly)
        {
            writer.Flag(AdaptiveFrameField);
        }

        writer.Flag(Direct8X8);
        writer.Flag(Crop is not null);
        if (Crop is { } crop)
        {
            writer.Ue(crop.Left);
            writer.Ue(crop.Right);
            writer.Ue(crop.Top);
            writer.Ue(crop.Bottom);
        }

        writer.Flag(true);
        Usability.Write(writer);
        writer.TrailingBits();
    }

    /// <summary>
    /// True when pictures of both sets have the same geometry, so that they fit into one merged stream.
    /// </summary>
    public bool FitsWith(SequenceParameters other) =>
        WidthInMacroblocks == other.WidthInMacroblocks && HeightInMapUnits == other.HeightInMapUnits
        && FrameMacroblocksOnly == other.FrameMacroblocksOnly && AdaptiveFrameField == other.AdaptiveFrameField
        && Direct8X8 == other.Direct8X8 && Crop == other.Crop;

    private static ScalingLists? ParseHighFormat(ref BitReader reader)
    {
        uint chroma = reader.Ue(3);
        if (chroma != 1)
        {
            throw new MvcException($"the stream has chroma_format_idc {chroma}; only 4:2:0 (1) is supported");
        }

        (uint luma, uint chromaDepth) = (reader.Ue(6) + 8, reader.Ue(6) + 8);
        if ((luma, chromaDepth) != (8, 8))
        {
            throw new MvcException(
                $"the stream has {luma} bits luma and {chromaDepth} bits chroma; only 8 are supported");
        }

        // qpprime_y_zero_transform_bypass_flag
        if (reader.Flag())
        {
            throw new MvcException("the stream is lossless (transform bypass), which no stereo profile allows");
        }

        return reader.Flag() ? ScalingLists.Parse(ref reader, ScalingLists.Count) : null;
    }

    private void CheckSize()
    {
        if (FrameMacroblocks > FrameMacroblocksMax || Size.Width <= 0 || Size.Height <= 0)
        {
            throw new MvcSyntaxException($"a picture of {Size.Width}x{Size.Height} pixels");
        }
    }
}
