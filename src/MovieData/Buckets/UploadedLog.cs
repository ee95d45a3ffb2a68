using System.Diagnostics;
using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>
/// A log in a local file, which becomes an object when it is closed, and every minute before. It is a courtesy: what
/// the store refuses is tried again a minute later, and once when it is closed. Nobody waits for it longer than a few
/// seconds (<see cref="BucketPatience.OfCourtesy"/>), least of all a run that is being stopped.
/// </summary>
/// <remarks>One owner; not thread-safe.</remarks>
internal sealed class UploadedLog : Stream
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly BucketClient _client;
    private readonly string _key;
    private readonly FileStream _file;
    private long _sent = Stopwatch.GetTimestamp();
    private bool _isSentWhole;

    /// <summary>Makes the local file.</summary>
    public UploadedLog(string path, BucketClient client, string key)
    {
        (_path, _client, _key) = (path, client, key);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _file.Write(buffer);
        _isSentWhole = false;
        if (Stopwatch.GetElapsedTime(_sent) > Every)
        {
            Send();
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Nothing: there is no buffer.</summary>
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
            if (!_isSentWhole)
            {
                Send();
            }

            _file.Dispose();
            Publication.TryDelete(_path);
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        _sent = Stopwatch.GetTimestamp();
        try
        {
            _client.Put(_path, _key, ifAbsent: false, BucketPatience.OfCourtesy);
            _isSentWhole = true;
        }
        catch (Exception error) when (error is LedgerException or IOException)
        {
            // The data's own requests report a store that is gone.
        }
    }
}
