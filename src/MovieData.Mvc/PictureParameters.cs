namespace MovieData.Mvc;

/// <summary>
/// A picture parameter set (H.264 7.3.2.2). Both views share one space of ids: the same set may serve a base slice with
/// the sequence parameter set of that id and a dependent slice with the subset one. Immutable; equal bytes give one
/// object.
/// </summary>
internal sealed record PictureParameters
{
    /// <summary>The RBSP it was read from.</summary>
    public required byte[] Rbsp { get; init; }

    /// <summary><c>pic_parameter_set_id</c>, 0…255.</summary>
    public required int Id { get; init; }

    /// <summary><c>seq_parameter_set_id</c>, 0…31.</summary>
    public required int SequenceId { get; init; }

    /// <summary><c>entropy_coding_mode_flag</c>: CABAC instead of CAVLC.</summary>
    public required bool Cabac { get; init; }

    /// <summary><c>bottom_field_pic_order_in_frame_present_flag</c>.</summary>
    public required bool BottomOrderPresent { get; init; }

    /// <summary><c>num_ref_idx_l0/l1_default_active</c>, 1…32.</summary>
    public required (int List0, int List1) ReferencesDefault { get; init; }

    /// <summary><c>weighted_pred_flag</c>: explicit weights in P slices.</summary>
    public required bool WeightedP { get; init; }

    /// <summary><c>weighted_bipred_idc</c>: 0 none, 1 explicit, 2 implicit weights in B slices.</summary>
    public required int WeightedB { get; init; }

    /// <summary><c>pic_init_qp_minus26</c> and <c>pic_init_qs_minus26</c>.</summary>
    public required (int Qp, int Qs) InitialQuantizer { get; init; }

    /// <summary>Chroma quantiser offsets of Cb and Cr.</summary>
    public required (int Cb, int Cr) ChromaOffset { get; init; }

    /// <summary><c>deblocking_filter_control_present_flag</c>.</summary>
    public required bool DeblockingControl { get; init; }

    /// <summary><c>constrained_intra_pred_flag</c>.</summary>
    public required bool ConstrainedIntra { get; init; }

    /// <summary><c>redundant_pic_cnt_present_flag</c>.</summary>
    public required bool RedundantCount { get; init; }

    /// <summary><c>transform_8x8_mode_flag</c>.</summary>
    public required bool Transform8X8 { get; init; }

    /// <summary>Scaling lists, null when the set has none.</summary>
    public required ScalingLists? Scaling { get; init; }

    /// <summary>
    /// The set of copy pictures (README.md, "The inter-view reference"): CAVLC, one reference, no weights, deblocking
    /// switched off by slices.
    /// </summary>
    public static PictureParameters ForCopies { get; } = new()
    {
        Rbsp = [],
        Id = 0,
        SequenceId = 0,
        Cabac = false,
        BottomOrderPresent = true,
        ReferencesDefault = (1, 1),
        WeightedP = false,
        WeightedB = 0,
        InitialQuantizer = (0, 0),
        ChromaOffset = (0, 0),
        DeblockingControl = true,
        ConstrainedIntra = false,
        RedundantCount = false,
        Transform8X8 = false,
        Scaling = null,
    };

    /// <summary>Reads a set of a 4:2:0 stream.</summary>
    /// <param name="rbsp">Unit without header and emulation prevention; a copy is kept.</param>
    /// <exception cref="MvcSyntaxException">
    /// Broken, out of range, or with slice groups (which no High profile allows).
    /// </exception>
    public static PictureParameters Parse(ReadOnlySpan<byte> rbsp)
    {
        var reader = new BitReader(rbsp);
        var parameters = new PictureParameters
        {
            Rbsp = rbsp.ToArray(),
            Id = (int)reader.Ue(255),
            SequenceId = (int)reader.Ue(31),
            Cabac = reader.Flag(),
            BottomOrderPresent = reader.Flag(),
            ReferencesDefault = reader.Ue(7) == 0
                ? ((int)reader.Ue(31) + 1, (int)reader.Ue(31) + 1)
                : throw new MvcSyntaxException("slice groups"),
            WeightedP = reader.Flag(),
            WeightedB = (int)reader.Bits(2),
            InitialQuantizer = (reader.Se(), reader.Se()),
            ChromaOffset = Twice(reader.Se()),
            DeblockingControl = reader.Flag(),
            ConstrainedIntra = reader.Flag(),
            RedundantCount = reader.Flag(),
            Transform8X8 = false,
            Scaling = null,
        };
        if (!reader.MoreData)
        {
            return parameters;
        }

        bool transform8X8 = reader.Flag();
        return parameters with
        {
            Transform8X8 = transform8X8,
            Scaling = reader.Flag() ? ScalingLists.Parse(ref reader, transform8X8 ? 8 : 6) : null,
            ChromaOffset = (parameters.ChromaOffset.Cb, reader.Se()),
        };
    }

    /// <summary>
    /// Writes the set for the merged stream (README.md, "Parameter sets"): its new id, the one sequence parameter set,
    /// the bottom field's order in every slice, and the effective scaling lists in full, because the views' sequence
    /// sets may differ in them.
    /// </summary>
    /// <param name="writer">Empty.</param>
    /// <param name="id">Id in the merged stream, 0…255.</param>
    /// <param name="sequenceScaling">
    /// Lists of the sequence parameter set it is used with, null when that has none.
    /// </param>
    public void WriteMerged(BitWriter writer, int id, ScalingLists? sequenceScaling)
    {
        writer.Ue((uint)id);
        writer.Ue(0);
        writer.Flag(Cabac);
        writer.Flag(true);
        writer.Ue(0);
        writer.Ue((uint)ReferencesDefault.List0 - 1);
        writer.Ue((uint)ReferencesDefault.List1 - 1);
        writer.Flag(WeightedP);
        writer.Bits((uint)WeightedB, 2);
        writer.Se(InitialQuantizer.Qp);
        writer.Se(InitialQuantizer.Qs);
        writer.Se(ChromaOffset.Cb);
        writer.Flag(DeblockingControl);
        writer.Flag(ConstrainedIntra);
        writer.Flag(false);

        writer.Flag(Transform8X8);
        byte[][] lists = ScalingLists.Effective(sequenceScaling, Scaling);
        bool flat = ScalingLists.IsFlat(lists);
        writer.Flag(!flat);
        if (!flat)
        {
            ScalingLists.Write(writer, lists, Transform8X8 ? 8 : 6);
        }

        writer.Se(ChromaOffset.Cr);
        writer.TrailingBits();
    }

    private static (int Cb, int Cr) Twice(int offset) => (offset, offset);
}
