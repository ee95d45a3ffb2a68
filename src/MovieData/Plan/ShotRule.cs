using System.Reflection;
using MovieData.Media.Films;
using MovieData.Yaml;

namespace MovieData.Plan;

/// <summary>What a rule makes of the figures it looks at; a figure without a value is passed over.</summary>
public enum FigureTransform
{
    /// <summary>The figure itself.</summary>
    None,

    /// <summary>Its absolute value.</summary>
    Absolute,

    /// <summary>The figure, a probability that the first view is the left one; 1 − it, where the film's first view is
    /// the right one.</summary>
    StatedOrder,

    /// <summary>100 · (max(g, 1/g) − 1) of a gain g, the largest of several: 0.8 is as far off as 1.25.</summary>
    LargestGainPercent,

    /// <summary>The largest absolute value of several.</summary>
    LargestAbsolute,
}

/// <summary>One rule of whole shots: which figures it looks at, what it makes of them, and its limit.</summary>
public sealed class ShotRule
{
    private readonly Func<ShotFigures, double?>[] _figures;
    private readonly PropertyInfo _limit;

    /// <summary>A rule.</summary>
    /// <param name="name">Its name in rows and counts (CONTRACT.md).</param>
    /// <param name="limit">Property of <see cref="ShotOptions"/> that holds its limit.</param>
    /// <param name="transform">What it makes of the figures.</param>
    /// <param name="figures">Properties of <see cref="ShotFigures"/> that it looks at.</param>
    internal ShotRule(string name, string limit, FigureTransform transform, params string[] figures)
    {
        PropertyInfo[] properties = [.. figures.Select(figure => typeof(ShotFigures).GetProperty(figure)!)];
        (Name, Transform, _limit) = (name, transform, typeof(ShotOptions).GetProperty(limit)!);
        Key = _limit.GetCustomAttribute<KeyAttribute>()!.Name;
        Figures = [.. properties.Select(property => property.GetCustomAttribute<FigureAttribute>()!.Name)];
        _figures = [.. properties.Select(property => property.GetMethod!.CreateDelegate<Func<ShotFigures, double?>>())];
    }

    /// <summary>Its name in rows and counts (CONTRACT.md).</summary>
    public string Name { get; }

    /// <summary>Key of its limit in section <c>shots</c>.</summary>
    public string Key { get; }

    /// <summary>Names of the figures it looks at.</summary>
    public IReadOnlyList<string> Figures { get; }

    /// <summary>What it makes of them.</summary>
    public FigureTransform Transform { get; }

    /// <summary>True where the limit is the least that passes, not the most.</summary>
    public bool IsLeast { get; init; }

    /// <summary>Its limit.</summary>
    public double Limit(ShotOptions options) =>
        Convert.ToDouble(_limit.GetValue(options), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What it measures of a shot; null: nothing to be held against the limit, so the shot passes.</summary>
    /// <param name="shot">The shot's figures.</param>
    /// <param name="order">The film's view order.</param>
    public double? Value(ShotFigures shot, ViewOrder order)
    {
        double? largest = null;
        foreach (Func<ShotFigures, double?> figure in _figures)
        {
            if (figure(shot) is { } value && !(Of(value, order) <= largest))
            {
                largest = Of(value, order);
            }
        }

        return largest;
    }

    /// <summary>True where a value is beyond a limit. At the limit a shot passes.</summary>
    public bool Fails(double value, double limit) => IsLeast ? value < limit : value > limit;

    private double Of(double value, ViewOrder order) => Transform switch
    {
        FigureTransform.Absolute or FigureTransform.LargestAbsolute => Math.Abs(value),
        FigureTransform.StatedOrder => order == ViewOrder.RightFirst ? 1 - value : value,
        FigureTransform.LargestGainPercent => 100 * (Math.Max(value, 1 / value) - 1),
        _ => value,
    };
}
