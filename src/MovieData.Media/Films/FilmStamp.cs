using Microsoft.Win32.SafeHandles;

namespace MovieData.Media.Films;

/// <summary>
/// Length and time of last change of a film's files, taken before they are read: cheap to ask again, so that a film
/// that is replaced while it is read is noticed before anything of it is kept. (Whether it is the planned film at all
/// is for <see cref="FilmFingerprint"/> to say.)
/// </summary>
public sealed class FilmStamp
{
    private FilmStamp(IReadOnlyList<(string Path, long Bytes, DateTime ChangedUtc)> files) => Files = files;

    /// <summary>Each file as it was: its length, and when it was changed last.</summary>
    public IReadOnlyList<(string Path, long Bytes, DateTime ChangedUtc)> Files { get; }

    /// <summary>The stamp of these files now.</summary>
    /// <exception cref="FilmException">A file is not there, or cannot be read.</exception>
    public static FilmStamp Of(IEnumerable<string> paths) => new([.. paths.Select(OfFile)]);

    /// <summary>Checks that no file was changed or replaced since.</summary>
    /// <exception cref="FilmException">A file is gone or another; the message says what it was and is.</exception>
    public void RequireSame()
    {
        foreach ((string path, long bytes, DateTime changedUtc) in Files)
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
        try
        {
            // Opened, for of a symbolic link FileInfo tells its own length and time, not the film's.
            using SafeFileHandle file = File.OpenHandle(path);
            return (path, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FilmException($"{path}: was there and is gone: put the film back and run again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read any more: {error.Message}", error);
        }
    }
}
