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
        var summary = DatasetSummary.Of(dataset);
        IReadOnlyList<AskedRule> rules = AskedRule.Of(pipeline);
        var whatIf = new WhatIf(dataset, rules);
        WhatIfReport asked = whatIf.ToReport();
        return new AuditDocument
        {
            Dataset = summary.Facts,
            Totals = summary.Totals,
            Films = summary.Films,
            Shots = dataset.Films.Zip(summary.Shots)
                .SelectMany(film => film.Second.Select(shot => shot.ToReport(film.First))),
            Figures = FigureReports.Of(dataset, summary.Shots),
            Thresholds = [.. rules.Select(rule => ThresholdOf(rule, whatIf))],
            SuspicionKinds = KindsOf(dataset, summary.Shots),
            WhatIf = asked,
            Provenance = ProvenanceOf(dataset, asked),
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
