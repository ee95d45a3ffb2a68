using Microsoft.Win32.SafeHandles;

namespace MovieData.Shards.ParquetFiles;

/// <summary>
/// A file as Parquet.Net reads it: what was checked comes from memory, so that it is what was checked, and a read past
/// the end is an error (Parquet.Net would take −1 for the byte 255 and read on).
/// </summary>
/// <remarks>Not thread-safe. The handle is the caller's.</remarks>
internal sealed class CheckedStream(SafeFileHandle file, long length) : Stream
{
    private byte[] _memory = [];
    private int _count;
    private long _start;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Reads a part of the file into memory, where it stays for Parquet.Net until the next call.</summary>
    /// <param name="start">Its position.</param>
    /// <param name="count">Its bytes; the caller has held both against the file's length.</param>
    /// <exception cref="IOException">The disk refused, or the file became shorter.</exception>
    public ReadOnlySpan<byte> Load(long start, int count)
    {
        _count = 0;
        if (_memory.Length < count)
        {
            _memory = GC.AllocateUninitializedArray<byte>(count);
        }

        for (int done = 0; done < count;)
        {
            int read = RandomAccess.Read(file, _memory.AsSpan(done, count - done), start + done);
            done += read > 0 ? read : throw new EndOfStreamException($"the file ends at {start + done}");
        }

        (_start, _count) = (start, count);
        return _memory.AsSpan(0, count);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        long offset = Position - _start;
        int read;
        if (offset >= 0 && offset < _count)
        {
            read = (int)Math.Min(buffer.Length, _count - offset);
            _memory.AsSpan((int)offset, read).CopyTo(buffer);
        }
        else
        {
            read = RandomAccess.Read(file, buffer, Position);
        }

        Position += read;
        return read > 0 || buffer.IsEmpty ? read : throw new EndOfStreamException($"nothing is left at {Position}");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
