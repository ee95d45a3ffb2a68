using MovieData.Native;

namespace MovieData.Mvc;

/// <summary>Where a stream can be opened again: a byte of each file, as the container counts.</summary>
/// <param name="First">Offset in the first file (or in the elementary stream), in bytes.</param>
/// <param name="Second">Offset in the second file, 0 without one.</param>
/// <param name="Clip">Clip that the files are of, 0-based; 0 for a film of one.</param>
public readonly record struct MvcPosition(long First, long Second, int Clip = 0);

/// <summary>An Annex B byte stream of both views that remembers where it came from.</summary>
public abstract class MvcStream : ForwardStream
{
    /// <summary>
    /// Where the container holds the access unit that starts at a byte of this stream; ask in ascending order.
    /// </summary>
    public abstract MvcPosition PositionOf(long offset);
}

/// <summary>A raw elementary stream in a file.</summary>
public sealed class RawMvcStream : MvcStream
{
    private readonly FileStream _file;
    private readonly long _start;

    /// <summary>Opens <paramref name="path"/> at a byte.</summary>
    public RawMvcStream(string path, MvcPosition position)
    {
        _file = RegularFile.Open(path);
        _file.Position = _start = position.First;
    }

    /// <inheritdoc/>
    public override MvcPosition PositionOf(long offset) => new(_start + offset, 0);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, count);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
