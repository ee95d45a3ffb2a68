namespace MovieData.Audit.Report;

/// <summary>Two datasets side by side: what another one made of the same films, or of others.</summary>
public static class Comparison
{
    /// <summary>What stands in a pair of verdicts where a dataset did not plan a frame.</summary>
    private const string NotPlanned = "-";

    /// <summary>Compares by ids: a frame is the same when film and number are.</summary>
    /// <param name="dataset">The dataset that is audited.</param>
    /// <param name="other">The other one.</param>
    public static CompareReport Of(DatasetRows dataset, DatasetRows other)
    {
        var summary = DatasetSummary.Of(other);
        var frames = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var others = other.Films.ToDictionary(film => film.Film);
        foreach (FilmRows film in dataset.Films)
        {
            Count(film, others.GetValueOrDefault(film.Film), frames);
        }

        var films = dataset.Films.Select(film => film.Film).ToHashSet();
        foreach (FilmRows film in other.Films.Where(film => !films.Contains(film.Film)))
        {
            Count(null, film, frames);
        }

        return new CompareReport
        {
            Other = summary.Facts,
            OtherTotals = summary.Totals,
            OtherFilms = summary.Films,
            OtherFigures = FigureReports.Of(other, summary.Shots),
            Frames = frames,
            CommonFrames = frames.GetValueOrDefault("kept/kept"),
        };
    }

    // Frames ascend in both, so that one pass finds those that both planned.
    private static void Count(FilmRows? film, FilmRows? other, SortedDictionary<string, long> frames)
    {
        int row = 0, otherRow = 0;
        while (row < (film?.Count ?? 0) || otherRow < (other?.Count ?? 0))
        {
            int frame = row < film?.Count ? film.Frame[row] : int.MaxValue;
            int otherFrame = otherRow < other?.Count ? other.Frame[otherRow] : int.MaxValue;
            string mine = frame <= otherFrame ? VerdictOf(film!, row++) : NotPlanned;
            string theirs = otherFrame <= frame ? VerdictOf(other!, otherRow++) : NotPlanned;
            string pair = $"{mine}/{theirs}";
            frames[pair] = frames.GetValueOrDefault(pair) + 1;
        }
    }

    private static string VerdictOf(FilmRows film, int row) => film.Outcome[row] switch
    {
        RowOutcome.Kept => "kept",
        RowOutcome.Rejected => film.Rule[row]!,
        RowOutcome.Failed => "failed",
        _ => "pending",
    };
}
