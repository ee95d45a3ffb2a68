using MovieData.Yaml;

namespace MovieData.Shards;

/// <summary>How the two views of a row are stored.</summary>
public enum ViewFormat
{
    /// <summary>JPEG, chroma not subsampled (4:4:4).</summary>
    Jpeg,

    /// <summary>PNG: every pixel as it was decoded, about five times as large.</summary>
    Png,
}

/// <summary>Section <c>shards</c> of a pipeline file.</summary>
public sealed record ShardOptions
{
    /// <summary>A segment is closed at so many planned samples.</summary>
    [Key("samples_per_segment", Min = 1, Max = 4096, Unit = "count", From = "O")]
    public required int SamplesPerSegment { get; init; }

    /// <summary>Of both views; <c>png</c> keeps every pixel, at about five times the size.</summary>
    [Key("view_format", From = "O, Si", PaperNote = "not said")]
    public required ViewFormat ViewFormat { get; init; }

    /// <summary>Of both views, always 4:4:4; unused with png.</summary>
    [Key("jpeg_quality", Min = 1, Max = 100, From = "O, Si", PaperNote = "not said")]
    public required int JpegQuality { get; init; }

    /// <summary>Write the right view too.</summary>
    [Key("right", From = "O, Si")]
    public required bool Right { get; init; }

    /// <summary>Write the left-right residual picture too.</summary>
    [Key("residual", From = "O, Sd")]
    public required bool Residual { get; init; }

    /// <summary>
    /// Write a small JPEG for people too, the view beside its disparity in colours: 30 kB at most.
    /// </summary>
    [Key("preview", MayBeAbsent = true, From = "O", PaperNote = "not said")]
    public bool Preview { get; init; }
}
