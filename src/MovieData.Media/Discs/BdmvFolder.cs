using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Native;

namespace MovieData.Media.Discs;

/// <summary>
/// A Blu-ray folder: finds the title to extract (<see cref="TitleChoice"/>) and the files it plays.
/// </summary>
public sealed class BdmvFolder
{
    /// <summary>More playlists than any disc has; discs against copying have some hundreds.</summary>
    public const int PlaylistsMax = 10_000;

    /// <summary>Bytes of a source packet of an <c>.m2ts</c>, and of an encrypted unit (32 packets).</summary>
    private const int PacketBytes = 192;
    private const int UnitBytes = 32 * PacketBytes;

    private readonly string _root;

    private BdmvFolder(string root, IReadOnlyList<Playlist> playlists, IReadOnlyList<string> warnings)
    {
        _root = root;
        Playlists = playlists;
        Warnings = warnings;
    }

    /// <summary>Playlists that can be read, by number.</summary>
    public IReadOnlyList<Playlist> Playlists { get; }

    /// <summary>Playlists that cannot be read, and why.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>True when <paramref name="path"/> is a disc's folder or its BDMV folder.</summary>
    public static bool IsOne(string path) => RootOf(path) is not null;

    /// <summary>Reads all playlists of a disc.</summary>
    /// <param name="path">The disc's folder or its BDMV folder.</param>
    /// <exception cref="FilmException">It is no Blu-ray folder, or no playlist can be read.</exception>
    public static BdmvFolder Open(string path)
    {
        string root = RootOf(path) ?? throw new FilmException(
            $"{path}: a folder without BDMV/PLAYLIST: give a film file or a Blu-ray folder"
            + (NumberedPictures.In(path) is { } name ? $"; of its pictures {NumberedPictures.Advice(name)}" : ""));
        var playlists = new List<Playlist>();
        var warnings = new List<string>();
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(root, "PLAYLIST"))
            .Where(file => Path.GetExtension(file).Equals(".mpls", StringComparison.OrdinalIgnoreCase))
            .Take(PlaylistsMax)
            .Order(StringComparer.Ordinal);
        foreach (string file in files)
        {
            try
            {
                playlists.Add(PlaylistFile.Read(file));
            }
            catch (FilmException fault)
            {
                // Without the folder: the film's description must not depend on where the disc lies.
                warnings.Add($"{Path.GetFileName(file)}: {fault.InnerException?.Message ?? fault.Message}");
            }
        }

        return playlists.Count > 0
            ? new BdmvFolder(root, playlists, warnings)
            : throw new FilmException(warnings.Count > 0
                ? $"{path}: none of {warnings.Count} playlists can be read: {warnings[0]}"
                : $"{path}: BDMV/PLAYLIST holds no playlist (.mpls)");
    }

    /// <summary>The playlist asked for, else the main title (<see cref="TitleChoice"/>).</summary>
    /// <exception cref="FilmException">No playlist has the number, or the main title cannot be told from decoys.
    /// </exception>
    public Playlist Title(int? number)
    {
        if (number is { } wanted)
        {
            return Playlists.FirstOrDefault(playlist => playlist.Number == wanted) ?? throw new FilmException(
                string.Create(CultureInfo.InvariantCulture, $"{_root}: no playlist {wanted}; there are ")
                + string.Join(", ", Playlists.Select(playlist => $"{playlist.Number:D5}")));
        }

        return TitleChoice.Choose(_root, Playlists);
    }

    /// <summary>The files that are read of a disc: its playlists, and those of the title's clips.</summary>
    /// <param name="path">The disc's folder or its BDMV folder.</param>
    /// <param name="playlist">Number of the playlist asked for; null: the main title's.</param>
    /// <exception cref="FilmException">It is no Blu-ray folder, has no such title, or a file is missing.</exception>
    public static IReadOnlyList<string> FilesOf(string path, int? playlist)
    {
        BdmvFolder folder = Open(path);
        return
        [
            .. Directory.EnumerateFiles(Path.Combine(folder._root, "PLAYLIST")).Order(StringComparer.Ordinal),
            .. folder.Title(playlist).Items.SelectMany(folder.Files),
        ];
    }

    /// <summary>
    /// The files a clip's pictures are read from: <c>SSIF/NNNNN.ssif</c> with both views where it exists, else the
    /// clip and its dependent clip.
    /// </summary>
    /// <exception cref="FilmException">A file is missing, or encrypted.</exception>
    public IReadOnlyList<string> Files(PlayItem item)
    {
        string stream = Path.Combine(_root, "STREAM");
        string interleaved = Path.Combine(stream, "SSIF", item.Clip + ".ssif");
        string[] files = item.DependentClip is null ? [Path.Combine(stream, item.Clip + ".m2ts")]
            : File.Exists(interleaved) ? [interleaved]
            : [Path.Combine(stream, item.Clip + ".m2ts"), Path.Combine(stream, item.DependentClip + ".m2ts")];
        foreach (string file in files)
        {
            CheckClip(file);
        }

        return files;
    }

    private static string? RootOf(string path)
    {
        string inside = Path.Combine(path, "BDMV");
        return Directory.Exists(Path.Combine(inside, "PLAYLIST")) ? inside
            : Directory.Exists(Path.Combine(path, "PLAYLIST")) ? path : null;
    }

    private void CheckClip(string path)
    {
        if (!File.Exists(path))
        {
            throw new FilmException($"{path}: the playlist plays this clip, but it is missing: copy the whole disc");
        }

        ReadOnlySpan<byte> unit = FirstUnit(path);
        for (int packet = 0; packet * PacketBytes + 4 < unit.Length; packet++)
        {
            if (unit[(packet * PacketBytes) + 4] != 0x47)
            {
                string fault = $"packet {packet} has no sync byte 0x47 at offset {(packet * PacketBytes) + 4}";
                throw new FilmException(Directory.Exists(Path.Combine(_root, "..", "AACS"))
                    ? $"{path}: encrypted (the disc has an AACS folder, and {fault}): MovieData reads only discs whose "
                        + "content is in the clear"
                    : $"{path}: damaged clip: {fault}");
            }
        }
    }

    private static ReadOnlySpan<byte> FirstUnit(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            byte[] unit = new byte[UnitBytes];
            return unit.AsSpan(0, file.ReadAtLeast(unit, UnitBytes, throwOnEndOfStream: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read: {error.Message}", error);
        }
    }
}
