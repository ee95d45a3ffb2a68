using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>
/// What <c>statx(2)</c> says of a name, symbolic links followed; its struct is the same on every processor.
/// </summary>
internal static unsafe partial class FileStatus
{
    private const int CurrentFolder = -100;
    private const int BasicStats = 0x7ff;
    private const int StructBytes = 256;
    private const int LinksAt = 16;
    private const int ModeAt = 28;
    private const int KindBits = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Names of the file; 0 where the system does not say.</summary>
    public static long LinkCount(string path)
    {
        byte* facts = stackalloc byte[StructBytes];
        return TryRead(path, facts) ? *(uint*)(facts + LinksAt) : 0;
    }

    /// <summary>True of a pipe, a device and a socket; false of what is not there.</summary>
    public static bool IsPipeOrDevice(string path)
    {
        byte* facts = stackalloc byte[StructBytes];
        return TryRead(path, facts) && (*(ushort*)(facts + ModeAt) & KindBits) is not (Regular or Folder);
    }

    private static bool TryRead(string path, byte* facts) =>
        OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, BasicStats, facts) == 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* facts);
}
