using System.Reflection;

namespace MovieData.Plan;

/// <summary>
/// Makes a property of SampleFigures or of <see cref="ShotFigures"/> a figure: a column of shards and frames files, a
/// key of <c>pair.json</c>, a row of the table in the README of Shards. Its meaning is the property's doc comment.
/// </summary>
/// <param name="name">Its name in all files; units in the name, or in <see cref="Unit"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FigureAttribute(string name) : Attribute
{
    /// <summary>Its name in all files.</summary>
    public string Name => name;

    /// <summary>Unit or range, as the table shows it; empty: text.</summary>
    public string Unit { get; init; } = "";

    /// <summary>data_version whose files have it first: older ones are read without it. 0: all have it.</summary>
    public int Since { get; init; }

    /// <summary>The figures of a type, in the order in which it has them.</summary>
    public static IReadOnlyList<(PropertyInfo Property, FigureAttribute Facts)> Of(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.MetadataToken)
            .Select(property => (Property: property, Facts: property.GetCustomAttribute<FigureAttribute>()))
            .Where(one => one.Facts is not null)
            .Select(one => (one.Property, one.Facts!))];
}
