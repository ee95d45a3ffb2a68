using MovieData.Media.Films;
using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>What a film's rows say of the film.</summary>
internal static class FilmReports
{
    /// <summary>Bins along the running time.</summary>
    public const int BinsMax = 240;

    private const double NearShare = 0.95;
    private const double FarShare = 0.05;

    /// <summary>The film's report.</summary>
    public static FilmReport Of(FilmRows film, IReadOnlyList<ShotRows> shots)
    {
        int Suspected(string kind) => shots.Count(shot => shot.Suspicions.Any(one => one.Kind == kind));
        double binS = BinSeconds(film);
        return new FilmReport
        {
            Id = film.Film,
            Split = film.Split,
            ViewOrder = StereoWords.Of(film.Facts.Order),
            Fps = film.Facts.Fps,
            Frames = film.Facts.Frames,
            DurationS = film.Facts.DurationS,
            Planned = film.Count,
            Kept = film.Outcome.Count(outcome => outcome == RowOutcome.Kept),
            Rejected = Rejected(film, Enumerable.Range(0, film.Count)),
            Failed = film.Outcome.Count(outcome => outcome == RowOutcome.Failed),
            Pending = film.Outcome.Count(outcome => outcome == RowOutcome.Pending),
            DepthBudgetPercent = BudgetOf(shots),
            VerticalPermille = OverSamples(shots, figures => Absolute(figures.VerticalPermille), 0.5),
            SwappedShots = Suspected("swapped_views"),
            ShiftedShots = Suspected("temporal_shift"),
            ConvertedShots = Suspected("converted_2d"),
            Chapters = ChaptersOf(film),
            Timeline = film.Count == 0 ? null : TimelineOf(film, binS),
            DepthScript = shots.Any(shot => shot.Figures?.NearPercent is not null) ? ScriptOf(film, binS) : null,
            Warnings = film.Warnings,
        };
    }

    /// <summary>Rejected rows by first failed rule, in ordinal order.</summary>
    public static IReadOnlyDictionary<string, long> Rejected(FilmRows film, IEnumerable<int> rows)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (int row in rows)
        {
            if (film.Rule[row] is { } rule)
            {
                rejected[rule] = rejected.GetValueOrDefault(rule) + 1;
            }
        }

        return rejected;
    }

    private static DepthBudget? BudgetOf(IReadOnlyList<ShotRows> shots)
    {
        var budget = new DepthBudget(
            OverSamples(shots, figures => figures.NearPercent, NearShare),
            OverSamples(shots, figures => figures.MedianPercent, 0.5),
            OverSamples(shots, figures => figures.FarPercent, FarShare));
        return budget is { Near: null, Far: null } ? null : budget;
    }

    // Each shot counts once a planned sample, so that long shots weigh as much as what they give.
    private static double? OverSamples(
        IReadOnlyList<ShotRows> shots, Func<ShotFigures, double?> figure, double share)
    {
        double[] values =
        [
            .. shots.Where(shot => shot.Figures is not null)
                .SelectMany(shot => figure(shot.Figures!) is { } value
                    ? Enumerable.Repeat(value, shot.Planned) : [])
                .Order(),
        ];
        return OrderStatistics.Quantile(values, share);
    }

    private static double? Absolute(double? value) => value is { } number ? Math.Abs(number) : null;

    private static IReadOnlyList<ChapterReport> ChaptersOf(FilmRows film)
    {
        var first = film.Shots.GroupBy(shot => shot.Chapter).ToDictionary(shots => shots.Key, shots => shots.First());
        return
        [
            .. Enumerable.Range(0, film.Count).GroupBy(row => film.Chapter[row]).OrderBy(rows => rows.Key)
                .Select(rows => new ChapterReport(
                    rows.Key,
                    rows.Key > 0 ? film.Facts.ChapterTitles.ElementAtOrDefault(rows.Key - 1) ?? "" : "",
                    film.Facts.Fps is { } fps && first.TryGetValue(rows.Key, out Shot? shot)
                        ? shot.FirstFrame / fps : film.TimeS[rows.First()],
                    rows.LongCount(),
                    rows.LongCount(row => film.Outcome[row] == RowOutcome.Kept),
                    Rejected(film, rows))),
        ];
    }

    // Whole seconds, so that bins of films of about one length are alike.
    private static double BinSeconds(FilmRows film) =>
        Math.Max(1, Math.Ceiling(SecondsOf(film) / BinsMax));

    private static double SecondsOf(FilmRows film)
    {
        double last = film.Count == 0 ? 0 : Math.Max(0, film.TimeS.Max());
        return film.Facts.DurationS is { } whole && whole > last ? whole : last;
    }

    private static int BinsOf(FilmRows film, double binS) =>
        Math.Clamp((int)Math.Ceiling(SecondsOf(film) / binS), 1, BinsMax);

    private static int BinOf(FilmRows film, int row, double binS, int bins) =>
        (int)Math.Clamp(Math.Floor(film.TimeS[row] / binS), 0, bins - 1);

    private static Timeline TimelineOf(FilmRows film, double binS)
    {
        int bins = BinsOf(film, binS);
        var (planned, kept) = (new int[bins], new int[bins]);
        for (int row = 0; row < film.Count; row++)
        {
            int bin = BinOf(film, row, binS, bins);
            planned[bin]++;
            kept[bin] += film.Outcome[row] == RowOutcome.Kept ? 1 : 0;
        }

        return new Timeline(binS, planned, kept);
    }

    private static DepthScript ScriptOf(FilmRows film, double binS)
    {
        int bins = BinsOf(film, binS);
        var shots = new HashSet<int>[bins];
        for (int row = 0; row < film.Count; row++)
        {
            (shots[BinOf(film, row, binS, bins)] ??= []).Add(film.Shot[row]);
        }

        double?[] Of(Func<ShotFigures, double?> figure, double share) =>
        [
            .. shots.Select(numbers => OrderStatistics.Quantile(
                [
                    .. (numbers ?? []).Select(number => film.ShotFigures.TryGetValue(number, out ShotFigures? figures)
                        ? figure(figures) : null).OfType<double>().Order(),
                ],
                share)),
        ];
        return new DepthScript(
            binS,
            Of(figures => figures.NearPercent, 1),
            Of(figures => figures.MedianPercent, 0.5),
            Of(figures => figures.FarPercent, 0));
    }
}
