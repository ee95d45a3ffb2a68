namespace MovieData.Shards.Parquet;

/// <summary>The stream a file is written to, front to back, and how far it has come. Does not own the stream.</summary>
internal sealed class ParquetOutput(Stream stream)
{
    /// <summary>Bytes written.</summary>
    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Position += bytes.Length;
    }
}
