using MovieData.Imaging.Frames;
using MovieData.Shards;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Pictures;

/// <summary>What a shard's row says of its crop, px.</summary>
/// <param name="X">Left edge in the view.</param>
/// <param name="Y">Top edge in the view.</param>
/// <param name="Size">Size of the views in the row.</param>
internal readonly record struct SampleCrop(int X, int Y, PixelSize Size);

/// <summary>
/// Pictures of kept samples out of their shards. A row group is read as a whole column at a time, and all that it
/// gives is kept for a while: neighbours of a sample are looked at next.
/// </summary>
/// <param name="index">The dataset.</param>
internal sealed class SamplePictures(FrameIndex index)
{
    /// <summary>Pictures kept in memory.</summary>
    public const long BytesMax = 96L << 20;

    private readonly ByteCache<(int Segment, int Row, string Column)> _pictures = new(BytesMax);

    /// <summary>A picture as it is stored; empty where the row has none.</summary>
    /// <param name="row">Row of the index, kept.</param>
    /// <param name="column">One of <see cref="ShardPictures.Columns"/>.</param>
    /// <exception cref="MovieDataException">The shard is damaged.</exception>
    public ReadOnlyMemory<byte> Read(int row, string column)
    {
        int segment = index.SegmentOf(row);
        int shardRow = index.ShardRow(row);
        if (_pictures.TryGet((segment, shardRow, column), out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        using ShardPictures shard = Open(row, shardRow);
        return Read(shard, segment, shardRow, column);
    }

    /// <summary>Whatever is known of a kept sample's pictures; all of them are in memory afterwards.</summary>
    /// <returns>The crop, and each picture of the row by its column.</returns>
    /// <exception cref="MovieDataException">The shard is damaged.</exception>
    public (SampleCrop Crop, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Pictures) ReadAll(int row)
    {
        int segment = index.SegmentOf(row);
        int shardRow = index.ShardRow(row);
        using ShardPictures shard = Open(row, shardRow);
        var crop = new SampleCrop(
            shard.Number(shardRow, "crop_x"), shard.Number(shardRow, "crop_y"),
            new PixelSize(shard.Number(shardRow, "width"), shard.Number(shardRow, "height")));
        var pictures = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (string column in ShardPictures.Columns)
        {
            if (!_pictures.TryGet((segment, shardRow, column), out ReadOnlyMemory<byte> picture))
            {
                picture = Read(shard, segment, shardRow, column);
            }

            if (!picture.IsEmpty)
            {
                pictures[column] = picture;
            }
        }

        return (crop, pictures);
    }

    /// <summary>A picture that was made of a sample's; kept like those that were read.</summary>
    /// <param name="row">Row of the index.</param>
    /// <param name="name">What it is.</param>
    /// <param name="make">Makes it.</param>
    public ReadOnlyMemory<byte> Made(int row, string name, Func<ReadOnlyMemory<byte>> make)
    {
        (int, int, string) key = (index.SegmentOf(row), index.ShardRow(row), name);
        if (!_pictures.TryGet(key, out ReadOnlyMemory<byte> made))
        {
            made = make();
            _pictures.Add(key, made);
        }

        return made;
    }

    private ShardPictures Open(int row, int shardRow)
    {
        ShardPictures shard = ShardPictures.Open(index.Folder, index.Segments[index.SegmentOf(row)].Entry);
        try
        {
            shard.RequireFrame(shardRow, index.Columns.Frame[row]);
            return shard;
        }
        catch
        {
            shard.Dispose();
            throw;
        }
    }

    private ReadOnlyMemory<byte> Read(ShardPictures shard, int segment, int shardRow, string column)
    {
        (int group, int first) = shard.GroupOf(shardRow);
        IReadOnlyList<ReadOnlyMemory<byte>> pictures = shard.Read(group, column);

        // The wanted one last: where they do not all fit, it is the one that stays.
        for (int i = 0; i < pictures.Count; i++)
        {
            int row = (i + shardRow - first + 1) % pictures.Count;
            _pictures.Add((segment, first + row, column), pictures[row]);
        }

        return pictures[shardRow - first];
    }
}
