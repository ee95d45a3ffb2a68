namespace MovieData.Shards;

/// <summary>Section <c>shards</c> of a pipeline file.</summary>
/// <param name="SamplesPerSegment">A segment is closed at so many planned samples.</param>
/// <param name="JpegQuality">Quality of the views' JPEG, 1…100, always 4:4:4.</param>
/// <param name="Right">Write the right view too.</param>
/// <param name="Residual">Write the left-right residual picture too.</param>
public sealed record ShardOptions(int SamplesPerSegment, int JpegQuality, bool Right, bool Residual);
