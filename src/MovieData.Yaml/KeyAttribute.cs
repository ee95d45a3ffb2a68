namespace MovieData.Yaml;

/// <summary>
/// Names the key of a YAML file whose value a property holds. Name, range, unit and origin of a key stand here and its
/// meaning in the property's doc comment, and nowhere else: the strict reader, the digest of a pipeline and the table
/// of pipelines/README.md all follow from them.
/// </summary>
/// <param name="name">The key, in its section; units in the name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute(string name) : Attribute
{
    /// <summary>The key, in its section.</summary>
    public string Name => name;

    /// <summary>Smallest value of a number, or of each number of a list.</summary>
    public double Min { get; init; }

    /// <summary>Largest value of a number, or of each number of a list.</summary>
    public double Max { get; init; } = double.MaxValue;

    /// <summary>The only values of a text; empty: any.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>
    /// True of a key that came after data_version 7: a file without it means its off-value, as before it existed, which
    /// is what the property is initialised to.
    /// </summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>Unit or form of the value as the table shows it; empty: its range or its type.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Where the values come from, in the letters that pipelines/README.md explains.</summary>
    public string From { get; init; } = "";

    /// <summary>A remark on the paper's value; empty: none.</summary>
    public string PaperNote { get; init; } = "";

    /// <summary>A remark on the value of the authors' script; empty: none.</summary>
    public string ScriptNote { get; init; } = "";
}
