using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MovieData.Native;

/// <summary>
/// A lock on one place of a file, which need not hold anything there: many locks in one file, and none to clean up. It
/// is of the open file (<c>F_OFD_SETLK</c>), so that it ends with the process, however that ends, and holds between
/// the threads of a process as well.
/// </summary>
public sealed unsafe partial class RangeLock : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int ModeOfFiles = 0x1B6;
    private const int SetLockOfOpenFile = 37;
    private const short SharedLock = 0;
    private const short ExclusiveLock = 1;
    private const int WouldBlock = 11;
    private const int NoAccess = 13;
    private const int Interrupted = 4;

    private readonly SafeFileHandle _file;

    private RangeLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes a lock, if nobody holds one that excludes it.</summary>
    /// <param name="path">The file; made where it is not there.</param>
    /// <param name="at">The place.</param>
    /// <param name="isShared">True: others may hold it shared, too.</param>
    /// <returns>The lock until it is disposed; null: somebody holds it.</returns>
    /// <exception cref="IOException">The file cannot be opened, or its disk knows no locks.</exception>
    public static RangeLock? TryTake(string path, long at, bool isShared)
    {
        int descriptor = open(path, ReadWrite | Create | CloseOnExec, ModeOfFiles);
        if (descriptor < 0)
        {
            throw Failure(path, Marshal.GetLastPInvokeError());
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        PlaceLock wanted = new() { Type = isShared ? SharedLock : ExclusiveLock, Start = at, Length = 1 };
        int error;
        do
        {
            error = fcntl(descriptor, SetLockOfOpenFile, &wanted) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);
        if (error == 0)
        {
            return new RangeLock(file);
        }

        file.Dispose();
        return error is WouldBlock or NoAccess ? null : throw Failure(path, error);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static IOException Failure(string path, int error) =>
        new($"cannot lock {path}: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, PlaceLock* wanted);

    /// <summary>The system's <c>struct flock</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PlaceLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
