using System.Globalization;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Media.Discs;

/// <summary>Probes a Blu-ray folder: its title's clip, with what the playlist says of chapters and views.</summary>
internal static class BdmvProbe
{
    /// <summary>Playlists named in the evidence; discs against copying have hundreds.</summary>
    private const int OthersShownMax = 8;

    /// <summary>Clips named in evidence and messages; seamless branching makes hundreds.</summary>
    private const int ClipsShownMax = 12;

    /// <summary>Probes the main title, or the playlist the user states.</summary>
    /// <exception cref="FilmException">No such playlist, more than one that may be the film, missing or encrypted
    /// clips, or clips that are unlike.</exception>
    public static Film Probe(SourceArgument source, FilmOverrides overrides, bool quick, CancellationToken cancel)
    {
        BdmvFolder folder = BdmvFolder.Open(source.Paths[0]);
        Playlist title = folder.Title(overrides.Playlist);
        if (title.Items.Count > 1)
        {
            return ProbeJoined(source, folder, title, overrides, quick, cancel);
        }

        IReadOnlyList<string> files = folder.Files(title.Items[0]);
        ContainerFacts file = ContainerFacts.Read(files[0], quick, cancel);
        StreamFacts stream = StreamChoice.Choose(file, overrides, quick, cancel).Stream;
        PlayedClip[] played = [PlayedClip.Of(title.Items[0], stream, PlayedClip.Name(files[0], title, 0))];
        Film film = FilmProbe.Judge(
            source with { Paths = [files[0]] },
            [file with { Played = PlayedClip.Spans(played, stream.StartS) }],
            overrides with { Playlist = null },
            quick,
            cancel);
        film = title.IsStereo ? WithBothViews(film, title, overrides) with { Paths = files } : film;
        return WithRemarks(film, folder, title, played, overrides) with
        {
            // On the clip's own clock, which is the one ffmpeg reads from it.
            Chapters = overrides.ChaptersFile is null
                ? PlayedClip.Chapters(title, played, stream.StartS)
                : film.Chapters,
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
        (ContainerFacts file, IReadOnlyList<PlayedClip> played) =
            JoinedClips.Read(title, bases, overrides, quick, cancel);
        Film film = FilmProbe.Judge(
            source with { Paths = bases }, [file], overrides with { Playlist = null }, quick, cancel);
        film = title.IsStereo && isStereo ? WithBothViews(film, title, overrides) : film;
        film = WithRemarks(film, folder, title, played, overrides);
        film = film with
        {
            Chapters = overrides.ChaptersFile is null
                ? PlayedClip.Chapters(title, played, film.StartS)
                : film.Chapters,
            Evidence =
            [
                .. film.Evidence,
                $"{bases.Length} clips ({ClipNames(title)}) play one after the other as one film",
            ],
        };
        return isStereo ? AsPairs(film, title, files, played, overrides, quick, cancel) : film;
    }

    private static Film WithRemarks(
        Film film, BdmvFolder folder, Playlist title, IReadOnlyList<PlayedClip> played, FilmOverrides overrides)
    {
        (IEnumerable<string> evidence, IEnumerable<string> warnings) = PlayedClip.Remarks(played);
        return film with
        {
            Evidence = [.. film.Evidence, Evidence(folder, title), .. evidence],
            Warnings =
            [
                .. film.Warnings,
                .. folder.Warnings,
                .. TitleChoice.Warnings(title, folder.Playlists, overrides.Playlist is not null),
                .. warnings,
            ],
        };
    }

    /// <summary>The joined clips with both views: what is read, counted and timed are pairs.</summary>
    private static Film AsPairs(
        Film film,
        Playlist title,
        IReadOnlyList<string>[] files,
        IReadOnlyList<PlayedClip> played,
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
        if (quick)
        {
            return film;
        }

        // A clip lasts as long as its pairs, so that a chapter at a seam starts with the first pair behind it.
        IReadOnlyList<int> frames = MvcReader.Of(film, cancel).Index(cancel).ClipFrames;
        PlayedClip[] counted = [.. played.Zip(frames, (clip, count) => clip.Lasting(count / film.Fps.Value))];
        return film with
        {
            Played = PlayedClip.Spans(counted, 0),
            Chapters = overrides.ChaptersFile is null ? PlayedClip.Chapters(title, counted, 0) : film.Chapters,
        };
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

    private static string Evidence(BdmvFolder folder, Playlist title)
    {
        Playlist[] others = [.. folder.Playlists
            .Where(playlist => playlist.Number != title.Number)
            .OrderByDescending(playlist => playlist.DurationS)];
        string rest = others.Length == 0 ? "the only one"
            : "others: " + string.Join(", ", others.Take(OthersShownMax).Select(Describe))
                + (others.Length > OthersShownMax ? $" and {others.Length - OthersShownMax} more" : "");
        return $"{Describe(title)} is the title; {rest}";
    }

    private static string Describe(Playlist playlist) => string.Create(
        CultureInfo.InvariantCulture,
        $"playlist {playlist.Number:D5} ({TimeSpan.FromSeconds(playlist.DurationS):h\\:mm\\:ss}, ")
        + $"{playlist.Marks.Count} chapters{(playlist.IsStereo ? ", 3D" : "")})";
}
