using MovieData.Audit.Look;

namespace MovieData.Audit.Against;

/// <summary>
/// A seeded sample of the kept frames. Whether a frame is drawn depends on the seed, its film's id and its number, not
/// on segments, order or machine: the same frames are drawn of a copy, and of another dataset of the same film.
/// </summary>
public static class SampleDraw
{
    /// <summary>Of every audit, so that two audits of a dataset look at the same frames.</summary>
    public const ulong Seed = 1;

    /// <summary>
    /// Draws frames: every film has a seat, the others are dealt out in proportion to its further frames (largest
    /// remainder), and in a film the frames with the smallest hash are taken. With more films than seats, the films
    /// with the smallest hash have one each.
    /// </summary>
    /// <param name="films">Film ids.</param>
    /// <param name="kept">Frames to draw from.</param>
    /// <param name="count">Frames wanted; all of them where there are no more.</param>
    /// <param name="seed">Another seed, other frames.</param>
    /// <returns>The frames, in the order of <paramref name="kept"/>.</returns>
    public static IReadOnlyList<KeptSample> Draw(
        IReadOnlyList<string> films, IReadOnlyList<KeptSample> kept, int count, ulong seed = Seed)
    {
        (int Film, KeptSample[] Samples)[] byFilm =
        [
            .. kept.GroupBy(sample => sample.Film).Select(group => (group.Key, group.ToArray()))
                .OrderBy(film => HashOf(seed, films[film.Key], -1)),
        ];
        int[] seats = Seats([.. byFilm.Select(film => film.Samples.Length)], count);
        var drawn = new HashSet<(int, int)>();
        for (int i = 0; i < byFilm.Length; i++)
        {
            string id = films[byFilm[i].Film];
            drawn.UnionWith(byFilm[i].Samples.OrderBy(sample => HashOf(seed, id, sample.Frame))
                .ThenBy(sample => sample.Frame).Take(seats[i]).Select(sample => (sample.Film, sample.Frame)));
        }

        return [.. kept.Where(sample => drawn.Contains((sample.Film, sample.Frame)))];
    }

    /// <summary>Seats of each film, the first ones first where there are fewer seats than films.</summary>
    /// <param name="frames">Frames of each film, at least one.</param>
    /// <param name="count">Seats in all.</param>
    internal static int[] Seats(IReadOnlyList<int> frames, int count)
    {
        long further = frames.Sum(n => (long)n) - frames.Count;
        long left = Math.Min(count, further + frames.Count) - frames.Count;
        if (left <= 0)
        {
            return [.. frames.Select((_, film) => film < count ? 1 : 0)];
        }

        // Of a film's further frames its exact part of the seats left; the integer part is its own.
        long Exact(int film) => left * (frames[film] - 1);
        int[] seats = [.. frames.Select((_, film) => 1 + (int)(Exact(film) / further))];
        int rest = (int)(left + frames.Count - seats.Sum(n => (long)n));
        foreach (int film in Enumerable.Range(0, frames.Count).OrderByDescending(film => Exact(film) % further)
            .ThenBy(film => film).Take(rest))
        {
            seats[film]++;
        }

        return seats;
    }

    // FNV-1a over the id, then the finaliser of SplitMix64.
    private static ulong HashOf(ulong seed, string film, int frame)
    {
        ulong hash = 0xCBF29CE484222325 ^ seed;
        foreach (char letter in film)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        return SplitMix.Mix(hash + (SplitMix.Step * (ulong)(frame + 2)));
    }
}
