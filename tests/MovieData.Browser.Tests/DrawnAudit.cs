using System.Buffers.Binary;
using MovieData.Audit.Report;

namespace MovieData.Browser.Tests;

/// <summary>Audits of datasets that nobody extracted: as many rows as are asked for, whatever names.</summary>
internal static class DrawnAudit
{
    /// <summary>Planned samples of every shot.</summary>
    public const int RowsAShot = 5;

    private const int ShotFrames = 48;
    private const double Fps = 24;
    private const double RangePxMin = 10;
    private const double ConvertedScoreMax = 0.8;
    private const string Range = "range";
    private const string Converted = "converted";

    /// <summary>An audit of one film.</summary>
    /// <param name="rows">Planned samples, 5 a shot.</param>
    /// <param name="unseenShots">So many of the first shots look converted, and were rejected before their frames
    /// were looked at.</param>
    /// <param name="name">Every text that films, discs and people can give.</param>
    public static AuditDocument Make(int rows, int unseenShots = 0, string name = "film")
    {
        int shots = rows / RowsAShot;
        double[] ranges =
        [
            .. Enumerable.Range(0, rows)
                .Select(row => row / RowsAShot < unseenShots ? double.NaN : row * 7919L % 600 / 10.0),
        ];
        double[] scores =
            [.. Enumerable.Range(0, shots).Select(shot => shot < unseenShots ? 0.95 : shot * 31 % 70 / 100.0)];
        int unseen = unseenShots * RowsAShot;
        int kept = ranges.Count(range => range >= RangePxMin);
        var rejected = new Dictionary<string, long> { [Range] = rows - unseen - kept, [Converted] = unseen };
        ShotReport[] all = [.. Enumerable.Range(0, shots).Select(shot => Shot(shot, scores[shot], ranges, name))];
        return new AuditDocument
        {
            Dataset = new DatasetFacts(name, 10, "0.1.0", true, rows / 64, rows / 64, 0),
            Totals = new AuditTotals
            {
                Films = 1,
                Planned = rows,
                Kept = kept,
                Rejected = rejected,
                Failed = 0,
                Pending = 0,
                Shots = shots,
                SuspiciousShots = unseenShots,
                Suspicions = unseenShots > 0 ? new Dictionary<string, int> { ["converted_2d"] = unseenShots } : [],
            },
            Films = [Film(name, rows, kept, rejected, shots)],
            Shots = all,
            Figures = new Dictionary<string, FigureReport>
            {
                ["range_px"] = Figure("px", "sample", ranges),
                ["shot_converted_score"] = Figure("0…1", "shot", scores),
            },
            Thresholds =
            [
                Threshold(Converted, "shots.converted_score_max", "shot_converted_score", ConvertedScoreMax),
                Threshold(Range, "disparity.range_px_min", "range_px", RangePxMin, isLeast: true),
            ],
            SuspicionKinds =
            [
                Kind("converted_2d", ConvertedScoreMax, shots, unseenShots, name),
                Kind("subtitles", null, 0, 0, name),
            ],
            WhatIf = WhatIf(rows, kept, unseen, ranges, scores, unseenShots),
            Provenance = new ProvenanceReport
            {
                PipelineYaml = name,
                Digests = new Dictionary<string, string> { [name] = name },
                Models = [$"flow: {name}"],
                Platform = new Dictionary<string, string> { ["device"] = name },
                Films = [new FilmSourceReport(name, name, name)],
                Warnings = [name],
            },
        };
    }

    /// <summary>An audit with this text wherever films, discs and people give one; nothing else is beside it.</summary>
    public static AuditDocument Named(string name)
    {
        AuditDocument document = Make(rows: 100, unseenShots: 2, name);
        var counts = new Dictionary<string, int> { [name] = 1 };
        return document with
        {
            Curation = new CurationShares(name, 3, 2, 60, counts, counts),
            Compare = new CompareReport
            {
                Other = document.Dataset,
                OtherTotals = document.Totals,
                OtherFilms = document.Films,
                OtherFigures = document.Figures,
                Frames = new Dictionary<string, long> { [$"kept/{name}"] = 5 },
                CommonFrames = 60,
            },
        };
    }

    private static ShotReport Shot(int shot, double score, double[] ranges, string name) => new()
    {
        Film = name,
        Shot = shot,
        Chapter = 1,
        FirstFrame = shot * ShotFrames,
        Frames = ShotFrames,
        StartS = shot * ShotFrames / Fps,
        Planned = RowsAShot,
        Kept = ranges.AsSpan(shot * RowsAShot, RowsAShot).ToArray().Count(range => range >= RangePxMin),
        Figures = new Dictionary<string, double?>
        {
            ["shot_converted_score"] = score,
            ["shot_near_percent"] = 1 + (shot % 7 * 0.1),
            ["shot_median_percent"] = 0.1,
            ["shot_far_percent"] = -0.5 - (shot % 5 * 0.1),
            ["shot_rotation_degrees"] = (shot % 11 * 0.01) - 0.05,
            ["shot_zoom_percent"] = shot % 13 * 0.05,
            ["shot_vertical_permille"] = shot % 17 * 0.1,
        },
        Suspicions = score > ConvertedScoreMax ? [new Suspicion("converted_2d", score, ConvertedScoreMax, name)] : [],
    };

    private static FilmReport Film(string name, int rows, int kept, Dictionary<string, long> rejected, int shots)
    {
        int[] bins = [.. Enumerable.Repeat(rows / 100, 100)];
        return new FilmReport
        {
            Id = name,
            Split = "train",
            ViewOrder = "left-first",
            Fps = Fps,
            Frames = shots * ShotFrames,
            DurationS = shots * ShotFrames / Fps,
            Planned = rows,
            Kept = kept,
            Rejected = rejected,
            Failed = 0,
            Pending = 0,
            DepthBudgetPercent = new DepthBudget(1.6, 0.1, -0.9),
            VerticalPermille = 0.8,
            SwappedShots = 0,
            ShiftedShots = 0,
            ConvertedShots = 0,
            Chapters = [new ChapterReport(1, name, 0, rows, kept, rejected)],
            Timeline = new Timeline(shots * ShotFrames / Fps / 100, bins, bins),
            DepthScript = new DepthScript(
                shots * ShotFrames / Fps / 3, [1.6, null, 1.2], [0.1, null, 0.2], [-0.9, null, -0.5]),
            Warnings = [name],
        };
    }

    private static FigureReport Figure(string unit, string of, double[] values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        double At(double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];
        int[] counts = [.. Enumerable.Repeat(sorted.Length / 64, 64)];
        return new FigureReport
        {
            Unit = unit,
            Of = of,
            N = sorted.Length,
            Missing = values.Length - sorted.Length,
            Mean = sorted.Average(),
            Quantiles = new Dictionary<string, double>
            {
                ["p1"] = At(0.01),
                ["p5"] = At(0.05),
                ["p25"] = At(0.25),
                ["p50"] = At(0.5),
                ["p75"] = At(0.75),
                ["p95"] = At(0.95),
                ["p99"] = At(0.99),
            },
            Histogram = new FigureHistogram(sorted[0], sorted[^1], counts, counts),
        };
    }

    private static ThresholdReport Threshold(
        string rule, string key, string figure, double limit, bool isLeast = false) => new()
        {
            Rule = rule,
            Key = key,
            Figures = [figure],
            Transform = "none",
            Limit = limit,
            OffLimit = isLeast ? 0 : 1,
            IsOff = false,
            IsLeast = isLeast,
            AtLimitPasses = true,
            Of = isLeast ? "sample" : "shot",
            Unit = isLeast ? "px" : "",
            Low = 0,
            High = isLeast ? 60 : 1,
            Adjustable = true,
        };

    private static SuspicionKindReport Kind(string kind, double? limit, int measured, int shots, string note) => new()
    {
        Kind = kind,
        Figures = [],
        Limit = limit,
        IsLeast = false,
        Unit = "",
        Source = note,
        Measured = measured,
        Shots = shots,
        Note = note,
    };

    private static WhatIfReport WhatIf(
        int rows, int kept, int unseen, double[] ranges, double[] scores, int unseenShots) => new()
        {
            Rows = rows,
            SampledFrom = rows,
            Order = [Converted, Range],
            Kept = kept,
            Yield = (double)kept / rows,
            Recomputed = new Dictionary<string, int>
            {
                ["kept"] = kept,
                [Range] = rows - unseen - kept,
                [Converted] = unseen,
            },
            Disagree = 0,
            Columns = new WhatIfColumns
            {
                Sample = new Dictionary<string, string> { [Range] = Base64(ranges) },
                Shot = new Dictionary<string, string> { [Converted] = Base64(scores) },
                RowShot = Base64([.. Enumerable.Range(0, rows).Select(row => row / RowsAShot)]),
                RowState = Convert.ToBase64String(
                    [.. Enumerable.Range(0, rows).Select(row => (byte)(row / RowsAShot < unseenShots ? 2 : 0))]),
                ShotFilm = Base64([.. Enumerable.Repeat(0, scores.Length)]),
            },
        };

    private static string Base64(double[] values)
    {
        var bytes = new byte[8 * values.Length];
        foreach ((int index, double value) in values.Index())
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * index), value);
        }

        return Convert.ToBase64String(bytes);
    }

    private static string Base64(int[] values)
    {
        var bytes = new byte[4 * values.Length];
        foreach ((int index, int value) in values.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * index), value);
        }

        return Convert.ToBase64String(bytes);
    }
}
