using MovieData.Export;

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
        var tally = new FlagTally(curation);
        foreach (FilmRows film in dataset.Films)
        {
            tally.Count(film.Film, film.Frame.Select((frame, row) => (frame, film.Outcome[row] == RowOutcome.Kept)));
        }

        var films = new SortedDictionary<string, int>(
            tally.Films.Where(film => film.Value.LeftOut > 0)
                .ToDictionary(film => film.Key, film => film.Value.LeftOut),
            StringComparer.Ordinal);
        return new CurationShares(
            Path.GetFileName(curation.Path), curation.Flags.Count, films.Values.Sum(),
            tally.Films.Values.Sum(film => film.Kept), tally.Reasons, films);
    }
}
