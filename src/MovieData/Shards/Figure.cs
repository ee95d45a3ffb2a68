using System.Reflection;
using MovieData.Plan;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>One figure of a sample. All of them, in the order of the columns, are listed by nothing else.</summary>
public sealed class Figure
{
    private readonly Func<SampleFigures, double?>? _number;
    private readonly Func<SampleFigures, string?>? _text;

    private Figure(PropertyInfo property, FigureAttribute facts)
    {
        Property = property;
        Facts = facts;
        MethodInfo getter = property.GetMethod!;
        if (property.PropertyType == typeof(string))
        {
            _text = getter.CreateDelegate<Func<SampleFigures, string?>>();
        }
        else if (IsOfShot)
        {
            var ofShot = getter.CreateDelegate<Func<ShotFigures, double?>>();
            _number = figures => figures.Shot is { } shot ? ofShot(shot) : null;
        }
        else
        {
            _number = getter.CreateDelegate<Func<SampleFigures, double?>>();
        }
    }

    /// <summary>Every figure: those of <see cref="SampleFigures"/> in its order, then those of
    /// <see cref="ShotFigures"/>.</summary>
    public static IReadOnlyList<Figure> All { get; } =
        [.. FigureAttribute.Of(typeof(SampleFigures)).Concat(FigureAttribute.Of(typeof(ShotFigures)))
            .Select(one => new Figure(one.Property, one.Facts))];

    /// <summary>The property that holds it.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Name and unit.</summary>
    public FigureAttribute Facts { get; }

    /// <summary>True for what all samples of a shot have in common.</summary>
    public bool IsOfShot => Property.DeclaringType == typeof(ShotFigures);

    /// <summary>Its column in either file; null where a sample does not have it.</summary>
    public ParquetColumn Column => new(Facts.Name, _text is null ? ParquetKind.Real64 : ParquetKind.Text, true);

    /// <summary>Its value for a sample.</summary>
    public ParquetCell Cell(SampleFigures figures) =>
        _text is null ? ParquetCell.Of(_number!(figures)) : ParquetCell.Of(_text(figures));

    /// <summary>True where two samples have the same value, or neither has one.</summary>
    internal bool Equals(SampleFigures left, SampleFigures right) =>
        _text is null ? _number!(left).Equals(_number(right)) : _text(left) == _text(right);

    /// <summary>Sets it while <paramref name="figures"/> are being read from a file.</summary>
    internal void Set(SampleFigures figures, ParquetCell cell) => Property.SetValue(
        IsOfShot ? figures.Shot : figures, cell.IsNull ? null : _text is null ? cell.Real : cell.Text);
}
