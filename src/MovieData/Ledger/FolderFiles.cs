using System.IO.Enumeration;

namespace MovieData.Ledger;

/// <summary>
/// Names under a part of a dataset. A folder may be a symbolic link where the dataset has one (<c>data/train</c> on
/// another disk); deeper links are named, and not followed: they may lead in circles, or to all files of the machine.
/// </summary>
internal static class FolderFiles
{
    /// <summary>Full paths of all files, and of the links to folders that are not followed.</summary>
    /// <param name="home">A part of a dataset, such as <c>data</c>.</param>
    /// <param name="isPlace">True for the name of a folder in it that may be a link.</param>
    public static IEnumerable<string> Of(string home, Func<string, bool> isPlace)
    {
        bool IsFollowed(ref FileSystemEntry entry) => entry.IsDirectory
            && ((entry.Attributes & FileAttributes.ReparsePoint) == 0
                || (entry.Directory.SequenceEqual(entry.RootDirectory) && isPlace(entry.FileName.ToString())));
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
        };
        return new FileSystemEnumerable<string>(home, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory || !IsFollowed(ref entry),
            ShouldRecursePredicate = IsFollowed,
        };
    }
}
