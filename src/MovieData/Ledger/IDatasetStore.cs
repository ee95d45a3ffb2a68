namespace MovieData.Ledger;

/// <summary>
/// Where the files of a dataset stand: a folder of a disk (<see cref="FolderStore"/>), or a bucket of an object store.
/// Paths are those that <see cref="OutputFolder"/> gives: the root, and a name with slashes after it.
/// </summary>
/// <remarks>Thread-safe. What it gives a name is whole and stays after a loss of power.</remarks>
public interface IDatasetStore
{
    /// <summary>What every path begins with: a full path, or <c>s3://bucket/prefix</c>.</summary>
    string Root { get; }

    /// <summary>
    /// A full path on a disk after which files are named that belong to the dataset and stand beside it
    /// (<c>DIR.audit</c>, <c>DIR.curation.jsonl</c>): the root itself, or its last name in the working folder.
    /// </summary>
    string Beside { get; }

    /// <summary>True where a file has this name.</summary>
    /// <exception cref="StoreException">The store gave no answer.</exception>
    bool Exists(string path);

    /// <summary>Bytes of a file; null where none has this name.</summary>
    /// <exception cref="IOException">It is a pipe or a device.</exception>
    /// <exception cref="StoreException">The store gave no answer.</exception>
    long? LengthOf(string path);

    /// <summary>Opens a file for reading, at random access.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="StoreException">The store gave no answer.</exception>
    FileStream Open(string path, int bufferBytes = 0);

    /// <summary>Paths of the files in a folder, not those in folders of it; none where there is no such folder.
    /// </summary>
    IEnumerable<string> Files(string home);

    /// <summary>Paths of the folders in a folder; none where there is no such folder.</summary>
    IEnumerable<string> Folders(string home);

    /// <summary>Paths of all files below a folder, and of links that are not followed (<see cref="FolderFiles"/>).
    /// </summary>
    /// <param name="home">A part of a dataset, such as <c>data</c>; it may be absent.</param>
    /// <param name="isPlace">True for the name of a folder in it that may be a link.</param>
    IEnumerable<string> FilesBelow(string home, Func<string, bool> isPlace);

    /// <summary>A path on a disk, which nobody else uses, for writing the file that will be published as
    /// <paramref name="final"/>. Its folder is there.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    string Temporary(string final);

    /// <summary>Publishes a temporary file that is complete and flushed. The temporary name is gone afterwards.
    /// </summary>
    /// <returns>True when our file has the name; false when somebody else's file had it first and stays.</returns>
    /// <exception cref="LedgerException">The store refused.</exception>
    bool PublishIfAbsent(string temporary, string final);

    /// <summary>Puts a complete and flushed temporary file in the place of what is there. The temporary name is gone
    /// afterwards.</summary>
    /// <exception cref="LedgerException">The store refused.</exception>
    void Replace(string temporary, string final);

    /// <summary>Takes over a file that another process published: it is durable afterwards, whatever became of its
    /// publisher.</summary>
    /// <exception cref="LedgerException">The store refused.</exception>
    void Adopt(string path);

    /// <summary>Deletes a file, if it is there.</summary>
    /// <exception cref="LedgerException">The store refused.</exception>
    void Delete(string path);

    /// <summary>Opens a new file that is written line by line, without a buffer, while others read it. They see all of
    /// it once it is closed, and what was written a minute ago at any time.</summary>
    /// <exception cref="IOException">It cannot be made; a write may fail likewise.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    /// <exception cref="LedgerException">Likewise.</exception>
    Stream OpenLog(string path);

    /// <summary>Deletes temporary files that processes left which are gone (<see cref="TemporaryName.Sweep"/>).
    /// </summary>
    /// <param name="homes">Folders of the dataset in which such may lie.</param>
    /// <returns>How many.</returns>
    /// <exception cref="LedgerException">The store refused.</exception>
    int Sweep(IEnumerable<string> homes);
}
