using System.Runtime.InteropServices;
using MovieData.Audit.Report;
using MovieData.Disparity;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Report;

/// <summary>Rules asked again from what the page carries, held against datasets that were decided by them.</summary>
public sealed class WhatIfTests : IDisposable
{
    // One segment a film: commits take the time of these tests.
    private static readonly Pipeline Paper = PaperPipeline.Options with
    {
        Shards = PaperPipeline.Options.Shards with { SamplesPerSegment = 4096 },
    };

    private static readonly ShotOptions StrictShots = PipelineFile.Read(
        Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "strict.yaml")).Shots with
    { DuplicateBitsMin = 3 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pipelines =>
        ["paper", "fails", "both", "both-fails", "exact", "order", "strict", "duplicates"];

    /// <summary>A rule of every kind, and a limit on the other side of what rows have.</summary>
    public static TheoryData<string, double> OtherLimits => new()
    {
        { "vertical", 0.05 }, { "vertical", 0.2 }, { "range", 20 }, { "range", 5 },
        { "consistency", 0.9 }, { "consistency", 0.5 },
        { "time_shift", 0.05 }, { "swapped", 0.5 }, { "converted", 0.4 }, { "rotation", 0.2 }, { "zoom", 1 },
        { "offset", 5 }, { "colour", 10 }, { "sharpness", 1 }, { "near", 2 }, { "far", -2 }, { "depth_jump", 1 },
        { "window_violation", 0.2 }, { "floating_window", 50 }, { "near_duplicate", 6 },
        { "time_shift", 1 }, { "swapped", 0.01 }, { "colour", 60 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void ToReport_OwnThresholds_GivesTheRecord(string name)
    {
        Pipeline pipeline = PipelineOf(name);
        AuditDocument document = Audit(pipeline, "data");

        Assert.Equal(0, document.WhatIf.Disagree);
        Assert.Equal(document.Totals.Kept, document.WhatIf.Recomputed["kept"]);
        Assert.Equal((double)document.Totals.Kept / document.Totals.Planned, document.WhatIf.Yield);
        Assert.Equal(document.Totals.Planned, document.WhatIf.Recomputed.Values.Sum());
        var asked = document.Totals.Rejected.Where(rule => document.WhatIf.Order.Contains(rule.Key))
            .ToDictionary(rule => rule.Key, rule => (int)rule.Value);
        asked["time_shift"] = asked.GetValueOrDefault("time_shift") - ScannedRows(pipeline);
        Assert.Equal(
            asked.Where(rule => rule.Value > 0).OrderBy(rule => rule.Key, StringComparer.Ordinal),
            document.WhatIf.Recomputed.Where(rule => rule.Key is not ("kept" or "other")));

        Verdicts page = AskAsThePageDoes(document, null, 0);
        Assert.Equal(document.WhatIf.Recomputed, page.Counts);
    }

    [Theory]
    [MemberData(nameof(OtherLimits))]
    public void Columns_AnotherLimit_GivesWhatThatPipelineKeeps(string rule, double limit)
    {
        Pipeline before = Paper with { Shots = StrictShots };
        AuditDocument document = Audit(before, "before");
        AuditDocument after = Audit(With(before, rule, limit), "after");

        Verdicts page = AskAsThePageDoes(document, rule, limit);
        int kept = page.Counts.GetValueOrDefault("kept");
        int unknown = page.Counts.GetValueOrDefault("unknown");
        Assert.NotEqual(document.Totals.Kept, after.Totals.Kept);
        Assert.InRange(after.Totals.Kept, kept, kept + unknown);
        bool isLooser = after.Totals.Kept > document.Totals.Kept;
        bool isOfShot = document.Thresholds.Single(one => one.Rule == rule).Of == "shot";
        Assert.Equal(isLooser && isOfShot, unknown > 0);
    }

    [Fact]
    public void ToReport_MoreRowsThanAreAsked_TakesThemAtEqualDistances()
    {
        DatasetRows rows = Read(Write(Paper, "data"));
        WhatIfReport report = new WhatIf(rows, AskedRule.Of(Paper), rowsMax: 100).ToReport();

        Assert.Equal((100, rows.Planned, 0), (report.Rows, report.SampledFrom, report.Disagree));
        Assert.Equal(100, Numbers<byte>(report.Columns!.RowState).Length);
        int[] shots = Numbers<int>(report.Columns.RowShot);
        Assert.Equal(shots.Distinct().Count(), Numbers<int>(report.Columns.ShotFilm).Length);
        Assert.Equal([0, 1], Numbers<int>(report.Columns.ShotFilm).Distinct());
    }

    [Fact]
    public void ToReport_RowsThatContradictTheirFigures_AreCounted()
    {
        // The record was made by other limits than the manifest says.
        DatasetRows rows = Read(Write(Paper, "data"));
        WhatIfReport report = new WhatIf(rows, AskedRule.Of(With(Paper, "range", 50))).ToReport();

        // Those that would not be kept, and those that another rule would reject first.
        Assert.InRange(
            report.Disagree, report.Kept - report.Recomputed.GetValueOrDefault("kept"), (int)rows.Planned);
        Assert.True(report.Recomputed["range"] > 0 && report.Kept > report.Recomputed.GetValueOrDefault("kept"));
    }

    [Fact]
    public void Thresholds_EveryRuleOfThePipeline_IsStated()
    {
        AuditDocument document = Audit(PipelineOf("both-fails"), "data");

        Assert.Equal(
            [.. ShotRules.Names, "vertical", "range", "consistency", "duplicate"],
            document.Thresholds.Select(threshold => threshold.Rule));
        ThresholdReport vertical = document.Thresholds.Single(one => one.Rule == "vertical");
        Assert.Equal(["vertical_fraction", "vertical_fraction_right"], vertical.Figures);
        Assert.Equal(
            ("largest", "disparity.vertical_fraction_max", 0.1, false, false, "sample"),
            (vertical.Transform, vertical.Key, vertical.Limit, vertical.IsLeast, vertical.AtLimitPasses, vertical.Of));
        Assert.Equal((null, false), (vertical.OffLimit, vertical.IsOff));
        Assert.Equal("smallest", document.Thresholds.Single(one => one.Rule == "range").Transform);
        ThresholdReport swapped = document.Thresholds.Single(one => one.Rule == "swapped");
        Assert.Equal(("stated_order", true, 0.0, true), (swapped.Transform, swapped.IsLeast, swapped.Limit,
            swapped.IsOff));
        Assert.False(document.Thresholds[^1].Adjustable);
        Assert.All(document.Thresholds, threshold => Assert.True(threshold.Low <= threshold.High));
    }

    // What src/Web does, from nothing but the document.
    private static Verdicts AskAsThePageDoes(AuditDocument document, string? changed, double limit)
    {
        WhatIfColumns columns = document.WhatIf.Columns!;
        byte[] state = Numbers<byte>(columns.RowState);
        int[] shot = Numbers<int>(columns.RowShot);
        var thresholds = document.Thresholds.ToDictionary(threshold => threshold.Rule);
        var values =
            columns.Sample.Concat(columns.Shot).ToDictionary(one => one.Key, one => Numbers<double>(one.Value));
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < state.Length; row++)
        {
            string? reason = state[row] == 1 ? "other" : document.WhatIf.Order.FirstOrDefault(rule =>
            {
                ThresholdReport threshold = thresholds[rule];
                bool isOfShot = threshold.Of == "shot";
                double value = isOfShot ? values[rule][shot[row]] : values[rule][row];
                double at = rule == changed ? limit : threshold.Limit;
                return (isOfShot || state[row] == 0) && (threshold.IsLeast
                    ? threshold.AtLimitPasses ? value < at : value <= at
                    : threshold.AtLimitPasses ? value > at : value >= at);
            });
            reason ??= state[row] == 0 ? "kept" : "unknown";
            counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }

        return new Verdicts(counts);
    }

    private static T[] Numbers<T>(string base64)
        where T : struct => MemoryMarshal.Cast<byte, T>(Convert.FromBase64String(base64)).ToArray();

    private static int ScannedRows(Pipeline pipeline) => Films().Sum(film => film.Shots.Sum(shot =>
        shot.Figures is not null && ShotRules.Check(shot.Figures, pipeline.Shots, film.Order)?.Rule is { } rule
            && rule != "time_shift" ? 0 : shot.Samples.Count(sample => sample.ScanShift is not null)));

    private static Pipeline PipelineOf(string name)
    {
        DisparityOptions disparity = Paper.Disparity;
        return name switch
        {
            "fails" => Paper with { Disparity = disparity with { Compare = LimitComparison.LimitFails } },
            "both" => Paper with { Disparity = disparity with { CheckedDirections = CheckedDirections.Both } },
            "both-fails" => Paper with
            {
                Disparity = disparity with
                {
                    CheckedDirections = CheckedDirections.Both,
                    Compare = LimitComparison.LimitFails,
                },
            },
            "exact" => Paper with { Disparity = disparity with { RangeMeasure = RangeMeasure.MinMax } },
            "order" => Paper with
            {
                Disparity = disparity with { RuleOrder = [Rule.Consistency, Rule.Vertical, Rule.Range] },
            },
            "strict" => Paper with { Shots = StrictShots },
            "duplicates" => Paper with { Disparity = disparity with { DedupeHashBits = 3 } },
            _ => Paper,
        };
    }

    private static Pipeline With(Pipeline pipeline, string rule, double limit)
    {
        PipelineKey key = AskedRule.Of(pipeline).Single(one => one.Name == rule).Key;
        var json = PipelineJson.Write(pipeline);
        string[] path = key.Path.Split('.');
        json[path[0]]![path[1]] = key.Property.PropertyType == typeof(int) ? (int)limit : limit;
        return PipelineJson.Read(json, "test");
    }

    private AuditDocument Audit(Pipeline pipeline, string name) => AuditReport.Of(Read(Write(pipeline, name)));

    private OutputFolder Write(Pipeline pipeline, string name) =>
        new MadeDataset(pipeline, MadeDataset.WithoutPictures).Write(_folder[name], Films());

    private static DatasetRows Read(OutputFolder folder) =>
        DatasetRows.Read(folder, _ => { }, TestContext.Current.CancellationToken);

    // Values fall on the limits of the paper often, and beyond them on either side.
    private static IEnumerable<MadeFilm> Films()
    {
        foreach ((string id, ViewOrder order, int seed) in
            new[] { ("a", ViewOrder.LeftFirst, 1), ("b", ViewOrder.RightFirst, 2) })
        {
            var dice = new Random(seed);
            yield return new MadeFilm(id, [.. Enumerable.Range(0, 60).Select(_ => ShotOf(dice, order))])
            {
                Order = order,
            };
        }
    }

    private static MadeShot ShotOf(Random dice, ViewOrder order)
    {
        double One(params double[] values) => values[dice.Next(values.Length)];
        double Odd(double plain, params double[] odd) => dice.Next(12) == 0 ? One(odd) : plain;
        double probability = Odd(0.99, 0.05, 0.02, 0.3);
        ShotFigures? figures = dice.Next(10) == 0 ? null : new ShotFigures
        {
            TimeShiftFrames = dice.Next(3) == 0 ? null : Odd(0.01, -0.1, 0.5, -0.07),
            LeftFirstProbability = order == ViewOrder.LeftFirst ? probability : 1 - probability,
            ConvertedScore = Odd(0.1, 0.8, 0.9, 0.5),
            RotationDegrees = Odd(0, -0.5, -0.6, 0.3),
            ZoomPercent = Odd(0, 2, -2.5, 1.5),
            VerticalPermille = Odd(1, -10, 11, 7),
            NearPercent = Odd(1, 5, 6, 3),
            FarPercent = Odd(-1, -5, -6, -3),
            DepthJumpPercent = Odd(0.2, 5, -6, -2),
            GainRed = Odd(1.01, 1.25, 0.7, 1.15),
            GainGreen = Odd(0.99, 0.8, 0.85),
            GainBlue = 1,
            BlurPx = Odd(0, 3, -4, -2),
            WindowViolation = Odd(0, 0.5, 0.6, 0.3),
            StripeLeftPx = Odd(0, 200, -201, -80),
            StripeRightPx = 0,
            DuplicateBits = Odd(20, 3, 2, 5),
        };
        return new MadeShot(figures, [.. Enumerable.Range(0, 4).Select(_ => SampleOf(dice))]);
    }

    private static MadeSample SampleOf(Random dice)
    {
        double One(params double[] values) => values[dice.Next(values.Length)];
        DirectionFigures Direction() => new(
            One(0, 0.01, 0.06, 0.1, 0.15), 0.2, One(8, 10, 12, 30, 50), One(9, 10, 60), One(0.6, 0.7, 0.8, 0.95, 0.99));
        return new MadeSample
        {
            Left = Direction(),
            Right = Direction(),
            Hash = (ulong)dice.Next(4),
            Lost = dice.Next(20) switch { 0 => "damaged", 1 => "missing_view", _ => null },
            ScanShift = dice.Next(25) == 0 ? 2 : null,
        };
    }

    private sealed record Verdicts(IReadOnlyDictionary<string, int> Counts);
}
