namespace MovieData.Source;

/// <summary>
/// Length and time of last change of a film's files, taken before they are read: cheap to ask again, so that a film
/// that is replaced while it is read is noticed before anything of it is kept. (Whether it is the planned film at all
/// is for <see cref="FilmFingerprint"/> to say.)
/// </summary>
public sealed class FilmStamp
{
    private readonly IReadOnlyList<(string Path, long Bytes, DateTime ChangedUtc)> _files;

    private FilmStamp(IReadOnlyList<(string Path, long Bytes, DateTime ChangedUtc)> files) => _files = files;

    /// <summary>The stamp of these files now.</summary>
    /// <exception cref="FilmException">A file is not there.</exception>
    public static FilmStamp Of(IEnumerable<string> paths) => new([.. paths.Select(OfFile)]);

    /// <summary>Checks that no file was changed or replaced since.</summary>
    /// <exception cref="FilmException">A file is gone or another; the message says what it was and is.</exception>
    public void RequireSame()
    {
        foreach ((string path, long bytes, DateTime changedUtc) in _files)
        {
            (_, long bytesNow, DateTime changedNowUtc) = OfFile(path);
            if (bytes != bytesNow || changedUtc != changedNowUtc)
            {
                throw new FilmException(
                    $"{path}: changed while it was read: {bytes} bytes of {changedUtc:O} before, {bytesNow} bytes of "
                    + $"{changedNowUtc:O} now; what was read of it is not kept: put the film back and run again");
            }
        }
    }

    private static (string Path, long Bytes, DateTime ChangedUtc) OfFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? (path, file.Length, file.LastWriteTimeUtc)
            : throw new FilmException($"{path}: was there and is gone: put the film back and run again");
    }
}
