using System.Globalization;
using MovieData.Source.Mvc;

namespace MovieData.Source.Bdmv;

/// <summary>Probes a Blu-ray folder: its title's clip, with what the playlist says of chapters and views.</summary>
internal static class BdmvProbe
{
    /// <summary>Playlists named in the evidence; discs against copying have hundreds.</summary>
    private const int OthersShownMax = 8;

    /// <summary>Clips named in evidence and messages; seamless branching makes hundreds.</summary>
    private const int ClipsShownMax = 12;

    /// <summary>Probes the main title, or the playlist the user states.</summary>
    /// <exception cref="FilmException">No such playlist, missing or encrypted clips, or clips that are unlike or cut.
    /// </exception>
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
        film = title.IsStereo ? WithBothViews(film, title, overrides) with { Paths = files } : film;
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
        bool isStereo = overrides.Layout is { } stated
            ? stated == StereoLayout.Mvc
            : title.Items.Any(item => item.DependentClip is not null);
        IReadOnlyList<string>[] files = [.. title.Items.Select(folder.Files)];

        // The first file of a clip has the base view, by which clips are measured and compared.
        string[] bases = [.. files.Select(clip => clip[0])];
        (ContainerFacts file, Playlist played) = JoinedClips.Read(title, bases, overrides, quick, cancel);
        Film film = FilmProbe.Judge(
            source with { Paths = bases }, [file], overrides with { Playlist = null }, quick, cancel);
        film = title.IsStereo && isStereo ? WithBothViews(film, title, overrides) : film;
        film = film with
        {
            Chapters = overrides.ChaptersFile is null
                ? [.. played.Chapters().Select(chapter => Later(chapter, film.StartS))]
                : film.Chapters,
            Evidence =
            [
                .. film.Evidence,
                Evidence(folder, title),
                $"{bases.Length} clips ({ClipNames(title)}) play one after the other as one film",
            ],
            Warnings = [.. film.Warnings, .. folder.Warnings],
        };
        return isStereo ? AsPairs(film, files, played, overrides, quick, cancel) : film;
    }

    /// <summary>The joined clips with both views: what is read, counted and timed are pairs.</summary>
    private static Film AsPairs(
        Film film,
        IReadOnlyList<string>[] files,
        Playlist played,
        FilmOverrides overrides,
        bool quick,
        CancellationToken cancel)
    {
        film = MvcProbe.DescribeClips(
            film with
            {
                Paths = [.. files.SelectMany(clip => clip)],
                ClipFiles = [.. files.Select(clip => clip.Count)],
                ClipSeconds = [],
            },
            quick,
            cancel);
        if (quick || overrides.ChaptersFile is not null)
        {
            return film;
        }

        // A clip lasts as long as its pairs, so that a chapter at a seam starts with the first pair behind it.
        IReadOnlyList<int> frames = MvcSource.Of(film, cancel).Index.ClipFrames;
        PlayItem[] counted = [.. played.Items.Zip(frames, (item, count) => OfLength(item, count / film.Fps.Value))];
        return film with { Chapters = (played with { Items = counted }).Chapters() };
    }

    private static PlayItem OfLength(PlayItem item, double seconds)
    {
        double end = item.InTicks + Math.Round(seconds * Playlist.TicksPerSecond);
        return item with { OutTicks = (uint)Math.Min(end, uint.MaxValue) };
    }

    private static string ClipNames(Playlist title) => Names(title.Items.Select(item => item.Clip));

    private static string DependentNames(Playlist title) => Names(title.Items.Select(item => item.DependentClip!));

    private static string Names(IEnumerable<string> clips)
    {
        string[] all = [.. clips];
        return string.Join(", ", all.Take(ClipsShownMax))
            + (all.Length > ClipsShownMax ? $" and {all.Length - ClipsShownMax} more" : "");
    }

    private static Film WithBothViews(Film film, Playlist title, FilmOverrides overrides)
    {
        ViewOrder order = title.BaseViewIsRight ? ViewOrder.RightFirst : ViewOrder.LeftFirst;
        string side = title.BaseViewIsRight ? "right" : "left";
        return film with
        {
            Layout = overrides.Layout ?? StereoLayout.Mvc,
            ViewOrder = overrides.ViewOrder ?? order,
            Evidence =
            [
                .. film.Evidence,
                $"layout mvc and view order {StereoWords.Of(order)}: 3D playlist, dependent view in clip "
                    + $"{DependentNames(title)}, the base view is the {side}",
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
