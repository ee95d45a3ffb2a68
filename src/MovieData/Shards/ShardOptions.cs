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
/// <param name="SamplesPerSegment">A segment is closed at so many planned samples.</param>
/// <param name="ViewFormat">File format of the views.</param>
/// <param name="JpegQuality">Quality of the views' JPEG, 1…100, always 4:4:4; PNG knows none.</param>
/// <param name="Right">Write the right view too.</param>
/// <param name="Residual">Write the left-right residual picture too.</param>
public sealed record ShardOptions(
    int SamplesPerSegment, ViewFormat ViewFormat, int JpegQuality, bool Right, bool Residual);
