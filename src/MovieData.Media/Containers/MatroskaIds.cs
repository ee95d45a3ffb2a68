namespace MovieData.Media.Containers;

/// <summary>Elements of the top level of a Matroska file (RFC 9559, section 5).</summary>
internal static class MatroskaIds
{
    /// <summary>EBML: the head of the whole file.</summary>
    public const uint FileHead = 0x1A45DFA3;

    /// <summary>Segment: everything behind it.</summary>
    public const uint Segment = 0x18538067;

    /// <summary>SeekHead: where the other elements are.</summary>
    public const uint SeekHead = 0x114D9B74;

    /// <summary>Info: identity and length.</summary>
    public const uint SegmentInfo = 0x1549A966;

    /// <summary>Tracks.</summary>
    public const uint Tracks = 0x1654AE6B;

    /// <summary>Chapters.</summary>
    public const uint Chapters = 0x1043A770;

    /// <summary>Cluster: frames; nothing behind the first one is a header, unless SeekHead names it.</summary>
    public const uint Cluster = 0x1F43B675;
}
