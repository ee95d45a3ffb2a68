using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>A shot with planned samples, and what it is suspected of.</summary>
/// <param name="Shot">The shot, as planned.</param>
/// <param name="Figures">What the survey found; null: it was not surveyed.</param>
/// <param name="Planned">Planned samples.</param>
/// <param name="Kept">Samples that passed.</param>
/// <param name="Suspicions">Reasons to look at it.</param>
/// <param name="Measured">Kinds of suspicion that could be asked of it: a bit each, in the order of
/// <see cref="SuspicionRule.All"/>.</param>
public sealed record ShotRows(
    Shot Shot, ShotFigures? Figures, int Planned, int Kept, IReadOnlyList<Suspicion> Suspicions, uint Measured)
{
    private static readonly string[] Names = [.. ShotFigures.Columns.Select(column => column.Facts.Name)];

    /// <summary>The shots of a film, in order.</summary>
    public static IReadOnlyList<ShotRows> Of(FilmRows film)
    {
        var rows = new Dictionary<int, List<int>>();
        for (int row = 0; row < film.Count; row++)
        {
            (rows.TryGetValue(film.Shot[row], out List<int>? of) ? of : rows[film.Shot[row]] = []).Add(row);
        }

        var shots = new List<ShotRows>(rows.Count);
        foreach ((int number, List<int> of) in rows.OrderBy(shot => shot.Key))
        {
            ShotFigures? figures = film.ShotFigures.GetValueOrDefault(number);
            IReadOnlyList<Suspicion> suspicions =
                SuspicionRule.Ask(new SuspectedShot(figures, film, of), out uint measured);
            shots.Add(new ShotRows(
                film.Shots[number],
                figures,
                of.Count,
                of.Count(row => film.Outcome[row] == RowOutcome.Kept),
                suspicions,
                measured));
        }

        return shots;
    }

    /// <summary>The shot as the document has it.</summary>
    public ShotReport ToReport(FilmRows film) => new()
    {
        Film = film.Film,
        Shot = Shot.Index,
        Chapter = Shot.Chapter,
        FirstFrame = Shot.FirstFrame,
        Frames = Shot.EndFrame - Shot.FirstFrame,
        StartS = film.Facts.Fps is { } fps ? Shot.FirstFrame / fps : null,
        Planned = Planned,
        Kept = Kept,
        Figures = Figures is null ? new Dictionary<string, double?>()
            : Names.Zip(Figures.Values).ToDictionary(one => one.First, one => one.Second),
        Suspicions = Suspicions,
    };
}

/// <summary>What a suspicion may ask of a shot.</summary>
/// <param name="Figures">What the survey found; null: it was not surveyed.</param>
/// <param name="Film">Its film.</param>
/// <param name="Rows">Its rows there.</param>
public sealed record SuspectedShot(ShotFigures? Figures, FilmRows Film, IReadOnlyList<int> Rows)
{
    /// <summary>Depth from the nearest to the farthest things, % of the view's width.</summary>
    public double? DepthPercent => Figures?.NearPercent - Figures?.FarPercent;

    /// <summary>Median of a figure over its samples; null without values.</summary>
    public double? MedianOf(string figure)
    {
        double[] column = Film.Column(figure);
        return OrderStatistics.Quantile([.. Rows.Select(row => column[row]).Where(double.IsFinite).Order()], 0.5);
    }
}
