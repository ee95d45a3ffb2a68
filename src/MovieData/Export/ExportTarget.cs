using MovieData.Ledger;

namespace MovieData.Export;

/// <summary>The folder an export writes to.</summary>
internal static class ExportTarget
{
    /// <summary>An export never mixes with what is there: it would not be a function of the dataset alone.</summary>
    /// <exception cref="LedgerException">The folder is not empty.</exception>
    public static void RequireEmpty(OutputFolder target)
    {
        if (Directory.Exists(target.Root) && Directory.EnumerateFileSystemEntries(target.Root).Any())
        {
            throw new LedgerException($"{target.Root} is not empty; give --to a new folder");
        }
    }
}
