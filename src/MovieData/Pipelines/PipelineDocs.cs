using MovieData.Yaml;

namespace MovieData.Pipelines;

/// <summary>
/// What the keys of a pipeline file mean, for the table of pipelines/README.md and for the file that
/// <c>movie-data init</c> writes: the doc comments of the options, which the compiler writes beside the assembly.
/// </summary>
public static class PipelineDocs
{
    /// <summary>Width of a line of comment.</summary>
    private const int Columns = 100;

    /// <summary>Meaning of a key, as Markdown on one line; empty where the documentation was not shipped.</summary>
    public static string Meaning(PipelineKey key) => DocComments.SummaryOf(key.Property);

    /// <summary>Unit and range of a key's value, or the words it may have.</summary>
    public static string Values(PipelineKey key)
    {
        Type type = key.Property.PropertyType;
        string range = key.Facts.Max < double.MaxValue ? $"{key.Facts.Min:0.###}…{key.Facts.Max:0.###}" : "";
        string words = string.Join(", ", type.IsEnum ? PipelineValue.Words(type).Keys
            : type == typeof(bool) ? ["true", "false"]
            : key.Facts.Words);
        string absent = key.OffValue is { } off ? $"absent: {off}" : "";
        string[] parts = [key.Facts.Unit, range, words, absent];
        string values = string.Join(", ", parts.Where(part => part.Length > 0));
        return values.Length > 0 ? values : "list";
    }

    /// <summary>The text of a pipeline file with a comment above every key: its meaning, unit and range.</summary>
    /// <param name="yaml">A pipeline file that reads without fault.</param>
    public static string Commented(string yaml)
    {
        int next = 0;
        var lines = new List<string>();
        foreach (string line in yaml.TrimEnd('\n').Split('\n'))
        {
            // Keys that may be absent are passed over.
            PipelineKey? key = PipelineKey.All.Skip(next).FirstOrDefault(
                key => line.StartsWith($"  {key.Facts.Name}:", StringComparison.Ordinal));
            if (key is not null)
            {
                next = PipelineKey.All.Index().First(one => one.Item == key).Index + 1;
                string meaning = Meaning(key);
                lines.AddRange(Wrapped(meaning + (meaning.Length > 0 ? $" ({Values(key)})" : Values(key))));
            }

            lines.Add(line);
        }

        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        string line = "  #";
        foreach (string word in text.Replace("`", "", StringComparison.Ordinal).Split(' '))
        {
            if (line.Length + 1 + word.Length > Columns)
            {
                yield return line;
                line = "  #";
            }

            line += $" {word}";
        }

        yield return line;
    }
}
