namespace MovieData.Shards.Parquet;

/// <summary>
/// A long run of bytes in pieces of one size, appended to and written out again and again: blobs of a row group wait
/// here without one huge array, and the memory is reused from row group to row group.
/// </summary>
internal sealed class ByteChunks(int chunkBytes)
{
    private readonly List<byte[]> _chunks = [];

    /// <summary>Bytes appended since the last <see cref="Clear"/>.</summary>
    public long Length { get; private set; }

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int chunk = (int)(Length / chunkBytes);
            int offset = (int)(Length % chunkBytes);
            if (chunk == _chunks.Count)
            {
                _chunks.Add(GC.AllocateUninitializedArray<byte>(chunkBytes));
            }

            int count = Math.Min(bytes.Length, chunkBytes - offset);
            bytes[..count].CopyTo(_chunks[chunk].AsSpan(offset));
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes [<paramref name="start"/>, <paramref name="end"/>) to a stream.</summary>
    public void CopyTo(ParquetOutput output, long start, long end)
    {
        while (start < end)
        {
            int offset = (int)(start % chunkBytes);
            int count = (int)Math.Min(end - start, chunkBytes - offset);
            output.Write(_chunks[(int)(start / chunkBytes)].AsSpan(offset, count));
            start += count;
        }
    }
}
