namespace MovieData.Ledger;

/// <summary>Places behind links: the same place by another name is the same place.</summary>
public static class RealPath
{
    /// <summary>A path with every link of it followed; what is not there yet stays as it is written.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        string real = Path.Combine(Of(parent), Path.GetFileName(full));
        return TargetOf(real) is { } target ? Of(target) : real;
    }

    /// <summary>True of a folder itself and of whatever lies in it.</summary>
    public static bool IsWithin(string path, string folder) => $"{Of(path)}/".StartsWith(
        $"{Path.TrimEndingDirectorySeparator(Of(folder))}/", StringComparison.Ordinal);

    private static string? TargetOf(string path)
    {
        try
        {
            FileSystemInfo there = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            return there.LinkTarget is null ? null : there.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // A link that leads to itself leads nowhere.
            return null;
        }
    }
}
