namespace MovieData.Mvc;

/// <summary>How a picture appears in the merged stream; equal for all its slices.</summary>
internal sealed class MergedPictureState
{
    /// <summary>The picture, with its merged frame number.</summary>
    public Picture Picture { get; set; } = null!;

    /// <summary>Written as an IDR picture.</summary>
    public bool IsIdr { get; set; }

    /// <summary>Written as a reference picture.</summary>
    public bool IsReference { get; set; }

    /// <summary>Marked as long-term as soon as it is decoded.</summary>
    public bool IsLong { get; set; }

    /// <summary><c>idr_pic_id</c>.</summary>
    public uint IdrId { get; set; }

    /// <summary>Picture order counts of the top and the bottom field in the merged stream.</summary>
    public (int Top, int Bottom) Order { get; set; }

    /// <summary>Marking commands.</summary>
    public SliceCommands Marking { get; } = new();

    /// <summary>The base picture that lists must not name, or null; see <see cref="Replacement"/>.</summary>
    public Picture? Replaced { get; set; }

    /// <summary>The copy that is named in its place.</summary>
    public Picture? Replacement { get; set; }
}

/// <summary>
/// Writes slices in the merged stream's numbering; their data are copied bit by bit (README.md, "Slices and marking").
/// </summary>
internal static class MergedSliceWriter
{
    private const int P = 5;

    /// <summary>Writes a slice of either view as an RBSP.</summary>
    /// <param name="writer">Cleared and filled.</param>
    /// <param name="slice">The source's header.</param>
    /// <param name="rbsp">The source's unit.</param>
    /// <param name="state">Its picture.</param>
    /// <param name="parameterId">Picture parameter set in the merged stream.</param>
    public static void Write(
        BitWriter writer, SliceHeader slice, ReadOnlySpan<byte> rbsp, MergedPictureState state, int parameterId)
    {
        writer.Clear();
        WriteHeader(writer, slice, rbsp, state, parameterId);
        int stop = BitReader.StopBit(rbsp);
        if (slice.Picture.Cabac)
        {
            // cabac_alignment_one_bit (7.3.4), then whole bytes, the stop bit's byte included; cabac_zero_words go.
            writer.AlignOnes();
            writer.CopyBits(rbsp, (slice.HeaderBits + 7) & ~7, (stop + 8) & ~7);
        }
        else
        {
            writer.CopyBits(rbsp, slice.HeaderBits, stop);
            writer.TrailingBits();
        }
    }

    /// <summary>
    /// Writes the one slice of a copy picture: every macroblock skipped, so that it equals its reference.
    /// </summary>
    public static void WriteCopy(BitWriter writer, SliceHeader slice, MergedPictureState state, int parameterId)
    {
        writer.Clear();
        WriteHeader(writer, slice, [], state, parameterId);

        // mb_skip_run
        writer.Ue((uint)slice.Sequence.FrameMacroblocks);
        writer.TrailingBits();
    }

    private static void WriteHeader(
        BitWriter writer, SliceHeader slice, ReadOnlySpan<byte> rbsp, MergedPictureState state, int parameterId)
    {
        writer.Ue(slice.FirstMacroblock);
        writer.Ue((uint)slice.Kind + P);
        writer.Ue((uint)parameterId);
        writer.Bits((uint)state.Picture.MergedFrameNumber, 16);
        if (!slice.Sequence.FrameMacroblocksOnly)
        {
            writer.Flag(false);
        }

        if (state.IsIdr)
        {
            writer.Ue(state.IdrId);
        }

        writer.Bits((uint)state.Order.Top, 16);
        writer.Se(state.Order.Bottom - state.Order.Top);
        if (slice.Kind == SliceKind.B)
        {
            writer.Flag(slice.DirectSpatial);
        }

        WriteReferences(writer, slice, state);
        writer.CopyBits(rbsp, slice.Weights.Start, slice.Weights.End);
        WriteMarking(writer, state);
        if (slice.Picture.Cabac && slice.Kind != SliceKind.I)
        {
            writer.Ue(slice.CabacInit);
        }

        writer.Se(slice.QuantizerDelta);
        if (slice.Picture.DeblockingControl)
        {
            writer.Ue(slice.Deblocking.Disable);
            if (slice.Deblocking.Disable != 1)
            {
                writer.Se(slice.Deblocking.Alpha);
                writer.Se(slice.Deblocking.Beta);
            }
        }
    }

    /// <summary>States the counts and names every entry in order, so that the initial lists do not matter.</summary>
    private static void WriteReferences(BitWriter writer, SliceHeader slice, MergedPictureState state)
    {
        if (slice.Kind == SliceKind.I)
        {
            return;
        }

        // num_ref_idx_active_override_flag
        writer.Flag(true);
        for (int list = 0; list < 2; list++)
        {
            if (slice.ReferenceCounts[list] > 0)
            {
                writer.Ue((uint)slice.ReferenceCounts[list] - 1);
            }
        }

        for (int list = 0; list < 2; list++)
        {
            if (slice.ReferenceCounts[list] > 0)
            {
                WriteList(writer, slice.ActiveReferences(list), state);
            }
        }
    }

    private static void WriteList(BitWriter writer, ReadOnlySpan<Picture?> entries, MergedPictureState state)
    {
        const int range = MergedReferences.FrameNumberRange;
        writer.Flag(true);
        int predicted = state.Picture.MergedFrameNumber;
        foreach (Picture? entry in entries)
        {
            Picture named = entry == state.Replaced ? state.Replacement! : entry!;
            if (named.Merged == ReferenceKind.Long)
            {
                writer.Ue(2);
                writer.Ue((uint)named.MergedLongIndex);
                continue;
            }

            // The same picture twice is a difference of the whole range: 0 cannot be coded.
            int ahead = (named.MergedFrameNumber - predicted + range) % range;
            bool isAdded = ahead is > 0 and < range / 2;
            writer.Ue(isAdded ? 1u : 0u);
            writer.Ue((uint)(isAdded ? ahead : range - ahead) - 1);
            predicted = named.MergedFrameNumber;
        }

        writer.Ue(3);
    }

    private static void WriteMarking(BitWriter writer, MergedPictureState state)
    {
        if (!state.IsReference)
        {
            return;
        }

        // IDR: no_output_of_prior_pics_flag 0, long_term_reference_flag; else adaptive marking, never the sliding
        // window.
        writer.Flag(!state.IsIdr);
        if (state.IsIdr)
        {
            writer.Flag(state.IsLong);
            return;
        }

        foreach (SliceCommand command in state.Marking.Items)
        {
            writer.Ue(command.Operation);
            writer.Ue(command.First);
            if (command.Operation == 3)
            {
                writer.Ue(command.Second);
            }
        }

        writer.Ue(0);
    }
}
