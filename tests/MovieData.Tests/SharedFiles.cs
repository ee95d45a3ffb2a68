using System.Runtime.CompilerServices;

namespace MovieData.Tests;

/// <summary>
/// Where the inputs of tests lie: made for this project in <c>tests/data</c>, and third-party footage beside the
/// repository (folder <c>../shared/data</c>, or wherever MOVIEDATA_SHARED points), whose licences forbid to commit it.
/// </summary>
internal static class SharedFiles
{
    /// <summary>Repository root, found upwards from the test executable.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string Root =>
        Environment.GetEnvironmentVariable("MOVIEDATA_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");

    /// <summary>Full path of a file or folder under <c>tests/data</c>, which every checkout has.</summary>
    public static string Committed(string relative)
    {
        string path = Path.Combine(RepositoryRoot, "tests", "data", relative);
        Assert.True(File.Exists(path) || Directory.Exists(path), $"tests/data/{relative} is absent: a broken checkout");
        return path;
    }

    /// <summary>
    /// Full path of third-party footage; skips the calling test where it is absent, if <see cref="Skips"/> allows its
    /// file to.
    /// </summary>
    /// <param name="relative">Path below the folder <c>data</c>; its first part is the need that is looked up.</param>
    /// <param name="file">The file that asks; the compiler's.</param>
    public static string Require(string relative, [CallerFilePath] string file = "")
    {
        string path = Path.Combine(Root, "data", relative);
        Skips.Unless(File.Exists(path) || Directory.Exists(path), relative.Split('/')[0], file);
        return path;
    }

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
