using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MovieData.Native;

/// <summary>
/// Reading of files that may be hostile. A name may lead, through symbolic links or not, to a device without end, to a
/// pipe that nobody writes to (opening it would wait for ever), or to a file far larger than ours.
/// </summary>
public static partial class RegularFile
{
    private const int CurrentFolder = -100;
    private const int KindBits = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Opens a regular file for reading; others may write, rename and remove it meanwhile.</summary>
    /// <exception cref="IOException">It is not there, cannot be read, or is a pipe or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream Open(string path, int bufferBytes = 0)
    {
        RequireRegular(path);
        return new FileStream(
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
        long length = file.Length;
        if (length > Math.Min(bytesMax, Array.MaxLength))
        {
            throw new IOException($"{length} bytes; at most {bytesMax} are read");
        }

        byte[] bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Bytes of the file that a name leads to: of a symbolic link FileInfo tells its own length.</summary>
    /// <exception cref="IOException">As of <see cref="Open"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="Open"/>.</exception>
    public static long LengthOf(string path)
    {
        RequireRegular(path);
        using SafeFileHandle file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    /// <summary>Refuses pipes, devices and sockets; what is not there, or a folder, is left to the opening.</summary>
    /// <exception cref="IOException">It is one of them.</exception>
    public static unsafe void RequireRegular(string path)
    {
        // struct statx is the same on every processor: 256 bytes, stx_mode at byte 28. Links are followed.
        const int kindAlone = 1;
        byte* facts = stackalloc byte[256];
        if (OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, kindAlone, facts) == 0
            && (*(ushort*)(facts + 28) & KindBits) is not (Regular or Folder))
        {
            throw new IOException("a pipe or a device; expected a file");
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* facts);
}
