using System.Globalization;
using MovieData.Yaml;

namespace MovieData.Media.Films;

/// <summary>
/// <c>films.yaml</c>: a list of films with the keys id, source, split, layout, view_order, projection, playlist,
/// chapters, progressive, stream, sample_aspect, in_step; only <c>source</c> must be there. Relative names are seen
/// from the list's own folder.
/// </summary>
public static class FilmList
{
    /// <summary>Largest number of a Blu-ray playlist.</summary>
    public const int PlaylistMax = 99_999;

    /// <summary>Largest index of a stream inside its file; ffmpeg opens at most 1000.</summary>
    public const int StreamMax = 999;

    private static readonly string[] Keys =
    [
        "id", "source", "split", "layout", "view_order", "projection", "playlist", "chapters", "progressive",
        "stream", "sample_aspect", "in_step",
    ];

    private static readonly string[] Splits = ["train", "validation", "test"];

    /// <summary>Reads a list strictly: an unknown key or word is an error with file and line.</summary>
    /// <exception cref="FilmException">The list cannot be read; the message lists every fault, one line
    /// each.</exception>
    public static IReadOnlyList<SourceArgument> Read(string path) =>
        FilmException.Collect(Sections(path), entry => ReadEntry(path, entry));

    /// <summary>
    /// Reads a list whose films lie on another machine: as strictly, but nothing is looked for here.
    /// </summary>
    /// <returns>The source of each film, as it is written, and its id; null where only the other machine can tell
    /// (<see cref="SourceArgument.IdElsewhere"/>).</returns>
    /// <exception cref="FilmException">The list cannot be read; the message lists every fault, one line
    /// each.</exception>
    public static IReadOnlyList<(string? Id, string Word)> ReadElsewhere(string path) =>
        FilmException.Collect(Sections(path), entry =>
        {
            RequireKeys(entry);
            _ = (SplitOf(entry), Overrides(entry, "/", looks: false));
            string word = entry.Text("source");
            return (IdOf(entry) ?? SourceArgument.IdElsewhere(word), word);
        });

    private static IReadOnlyList<YamlSection> Sections(string path)
    {
        try
        {
            IReadOnlyList<YamlSection> sections = YamlSection.ReadList(path);
            return sections.Count > 0
                ? sections
                : throw new FilmException($"{path}: holds no film; expected a list (- source: …)");
        }
        catch (YamlFileException error)
        {
            throw new FilmException(error.Message, error);
        }
    }

    private static void RequireKeys(YamlSection entry)
    {
        if (entry.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
        {
            throw entry.Fault($"unknown key {unknown}: known are {string.Join(", ", Keys)}", unknown);
        }

        if (!entry.Has("source"))
        {
            throw entry.Fault("a film needs the key source");
        }
    }

    private static SourceArgument ReadEntry(string path, YamlSection entry)
    {
        RequireKeys(entry);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string source = entry.Text("source");
        IReadOnlyList<string> paths;
        try
        {
            paths = SourceArgument.FindPaths(source, folder);
        }
        catch (FilmException error)
        {
            throw entry.Fault(error.Message, "source");
        }

        return new SourceArgument(
            source, IdOf(entry) ?? SourceArgument.IdOf(paths[0]), paths, Overrides(entry, folder, looks: true),
            SplitOf(entry));
    }

    private static string? IdOf(YamlSection entry) =>
        Word(entry, "id", SourceArgument.IsId, "letters, digits, - and _, not starting with -");

    private static string? SplitOf(YamlSection entry) =>
        Word(entry, "split", Splits.Contains, string.Join(", ", Splits));

    private static FilmOverrides Overrides(YamlSection entry, string folder, bool looks)
    {
        string? layout = Word(
            entry, "layout", word => StereoWords.StatedLayout(word) is not null, StereoWords.LayoutChoices);
        string? order = Word(
            entry,
            "view_order",
            word => StereoWords.StatedViewOrder(word) is not null,
            StereoWords.ViewOrderChoices);
        string? projection = Word(
            entry,
            "projection",
            word => StereoWords.ParseProjection(word) is not null,
            StereoWords.ProjectionChoices);
        string? playlist = Word(
            entry, "playlist", word => Number(word, PlaylistMax) is not null, $"a number from 0 to {PlaylistMax}");
        string? stream = Word(
            entry, "stream", word => Number(word, StreamMax) is not null, $"a number from 0 to {StreamMax}");
        string? aspect = Word(
            entry, "sample_aspect", word => StereoWords.StatedAspect(word) is not null, StereoWords.AspectChoices);
        string? chapters = Word(
            entry,
            "chapters",
            word => looks ? File.Exists(Path.Combine(folder, word)) : word.StartsWith('/'),
            looks ? "an existing file" : "a full name");
        return new FilmOverrides(
            layout is null ? null : StereoWords.StatedLayout(layout),
            order is null ? null : StereoWords.StatedViewOrder(order),
            playlist is null ? null : Number(playlist, PlaylistMax),
            chapters is null ? null : Path.Combine(folder, chapters),
            projection is null ? null : StereoWords.ParseProjection(projection),
            entry.Has("progressive") && entry.GetBoolean("progressive"))
        {
            Stream = stream is null ? null : Number(stream, StreamMax),
            SampleAspect = aspect is null ? null : StereoWords.StatedAspect(aspect),
            InStep = entry.Has("in_step") && entry.GetBoolean("in_step"),
        };
    }

    private static string? Word(YamlSection entry, string key, Func<string, bool> allows, string allowed)
    {
        if (!entry.Has(key))
        {
            return null;
        }

        string word = entry.Text(key);
        return allows(word) ? word : throw entry.Fault($"{key}: '{word}' is not allowed; expected {allowed}", key);
    }

    private static int? Number(string word, int max) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= max
            ? number
            : null;
}
