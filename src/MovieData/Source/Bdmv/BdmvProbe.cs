using System.Globalization;

namespace MovieData.Source.Bdmv;

/// <summary>Probes a Blu-ray folder: its title's clip, with what the playlist says of chapters and views.</summary>
internal static class BdmvProbe
{
    /// <summary>Playlists named in the evidence; discs against copying have hundreds.</summary>
    private const int OthersShownMax = 8;

    /// <summary>Clips named in evidence and messages; seamless branching makes hundreds.</summary>
    private const int ClipsShownMax = 12;

    /// <summary>Probes the main title, or the playlist the user states.</summary>
    /// <exception cref="FilmException">No such playlist, missing or encrypted clips, or a 3D title of several
    /// clips.</exception>
    public static Film Probe(SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        BdmvFolder folder = BdmvFolder.Open(source.Paths[0]);
        Playlist title = folder.Title(overrides.Playlist);
        if (title.Items.Count > 1)
        {
            return ProbeJoined(source, folder, title, overrides, quick, cancel);
        }

        IReadOnlyList<string> files = folder.Files(title.Items[0]);
        Film film = FilmProbe.ProbeFiles(
            source with { Paths = [files[0]] }, overrides with { Playlist = null }, quick, cancel);
        film = title.IsStereo ? WithBothViews(film, title, files, overrides) : film;
        return film with
        {
            Chapters = overrides.ChaptersFile is null ? ChaptersOf(title) : film.Chapters,
            Evidence = [.. film.Evidence, Evidence(folder, title)],
            Warnings = [.. film.Warnings, .. folder.Warnings],
        };
    }

    private static Film ProbeJoined(
        SourceArgument source,
        BdmvFolder folder,
        Playlist title,
        FilmOverrides overrides,
        bool quick,
        CancellationToken cancel)
    {
        if (title.Items.Any(item => item.DependentClip is not null))
        {
            throw new FilmException($"{source.Word}: {Describe(title)} plays several clips "
                + $"({ClipNames(title)}) with two views each, which cannot be read as one film: join them to one file "
                + "first, or state another --playlist");
        }

        string[] paths = [.. title.Items.Select(item => folder.Files(item)[0])];
        (ContainerFacts file, Playlist played) = JoinedClips.Read(title, paths, overrides, quick, cancel);
        Film film = FilmProbe.Judge(
            source with { Paths = paths }, [file], overrides with { Playlist = null }, quick, cancel);
        return film with
        {
            Chapters = overrides.ChaptersFile is null
                ? [.. played.Chapters().Select(chapter => Later(chapter, film.StartS))]
                : film.Chapters,
            Evidence =
            [
                .. film.Evidence,
                Evidence(folder, title),
                $"{paths.Length} clips ({ClipNames(title)}) play one after the other as one film",
            ],
            Warnings = [.. film.Warnings, .. folder.Warnings],
        };
    }

    private static string ClipNames(Playlist title) =>
        string.Join(", ", title.Items.Take(ClipsShownMax).Select(item => item.Clip))
        + (title.Items.Count > ClipsShownMax ? $" and {title.Items.Count - ClipsShownMax} more" : "");

    private static Film WithBothViews(
        Film film, Playlist title, IReadOnlyList<string> files, FilmOverrides overrides)
    {
        ViewOrder order = title.BaseViewIsRight ? ViewOrder.RightFirst : ViewOrder.LeftFirst;
        string side = title.BaseViewIsRight ? "right" : "left";
        return film with
        {
            Paths = files,
            Layout = overrides.Layout ?? StereoLayout.Mvc,
            ViewOrder = overrides.ViewOrder ?? order,
            Evidence =
            [
                .. film.Evidence,
                $"layout mvc and view order {StereoWords.Of(order)}: 3D playlist, dependent view in clip "
                    + $"{title.Items[0].DependentClip}, the base view is the {side}",
            ],
        };
    }

    /// <summary>Chapters on the clip's own clock, which is the one ffmpeg reads from it.</summary>
    private static Chapter[] ChaptersOf(Playlist title)
    {
        double startS = title.Items[0].InTicks / Playlist.TicksPerSecond;
        return [.. title.Chapters().Select(chapter => Later(chapter, startS))];
    }

    private static Chapter Later(Chapter chapter, double seconds) =>
        chapter with { StartS = chapter.StartS + seconds, EndS = chapter.EndS + seconds };

    private static string Evidence(BdmvFolder folder, Playlist title)
    {
        Playlist[] others = [.. folder.Playlists
            .Where(playlist => playlist.Number != title.Number)
            .OrderByDescending(playlist => playlist.DurationS)];
        string rest = others.Length == 0 ? "the only one"
            : "others: " + string.Join(", ", others.Take(OthersShownMax).Select(Describe))
                + (others.Length > OthersShownMax ? $" and {others.Length - OthersShownMax} shorter ones" : "");
        return $"{Describe(title)} is the title; {rest}";
    }

    private static string Describe(Playlist playlist) => string.Create(
        CultureInfo.InvariantCulture,
        $"playlist {playlist.Number:D5} ({TimeSpan.FromSeconds(playlist.DurationS):h\\:mm\\:ss}, ")
        + $"{playlist.Marks.Count} chapters{(playlist.IsStereo ? ", 3D" : "")})";
}
