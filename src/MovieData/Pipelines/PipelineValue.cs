using System.Text;
using System.Text.Json.Nodes;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Plan;
using MovieData.Yaml;

namespace MovieData.Pipelines;

/// <summary>
/// Values of pipeline files by their type: how each is read from YAML and written to JSON. A member of an enumeration
/// is a word in lower case with underscores.
/// </summary>
internal static class PipelineValue
{
    /// <summary>Largest width or height of a view.</summary>
    private const int SidePxMax = 16384;

    /// <summary>Reads the value of a key.</summary>
    /// <param name="section">The section it stands in.</param>
    /// <param name="key">Name and range.</param>
    /// <param name="type">Type of the value.</param>
    /// <exception cref="YamlFileException">Missing, of another type, or out of range.</exception>
    public static object Read(YamlSection section, KeyAttribute key, Type type) =>
        type == typeof(double) ? section.Number(key.Name, key.Min, key.Max)
        : type == typeof(int) ? section.GetInt32(key.Name, (int)key.Min, (int)key.Max)
        : type == typeof(bool) ? section.GetBoolean(key.Name)
        : type == typeof(string) ? (key.Words.Length == 0
            ? section.Text(key.Name)
            : section.Word(key.Name, key.Words.ToDictionary(word => word)))
        : type == typeof(IReadOnlyList<string>) ? section.TextOrTexts(key.Name)
        : type == typeof(PixelSize) ? ReadSize(section, key.Name)
        : type.IsEnum ? section.Word(key.Name, Words(type))
        : type == typeof(IReadOnlyList<Rule>)
            ? section.Words(key.Name, Enum.GetValues<Rule>().ToDictionary(rule => Word($"{rule}")))
        : type == typeof(IReadOnlyDictionary<Split, double>)
            ? ReadBySplit(section, key, (values, split) => values.Number(split, key.Min, key.Max))
        : ReadBySplit(section, key, (values, split) => ReadAscending(values, key, split));

    /// <summary>A value as the manifest writes it; equal values give equal text.</summary>
    public static JsonNode Write(object value) => value switch
    {
        double number => JsonValue.Create(number),
        int number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        PixelSize size => new JsonArray(size.Width, size.Height),
        Enum member => JsonValue.Create(Word($"{member}")),
        IReadOnlyList<string> texts => texts.Count == 1
            ? JsonValue.Create(texts[0]) : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
        IEnumerable<Rule> rules => new JsonArray([.. rules.Select(rule => Write(rule))]),
        IEnumerable<int> numbers => new JsonArray([.. numbers.Select(number => Write(number))]),
        IReadOnlyDictionary<Split, double> numbers => WriteBySplit(numbers),
        IReadOnlyDictionary<Split, IReadOnlyList<int>> lists => WriteBySplit(lists),
        _ => throw new NotSupportedException($"no pipeline file holds values of {value.GetType()}"),
    };

    /// <summary>The words of an enumeration, and what they mean.</summary>
    public static IReadOnlyDictionary<string, object> Words(Type type) =>
        Enum.GetValues(type).Cast<object>().ToDictionary(member => Word($"{member}"));

    /// <summary>A name of code as files have it: <c>P1P99</c> is <c>p1_p99</c>.</summary>
    public static string Word(string name)
    {
        var word = new StringBuilder();
        foreach (char letter in name)
        {
            word.Append(char.IsUpper(letter) && word.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    private static PixelSize ReadSize(YamlSection section, string key)
    {
        IReadOnlyList<int> sides = section.Wholes(key, 2, SidePxMax);
        return sides.Count == 2 && sides.All(side => side % 2 == 0)
            ? new PixelSize(sides[0], sides[1])
            : throw section.Fault($"{key} must be [width, height], both even", key);
    }

    private static Dictionary<Split, T> ReadBySplit<T>(
        YamlSection section, KeyAttribute key, Func<YamlSection, string, T> read)
    {
        YamlSection values = section.Section(key.Name);
        var bySplit = Enum.GetValues<Split>().ToDictionary(split => split, split => read(values, split.Word()));
        values.Done();
        return bySplit;
    }

    private static IReadOnlyList<int> ReadAscending(YamlSection values, KeyAttribute key, string split)
    {
        IReadOnlyList<int> list = values.Wholes(split, (int)key.Min, (int)key.Max);
        return list.SequenceEqual(list.Distinct().Order())
            ? list
            : throw values.Fault($"{key.Name} of {split} must ascend", split);
    }

    private static JsonObject WriteBySplit<T>(IReadOnlyDictionary<Split, T> bySplit)
        where T : notnull =>
        new(Enum.GetValues<Split>().Select(split =>
            KeyValuePair.Create(split.Word(), (JsonNode?)Write(bySplit[split]))));
}
