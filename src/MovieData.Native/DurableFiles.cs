using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>
/// The system calls behind "nothing half-written": flush a folder, give a finished file its name if nobody has it.
/// </summary>
/// <remarks>
/// None of them takes a lock, so they hold on network disks too. <c>link(2)</c> is the one operation that POSIX and
/// NFS promise to be atomic and exclusive; <c>renameat2(RENAME_NOREPLACE)</c> stands in on disks without links.
/// </remarks>
public static partial class DurableFiles
{
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NotPermitted = 1;
    private const int Exists = 17;
    private const int Invalid = 22;
    private const int TooManyLinks = 31;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;

    /// <summary>Makes the names in a folder durable (<c>fsync</c> of the folder).</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void FlushFolder(string folder)
    {
        int descriptor = open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw Failure($"cannot open the folder {folder}");
        }

        int failed = fsync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = close(descriptor);

        // Some network disks have nothing to flush for folders and say EINVAL: that is their word that it is done.
        if (failed != 0 && error != Invalid)
        {
            throw Failure($"cannot flush the folder {folder}", error);
        }
    }

    /// <summary>
    /// Gives the file <paramref name="temporary"/> the name <paramref name="final"/> unless that name is taken.
    /// Both lie on the same disk. The temporary name may stay behind: the caller removes it afterwards.
    /// </summary>
    /// <returns>True when our file has the name now; false when somebody else's file has it.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public static bool LinkIfAbsent(string temporary, string final)
    {
        if (link(temporary, final) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == Exists)
        {
            // On NFS the answer to a link that succeeded can be lost, and the repeated request meets its own work:
            // a second link on our temporary file is the proof that it was us.
            return FileStatus.LinkCount(temporary) == 2;
        }

        return error is NotPermitted or NotSupported or NotImplemented or TooManyLinks
            ? RenameIfAbsent(temporary, final)
            : throw Failure($"cannot publish {final}", error);
    }

    private static bool RenameIfAbsent(string temporary, string final)
    {
        if (renameat2(CurrentFolder, temporary, CurrentFolder, final, NoReplace) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == Exists
            ? false
            : throw Failure($"cannot publish {final}: the disk knows neither links nor exclusive renames", error);
    }

    private static IOException Failure(string what) => Failure(what, Marshal.GetLastPInvokeError());

    private static IOException Failure(string what, int error) =>
        new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string added);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);
}
