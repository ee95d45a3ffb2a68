using MovieData.Viewer.Pictures;

namespace MovieData.Tests.Viewer;

/// <summary>Thumbnails on the disk: made once, and never more than they may take.</summary>
public class ThumbnailStoreTests
{
    private const int ThumbnailBytes = 1000;

    [Fact]
    public void Folder_BeyondItsLimit_LosesTheShardsWrittenLongestAgo()
    {
        using var home = new TemporaryFolder();
        int made = 0;
        for (int shard = 0; shard < 12; shard++)
        {
            // A store of its own: what is on the disk counts, not what this one wrote.
            var store = new ThumbnailStore(home.Path, bytesMax: 8 * ThumbnailBytes);
            store.Get(Digest(shard), 0, "left", Make);
            Directory.SetLastWriteTimeUtc(
                Path.Combine(home.Path, Digest(shard)), DateTime.UnixEpoch.AddDays(shard + 1));
        }

        string[] left = [.. Directory.GetDirectories(home.Path).Select(folder => Path.GetFileName(folder)).Order()];
        Assert.InRange(left.Length, 6, 8);
        Assert.Equal(Enumerable.Range(12 - left.Length, left.Length).Select(Digest), left);
        Assert.Equal(12, made);

        // What is left is not made again, what went is.
        var later = new ThumbnailStore(home.Path, bytesMax: 8 * ThumbnailBytes);
        later.Get(Digest(11), 0, "left", Make);
        Assert.Equal(12, made);
        later.Get(Digest(0), 0, "left", Make);
        Assert.Equal(13, made);

        ReadOnlyMemory<byte> Make()
        {
            made++;
            byte[] jpeg = new byte[ThumbnailBytes];
            (jpeg[0], jpeg[1]) = (0xFF, 0xD8);
            return jpeg;
        }
    }

    private static string Digest(int shard) => $"{shard:x32}";
}
