using System.Reflection;
using System.Text.Json.Nodes;
using MovieData.Pipelines;
using MovieData.Shards;

namespace MovieData.Audit.Report;

/// <summary>Puts the document of an audit together from a dataset's rows.</summary>
public static class AuditReport
{
    /// <summary>The document without its plugs: no sheets, no flags, no comparison.</summary>
    /// <exception cref="MovieDataException">The manifest's pipeline cannot be read.</exception>
    public static AuditDocument Of(DatasetRows dataset)
    {
        Pipeline pipeline = PipelineJson.Read(dataset.Manifest.Pipeline, dataset.Folder.Manifest);
        IReadOnlyList<IReadOnlyList<ShotRows>> shots = [.. dataset.Films.Select(ShotRows.Of)];
        IReadOnlyList<AskedRule> rules = AskedRule.Of(pipeline);
        var whatIf = new WhatIf(dataset, rules);
        WhatIfReport asked = whatIf.ToReport();
        FilmReport[] films = [.. dataset.Films.Zip(shots, FilmReports.Of)];
        return new AuditDocument
        {
            Dataset = FactsOf(dataset),
            Totals = TotalsOf(films, shots),
            Films = films,
            Shots = dataset.Films.Zip(shots).SelectMany(film => film.Second.Select(shot => shot.ToReport(film.First))),
            Figures = FigureReports.Of(dataset, shots),
            Thresholds = [.. rules.Select(rule => ThresholdOf(rule, whatIf))],
            SuspicionKinds = KindsOf(dataset, shots),
            WhatIf = asked,
            Provenance = ProvenanceOf(dataset, asked),
        };
    }

    internal static DatasetFacts FactsOf(DatasetRows dataset)
    {
        int total = dataset.Films.Sum(film => film.Segments.Count);
        int done = dataset.Films.Sum(film => film.Segments.Count(segment => segment.Entry is not null));
        return new DatasetFacts(
            dataset.Name,
            dataset.Manifest.DataVersion,
            typeof(AuditReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            done == total && dataset.MissingFiles.Count == 0,
            done,
            total,
            dataset.MissingFiles.Count);
    }

    internal static AuditTotals TotalsOf(
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

    private static ThresholdReport ThresholdOf(AskedRule rule, WhatIf whatIf)
    {
        bool isOff = rule.OffLimit == rule.Limit;
        (double low, double high) = whatIf.SpanOf(rule.Name) ?? (rule.Limit, rule.Limit);
        return new ThresholdReport
        {
            Rule = rule.Name,
            Key = rule.Key.Path,
            Figures = rule.Figures,
            Transform = rule.Transform,
            Limit = rule.Limit,
            OffLimit = rule.OffLimit,
            IsOff = isOff,
            IsLeast = rule.IsLeast,
            AtLimitPasses = rule.AtLimitPasses,
            Of = rule.IsOfShot ? "shot" : "sample",
            Unit = rule.Key.Facts.Unit,
            Low = isOff ? low : Math.Min(low, rule.Limit),
            High = isOff ? high : Math.Max(high, rule.Limit),
            Adjustable = rule.IsAdjustable,
            Note = rule.IsAdjustable ? null : "asked between samples that passed; what it rejected stays rejected here",
        };
    }

    private static IReadOnlyList<SuspicionKindReport> KindsOf(
        DatasetRows dataset, IReadOnlyList<IReadOnlyList<ShotRows>> shots)
    {
        int surveyed = dataset.Films.Count(film => film.ShotFigures.Count > 0);
        return
        [
            .. SuspicionRule.All.Select((rule, kind) => new SuspicionKindReport
            {
                Kind = rule.Kind,
                Figures = rule.Figures,
                Limit = rule.Limit,
                IsLeast = rule.IsLeast,
                Unit = rule.Unit,
                Source = rule.Source,
                Measured = shots.Sum(film => film.Count(shot => (shot.Measured >> kind & 1) != 0)),
                Shots = shots.Sum(film => film.Count(shot => shot.Suspicions.Any(one => one.Kind == rule.Kind))),
                Note = rule.Note ?? (surveyed > 0 ? null : "no shot was surveyed: data of a version before 10"),
            }),
        ];
    }

    private static ProvenanceReport ProvenanceOf(DatasetRows dataset, WhatIfReport asked)
    {
        JsonObject pipeline = dataset.Manifest.Pipeline;
        IEnumerable<string> Models(string section) => pipeline[section]?["model"] switch
        {
            JsonArray several => several.Select(one => $"{section}: {one}"),
            JsonValue one => [$"{section}: {one}"],
            _ => [],
        };
        return new ProvenanceReport
        {
            PipelineYaml = PipelineText.Of(pipeline),
            Digests = Sorted(dataset.Manifest.Digests),
            Models = [.. Models("flow"), .. Models("sky")],
            Platform = Sorted(dataset.Manifest.Platform ?? new Dictionary<string, string>()),
            Films =
            [
                .. dataset.Films.Select(film =>
                    new FilmSourceReport(film.Film, film.Facts.Source, dataset.Fingerprints[film.Film])),
            ],
            Warnings = [.. WarningsOf(dataset, asked)],
        };
    }

    private static IEnumerable<string> WarningsOf(DatasetRows dataset, WhatIfReport asked)
    {
        if (dataset.MissingFiles.Count > 0)
        {
            yield return $"{dataset.MissingFiles.Count} file(s) that the ledger names are not there, first "
                + dataset.MissingFiles[0];
        }

        if (dataset.Manifest.DataVersion < SampleSchema.DataVersion)
        {
            yield return $"data_version {dataset.Manifest.DataVersion}; this program writes {SampleSchema.DataVersion} "
                + "(src/CHANGELOG.md says what changed)";
        }

        if (asked.Disagree > 0)
        {
            yield return $"{asked.Disagree} of {asked.Rows} rows: the rules, asked again from the recorded figures, "
                + "say otherwise than the record; run verify";
        }
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> texts) =>
        new(texts.ToDictionary(), StringComparer.Ordinal);
}
