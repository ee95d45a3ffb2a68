using System.Globalization;
using MovieData.Media.Discs;
using MovieData.Media.Films;

namespace MovieData.Scratch;

/// <summary>What of a source is copied.</summary>
/// <param name="Id">Id of the film.</param>
/// <param name="Stamp">The files as they are.</param>
/// <param name="Folder">Of a Blu-ray folder, the folder: its files keep their places in it; null: single files.</param>
public sealed record ScratchSource(string Id, FilmStamp Stamp, string? Folder)
{
    // A copy to a disk with coarser times keeps them to two seconds (FAT).
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    /// <summary>The files of a source: all of a film's, of a disc the playlists and the title's clips.</summary>
    /// <exception cref="FilmException">One is missing, or the disc has no title to choose.</exception>
    public static ScratchSource Of(SourceArgument source)
    {
        string? folder = source.Paths.Count == 1 && Directory.Exists(source.Paths[0]) ? source.Paths[0] : null;
        IReadOnlyList<string> files = folder is null ? source.Paths
            : BdmvFolder.FilesOf(folder, source.Overrides.Playlist);
        return new ScratchSource(source.Id, FilmStamp.Of(files.Distinct(StringComparer.Ordinal)), folder);
    }

    /// <summary>Where a copied folder lies.</summary>
    internal string HomeOfFolder(string root) =>
        Path.Combine(root, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder!))));

    /// <summary>Where the copy of a file lies: under its own name, which descriptions of films hold. Two files may
    /// have one name, so those of no folder have a number.</summary>
    internal string PathIn(string root, string path)
    {
        if (Folder is not null)
        {
            return Path.Combine(HomeOfFolder(root), Path.GetRelativePath(Folder, path));
        }

        int place = Stamp.Files.Index().First(file => file.Item.Path == path).Index;
        return Path.Combine(root, place.ToString(CultureInfo.InvariantCulture), Path.GetFileName(path));
    }

    /// <summary>True when all copies are there with the lengths and times of the files.</summary>
    internal bool IsWholeIn(string root) => Stamp.Files.All(file =>
    {
        var copy = new FileInfo(PathIn(root, file.Path));
        return copy.Exists && copy.Length == file.Bytes
            && (copy.LastWriteTimeUtc - file.ChangedUtc).Duration() <= TimeMax;
    });
}
