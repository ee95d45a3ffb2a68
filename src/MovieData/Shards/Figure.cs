using System.Reflection;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// Makes a property of <see cref="SampleFigures"/> a figure: a column of shards and frames files, a key of
/// <c>pair.json</c>, a row of the table in README.md. Its meaning is the property's doc comment.
/// </summary>
/// <param name="name">Its name in all files; units in the name, or in <see cref="Unit"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FigureAttribute(string name) : Attribute
{
    /// <summary>Its name in all files.</summary>
    public string Name => name;

    /// <summary>Unit or range, as the table shows it; empty: text.</summary>
    public string Unit { get; init; } = "";
}

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
        _text = property.PropertyType == typeof(string) ? getter.CreateDelegate<Func<SampleFigures, string?>>() : null;
        _number = _text is null ? getter.CreateDelegate<Func<SampleFigures, double?>>() : null;
    }

    /// <summary>Every figure, in the order in which <see cref="SampleFigures"/> has them.</summary>
    public static IReadOnlyList<Figure> All { get; } =
        [.. typeof(SampleFigures).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.MetadataToken)
            .Select(property => (Property: property, Facts: property.GetCustomAttribute<FigureAttribute>()))
            .Where(one => one.Facts is not null)
            .Select(one => new Figure(one.Property, one.Facts!))];

    /// <summary>The property that holds it.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Name and unit.</summary>
    public FigureAttribute Facts { get; }

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
        figures, cell.IsNull ? null : _text is null ? cell.Real : cell.Text);
}
