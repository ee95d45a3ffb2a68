namespace MovieData.Mvc;

/// <summary>
/// What the rewriter keeps of the video usability information of a sequence parameter set (H.264 annex E).
/// </summary>
public sealed record VideoUsability
{
    /// <summary>No information in the stream.</summary>
    public static VideoUsability None { get; } = new();

    /// <summary>
    /// <c>aspect_ratio_idc</c>, null when absent; 255 = <see cref="SampleWidth"/>:<see cref="SampleHeight"/>.
    /// </summary>
    public int? AspectRatioIdc { get; private init; }

    /// <summary><c>sar_width</c>.</summary>
    public int SampleWidth { get; private init; }

    /// <summary><c>sar_height</c>.</summary>
    public int SampleHeight { get; private init; }

    /// <summary>Whether video format and range are stated.</summary>
    public bool HasSignalType { get; private init; }

    /// <summary><c>video_format</c>, 0…7.</summary>
    public int VideoFormat { get; private init; }

    /// <summary><c>video_full_range_flag</c>: luma 0…255.</summary>
    public bool FullRange { get; private init; }

    /// <summary>Primaries, transfer and matrix (8 bits each, in this order), null when absent.</summary>
    public uint? Colour { get; private init; }

    /// <summary>Chroma sample location of top and bottom field, null when absent.</summary>
    public (uint Top, uint Bottom)? ChromaLocation { get; private init; }

    /// <summary>
    /// <c>num_units_in_tick</c> and <c>time_scale</c>, null when absent; frames per second = time_scale / (2 · units).
    /// </summary>
    public (uint UnitsInTick, uint TimeScale)? Timing { get; private init; }

    /// <summary>
    /// Reads <c>vui_parameters()</c> (E.1.1); what follows the timing is passed over, since it is written anew.
    /// </summary>
    /// <exception cref="MvcSyntaxException">The unit ends early or a code is broken.</exception>
    public static VideoUsability Parse(ref BitReader reader)
    {
        VideoUsability usability = None;
        if (reader.Flag())
        {
            int idc = (int)reader.Bits(8);
            usability = idc == 255
                ? new() { AspectRatioIdc = idc, SampleWidth = Size(ref reader), SampleHeight = Size(ref reader) }
                : new() { AspectRatioIdc = idc };
        }

        if (reader.Flag())
        {
            // overscan_appropriate_flag
            reader.Skip(1);
        }

        if (reader.Flag())
        {
            usability = usability with
            {
                HasSignalType = true,
                VideoFormat = (int)reader.Bits(3),
                FullRange = reader.Flag(),
                Colour = reader.Flag() ? reader.Bits(24) : null,
            };
        }

        if (reader.Flag())
        {
            usability = usability with { ChromaLocation = (reader.Ue(5), reader.Ue(5)) };
        }

        if (reader.Flag())
        {
            usability = usability with { Timing = (reader.Bits(32), reader.Bits(32)) };

            // fixed_frame_rate_flag
            reader.Skip(1);
        }

        SkipBuffering(ref reader);
        return usability;
    }

    /// <summary>
    /// Writes <c>vui_parameters()</c> of the merged stream: twice the pictures per second, no HRD, and a reorder depth
    /// of 16 so that the decoder waits for both views (README.md, "Parameter sets").
    /// </summary>
    /// <param name="writer">Behind <c>vui_parameters_present_flag</c>.</param>
    internal void Write(BitWriter writer)
    {
        WriteAspect(writer);
        writer.Flag(false);
        writer.Flag(HasSignalType);
        if (HasSignalType)
        {
            writer.Bits((uint)VideoFormat, 3);
            writer.Flag(FullRange);
            writer.Flag(Colour is not null);
            writer.Bits(Colour ?? 0, Colour is null ? 0 : 24);
        }

        writer.Flag(ChromaLocation is not null);
        if (ChromaLocation is { } location)
        {
            writer.Ue(location.Top);
            writer.Ue(location.Bottom);
        }

        WriteTiming(writer);

        // No HRD (2 flags); pic_struct is present: each picture carries its label as a time code (PictureLabel).
        writer.Bits(0b001, 3);

        // bitstream_restriction_flag, motion vectors over picture boundaries, no size limits, longest vectors.
        writer.Bits(0b11, 2);
        writer.Ue(0);
        writer.Ue(0);
        writer.Ue(16);
        writer.Ue(16);
        writer.Ue(16);
        writer.Ue(16);
    }

    /// <summary>Passes over both HRDs (E.1.2), <c>pic_struct_present_flag</c> and the restrictions.</summary>
    private static void SkipBuffering(ref BitReader reader)
    {
        bool any = false;
        for (int kind = 0; kind < 2; kind++)
        {
            if (reader.Flag())
            {
                any = true;
                uint count = reader.Ue(31) + 1;
                reader.Skip(8);
                for (uint index = 0; index < count; index++)
                {
                    reader.Ue();
                    reader.Ue();
                    reader.Skip(1);
                }

                reader.Skip(20);
            }
        }

        // low_delay_hrd_flag, pic_struct_present_flag
        reader.Skip(any ? 2 : 1);
        if (reader.Flag())
        {
            reader.Skip(1);
            for (int index = 0; index < 6; index++)
            {
                reader.Ue();
            }
        }
    }

    private static int Size(ref BitReader reader) => (int)reader.Bits(16);

    private void WriteAspect(BitWriter writer)
    {
        writer.Flag(AspectRatioIdc is not null);
        if (AspectRatioIdc is { } idc)
        {
            writer.Bits((uint)idc, 8);
            if (idc == 255)
            {
                writer.Bits((uint)SampleWidth, 16);
                writer.Bits((uint)SampleHeight, 16);
            }
        }
    }

    private void WriteTiming(BitWriter writer)
    {
        // A rate that cannot be doubled is nonsense (over 10^9 ticks a second); leaving it out harms nothing.
        bool usable = Timing is { TimeScale: > 0 and < uint.MaxValue / 2, UnitsInTick: > 0 };
        writer.Flag(usable);
        if (usable)
        {
            writer.Bits(Timing!.Value.UnitsInTick, 32);
            writer.Bits(Timing!.Value.TimeScale * 2, 32);
            writer.Flag(false);
        }
    }
}
