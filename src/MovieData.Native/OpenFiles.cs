using System.Runtime.InteropServices;

namespace MovieData.Native;

/// <summary>How many files this process may have open (<c>ulimit -n</c>); .NET raises the soft limit to the hard
/// one.</summary>
public static unsafe partial class OpenFiles
{
    /// <summary>errno EMFILE, which .NET hands on as HResult of an IOException.</summary>
    public const int LimitError = 24;

    /// <summary>What to do.</summary>
    public const string Advice = "raise the limit of open files (ulimit -n 1024)";

    /// <summary>
    /// Fewer are refused. .NET holds its libraries open (some 70 files), and a worker its subprocesses' pipes, its
    /// models and shards (some 20); the usual limit is 1024.
    /// </summary>
    public const int Needed = 256;

    private const int Limit = 7;

    /// <summary>Why we cannot work with the limit, in one line; null where we can.</summary>
    public static string? Fault() => FaultOf(Max());

    /// <summary>As <see cref="Fault"/>, of any limit; null: it is unknown.</summary>
    public static string? FaultOf(ulong? max) => max < Needed
        ? FormattableString.Invariant($"at most {max} open files are allowed here, expected {Needed}: ")
            + "raise the limit (ulimit -n 1024)"
        : null;

    private static ulong? Max()
    {
        // struct rlimit: the soft and the hard limit.
        ulong* limits = stackalloc ulong[2];
        return OperatingSystem.IsLinux() && getrlimit(Limit, limits) == 0 ? Math.Max(limits[0], limits[1]) : null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);
}
