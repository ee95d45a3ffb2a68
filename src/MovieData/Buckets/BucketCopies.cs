using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MovieData.Ledger;
using MovieData.Native;

namespace MovieData.Buckets;

/// <summary>
/// Objects as they were read, in files of a folder on a local disk, and files that are written before they become
/// objects. A copy is named after server, bucket, key and the store's mark of the bytes, so that it is of these very
/// bytes and no name of an object becomes a path. Those that were used longest ago go beyond a limit.
/// </summary>
/// <remarks>Thread-safe; any number of processes use one folder.</remarks>
internal sealed class BucketCopies
{
    /// <summary>Bytes of all copies.</summary>
    public const long BytesMaxDefault = 20L << 30;

    private const int LettersOfKey = 32;
    private const int LettersOfMark = 16;

    private readonly string _folder;
    private readonly long _bytesMax;
    private readonly bool _ownOnly;
    private readonly ConcurrentDictionary<string, bool> _own = new(StringComparer.Ordinal);
    private readonly Lock _room = new();
    private long _bytes = -1;

    /// <summary>Copies in a folder, which is made when it is needed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bytesMax">Bytes of all copies.</param>
    /// <param name="ownOnly">True to use only what this process read itself: what stands in the store is in question.
    /// </param>
    public BucketCopies(string folder, long bytesMax, bool ownOnly) =>
        (_folder, _bytesMax, _ownOnly) = (folder, bytesMax, ownOnly);

    /// <summary><c>movie-data/s3</c> in $XDG_CACHE_HOME or ~/.cache; in the folder of temporary files where neither is
    /// known.</summary>
    public static string DefaultFolder => CacheFolder.Of("s3")
        ?? Path.Combine(Path.GetTempPath(), $"movie-data-{Environment.UserName}", "movie-data", "s3");

    /// <summary>A path for a file that is written now.</summary>
    /// <param name="name">Name of the object, its last part.</param>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public string Temporary(string name)
    {
        Publication.MakeFolder(_folder);
        return TemporaryName.For(Path.Combine(_folder, name));
    }

    /// <summary>Opens the copy of an object; null where there is none.</summary>
    public FileStream? TryOpen(string place, string mark, long bytes, int bufferBytes)
    {
        string path = PathOf(place, mark);
        if ((_ownOnly && !_own.ContainsKey(path)) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            FileStream file = RegularFile.Open(path, bufferBytes);
            if (file.Length == bytes)
            {
                Touch(path);
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process made room.
            return null;
        }
    }

    // What was used last goes last. A copy that may not be touched is as good.
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Makes a file that was read the copy of an object, and opens it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public FileStream Add(string temporary, string place, string mark, int bufferBytes)
    {
        string path = PathOf(place, mark);
        FileStream file = RegularFile.Open(temporary, bufferBytes);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            _own[path] = true;
            MakeRoom(file.Length);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what processes left that are gone.</summary>
    public int Sweep() => TemporaryName.Sweep(_folder);

    private string PathOf(string place, string mark)
    {
        string key = HashOf(place, LettersOfKey);
        return Path.Combine(_folder, key[..2], $"{key}-{HashOf(mark, LettersOfMark)}");
    }

    private static string HashOf(string text, int letters) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..letters];

    private void MakeRoom(long added)
    {
        lock (_room)
        {
            try
            {
                _bytes = _bytes < 0 ? Copies().Sum(copy => copy.Length) : _bytes + added;
                if (_bytes <= _bytesMax)
                {
                    return;
                }

                // Down to three quarters, so that the folder is not walked again at once. Who reads a copy keeps it.
                FileInfo[] copies = [.. Copies().OrderBy(copy => copy.LastWriteTimeUtc)];
                _bytes = copies.Sum(copy => copy.Length);
                foreach (FileInfo copy in copies.TakeWhile(_ => _bytes > _bytesMax / 4 * 3))
                {
                    _bytes -= copy.Length;
                    copy.Delete();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process makes room at the same time: counted anew next time.
                _bytes = -1;
            }
        }
    }

    private IEnumerable<FileInfo> Copies() => new DirectoryInfo(_folder).EnumerateDirectories()
        .SelectMany(folder => folder.EnumerateFiles());
}
