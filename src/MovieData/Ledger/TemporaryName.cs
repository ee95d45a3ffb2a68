using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MovieData.Ledger;

/// <summary>
/// Names of unfinished files: <c>.tmp-MACHINE-PID-START-COUNT-NAME</c> in the folder of the finished one. The name
/// tells whether its process can still be alive, so that leftovers are swept without locks, on shared disks too.
/// </summary>
public static class TemporaryName
{
    /// <summary>
    /// Leftovers of processes elsewhere, which we cannot see, are swept at this age. No segment takes so long.
    /// </summary>
    public static readonly TimeSpan ForeignAgeMax = TimeSpan.FromHours(48);

    /// <summary>What these names begin with.</summary>
    public const string Prefix = ".tmp-";

    private static readonly string Owner = MakeOwner();
    private static int _count;

    /// <summary>A path beside <paramref name="final"/> that nobody else uses.</summary>
    public static string For(string final) =>
        Path.Combine(
            Path.GetDirectoryName(final)!,
            $"{Prefix}{Owner}-{Interlocked.Increment(ref _count)}-{Path.GetFileName(final)}");

    /// <summary>True for names this class makes.</summary>
    public static bool IsTemporary(string path) => Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Deletes the leftovers in one folder: of dead processes of this machine at once, of other machines after
    /// <see cref="ForeignAgeMax"/>. Files of living processes, and files not named by us, stay.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public static int Sweep(string folder)
    {
        int swept = 0;
        if (!Directory.Exists(folder))
        {
            return swept;
        }

        foreach (string path in Directory.EnumerateFiles(folder, Prefix + "*"))
        {
            if (IsLeftover(path, () => File.GetLastWriteTimeUtc(path)))
            {
                File.Delete(path);
                swept++;
            }
        }

        return swept;
    }

    /// <summary>Deletes what killed processes left of a folder that is made under a temporary name.</summary>
    /// <param name="final">The folder's own name; leftovers of others beside it stay.</param>
    public static void SweepFolders(string final)
    {
        string beside = Path.GetDirectoryName(final)!;
        foreach (string path in Directory.Exists(beside) ? Directory.EnumerateDirectories(beside, Prefix + "*") : [])
        {
            // machine, process, its start, number of the name, final name
            string[] parts = Path.GetFileName(path)[Prefix.Length..].Split('-', 5);
            if (parts.Length == 5 && parts[4] == Path.GetFileName(final)
                && IsLeftover(path, () => File.GetLastWriteTimeUtc(path)))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    /// <summary>True of a name that this class made for a process that is gone; of one elsewhere by its age.</summary>
    /// <param name="path">The file.</param>
    /// <param name="written">When it was last written, UTC; asked only of one from elsewhere.</param>
    public static bool IsLeftover(string path, Func<DateTime> written)
    {
        string[] parts = Path.GetFileName(path)[Prefix.Length..].Split('-', 4);
        string[] own = Owner.Split('-');
        if (parts.Length < 4 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
        {
            return false;
        }

        return parts[0] == own[0]
            ? IsDead(parts[2], StartOf(pid), () => HasProcess(pid))
            : DateTime.UtcNow - written() > ForeignAgeMax;
    }

    /// <summary>
    /// Machine = this boot and this process-id namespace: within it a process id means one process, so containers
    /// and machines that share a disk (and perhaps a host name) never take each other's process for dead.
    /// </summary>
    private static string MakeOwner()
    {
        string boot = ReadLine("/proc/sys/kernel/random/boot_id") ?? Environment.MachineName;
        string space = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{boot}\n{space}\n{Environment.MachineName}"));
        string machine = Convert.ToHexStringLower(hash)[..12];
        int pid = Environment.ProcessId;
        return $"{machine}-{pid.ToString(CultureInfo.InvariantCulture)}-{StartOf(pid) ?? "0"}";
    }

    /// <summary>
    /// True when no process has the id, or one that began at another time. One that we may not look at (another user's,
    /// under <c>hidepid</c>) lives for all we know.
    /// </summary>
    /// <param name="start">Start time by the file's name.</param>
    /// <param name="now">Start time of the process that has the id now; null when it cannot be read.</param>
    /// <param name="hasProcess">Whether a process has the id, asked only then.</param>
    internal static bool IsDead(string start, string? now, Func<bool> hasProcess) =>
        now is null ? !hasProcess() : now != start;

    private static bool HasProcess(int pid)
    {
        try
        {
            // It sends signal 0, which tells of processes of other users too.
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); null if it cannot be read.
    /// </summary>
    private static string? StartOf(int pid)
    {
        string? stat = ReadLine(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));

        // The second field, the program's name in parentheses, may contain spaces: count from its end.
        string[]? fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 19 } ? fields[19] : null;
    }

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
