using MovieData.Imaging.Frames;

namespace MovieData.Media.Reading;

/// <summary>What ffmpeg does to every picture of either view before it crosses the pipe.</summary>
/// <param name="Graph">
/// A chain of ffmpeg filters that keeps every picture and ends in yuv420p or yuvj420p, for example
/// <c>crop=1880:800:20:140,format=yuv420p</c>.
/// </param>
/// <param name="Size">Size of a picture behind it.</param>
public sealed record MvcFilter(string Graph, PixelSize Size);
