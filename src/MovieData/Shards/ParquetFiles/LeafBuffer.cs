using System.Buffers;
using Parquet;
using Parquet.Schema;

namespace MovieData.Shards.ParquetFiles;

/// <summary>The values of one physical column that wait for their row group to be written.</summary>
internal abstract class LeafBuffer(ParquetLeaf leaf)
{
    /// <summary>Ordinal of the column it belongs to.</summary>
    public int Column => leaf.Column;

    /// <summary>A buffer for the type that Parquet.Net takes for the leaf.</summary>
    public static LeafBuffer Of(ParquetLeaf leaf, DataField field) => leaf.Physical switch
    {
        ParquetPhysical.Boolean => new LeafBuffer<bool>(leaf, field, cell => cell.Number != 0),
        ParquetPhysical.Int32 => new LeafBuffer<int>(leaf, field, cell => (int)cell.Number),
        ParquetPhysical.Int64 => new LeafBuffer<long>(leaf, field, cell => cell.Number),
        ParquetPhysical.Float => new LeafBuffer<float>(leaf, field, cell => (float)cell.Real),
        ParquetPhysical.Double => new LeafBuffer<double>(leaf, field, cell => cell.Real),
        _ when leaf.IsBlob => new BlobBuffer(leaf, field),
        _ => new LeafBuffer<ReadOnlyMemory<char>>(leaf, field, cell => cell.Text.AsMemory()),
    };

    /// <summary>Appends a row's value, or its absence.</summary>
    public abstract void Append(in ParquetCell cell);

    /// <summary>Writes the column chunk.</summary>
    /// <exception cref="IOException">The stream failed.</exception>
    public abstract void WriteTo(ParquetRowGroupWriter group);

    /// <summary>Forgets everything gathered; the memory is kept for the next row group.</summary>
    public abstract void Clear();
}

/// <summary>One whose values are <typeparamref name="T"/>.</summary>
internal class LeafBuffer<T>(ParquetLeaf leaf, DataField field, Func<ParquetCell, T> value) : LeafBuffer(leaf)
    where T : struct
{
    private readonly ParquetLeaf _leaf = leaf;
    private readonly ArrayBufferWriter<T> _values = new();
    private readonly ArrayBufferWriter<int> _levels = new();

    protected ReadOnlySpan<T> Values => _values.WrittenSpan;

    public override void Append(in ParquetCell cell)
    {
        _levels.Write([cell.IsNull ? 0 : _leaf.LevelMax]);
        if (!cell.IsNull)
        {
            _values.Write([value(cell)]);
        }
    }

    // All parts, because a picture that is not there has definition level 0: without them Parquet.Net would write 1,
    // a struct whose two fields are null.
    public override void WriteTo(ParquetRowGroupWriter group) => group
        .WriteAllPartsAsync(field, _values.WrittenMemory, _levels.WrittenMemory, null, CancellationToken.None)
        .GetAwaiter().GetResult();

    public override void Clear()
    {
        _values.Clear();
        _levels.Clear();
    }
}

/// <summary>
/// Bytes of pictures, copied once into rented arrays: encoders use their buffers again for the next sample.
/// </summary>
internal sealed class BlobBuffer(ParquetLeaf leaf, DataField field)
    : LeafBuffer<ReadOnlyMemory<byte>>(leaf, field, cell => Rent(cell.Bytes.Span))
{
    public override void Clear()
    {
        foreach (ReadOnlyMemory<byte> blob in Values)
        {
            System.Runtime.InteropServices.MemoryMarshal.TryGetArray(blob, out ArraySegment<byte> rented);
            ArrayPool<byte>.Shared.Return(rented.Array!);
        }

        base.Clear();
    }

    private static ReadOnlyMemory<byte> Rent(ReadOnlySpan<byte> bytes)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented);
        return rented.AsMemory(0, bytes.Length);
    }
}
