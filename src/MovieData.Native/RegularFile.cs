using System.Text;

namespace MovieData.Native;

/// <summary>
/// Reading of files that may be hostile. A name may lead, through symbolic links or not, to a device without end, to a
/// pipe that nobody writes to (opening it would wait for ever), or to a file far larger than ours.
/// </summary>
public static class RegularFile
{
    /// <summary>What is said of a name that <see cref="Open"/> refuses.</summary>
    public const string PipeOrDevice = "a pipe or a device; expected a file";

    /// <summary>Opens a regular file for reading; others may write, rename and remove it meanwhile.</summary>
    /// <exception cref="IOException">It is not there, cannot be read, or is a pipe or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream Open(string path, int bufferBytes = 0)
    {
        return IsPipeOrDevice(path) ? throw new IOException(PipeOrDevice) : new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferBytes);
    }

    /// <summary>The bytes of a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesMax">More are not read.</param>
    /// <exception cref="IOException">As of <see cref="Open"/>; or the file is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="Open"/>.</exception>
    public static byte[] ReadAllBytes(string path, long bytesMax)
    {
        using FileStream file = Open(path);
        return ReadAllBytes(file, bytesMax);
    }

    /// <summary>The bytes of an open file from its beginning.</summary>
    /// <exception cref="IOException">The file is longer, or cannot be read.</exception>
    public static byte[] ReadAllBytes(FileStream file, long bytesMax)
    {
        long length = file.Length;
        if (length > Math.Min(bytesMax, Array.MaxLength))
        {
            throw new IOException($"{length} bytes; at most {bytesMax} are read");
        }

        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>
    /// The lines of a text, which may be endless or have no end of a line. Of a longer line than is wanted the first
    /// <paramref name="charsMax"/> + 1 characters are given, at once.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="charsMax">Characters of the longest line that is wanted.</param>
    public static IEnumerable<string> Lines(TextReader text, int charsMax)
    {
        var line = new StringBuilder();
        bool isGiven = false;
        var buffer = new char[4096];
        for (int count = text.Read(buffer); count > 0; count = text.Read(buffer))
        {
            for (int i = 0; i < count; i++)
            {
                bool ends = buffer[i] == '\n';
                if (!isGiven && !ends)
                {
                    line.Append(buffer[i]);
                }

                if (!isGiven && (ends || line.Length > charsMax))
                {
                    yield return line.ToString();
                    line.Clear();
                    isGiven = true;
                }

                isGiven &= !ends;
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }

    /// <summary>Bytes of the file that a name leads to: of a symbolic link FileInfo tells its own length.</summary>
    /// <exception cref="IOException">As of <see cref="Open"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="Open"/>.</exception>
    public static long LengthOf(string path)
    {
        using FileStream file = Open(path);
        return file.Length;
    }

    /// <summary>True of a pipe, a device and a socket; what is not there is left to the opening.</summary>
    public static bool IsPipeOrDevice(string path) => FileStatus.IsPipeOrDevice(path);
}
