using System.Globalization;
using MovieData.Imaging.Pictures;
using MovieData.Native;

namespace MovieData.Viewer.Pictures;

/// <summary>
/// Thumbnails that were made once, in the user's cache folder: a folder for each shard, named by its digest, so that
/// they are of these very bytes whatever the dataset is called. Folders that were written longest ago are removed
/// beyond a limit. What the disk refuses is made again next time.
/// </summary>
/// <param name="folder">The folder; null: nothing is kept on the disk.</param>
/// <param name="bytesMax">Bytes of all thumbnails on the disk.</param>
internal sealed class ThumbnailStore(string? folder, long bytesMax = ThumbnailStore.BytesMax)
{
    /// <summary>Bytes of all thumbnails on the disk, where nothing else is said.</summary>
    public const long BytesMax = 2L << 30;

    /// <summary>A larger file is no thumbnail.</summary>
    private const int FileBytesMax = 1 << 20;

    private const long MemoryBytesMax = 32L << 20;
    private const int DigestLetters = 32;

    private readonly ByteCache<string> _memory = new(MemoryBytesMax);
    private long _written = -1;

    /// <summary>A thumbnail, made where it is in no cache.</summary>
    /// <param name="shard">sha256 of the shard's bytes, hex.</param>
    /// <param name="row">Row of the shard.</param>
    /// <param name="kind">What it shows, a word of letters.</param>
    /// <param name="make">Makes it.</param>
    public ReadOnlyMemory<byte> Get(string shard, int row, string kind, Func<ReadOnlyMemory<byte>> make)
    {
        // The digest comes from the ledger: only hex digits become part of a path.
        bool isDigest = shard.Length >= DigestLetters && shard.All(char.IsAsciiHexDigitLower);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{(isDigest ? shard[..DigestLetters] : "none")}/{row}-{kind}");
        if (_memory.TryGet(name, out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        string? path = folder is null || !isDigest ? null : Path.Combine(folder, name);
        ReadOnlyMemory<byte> thumbnail = path is null ? default : TryRead(path);
        if (thumbnail.IsEmpty)
        {
            thumbnail = make();
            if (path is not null)
            {
                TryWrite(path, thumbnail);
            }
        }

        _memory.Add(name, thumbnail);
        return thumbnail;
    }

    private static ReadOnlyMemory<byte> TryRead(string path)
    {
        try
        {
            byte[] bytes = RegularFile.ReadAllBytes(path, FileBytesMax);
            bool isPicture = PngReader.IsPng(bytes) || bytes is [0xFF, 0xD8, ..];
            return isPicture ? bytes : default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private void TryWrite(string path, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
            File.WriteAllBytes(temporary, bytes.Span);
            File.Move(temporary, path, overwrite: true);
            MakeRoom(bytes.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time, nothing else.
        }
    }

    private void MakeRoom(int added)
    {
        lock (_memory)
        {
            var root = new DirectoryInfo(folder!);
            _written = _written < 0 ? root.EnumerateDirectories().Sum(BytesOf) : _written + added;
            if (_written <= bytesMax)
            {
                return;
            }

            // Down to three quarters, so that the folder is not walked again at once.
            foreach (DirectoryInfo shard in root.EnumerateDirectories().OrderBy(shard => shard.LastWriteTimeUtc))
            {
                long bytes = BytesOf(shard);
                shard.Delete(recursive: true);
                _written -= bytes;
                if (_written <= bytesMax / 4 * 3)
                {
                    break;
                }
            }
        }
    }

    private static long BytesOf(DirectoryInfo shard) => shard.EnumerateFiles().Sum(file => file.Length);
}
