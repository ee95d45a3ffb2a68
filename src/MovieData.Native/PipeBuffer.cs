using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>Size of the kernel's buffer behind a pipe (<c>fcntl F_SETPIPE_SZ</c>, Linux).</summary>
public static partial class PipeBuffer
{
    private const int SetPipeSize = 1031;

    /// <summary>
    /// Asks for a pipe buffer of <paramref name="bytes"/>, so that a picture crosses in few reads. A kernel that
    /// refuses (limit in /proc/sys/fs/pipe-max-size) leaves the buffer as it was: slower, never wrong.
    /// </summary>
    public static void Enlarge(SafeHandle pipe, int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = fcntl(pipe, SetPipeSize, bytes);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeHandle descriptor, int command, int argument);
}
