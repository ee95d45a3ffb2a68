using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MovieData.Yaml;

/// <summary>
/// The part of YAML that our files need: nested mappings and lists of scalars, every mapping with its own plain keys.
/// What lies outside is refused while the parser's events go by, before a tree is built: trees are built by recursion,
/// and an alias can make one that is endless, or has more nodes than memory holds.
/// </summary>
internal static class YamlSubset
{
    /// <summary>Mappings and lists inside each other; our files have 4.</summary>
    public const int DepthMax = 64;

    /// <summary>Characters of a key that errors show.</summary>
    private const int ShownKeyMax = 60;

    /// <summary>Reads the whole text as events and refuses what is not of the subset.</summary>
    /// <param name="file">Name for errors.</param>
    /// <param name="text">The file's text.</param>
    /// <exception cref="YamlFileException">Something is outside of it; file, line, and what it is.</exception>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static void Check(string file, string text)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        var open = new Stack<Collection>();
        while (MoveNext(parser, file))
        {
            ParsingEvent found = parser.Current!;
            if (found is MappingEnd or SequenceEnd)
            {
                open.Pop();
                continue;
            }

            if (found is AnchorAlias or NodeEvent && FaultOf(found, open) is { } fault)
            {
                throw new YamlFileException($"{file}:{found.Start.Line}: {fault}");
            }

            if (found is MappingStart or SequenceStart)
            {
                open.Push(new Collection(found is MappingStart));
            }
        }
    }

    // The scanner has places where it throws what it does not declare, for some damaged files.
    private static bool MoveNext(Parser parser, string file)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new YamlFileException($"{file}:{parser.Current?.End.Line ?? 1}: not YAML from here on", error);
        }
    }

    private static string? FaultOf(ParsingEvent found, Stack<Collection> open)
    {
        if (found is AnchorAlias alias)
        {
            return $"the alias *{Shown(alias.Value.Value)}: every value must be written out";
        }

        if (found is not Scalar && open.Count == DepthMax)
        {
            return $"more than {DepthMax} mappings and lists inside each other";
        }

        if (!open.TryPeek(out Collection? parent) || !parent.TakesKey())
        {
            return null;
        }

        if (found is not Scalar key)
        {
            return "a mapping or list as a key: a word is expected";
        }

        // Keys of another tag are other keys to YAML, yet the same word to every reader of the file.
        return !key.Tag.IsEmpty
            ? $"the key {Shown(key.Value)} has a tag ({Shown(key.Tag.Value)}): a plain word is expected"
            : !parent.Keys.Add(key.Value) ? $"the key {Shown(key.Value)} stands here twice"
            : null;
    }

    private static string Shown(string text)
    {
        string part = text.Length <= ShownKeyMax ? text : text[..ShownKeyMax] + "…";
        return string.Concat(part.Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>A mapping or list whose end has not come yet.</summary>
    private sealed class Collection
    {
        private readonly bool _isMapping;
        private bool _keyIsNext;

        public Collection(bool isMapping)
        {
            _isMapping = isMapping;
            _keyIsNext = isMapping;
        }

        /// <summary>Keys of the mapping so far.</summary>
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        /// <summary>Counts a node of this collection; true when it stands in a key's place.</summary>
        public bool TakesKey()
        {
            bool isKey = _keyIsNext;
            _keyIsNext = _isMapping && !isKey;
            return isKey;
        }
    }
}
