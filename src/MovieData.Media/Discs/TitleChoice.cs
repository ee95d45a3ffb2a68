using System.Globalization;
using MovieData.Media.Films;

namespace MovieData.Media.Discs;

/// <summary>
/// Which playlist of a disc is the film. Menus, trailers and many decoys are told from it by length and by repeating
/// clips. What cannot be told is asked: a disc against copying has many playlists of one length that play the same
/// clips, one of them in the film's order.
/// </summary>
internal static class TitleChoice
{
    /// <summary>A playlist of at least this share of the longest one's length may be the film.</summary>
    private const double LengthShareMin = 0.9;

    /// <summary>Playlists whose lengths differ by less, in seconds, are of one length.</summary>
    private const double SameLengthS = 1;

    /// <summary>Playlists named in messages; discs against copying have hundreds.</summary>
    private const int ShownMax = 8;

    /// <summary>
    /// The main title: the longest playlist that runs in order, is no slide show and repeats no clip; a 3D playlist
    /// nearly as long is preferred to its 2D twin.
    /// </summary>
    /// <param name="disc">The disc, for messages.</param>
    /// <param name="playlists">All of its playlists.</param>
    /// <exception cref="FilmException">Another playlist nearly as long plays the same clips in another order.
    /// </exception>
    public static Playlist Choose(string disc, IReadOnlyList<Playlist> playlists)
    {
        Playlist[] films = [.. playlists.Where(IsFilm)];
        Playlist[] titles = [.. (films.Length > 0 ? films : [.. playlists])
            .OrderByDescending(playlist => playlist.DurationS)
            .ThenBy(playlist => playlist.Number)];
        Playlist[] longest = [.. titles.TakeWhile(playlist =>
            playlist.DurationS >= LengthShareMin * titles[0].DurationS)];
        Playlist title = longest.FirstOrDefault(playlist => playlist.IsStereo) ?? titles[0];
        Playlist[] others = [.. longest.Where(playlist => PlaysInAnotherOrder(title, playlist))];
        return others.Length == 0 ? title : throw new FilmException(
            $"{disc}: {others.Length + 1} playlists of about {Length(title)} play the same clips in different orders ("
            + Numbers([title, .. others]) + "): at most one is the film, the others are decoys against copying: state "
            + "--playlist N with the number that a player shows while the film runs");
    }

    /// <summary>What a person should know of the choice.</summary>
    /// <param name="title">The playlist that is read.</param>
    /// <param name="playlists">All of the disc's.</param>
    /// <param name="isStated">True: a person chose it.</param>
    public static IEnumerable<string> Warnings(Playlist title, IReadOnlyList<Playlist> playlists, bool isStated)
    {
        Playlist[] rivals = [.. playlists.Where(other => other.IsStereo == title.IsStereo && IsFilm(other)
            && Math.Abs(other.DurationS - title.DurationS) < SameLengthS && !other.Items.SequenceEqual(title.Items))];
        if (rivals.Length > 0 && !isStated)
        {
            yield return $"{rivals.Length} more playlists of this length play other clips ({Numbers(rivals)}): other "
                + "languages, or decoys; look at the pictures, and state --playlist N if this is not the film";
        }

        if (title.Items.Any(item => item.Angles > 1))
        {
            int items = title.Items.Count(item => item.Angles > 1);
            yield return $"{items} of {title.Items.Count} play items of playlist {title.Number:D5} have several "
                + "angles; the first is read";
        }

        if (title.Items.Any(item => item.IsStill) || title.IsShuffled)
        {
            yield return $"playlist {title.Number:D5} "
                + (title.IsShuffled ? "plays its items in random order" : "stands still on some pictures")
                + ", as menus and slide shows do; its clips are read as they lie, one after the other";
        }
    }

    private static bool IsFilm(Playlist playlist) =>
        !playlist.Repeats && !playlist.IsShuffled && !playlist.Items.All(item => item.IsStill);

    /// <summary>True when the stretches that both play do not follow each other in one order.</summary>
    private static bool PlaysInAnotherOrder(Playlist one, Playlist other)
    {
        (string, uint)[] first = [.. one.Items.Select(item => (item.Clip, item.InTicks))];
        (string, uint)[] second = [.. other.Items.Select(item => (item.Clip, item.InTicks))];
        HashSet<(string, uint)> both = [.. first.Intersect(second)];
        return !first.Where(both.Contains).SequenceEqual(second.Where(both.Contains));
    }

    private static string Numbers(Playlist[] playlists) =>
        string.Join(", ", playlists.OrderBy(playlist => playlist.Number)
            .Take(ShownMax).Select(playlist => $"{playlist.Number:D5}"))
        + (playlists.Length > ShownMax ? $" and {playlists.Length - ShownMax} more" : "");

    private static string Length(Playlist playlist) =>
        TimeSpan.FromSeconds(playlist.DurationS).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
