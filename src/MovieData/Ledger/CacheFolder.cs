namespace MovieData.Ledger;

/// <summary>Where a user's caches lie: what is in them can be made again.</summary>
public static class CacheFolder
{
    /// <summary><c>movie-data/NAME</c> in $XDG_CACHE_HOME or ~/.cache; null where neither is known.</summary>
    public static string? Of(string name)
    {
        string? stated = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? home = Path.IsPathFullyQualified(stated ?? "") ? stated
            : user.Length > 0 ? Path.Combine(user, ".cache") : null;
        return home is null ? null : Path.Combine(home, "movie-data", name);
    }
}
