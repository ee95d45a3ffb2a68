namespace MovieData.Clusters;

/// <summary>
/// The clock of this machine held against that of the disk that a dataset lies on, which stamps files. Bytes depend on
/// neither, but rates, the age of leftovers, and Slurm's own trust between machines do.
/// </summary>
public static class SharedClock
{
    /// <summary>Furthest they may be apart; Slurm's machines stop trusting each other at that.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>Refuses a machine whose clock is wrong.</summary>
    /// <param name="folder">The dataset, or where it will be made.</param>
    /// <param name="now">What this machine takes for the time, UTC.</param>
    /// <param name="disk">The time that the folder's disk gave a file just now, UTC.</param>
    /// <exception cref="ClusterException">The clocks are too far apart.</exception>
    public static void Require(string folder, DateTime now, DateTime disk)
    {
        TimeSpan ahead = now - disk;
        if (ahead.Duration() > Most)
        {
            throw new ClusterException(
                $"{folder}: the clock of this machine is {ahead.Duration().TotalSeconds:F0} s "
                + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} that of this folder's disk: set it (NTP), or "
                + "submit from another machine");
        }
    }
}
