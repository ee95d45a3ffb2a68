namespace MovieData.Mvc;

/// <summary>Values of <c>nal_unit_type</c> (H.264 table 7-1) that matter here; all others are dropped.</summary>
public static class NalType
{
    /// <summary>Slice of a picture that is no IDR picture.</summary>
    public const int Slice = 1;

    /// <summary>Slice of an IDR picture.</summary>
    public const int IdrSlice = 5;

    /// <summary>Supplemental enhancement information.</summary>
    public const int Message = 6;

    /// <summary>Sequence parameter set.</summary>
    public const int Sequence = 7;

    /// <summary>Picture parameter set.</summary>
    public const int Picture = 8;

    /// <summary>Access unit delimiter.</summary>
    public const int Delimiter = 9;

    /// <summary>Prefix: the MVC header of the base slice that follows.</summary>
    public const int Prefix = 14;

    /// <summary>Subset sequence parameter set: that of the dependent view.</summary>
    public const int SubsetSequence = 15;

    /// <summary>Slice of a dependent view.</summary>
    public const int DependentSlice = 20;

    /// <summary>
    /// Our own, of the unspecified ones: bytes of the picture before it are missing, as its container knows.
    /// </summary>
    public const int Loss = 31;

    /// <summary>
    /// Our own, of the unspecified ones: another clip begins, and nothing behind it refers to anything before it.
    /// </summary>
    public const int Join = 30;

    /// <summary>Payload of a <see cref="Join"/> unit.</summary>
    public static ReadOnlySpan<byte> JoinOfClips => "CLIP"u8;

    /// <summary>Payload of a <see cref="Loss"/> unit behind a base picture.</summary>
    public static ReadOnlySpan<byte> LossOfBase => "LOSSB"u8;

    /// <summary>Payload of a <see cref="Loss"/> unit behind a dependent picture.</summary>
    public static ReadOnlySpan<byte> LossOfDependent => "LOSSD"u8;
}

/// <summary>
/// Header of a NAL unit, H.264 7.3.1, with the MVC extension of H.7.3.1.1 where types 14 and 20 carry it.
/// </summary>
/// <param name="Type"><c>nal_unit_type</c>, 0…31.</param>
/// <param name="RefIdc"><c>nal_ref_idc</c>, 0…3; 0 = no other picture of the view refers to this one.</param>
/// <param name="Length">Bytes of the header, 1 or 4.</param>
/// <param name="IsIdr"><c>IdrPicFlag</c>: type 5, or <c>non_idr_flag</c> = 0.</param>
/// <param name="ViewId"><c>view_id</c>, 0…1023; 0 without an extension.</param>
/// <param name="IsAnchor"><c>anchor_pic_flag</c>: refers to nothing outside its access unit.</param>
/// <param name="IsInterView"><c>inter_view_flag</c>; 1 without an extension (H.7.4.1.1).</param>
public readonly record struct NalHeader(
    int Type, int RefIdc, int Length, bool IsIdr, int ViewId, bool IsAnchor, bool IsInterView)
{
    /// <summary>Reads the header of <paramref name="nal"/>.</summary>
    /// <exception cref="MvcSyntaxException">
    /// The unit is shorter than its header, its forbidden bit is set, or it is SVC.
    /// </exception>
    public static NalHeader Parse(ReadOnlySpan<byte> nal)
    {
        if (nal.IsEmpty || (nal[0] & 0x80) != 0)
        {
            throw new MvcSyntaxException("a NAL unit has no valid header");
        }

        int type = nal[0] & 31;
        int refIdc = (nal[0] >> 5) & 3;
        if (type is not (NalType.Prefix or NalType.DependentSlice))
        {
            return new NalHeader(type, refIdc, 1, type == NalType.IdrSlice, 0, false, true);
        }

        if (nal.Length < 4 || (nal[1] & 0x80) != 0)
        {
            throw new MvcSyntaxException("a NAL unit extension is cut short or belongs to SVC");
        }

        // svc_extension 1, non_idr 1, priority 6, view 10, temporal 3, anchor 1, inter_view 1, reserved 1
        uint extension = ((uint)nal[1] << 16) | ((uint)nal[2] << 8) | nal[3];
        return new NalHeader(
            type,
            refIdc,
            4,
            IsIdr: (extension & 0x400000) == 0,
            ViewId: (int)((extension >> 6) & 1023),
            IsAnchor: (extension & 4) != 0,
            IsInterView: (extension & 2) != 0);
    }
}
