namespace MovieData.Viewer.Pictures;

/// <summary>The bytes that were used last, up to a limit. Safe for many threads.</summary>
/// <param name="bytesMax">Bytes kept at most.</param>
internal sealed class ByteCache<TKey>(long bytesMax)
    where TKey : notnull
{
    /// <summary>What an entry costs beside its bytes.</summary>
    private const int EntryBytes = 128;

    private readonly Lock _using = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, ReadOnlyMemory<byte> Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, ReadOnlyMemory<byte> Value)> _byUse = [];
    private long _bytes;

    /// <summary>Finds an entry; false where it was never added, or had to make room.</summary>
    public bool TryGet(TKey key, out ReadOnlyMemory<byte> value)
    {
        lock (_using)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<(TKey Key, ReadOnlyMemory<byte> Value)>? node))
            {
                value = default;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Adds an entry; the memory is the cache's and whoever reads it. One that is larger than the limit is
    /// not kept.</summary>
    public void Add(TKey key, ReadOnlyMemory<byte> value)
    {
        lock (_using)
        {
            if (value.Length + EntryBytes > bytesMax || _entries.ContainsKey(key))
            {
                return;
            }

            _entries[key] = _byUse.AddFirst((key, value));
            _bytes += value.Length + EntryBytes;
            while (_bytes > bytesMax)
            {
                (TKey last, ReadOnlyMemory<byte> bytes) = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _entries.Remove(last);
                _bytes -= bytes.Length + EntryBytes;
            }
        }
    }
}
