namespace MovieData.Tests;

/// <summary>
/// Real films, pairs, streams and models with truth, kept beside the repository (folder <c>../shared/data</c>, or
/// wherever MOVIEDATA_SHARED points) because their licences forbid committing them. Tests that need them skip with a
/// word.
/// </summary>
internal static class SharedFiles
{
    /// <summary>Repository root, found upwards from the test executable.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Full path of a file or folder under shared/data; skips the calling test where it is absent.</summary>
    public static string Require(string relative)
    {
        string path = Path.Combine(Root, "data", relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"shared/data/{relative} is absent");
        }

        return path;
    }

    private static string Root =>
        Environment.GetEnvironmentVariable("MOVIEDATA_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MovieData.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("MovieData.sln was not found above the tests");
    }
}
