using System.Globalization;
using MovieData.Export;
using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>What flags of people leave of a dataset's kept samples: the counts of <c>curate</c>, from rows that are
/// read already.</summary>
internal static class FlaggedRows
{
    /// <summary>Counts flags against rows.</summary>
    /// <param name="dataset">The dataset's rows; those that are missing count for nothing.</param>
    /// <param name="curation">The flags; of frames that were not kept, or are unknown, they leave nothing out.</param>
    public static CurationShares Of(DatasetRows dataset, Curation curation)
    {
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var films = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, FilmRows> rows = dataset.Films.ToDictionary(film => film.Film, StringComparer.Ordinal);
        foreach (IGrouping<string, (string Film, int Frame, IReadOnlyList<SampleFlag> Flags)> film in curation.Flags
            .Select(flag => PlaceOf(flag.Key, flag.Value)).Where(flag => rows.ContainsKey(flag.Film))
            .GroupBy(flag => flag.Film, StringComparer.Ordinal))
        {
            HashSet<int> kept = KeptFrames(rows[film.Key]);
            foreach ((_, _, IReadOnlyList<SampleFlag> flags) in film.Where(flag => kept.Contains(flag.Frame)))
            {
                films[film.Key] = films.GetValueOrDefault(film.Key) + 1;
                foreach (string reason in flags.Select(flag => flag.Reason).Distinct(StringComparer.Ordinal))
                {
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                }
            }
        }

        int all = dataset.Films.Sum(film => film.Outcome.Count(outcome => outcome == RowOutcome.Kept));
        return new CurationShares(
            Path.GetFileName(curation.Path), curation.Flags.Count, films.Values.Sum(), all, reasons, films);
    }

    private static HashSet<int> KeptFrames(FilmRows film) =>
        [.. film.Frame.Where((_, row) => film.Outcome[row] == RowOutcome.Kept)];

    // Film and frame of an id; no film where it is not of the form FILM/00000123.
    private static (string Film, int Frame, IReadOnlyList<SampleFlag> Flags) PlaceOf(
        string id, IReadOnlyList<SampleFlag> flags)
    {
        int slash = id.LastIndexOf('/');
        return slash > 0
            && int.TryParse(id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int frame)
            && SegmentWriter.IdOf(id[..slash], frame) == id
                ? (id[..slash], frame, flags) : ("", -1, flags);
    }
}
