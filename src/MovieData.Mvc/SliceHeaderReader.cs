namespace MovieData.Mvc;

/// <summary>Reads slice headers: H.264 7.3.3, 7.3.3.1 (H.7.3.3.1.1 in dependent slices), 7.3.3.2, 7.3.3.3.</summary>
internal static class SliceHeaderReader
{
    /// <summary>Fills <paramref name="slice"/> from a slice unit.</summary>
    /// <param name="slice">Reused object; <see cref="SliceHeader.Nal"/> is set, the rest is overwritten.</param>
    /// <param name="rbsp">Unit without header and emulation prevention.</param>
    /// <param name="sets">Parameter sets seen so far.</param>
    /// <exception cref="MvcSyntaxException">Broken, out of range, or a parameter set is missing.</exception>
    /// <exception cref="MvcException">A field picture.</exception>
    public static void Read(SliceHeader slice, ReadOnlySpan<byte> rbsp, ParameterSets sets)
    {
        var reader = new BitReader(rbsp);
        bool isDependent = slice.Nal.Type == NalType.DependentSlice;
        slice.FirstMacroblock = reader.Ue();
        uint type = reader.Ue(9) % 5;
        if (type > 2)
        {
            throw new MvcSyntaxException("a slice is SP or SI, which no High profile allows");
        }

        slice.Kind = (SliceKind)type;
        slice.Picture = sets.Picture(reader.Ue(255));
        slice.Sequence = sets.Sequence(slice.Picture, isDependent);
        ReadNumbers(ref reader, slice);
        slice.RedundantCount = slice.Picture.RedundantCount ? reader.Ue(127) : 0;
        ReadReferences(ref reader, slice, isDependent);
        ReadWeights(ref reader, slice);
        ReadMarking(ref reader, slice);
        slice.CabacInit = slice.Picture.Cabac && slice.Kind != SliceKind.I ? reader.Ue(2) : 0;
        slice.QuantizerDelta = reader.Se();
        slice.Deblocking = slice.Picture.DeblockingControl ? ReadDeblocking(ref reader) : default;
        slice.HeaderBits = reader.Position;
        if (slice.HeaderBits >= BitReader.StopBit(rbsp))
        {
            throw new MvcSyntaxException("a slice has no data");
        }
    }

    private static void ReadNumbers(ref BitReader reader, SliceHeader slice)
    {
        SequenceParameters sequence = slice.Sequence;
        uint pairs = sequence.AdaptiveFrameField ? 2u : 1u;
        if (slice.FirstMacroblock >= sequence.FrameMacroblocks / pairs)
        {
            throw new MvcSyntaxException($"a slice starts at macroblock {slice.FirstMacroblock}, outside the picture");
        }

        slice.FrameNumber = (int)reader.Bits(sequence.FrameNumberBits);
        if (!sequence.FrameMacroblocksOnly && reader.Flag())
        {
            throw new MvcException(
                "the stream has field pictures (interlaced); only frame pictures are supported, as on Blu-ray 3D");
        }

        slice.IdrId = slice.Nal.IsIdr ? reader.Ue(65535) : 0;
        OrderCountCoding order = sequence.OrderCount;
        slice.OrderLow = order.Type == 0 ? (int)reader.Bits(order.LowBits) : 0;
        slice.OrderDeltaBottom = order.Type == 0 && slice.Picture.BottomOrderPresent ? reader.Se() : 0;
        bool deltas = order.Type == 1 && !order.DeltaAlwaysZero;
        int first = deltas ? reader.Se() : 0;
        slice.OrderDelta = (first, deltas && slice.Picture.BottomOrderPresent ? reader.Se() : 0);
    }

    private static void ReadReferences(ref BitReader reader, SliceHeader slice, bool isDependent)
    {
        slice.DirectSpatial = slice.Kind == SliceKind.B && reader.Flag();
        (int list0, int list1) = slice.Picture.ReferencesDefault;
        if (slice.Kind != SliceKind.I && reader.Flag())
        {
            list0 = (int)reader.Ue(SliceHeader.ReferencesMax - 1) + 1;
            list1 = slice.Kind == SliceKind.B ? (int)reader.Ue(SliceHeader.ReferencesMax - 1) + 1 : 0;
        }

        slice.ReferenceCounts[0] = slice.Kind == SliceKind.I ? 0 : list0;
        slice.ReferenceCounts[1] = slice.Kind == SliceKind.B ? list1 : 0;
        for (int list = 0; list < 2; list++)
        {
            slice.Modifications[list].Clear();
            if (slice.ReferenceCounts[list] > 0 && reader.Flag())
            {
                ReadModifications(ref reader, slice.Modifications[list], isDependent ? 5u : 2u);
            }
        }
    }

    private static void ReadModifications(ref BitReader reader, SliceCommands commands, uint operationMax)
    {
        while (true)
        {
            uint operation = reader.Ue(operationMax < 3 ? 3 : operationMax);
            if (operation == 3)
            {
                return;
            }

            commands.Add(new SliceCommand(operation, reader.Ue()));
        }
    }

    /// <summary>Passes over <c>pred_weight_table()</c>: its bits are copied as they are.</summary>
    private static void ReadWeights(ref BitReader reader, SliceHeader slice)
    {
        int start = reader.Position;
        bool present = slice.Kind == SliceKind.P && slice.Picture.WeightedP;
        present |= slice.Kind == SliceKind.B && slice.Picture.WeightedB == 1;
        if (present)
        {
            reader.Ue(7);
            reader.Ue(7);
            for (int entry = slice.ReferenceCounts[0] + slice.ReferenceCounts[1]; entry > 0; entry--)
            {
                if (reader.Flag())
                {
                    reader.Se();
                    reader.Se();
                }

                if (reader.Flag())
                {
                    reader.Se();
                    reader.Se();
                    reader.Se();
                    reader.Se();
                }
            }
        }

        slice.Weights = (start, reader.Position);
    }

    private static void ReadMarking(ref BitReader reader, SliceHeader slice)
    {
        slice.Marking.Clear();
        slice.AdaptiveMarking = slice.IdrLongTerm = slice.ResetsMarking = false;
        if (slice.Nal.RefIdc == 0)
        {
            return;
        }

        if (slice.Nal.IsIdr)
        {
            // no_output_of_prior_pics_flag
            reader.Skip(1);
            slice.IdrLongTerm = reader.Flag();
            return;
        }

        slice.AdaptiveMarking = reader.Flag();
        while (slice.AdaptiveMarking)
        {
            uint operation = reader.Ue(6);
            if (operation == 0)
            {
                return;
            }

            uint first = operation == 5 ? 0 : reader.Ue();
            uint second = operation == 3 ? reader.Ue() : 0;
            slice.Marking.Add(new SliceCommand(operation, first, second));
            slice.ResetsMarking |= operation == 5;
        }
    }

    private static (uint Disable, int Alpha, int Beta) ReadDeblocking(ref BitReader reader)
    {
        uint disable = reader.Ue(2);
        return disable == 1 ? (disable, 0, 0) : (disable, reader.Se(), reader.Se());
    }
}
