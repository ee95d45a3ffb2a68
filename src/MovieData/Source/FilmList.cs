using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MovieData.Source;

/// <summary>
/// <c>films.yaml</c>: a list of films with the keys id, source, split, layout, view_order, playlist, chapters; only
/// <c>source</c> must be there. Relative names are seen from the list's own folder.
/// </summary>
public static class FilmList
{
    /// <summary>Larger lists are refused unread.</summary>
    public const int BytesMax = 4 << 20;

    private static readonly string[] Keys = ["id", "source", "split", "layout", "view_order", "playlist", "chapters"];
    private static readonly string[] Splits = ["train", "validation", "test"];

    /// <summary>Reads a list strictly: an unknown key or word is an error with file and line.</summary>
    /// <exception cref="FilmException">The list cannot be read; the message lists every fault, one line
    /// each.</exception>
    public static IReadOnlyList<SourceArgument> Read(string path)
    {
        YamlNode root = Parse(path);
        if (root is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw Fault(path, root, $"expected a list of films (- source: …), found {Kind(root)}");
        }

        var films = new List<SourceArgument>();
        var faults = new List<string>();
        foreach (YamlNode node in list.Children)
        {
            try
            {
                films.Add(ReadEntry(path, node));
            }
            catch (FilmException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return faults.Count == 0 ? films : throw new FilmException(string.Join('\n', faults));
    }

    private static YamlNode Parse(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > BytesMax)
            {
                throw new FilmException(
                    $"{path}: {file.Length} bytes are more than the {BytesMax} of any list of films");
            }

            using StreamReader reader = file.OpenText();
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count == 1
                ? yaml.Documents[0].RootNode
                : throw new FilmException($"{path}: expected one YAML document, found {yaml.Documents.Count}");
        }
        catch (YamlException error)
        {
            throw new FilmException($"{path}:{error.Start.Line}: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot read the list of films: {error.Message}", error);
        }
    }

    private static SourceArgument ReadEntry(string path, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            throw new FilmException($"{path}:{node.Start.Line}: expected a film with source: …, found {Kind(node)}");
        }

        var values = new Dictionary<string, YamlScalarNode>();
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? Kind(key);
            if (!Keys.Contains(name))
            {
                throw Fault(path, key, $"unknown key {name}: known are {string.Join(", ", Keys)}");
            }

            values[name] = value as YamlScalarNode
                ?? throw Fault(path, value, $"{name} must be one value, found {Kind(value)}");
        }

        if (!values.TryGetValue("source", out YamlScalarNode? source) || string.IsNullOrEmpty(source.Value))
        {
            throw Fault(path, node, "a film needs the key source");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        IReadOnlyList<string> paths = At(path, source, () => SourceArgument.FindPaths(source.Value, folder));
        string id = Word(path, values, "id", SourceArgument.IsId, "letters, digits, - and _, not starting with -")
            ?? SourceArgument.IdOf(paths[0]);
        string? split = Word(path, values, "split", Splits.Contains, string.Join(", ", Splits));
        return new SourceArgument(source.Value, id, paths, Overrides(path, folder, values), split);
    }

    private static FilmOverrides Overrides(string path, string folder, Dictionary<string, YamlScalarNode> values)
    {
        string? layout = Word(
            path, values, "layout", word => StereoWords.ParseLayout(word) is not null, StereoWords.LayoutChoices);
        string? order = Word(
            path,
            values,
            "view_order",
            word => StereoWords.ParseViewOrder(word) is not null,
            StereoWords.ViewOrderChoices);
        string? playlist = Word(
            path, values, "playlist", word => ParseNumber(word) is not null, "a number from 0 to 99999");
        string? chapters = Word(
            path, values, "chapters", word => File.Exists(Path.Combine(folder, word)), "an existing file");
        return new FilmOverrides(
            layout is null ? null : StereoWords.ParseLayout(layout),
            order is null ? null : StereoWords.ParseViewOrder(order),
            playlist is null ? null : ParseNumber(playlist),
            chapters is null ? null : Path.Combine(folder, chapters));
    }

    private static string? Word(
        string path, Dictionary<string, YamlScalarNode> values, string key, Func<string, bool> allows, string allowed)
    {
        if (!values.TryGetValue(key, out YamlScalarNode? node))
        {
            return null;
        }

        string word = node.Value ?? "";
        return allows(word) ? word : throw Fault(path, node, $"{key}: '{word}' is not allowed; expected {allowed}");
    }

    private static int? ParseNumber(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 99999
            ? number
            : null;

    private static T At<T>(string path, YamlNode node, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FilmException error)
        {
            throw Fault(path, node, error.Message);
        }
    }

    private static FilmException Fault(string path, YamlNode node, string what) =>
        new($"{path}:{node.Start.Line}: {what}");

    private static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode { Children.Count: 0 } => "an empty list",
        YamlSequenceNode => "a list",
        _ => "a single value",
    };
}
