using System.Security.Cryptography;

namespace MovieData.Ledger;

/// <summary>
/// A file being written under a temporary name, digested on the way. Write-only and front to
/// back. Disposing it without <see cref="Finish"/> deletes it.
/// </summary>
/// <remarks>One owner; not thread-safe. Small writes are gathered, large ones pass through.</remarks>
public sealed class TemporaryStream : Stream
{
    private const int BufferBytes = 1 << 16;

    private readonly OutputFolder _folder;
    private readonly string _name;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _buffered;
    private long _bytes;
    private bool _finished;

    /// <summary>Creates the file, and its folder if need be.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="name">Final name relative to the folder.</param>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public TemporaryStream(OutputFolder folder, string name)
    {
        _folder = folder;
        _name = name;
        string final = folder.Absolute(name);
        _path = folder.Store.Temporary(final);
        Publication.Step($"create {Path.GetFileName(name)}");
        FileStream? file = null;
        Publication.Guard(
            final, () => file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0));
        _file = file!;
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _bytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">The disk refused, for example because it is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _bytes += buffer.Length;
        if (buffer.Length > BufferBytes - _buffered)
        {
            WriteBuffered();
        }

        if (buffer.Length >= BufferBytes)
        {
            WriteThrough(buffer);
        }
        else
        {
            buffer.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // Parquet.Net writes asynchronously; there is nothing to wait for, and the default would go to another thread.

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes what is left, flushes the file to the disk and closes it.</summary>
    /// <param name="rows">Rows in it, for the receipt.</param>
    /// <returns>The complete file; the receiver publishes or deletes it.</returns>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public UnpublishedFile Finish(long rows)
    {
        WriteBuffered();
        Publication.Step($"flush {Path.GetFileName(_name)}");
        Publication.Guard(_folder.Absolute(_name), () =>
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
        });
        _finished = true;
        string digest = Convert.ToHexStringLower(_hash.GetHashAndReset());
        return new UnpublishedFile(_path, new FileReceipt(_name, digest, _bytes, rows));
    }

    /// <summary>Does nothing: nobody reads the file before <see cref="Finish"/>, and libraries flush often.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
            if (!_finished)
            {
                _finished = true;
                Publication.TryDelete(_path);
            }
        }

        base.Dispose(disposing);
    }

    private void WriteBuffered()
    {
        if (_buffered > 0)
        {
            int count = _buffered;
            _buffered = 0;
            WriteThrough(_buffer.AsSpan(0, count));
        }
    }

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        Publication.Step($"write {Path.GetFileName(_name)}");
        _hash.AppendData(bytes);
        try
        {
            _file.Write(bytes);
        }
        catch (IOException error)
        {
            throw Publication.Refused(_folder.Absolute(_name), error);
        }
    }
}
