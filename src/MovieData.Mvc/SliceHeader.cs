namespace MovieData.Mvc;

/// <summary>What a slice may predict from (H.264 table 7-6).</summary>
internal enum SliceKind
{
    /// <summary>One list of references.</summary>
    P = 0,

    /// <summary>Two lists of references.</summary>
    B = 1,

    /// <summary>No references.</summary>
    I = 2,
}

/// <summary>One command of <c>ref_pic_list_modification()</c> or <c>dec_ref_pic_marking()</c>, as coded.</summary>
/// <param name="Operation"><c>modification_of_pic_nums_idc</c> or <c>memory_management_control_operation</c>.</param>
/// <param name="First">Its first operand.</param>
/// <param name="Second">Its second operand (marking operation 3 only).</param>
internal readonly record struct SliceCommand(uint Operation, uint First, uint Second = 0);

/// <summary>A short list of commands with a fixed limit.</summary>
internal sealed class SliceCommands
{
    /// <summary>Most commands of one list; 7.4.3.1 and 7.4.3.3 allow fewer (33 and 2 · 16 + 2).</summary>
    private const int CountMax = 66;

    private readonly SliceCommand[] _commands = new SliceCommand[CountMax];
    private int _count;

    /// <summary>The commands in order.</summary>
    public ReadOnlySpan<SliceCommand> Items => _commands.AsSpan(0, _count);

    /// <summary>Removes all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds one.</summary>
    /// <exception cref="MvcSyntaxException">There are too many: the unit is broken.</exception>
    public void Add(SliceCommand command)
    {
        if (_count == CountMax)
        {
            throw new MvcSyntaxException("a slice has too many reference commands");
        }

        _commands[_count++] = command;
    }
}

/// <summary>
/// A slice: its header in the source's numbering (H.264 7.3.3, dependent slices H.7.3.3), and where its data lie.
/// Objects are reused from access unit to access unit; <see cref="SliceHeaderReader"/> fills them.
/// </summary>
internal sealed class SliceHeader
{
    /// <summary>Most entries of a reference list of frames (7.4.3).</summary>
    public const int ReferencesMax = 32;

    /// <summary>Where the RBSP starts in the access unit's buffer.</summary>
    public int Start { get; set; }

    /// <summary>Bytes of the RBSP.</summary>
    public int Length { get; set; }

    /// <summary>Bits of the header: slice data follow.</summary>
    public int HeaderBits { get; set; }

    /// <summary>The NAL header; of a base slice, inter-view flag and anchor flag come from its prefix unit.</summary>
    public NalHeader Nal { get; set; }

    /// <summary>Picture parameter set.</summary>
    public PictureParameters Picture { get; set; } = PictureParameters.ForCopies;

    /// <summary>Sequence parameter set, the subset one in a dependent slice.</summary>
    public SequenceParameters Sequence { get; set; } = null!;

    /// <summary><c>first_mb_in_slice</c>.</summary>
    public uint FirstMacroblock { get; set; }

    /// <summary>Kind of slice.</summary>
    public SliceKind Kind { get; set; }

    /// <summary><c>frame_num</c>.</summary>
    public int FrameNumber { get; set; }

    /// <summary><c>idr_pic_id</c>.</summary>
    public uint IdrId { get; set; }

    /// <summary><c>pic_order_cnt_lsb</c>.</summary>
    public int OrderLow { get; set; }

    /// <summary><c>delta_pic_order_cnt_bottom</c>.</summary>
    public int OrderDeltaBottom { get; set; }

    /// <summary><c>delta_pic_order_cnt[0]</c> and <c>[1]</c>.</summary>
    public (int First, int Second) OrderDelta { get; set; }

    /// <summary><c>redundant_pic_cnt</c>; above 0 the slice is dropped.</summary>
    public uint RedundantCount { get; set; }

    /// <summary><c>direct_spatial_mv_pred_flag</c>.</summary>
    public bool DirectSpatial { get; set; }

    /// <summary>Active entries of list 0 and list 1; 0 where the slice has no such list.</summary>
    public int[] ReferenceCounts { get; } = new int[2];

    /// <summary>Modification commands of list 0 and list 1.</summary>
    public SliceCommands[] Modifications { get; } = [new(), new()];

    /// <summary>Bits [start, end) of <c>pred_weight_table()</c>; empty when the slice has none.</summary>
    public (int Start, int End) Weights { get; set; }

    /// <summary><c>long_term_reference_flag</c> of an IDR picture.</summary>
    public bool IdrLongTerm { get; set; }

    /// <summary><c>adaptive_ref_pic_marking_mode_flag</c>.</summary>
    public bool AdaptiveMarking { get; set; }

    /// <summary>Marking commands.</summary>
    public SliceCommands Marking { get; } = new();

    /// <summary>True when the marking has operation 5: all references go, counting starts anew.</summary>
    public bool ResetsMarking { get; set; }

    /// <summary><c>cabac_init_idc</c>.</summary>
    public uint CabacInit { get; set; }

    /// <summary><c>slice_qp_delta</c>.</summary>
    public int QuantizerDelta { get; set; }

    /// <summary><c>disable_deblocking_filter_idc</c> and the two offsets.</summary>
    public (uint Disable, int Alpha, int Beta) Deblocking { get; set; }

    /// <summary>
    /// The pictures behind list 0 and list 1 once <see cref="ReferenceLists"/> has run; null = no reference picture.
    /// </summary>
    public Picture?[][] References { get; } = [new Picture?[ReferencesMax + 1], new Picture?[ReferencesMax + 1]];

    /// <summary>Active entries of a list.</summary>
    public Span<Picture?> ActiveReferences(int list) => References[list].AsSpan(0, ReferenceCounts[list]);

    /// <summary>
    /// True when this slice and <paramref name="other"/> belong to different pictures of one view (7.4.1.2.4).
    /// </summary>
    public bool StartsNewPictureAfter(SliceHeader other) =>
        FrameNumber != other.FrameNumber || Picture.Id != other.Picture.Id || !ReferenceEquals(Sequence, other.Sequence)
        || (Nal.RefIdc == 0) != (other.Nal.RefIdc == 0) || Nal.IsIdr != other.Nal.IsIdr
        || (Nal.IsIdr && IdrId != other.IdrId) || OrderLow != other.OrderLow
        || OrderDeltaBottom != other.OrderDeltaBottom || OrderDelta != other.OrderDelta;
}
