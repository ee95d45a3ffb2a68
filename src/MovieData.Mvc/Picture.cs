namespace MovieData.Mvc;

/// <summary>How a picture is held as a reference.</summary>
internal enum ReferenceKind
{
    /// <summary>Not a reference.</summary>
    None,

    /// <summary>Used for short-term reference, named by its frame number.</summary>
    Short,

    /// <summary>Used for long-term reference, named by its index.</summary>
    Long,
}

/// <summary>
/// One decoded frame of one view, in two numberings: the source's (what its slices say) and the merged stream's (what
/// we write). Objects come from a <see cref="PicturePool"/> and go back when nobody refers to them any more.
/// </summary>
internal sealed class Picture
{
    /// <summary>Marking in the source's view (H.264 8.2.5).</summary>
    public ReferenceKind Source { get; set; }

    /// <summary>Marking in the merged stream.</summary>
    public ReferenceKind Merged { get; set; }

    /// <summary>True while its access unit is being written.</summary>
    public bool IsCurrent { get; set; }

    /// <summary><c>inter_view_flag</c>: the other view may refer to it.</summary>
    public bool IsInterView { get; set; }

    /// <summary><c>frame_num</c> of the source.</summary>
    public int FrameNumber { get; set; }

    /// <summary><c>LongTermFrameIdx</c> of the source.</summary>
    public int LongIndex { get; set; }

    /// <summary>Picture order count of the top field in the source's numbering.</summary>
    public int TopOrder { get; set; }

    /// <summary>Picture order count of the bottom field.</summary>
    public int BottomOrder { get; set; }

    /// <summary>Picture order count of the frame: the smaller of both (8.2.1).</summary>
    public int Order => Math.Min(TopOrder, BottomOrder);

    /// <summary>
    /// True when no picture with these numbers is in the merged stream: it filled a gap of frame numbers (8.2.5.2), or
    /// it came before the start. It keeps its place in the lists and is never really referred to.
    /// </summary>
    public bool IsPhantom { get; set; }

    /// <summary>True when it only filled a gap of frame numbers, so that even its order count is unknown.</summary>
    public bool IsGap { get; set; }

    /// <summary><c>frame_num</c> in the merged stream.</summary>
    public int MergedFrameNumber { get; set; }

    /// <summary><c>LongTermFrameIdx</c> in the merged stream.</summary>
    public int MergedLongIndex { get; set; }
}

/// <summary>All pictures of one rewriter; a handful, reused.</summary>
internal sealed class PicturePool
{
    /// <summary>Two views of 16 references, 16 merged ones, and the pictures of the current access unit.</summary>
    private const int CountMax = 64;

    private readonly Picture[] _pictures = Enumerable.Range(0, CountMax).Select(_ => new Picture()).ToArray();

    /// <summary>A picture nobody uses, marked current. It is free again once all three of its marks are gone.</summary>
    public Picture Rent()
    {
        foreach (Picture picture in _pictures)
        {
            if (!picture.IsCurrent && picture.Source == ReferenceKind.None && picture.Merged == ReferenceKind.None)
            {
                picture.IsCurrent = true;
                picture.IsPhantom = picture.IsGap = false;
                picture.FrameNumber = picture.LongIndex = picture.TopOrder = picture.BottomOrder = 0;
                return picture;
            }
        }

        throw new InvalidOperationException("more pictures are held than two views can refer to");
    }

    /// <summary>Ends the current access unit: pictures that are no references are free.</summary>
    public void ReleaseCurrent()
    {
        foreach (Picture picture in _pictures)
        {
            picture.IsCurrent = false;
        }
    }
}
