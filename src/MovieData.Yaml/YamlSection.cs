using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MovieData.Yaml;

/// <summary>
/// A YAML file says something it must not, or leaves something out. The message starts with file and line.
/// </summary>
public sealed class YamlFileException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>
/// A mapping of a YAML file, read strictly: every key is taken once, with its bounds; what nobody took is an error
/// that names file, line and the keys that are known.
/// </summary>
public sealed class YamlSection
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _taken = [];

    private YamlSection(string file, string path, YamlMappingNode node)
    {
        _file = file;
        _path = path;
        _node = node;
    }

    /// <summary>Line of the mapping in the file, from 1.</summary>
    public long Line => _node.Start.Line;

    /// <summary>Keys in file order.</summary>
    public IReadOnlyList<string> Keys => [.. _node.Children.Keys.Select(Shown)];

    /// <summary>Bytes of the largest YAML file that is read.</summary>
    private const int FileBytesMax = 1 << 20;

    /// <summary>Reads a file whose top level is a mapping.</summary>
    /// <exception cref="YamlFileException">Missing, too large, not YAML, or not a mapping.</exception>
    public static YamlSection Read(string file) => OfRoot(file, ReadRoot(file));

    /// <summary>Reads a text whose top level is a mapping; JSON is such YAML.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="YamlFileException">Not YAML, or not a mapping.</exception>
    public static YamlSection Parse(string name, string text) => OfRoot(name, ParseRoot(name, text));

    /// <summary>Reads a file whose top level is a list of mappings.</summary>
    /// <exception cref="YamlFileException">Missing, too large, not YAML, or not such a list.</exception>
    public static IReadOnlyList<YamlSection> ReadList(string file)
    {
        return ReadRoot(file) is YamlSequenceNode list && list.Children.All(c => c is YamlMappingNode)
            ? [.. list.Children.Select((c, i) => Of(file, $"[{i}]", (YamlMappingNode)c))]
            : throw new YamlFileException($"{file}: a list of mappings (- key: value) is expected at the top level");
    }

    /// <summary>True when the key stands in the section.</summary>
    public bool Has(string key) => _node.Children.ContainsKey(new YamlScalarNode(key));

    /// <summary>The mapping under <paramref name="key"/>.</summary>
    /// <exception cref="YamlFileException">Missing or not a mapping.</exception>
    public YamlSection Section(string key)
    {
        YamlNode node = Take(key);
        return node is YamlMappingNode map
            ? Of(_file, Dotted(key), map)
            : throw Fault(node, $"{Dotted(key)} must be a section (key: value lines)");
    }

    /// <summary>A text value, not empty.</summary>
    public string Text(string key)
    {
        YamlNode node = Take(key);
        return node is YamlScalarNode { Value: { Length: > 0 } text }
            ? text
            : throw Fault(node, $"{Dotted(key)} must be a word");
    }

    /// <summary>One of the words of <paramref name="words"/>.</summary>
    public T Word<T>(string key, IReadOnlyDictionary<string, T> words)
    {
        YamlNode node = Take(key);
        return node is YamlScalarNode { Value: { } text } && words.TryGetValue(text, out T? value)
            ? value
            : throw Fault(node, $"{Dotted(key)} is {Shown(node)}; expected one of: {string.Join(", ", words.Keys)}");
    }

    /// <summary>true or false.</summary>
    public bool GetBoolean(string key) =>
        Word(key, new Dictionary<string, bool> { ["true"] = true, ["false"] = false });

    /// <summary>A number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public double Number(string key, double min, double max) => NumberOf(Take(key), Dotted(key), min, max);

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public int GetInt32(string key, int min, int max) => Int32Of(Take(key), Dotted(key), min, max);

    /// <summary>A list of whole numbers, each in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public IReadOnlyList<int> Wholes(string key, int min, int max) =>
        [.. Items(key).Select(n => Int32Of(n, Dotted(key), min, max))];

    /// <summary>A list of numbers, each in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public IReadOnlyList<double> Numbers(string key, double min, double max) =>
        [.. Items(key).Select(n => NumberOf(n, Dotted(key), min, max))];

    /// <summary>A list of words out of <paramref name="words"/>, each at most once.</summary>
    public IReadOnlyList<T> Words<T>(string key, IReadOnlyDictionary<string, T> words)
    {
        YamlNode[] items = Items(key);
        string[] texts = [.. items.Select(Shown)];
        int wrong = Array.FindIndex(texts, t => !words.ContainsKey(t));
        if (wrong >= 0 || texts.Distinct().Count() != texts.Length)
        {
            throw Fault(
                items.Length > 0 ? items[Math.Max(wrong, 0)] : _node,
                $"{Dotted(key)} is [{string.Join(", ", texts)}]; expected each at most once of: "
                + string.Join(", ", words.Keys));
        }

        return [.. texts.Select(t => words[t])];
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Items(key).Select(Shown)];

    /// <summary>A text, or a list of texts; at least one, none of them empty.</summary>
    public IReadOnlyList<string> TextOrTexts(string key)
    {
        YamlNode node = Take(key);
        YamlNode[] items = node is YamlSequenceNode list ? [.. list.Children] : [node];
        return items.Length > 0 && items.All(item => item is YamlScalarNode { Value.Length: > 0 })
            ? [.. items.Select(Shown)]
            : throw Fault(node, $"{Dotted(key)} must be a word, or a list [a, b] of words");
    }

    /// <summary>Call when everything known was taken: a key that is left is an error.</summary>
    /// <exception cref="YamlFileException">An unknown key, with its line and the known keys.</exception>
    public void Done()
    {
        foreach ((YamlNode key, _) in _node.Children)
        {
            if (!_taken.Contains(Shown(key)))
            {
                throw Fault(key, $"unknown key {Dotted(Shown(key))}; known here: {string.Join(", ", _taken)}");
            }
        }
    }

    /// <summary>An error at the place of this section or of one of its keys.</summary>
    public YamlFileException Fault(string message, string? key = null)
    {
        YamlNode node = key is not null && Has(key) ? _node.Children[new YamlScalarNode(key)] : _node;
        return Fault(node, message);
    }

    private static YamlSection Of(string file, string path, YamlMappingNode node) => new(file, path, node);

    private static YamlSection OfRoot(string file, YamlNode root) => root is YamlMappingNode map
        ? Of(file, "", map)
        : throw new YamlFileException($"{file}: a mapping (key: value) is expected at the top level");

    private static YamlNode ReadRoot(string file)
    {
        try
        {
            var facts = new FileInfo(file);
            if (!facts.Exists)
            {
                throw new YamlFileException($"{file}: no such file");
            }

            if (facts.Length > FileBytesMax)
            {
                throw new YamlFileException($"{file}: {facts.Length} bytes; at most {FileBytesMax} are read");
            }

            return ParseRoot(file, ReadText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new YamlFileException($"{file}: cannot be read: {error.Message}", error);
        }
    }

    private static YamlNode ParseRoot(string file, string text)
    {
        try
        {
            YamlSubset.Check(file, text);
            using var reader = new StringReader(text);
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new YamlFileException($"{file}: one YAML document is expected, found {stream.Documents.Count}");
        }
        catch (YamlException error)
        {
            throw new YamlFileException($"{file}:{error.Start.Line}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    // A pipe or a device has no length to be asked for: no more than allowed is read of it.
    private static string ReadText(string file)
    {
        using var reader = new StreamReader(file);
        var text = new char[FileBytesMax + 1];
        int length = reader.ReadBlock(text);
        return length <= FileBytesMax
            ? new string(text, 0, length)
            : throw new YamlFileException($"{file}: more than {FileBytesMax} bytes; at most those are read");
    }

    private static string Shown(YamlNode node) =>
        node is YamlScalarNode { Value: { } text } ? text : node.NodeType.ToString();

    private string Dotted(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private YamlFileException Fault(YamlNode node, string message) =>
        new($"{_file}:{node.Start.Line}: {message.ReplaceLineEndings(" ")}");

    private YamlNode Take(string key)
    {
        _taken.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node)
            ? node
            : throw Fault(_node, $"missing key {Dotted(key)}; every value must be written out");
    }

    private YamlNode[] Items(string key)
    {
        YamlNode node = Take(key);
        return node is YamlSequenceNode list ? [.. list.Children]
            : throw Fault(node, $"{Dotted(key)} must be a list [a, b]");
    }

    private double NumberOf(YamlNode node, string name, double min, double max)
    {
        return double.TryParse(Shown(node), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= min && value <= max
            ? value
            : throw Fault(node, $"{name} is {Shown(node)}; expected a number from {min} to {max}");
    }

    private int Int32Of(YamlNode node, string name, int min, int max)
    {
        return int.TryParse(Shown(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max
            ? value
            : throw Fault(node, $"{name} is {Shown(node)}; expected a whole number from {min} to {max}");
    }
}
