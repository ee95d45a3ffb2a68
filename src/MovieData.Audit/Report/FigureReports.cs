using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>The distributions of all figures of a dataset.</summary>
internal static class FigureReports
{
    /// <summary>By name, in the order of the columns: figures of samples over decided rows, figures of shots over shots
    /// with planned samples.</summary>
    public static IReadOnlyDictionary<string, FigureReport> Of(
        DatasetRows dataset, IReadOnlyList<IReadOnlyList<ShotRows>> shots)
    {
        var reports = new Dictionary<string, FigureReport>();
        int rows = dataset.Films.Sum(film => film.Outcome.Count(IsDecided));
        var (values, isKept) = (new double[rows], new bool[rows]);
        for (int figure = 0; figure < FilmRows.FigureColumns.Count; figure++)
        {
            Gather(dataset, figure, values, isKept);
            FigureAttribute facts = FilmRows.FigureColumns[figure].Facts;
            reports[facts.Name] = Distribution.Of(values, isKept, facts.Unit, "sample");
        }

        ShotRows[] all = [.. shots.SelectMany(film => film)];
        bool[] hasKept = [.. all.Select(shot => shot.Kept > 0)];
        foreach (Figure figure in Figure.All.Where(figure => figure.IsOfShot))
        {
            double[] ofShots =
            [
                .. all.Select(shot => shot.Figures is { } figures
                    ? (double?)figure.Property.GetValue(figures) ?? double.NaN : double.NaN),
            ];
            reports[figure.Facts.Name] = Distribution.Of(ofShots, hasKept, figure.Facts.Unit, "shot");
        }

        return reports;
    }

    /// <summary>True where frames files say what became of a row.</summary>
    public static bool IsDecided(RowOutcome outcome) => outcome is RowOutcome.Kept or RowOutcome.Rejected;

    private static void Gather(DatasetRows dataset, int figure, double[] values, bool[] isKept)
    {
        int next = 0;
        foreach (FilmRows film in dataset.Films)
        {
            double[] column = film.Column(figure);
            for (int row = 0; row < film.Count; row++)
            {
                if (IsDecided(film.Outcome[row]))
                {
                    values[next] = column[row];
                    isKept[next++] = film.Outcome[row] == RowOutcome.Kept;
                }
            }
        }
    }
}
