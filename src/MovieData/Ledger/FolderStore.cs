using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>A dataset in a folder of a disk, a network disk too.</summary>
public sealed class FolderStore : IDatasetStore
{
    /// <summary>The folder <paramref name="root"/>; it need not exist.</summary>
    public FolderStore(string root) => Root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Root { get; }

    /// <inheritdoc/>
    public string Beside => Root;

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <summary>Of a link, what it leads to: its own length is that of a name.</summary>
    public long? LengthOf(string path)
    {
        if (RegularFile.IsPipeOrDevice(path))
        {
            throw new IOException(RegularFile.PipeOrDevice);
        }

        var file = new FileInfo(path);
        FileSystemInfo? target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
        return target is FileInfo { Exists: true } found ? found.Length : null;
    }

    /// <inheritdoc/>
    public FileStream Open(string path, int bufferBytes = 0) => RegularFile.Open(path, bufferBytes);

    /// <inheritdoc/>
    public IEnumerable<string> Files(string home) => Directory.Exists(home) ? Directory.EnumerateFiles(home) : [];

    /// <inheritdoc/>
    public IEnumerable<string> Folders(string home) =>
        Directory.Exists(home) ? Directory.EnumerateDirectories(home) : [];

    /// <inheritdoc/>
    public IEnumerable<string> FilesBelow(string home, Func<string, bool> isPlace) =>
        Directory.Exists(home) ? FolderFiles.Of(home, isPlace) : [];

    /// <summary>Beside the final name: a file gets its name by a link on the same disk.</summary>
    public string Temporary(string final)
    {
        Publication.MakeFolder(Path.GetDirectoryName(final)!);
        return TemporaryName.For(final);
    }

    /// <inheritdoc/>
    public bool PublishIfAbsent(string temporary, string final) => Publication.PublishIfAbsent(temporary, final);

    /// <inheritdoc/>
    public void Replace(string temporary, string final) => Publication.Replace(temporary, final);

    /// <summary>Flushes its folder: its publisher may have died before that.</summary>
    public void Adopt(string path) =>
        Publication.Guard(path, () => DurableFiles.FlushFolder(Path.GetDirectoryName(path)!));

    /// <inheritdoc/>
    public void Delete(string path) => Publication.Delete(path);

    /// <inheritdoc/>
    public Stream OpenLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc/>
    public int Sweep(IEnumerable<string> homes)
    {
        int swept = 0;
        Publication.Guard(Root, () => swept = homes.Sum(TemporaryName.Sweep));
        return swept;
    }
}
