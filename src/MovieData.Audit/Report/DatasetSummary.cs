using System.Reflection;

namespace MovieData.Audit.Report;

/// <summary>What a report tells of each dataset that it is about.</summary>
/// <param name="Facts">What the dataset is, and how far.</param>
/// <param name="Totals">Over all films.</param>
/// <param name="Films">Each film.</param>
/// <param name="Shots">The shots of each film, as they were counted.</param>
internal sealed record DatasetSummary(
    DatasetFacts Facts,
    AuditTotals Totals,
    IReadOnlyList<FilmReport> Films,
    IReadOnlyList<IReadOnlyList<ShotRows>> Shots)
{
    /// <summary>Counts a dataset's rows.</summary>
    public static DatasetSummary Of(DatasetRows dataset)
    {
        IReadOnlyList<IReadOnlyList<ShotRows>> shots = [.. dataset.Films.Select(ShotRows.Of)];
        FilmReport[] films = [.. dataset.Films.Zip(shots, FilmReports.Of)];
        return new DatasetSummary(FactsOf(dataset), TotalsOf(films, shots), films, shots);
    }

    private static DatasetFacts FactsOf(DatasetRows dataset)
    {
        int total = dataset.Films.Sum(film => film.Segments.Count);
        int done = dataset.Films.Sum(film => film.Segments.Count(segment => segment.Entry is not null));
        return new DatasetFacts(
            dataset.Name,
            dataset.Manifest.DataVersion,
            typeof(DatasetSummary).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            done == total && dataset.MissingFiles.Count == 0,
            done,
            total,
            dataset.MissingFiles.Count);
    }

    private static AuditTotals TotalsOf(
        FilmReport[] films, IReadOnlyList<IReadOnlyList<ShotRows>> shots)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string rule, long count) in films.SelectMany(film => film.Rejected))
        {
            rejected[rule] = rejected.GetValueOrDefault(rule) + count;
        }

        var suspicions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (Suspicion suspicion in shots.SelectMany(film => film).SelectMany(shot => shot.Suspicions))
        {
            suspicions[suspicion.Kind] = suspicions.GetValueOrDefault(suspicion.Kind) + 1;
        }

        return new AuditTotals
        {
            Films = films.Length,
            Planned = films.Sum(film => film.Planned),
            Kept = films.Sum(film => film.Kept),
            Rejected = rejected,
            Failed = films.Sum(film => film.Failed),
            Pending = films.Sum(film => film.Pending),
            Shots = shots.Sum(film => film.Count),
            SuspiciousShots = shots.Sum(film => film.Count(shot => shot.Suspicions.Count > 0)),
            Suspicions = suspicions,
        };
    }
}
