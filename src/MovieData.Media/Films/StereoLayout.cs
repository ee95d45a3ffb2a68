namespace MovieData.Media.Films;

/// <summary>
/// How the two views lie in the coded pictures. Names in files and flags: the words of CONTRACT.md, for example
/// <c>sbs-half</c>.
/// </summary>
public enum StereoLayout
{
    /// <summary>Nothing found and nothing stated.</summary>
    Unknown,

    /// <summary>Two full-width views side by side (3840×1080).</summary>
    SbsFull,

    /// <summary>Two views squeezed to half width side by side (1920×1080).</summary>
    SbsHalf,

    /// <summary>Two full-height views, one above the other (1920×2160).</summary>
    TabFull,

    /// <summary>Two views squeezed to half height, one above the other (1920×1080).</summary>
    TabHalf,

    /// <summary>Left and right pictures follow each other in one stream.</summary>
    Alternating,

    /// <summary>Even rows one view, odd rows the other.</summary>
    RowInterleaved,

    /// <summary>Even columns one view, odd columns the other.</summary>
    ColumnInterleaved,

    /// <summary>Each view in a file of its own.</summary>
    TwoFiles,

    /// <summary>Each view in a video stream of its own, one container.</summary>
    TwoStreams,

    /// <summary>H.264 Multiview Video Coding (Blu-ray 3D).</summary>
    Mvc,

    /// <summary>Multiview HEVC.</summary>
    MvHevc,

    /// <summary>One view only.</summary>
    Mono,
}

/// <summary>
/// Which view comes first. First = left half, top half, even rows, even columns, first picture, first file, lower
/// stream index, MVC base view.
/// </summary>
public enum ViewOrder
{
    /// <summary>Nothing found and nothing stated.</summary>
    Unknown,

    /// <summary>The first view is the left view.</summary>
    LeftFirst,

    /// <summary>The first view is the right view.</summary>
    RightFirst,
}
