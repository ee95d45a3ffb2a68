using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MovieData.Native;

/// <summary>
/// A text of lines to which several processes append. While one is at it, the others wait: it holds a lock of the open
/// file (<c>F_OFD_SETLK</c>), which ends with the process, however that ends. Writes are <c>O_APPEND</c>, so that even
/// on a disk without locks no line is written over another.
/// </summary>
/// <remarks>
/// Not thread-safe. Disposing lets the lock go and closes the file. Not <c>flock(2)</c>, which .NET takes of every
/// file that it opens, so that whoever reads the file meanwhile would be refused.
/// </remarks>
public sealed unsafe partial class AppendedFile : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int ModeOfFiles = 0x1B6;
    private const int SetLockOfOpenFile = 37;
    private const short WriteLock = 1;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int NoAccess = 13;
    private const int PauseMs = 5;

    private readonly SafeFileHandle _file;
    private readonly string _path;

    private AppendedFile(SafeFileHandle file, string path, bool isLocked)
    {
        _file = file;
        _path = path;
        IsLocked = isLocked;
    }

    /// <summary>False on a disk that knows no locks.</summary>
    public bool IsLocked { get; }

    /// <summary>Bytes of the file now.</summary>
    public long Length => RandomAccess.GetLength(_file);

    /// <summary>Opens a file, or makes it, and waits for the lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <exception cref="IOException">It cannot be opened, is a pipe or a device, or somebody holds the lock for
    /// longer.</exception>
    public static AppendedFile Open(string path, TimeSpan wait)
    {
        if (RegularFile.IsPipeOrDevice(path))
        {
            throw new IOException(RegularFile.PipeOrDevice);
        }

        int descriptor = open(path, ReadWrite | Create | Append | CloseOnExec | NonBlocking, ModeOfFiles);
        if (descriptor < 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return new AppendedFile(file, path, Lock(descriptor, wait));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a part of the file.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="bytes">Receives it, whole.</param>
    /// <exception cref="IOException">The disk refused, or the file ends before.</exception>
    public void Read(long start, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(_file, bytes[done..], start + done);
            done += read > 0 ? read : throw new EndOfStreamException($"{_path} ends at {start + done}");
        }
    }

    /// <summary>Appends bytes and flushes them to the disk. Where that fails, the file is as before.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        long before = Length;
        try
        {
            // With O_APPEND the offset is not looked at; one call is one write.
            RandomAccess.Write(_file, bytes, before);
            RandomAccess.FlushToDisk(_file);
            if (before == 0)
            {
                DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            }
        }
        catch (IOException)
        {
            TryCut(before);
            throw;
        }
    }

    /// <summary>Cuts the end of the file off.</summary>
    /// <param name="length">Bytes that stay.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Cut(long length) => RandomAccess.SetLength(_file, length);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void TryCut(long length)
    {
        try
        {
            // Without the lock somebody else's line may stand behind ours.
            if (IsLocked)
            {
                Cut(length);
            }
        }
        catch (IOException)
        {
            // What is left is a line without an end: the next writer removes it, and every reader passes over it.
        }
    }

    private static bool Lock(int descriptor, TimeSpan wait)
    {
        long end = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        FileLock whole = new() { Type = WriteLock };
        while (fcntl(descriptor, SetLockOfOpenFile, &whole) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is not (WouldBlock or NoAccess or Interrupted))
            {
                return false;
            }

            if (Environment.TickCount64 > end)
            {
                throw new IOException($"another program has locked it for more than {wait.TotalSeconds:F0} s");
            }

            Thread.Sleep(PauseMs);
        }

        return true;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, FileLock* wanted);

    /// <summary>The system's <c>struct flock</c>; zeros mean the whole file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
