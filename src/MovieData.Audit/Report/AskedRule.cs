using MovieData.Disparity;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Audit.Report;

/// <summary>
/// A rule of a pipeline that can be asked again, from the figures that a dataset records: of every sample, or of every
/// shot. It is asked as <see cref="RuleCheck"/> and <see cref="ShotRules"/> ask it.
/// </summary>
public sealed class AskedRule
{
    private const string Duplicate = "duplicate";
    private readonly ShotRule? _shotRule;
    private readonly int[] _columns;

    private AskedRule(string name, string key, IReadOnlyList<string> figures, ShotRule? shotRule)
    {
        (Name, Figures, _shotRule) = (name, figures, shotRule);
        Key = PipelineKey.All.Single(one => one.Path == key);
        _columns = shotRule is not null ? []
            : [.. figures.Select(figure => FilmRows.FigureNames.Index().First(one => one.Item == figure).Index)];
    }

    /// <summary>Its name in rows and counts.</summary>
    public string Name { get; }

    /// <summary>The key of its limit.</summary>
    public PipelineKey Key { get; }

    /// <summary>Figures it looks at.</summary>
    public IReadOnlyList<string> Figures { get; }

    /// <summary>The pipeline's limit.</summary>
    public required double Limit { get; init; }

    /// <summary>True where the limit is the least that passes.</summary>
    public required bool IsLeast { get; init; }

    /// <summary>True where a value equal to the limit passes.</summary>
    public required bool AtLimitPasses { get; init; }

    /// <summary>True of a rule of whole shots.</summary>
    public bool IsOfShot => _shotRule is not null;

    /// <summary>True where another limit can be asked from the figures.</summary>
    public bool IsAdjustable => Name != Duplicate;

    /// <summary>What it makes of the figures, as <see cref="ThresholdReport.Transform"/> says it.</summary>
    public string Transform => _shotRule is not null ? Word($"{_shotRule.Transform}")
        : _columns.Length == 1 ? "none" : IsLeast ? "smallest" : "largest";

    /// <summary>The limit that rejects nothing; null: there is none.</summary>
    public double? OffLimit => Key.OffValue is { } off
        ? double.Parse(off.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
        : !AtLimitPasses ? null : IsLeast ? Key.Facts.Min : Key.Facts.Max;

    /// <summary>The rules of a pipeline in the order in which a sample is asked, also those that are off.</summary>
    public static IReadOnlyList<AskedRule> Of(Pipeline pipeline) =>
    [
        .. ShotRules.All.Select(rule => new AskedRule(rule.Name, $"shots.{rule.Key}", rule.Figures, rule)
        {
            Limit = rule.Limit(pipeline.Shots),
            IsLeast = rule.IsLeast,
            AtLimitPasses = true,
        }),
        .. pipeline.Disparity.RuleOrder.Select(rule => Of(rule, pipeline.Disparity)),
        new AskedRule(Duplicate, "disparity.dedupe_hash_bits", [], null)
        {
            Limit = pipeline.Disparity.DedupeHashBits,
            IsLeast = true,
            AtLimitPasses = true,
        },
    ];

    /// <summary>Its value for a sample; NaN: none. With several figures the worst.</summary>
    /// <remarks>For a rule of samples.</remarks>
    public double ValueOf(FilmRows film, int row)
    {
        double worst = film.Column(_columns[0])[row];
        foreach (int column in _columns.AsSpan(1))
        {
            double other = film.Column(column)[row];
            worst = IsLeast ? Math.Min(worst, other) : Math.Max(worst, other);
        }

        return worst;
    }

    /// <summary>Its value for a shot; NaN: none.</summary>
    /// <remarks>For a rule of shots.</remarks>
    public double ValueOf(ShotFigures? shot, ViewOrder order) => shot is null ? double.NaN
        : _shotRule!.Value(shot, order) ?? double.NaN;

    /// <summary>True where a value is rejected; one that nobody could measure is not.</summary>
    public bool Fails(double value) =>
        (IsLeast ? value < Limit : value > Limit) || (value == Limit && !AtLimitPasses);

    private static AskedRule Of(Rule rule, DisparityOptions options)
    {
        bool isBoth = options.CheckedDirections == CheckedDirections.Both;
        string range = options.RangeMeasure == RangeMeasure.P1P99 ? "range_px" : "range_exact_px";
        string[] Both(string figure) => isBoth ? [figure, figure + "_right"] : [figure];
        var (key, figures, limit) = rule switch
        {
            Rule.Vertical => ("vertical_fraction_max", Both("vertical_fraction"), options.VerticalFractionMax),
            Rule.Range => ("range_px_min", Both(range), options.RangePxMin),
            _ => ("consistent_fraction_min", (string[])["consistent_fraction"], options.ConsistentFractionMin),
        };
        return new AskedRule(Word($"{rule}"), $"disparity.{key}", figures, null)
        {
            Limit = limit,
            IsLeast = rule != Rule.Vertical,
            AtLimitPasses = options.Compare == LimitComparison.LimitPasses,
        };
    }

    private static string Word(string name) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
