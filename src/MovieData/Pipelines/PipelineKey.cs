using System.Reflection;
using System.Text.Json.Nodes;
using MovieData.Yaml;

namespace MovieData.Pipelines;

/// <summary>
/// One key of a pipeline file. All of them, in the order of the file, are the properties with a
/// <see cref="KeyAttribute"/> of the options that <see cref="Pipeline"/> consists of; nothing else lists them.
/// </summary>
/// <param name="Section">The stage's options: a property of <see cref="Pipeline"/>.</param>
/// <param name="Property">The property of the options that holds the value.</param>
/// <param name="Facts">Name, range, unit and origin.</param>
public sealed record PipelineKey(PropertyInfo Section, PropertyInfo Property, KeyAttribute Facts)
{
    /// <summary>Every key, in the order of the file.</summary>
    public static IReadOnlyList<PipelineKey> All { get; } =
        [.. InOrder(typeof(Pipeline)).SelectMany(section => InOrder(section.PropertyType), (section, property) =>
            (Section: section, Property: property, Facts: property.GetCustomAttribute<KeyAttribute>()))
            .Where(key => key.Facts is not null)
            .Select(key => new PipelineKey(key.Section, key.Property, key.Facts!))];

    /// <summary>Name of the section in the file: <c>decode</c>.</summary>
    public string SectionName => PipelineValue.Word(Section.Name);

    /// <summary>The key with its section: <c>decode.view_px</c>.</summary>
    public string Path => $"{SectionName}.{Facts.Name}";

    /// <summary>Its value in a pipeline, as the manifest writes it.</summary>
    public JsonNode ValueIn(Pipeline pipeline) => PipelineValue.Write(Property.GetValue(Section.GetValue(pipeline))!);

    /// <summary>Its value where a file does not have it, as the manifest writes it; null: every file has it.</summary>
    public JsonNode? OffValue => Facts.MayBeAbsent
        ? PipelineValue.Write(Property.GetValue(Activator.CreateInstance(Section.PropertyType))!) : null;

    private static IOrderedEnumerable<PropertyInfo> InOrder(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken);
}
