using System.Diagnostics;

namespace MovieData.Media.Processes;

/// <summary>
/// Memory of a subprocess in pages of 2 MB where the kernel offers them (<c>transparent_hugepage</c>: madvise). A
/// decoder takes some 150 MB anew each time it starts, and in pages of 4 kB their faults are a sixth of what it costs.
/// </summary>
internal static class LargePages
{
    /// <summary>Where the GNU C library (2.35 or newer; others pass it over) looks for its options.</summary>
    internal const string Variable = "GLIBC_TUNABLES";

    private const string Option = "glibc.malloc.hugetlb";

    /// <summary>Asks for them, unless the user's own options say something of them.</summary>
    /// <param name="start">Subprocess that is about to be started.</param>
    public static void Ask(ProcessStartInfo start)
    {
        string given = start.Environment.TryGetValue(Variable, out string? value) ? value ?? "" : "";
        if (!given.Contains(Option, StringComparison.Ordinal))
        {
            start.Environment[Variable] = $"{given}{(given.Length > 0 ? ":" : "")}{Option}=1";
        }
    }
}
