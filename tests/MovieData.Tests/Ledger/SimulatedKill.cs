using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

/// <summary>
/// Stands for kill -9 at one step of a commit: from that step on nothing more is written, not even the clean-up.
/// </summary>
internal sealed class SimulatedKill : Exception
{
    /// <summary>Runs the work on this thread and dies before step <paramref name="at"/> (0-based).</summary>
    /// <returns>How many steps began; more than <paramref name="at"/> = it died.</returns>
    public static int Run(int at, Action work)
    {
        int steps = 0;
        Publication.BeforeStep.Value = _ =>
        {
            if (steps++ >= at)
            {
                throw new SimulatedKill();
            }
        };
        try
        {
            work();
        }
        catch (SimulatedKill)
        {
            // As planned.
        }
        finally
        {
            Publication.BeforeStep.Value = null;
        }

        return steps;
    }

    /// <summary>Every published file of a folder with its bytes, by relative name.</summary>
    public static SortedDictionary<string, string> Snapshot(string root) =>
        new(
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(path => !TemporaryName.IsTemporary(path) && !path.Contains("/log/", StringComparison.Ordinal))
                .ToDictionary(path => Path.GetRelativePath(root, path), path => RunLedger.DigestOf(path)),
            StringComparer.Ordinal);
}
