using System.Text;
using MovieData.Imaging.Frames;
using MovieData.Media.Processes;
using MovieData.Media.Reading;

namespace MovieData.Media.Films;

/// <summary>What a person states about a source instead of leaving it to be found; null = not stated.</summary>
/// <param name="Layout">Flag <c>--layout</c>.</param>
/// <param name="ViewOrder">Flag <c>--view-order</c>.</param>
/// <param name="Playlist">Flag <c>--playlist</c>: number of a Blu-ray playlist.</param>
/// <param name="ChaptersFile">Flag <c>--chapters</c>: file with chapter marks.</param>
/// <param name="Projection">Flag <c>--projection</c>.</param>
/// <param name="IsProgressive">Flag <c>--progressive</c>: pictures coded with interlaced tools are of one instant each;
/// checked on the pictures.</param>
public sealed record FilmOverrides(
    StereoLayout? Layout = null,
    ViewOrder? ViewOrder = null,
    int? Playlist = null,
    string? ChaptersFile = null,
    Projection? Projection = null,
    bool IsProgressive = false)
{
    /// <summary>Flag <c>--stream</c>: ffprobe's index of the video stream to read.</summary>
    public int? Stream { get; init; }

    /// <summary>Flag <c>--sample-aspect</c>: width of a coded pixel over its height.</summary>
    public Rational? SampleAspect { get; init; }

    /// <summary>
    /// Flag <c>--in-step</c>: frame n of both files shows one instant, whatever their clocks say.
    /// </summary>
    public bool InStep { get; init; }

    /// <summary>These statements, with gaps filled from <paramref name="other"/>.</summary>
    public FilmOverrides Or(FilmOverrides other) => new(
        Layout ?? other.Layout,
        ViewOrder ?? other.ViewOrder,
        Playlist ?? other.Playlist,
        ChaptersFile ?? other.ChaptersFile,
        Projection ?? other.Projection,
        IsProgressive || other.IsProgressive)
    {
        Stream = Stream ?? other.Stream,
        SampleAspect = SampleAspect ?? other.SampleAspect,
        InStep = InStep || other.InStep,
    };
}

/// <summary>One SOURCE of a command line or entry of a films.yaml, before anything is read.</summary>
/// <param name="Word">As the person wrote it, for messages and <c>probe --json</c>.</param>
/// <param name="Id">Film id: ASCII letters, digits, - and _, never empty, not starting with '-'.</param>
/// <param name="Paths">One existing path, or two files (first view, second view).</param>
/// <param name="Overrides">What the entry itself states.</param>
/// <param name="Split">train, validation or test when films.yaml says so, else null.</param>
public sealed record SourceArgument(
    string Word, string Id, IReadOnlyList<string> Paths, FilmOverrides Overrides, string? Split)
{
    /// <summary>Longest film id; it becomes part of file names.</summary>
    public const int IdLengthMax = 100;

    /// <summary>
    /// Resolves the SOURCE words of a command: files, two-file pairs <c>left.mkv+right.mkv</c> (a path that exists
    /// wins, even with + in it), Blu-ray folders, and <c>films.yaml</c> lists, whose entries may leave gaps to
    /// <paramref name="flags"/>.
    /// </summary>
    /// <param name="words">The SOURCE words.</param>
    /// <param name="flags">What the flags state about all of them.</param>
    /// <param name="named">Words NAME=SOURCE: one film each, whose id is NAME.</param>
    /// <exception cref="FilmException">A path is missing or two films have one id; all faults, one line
    /// each.</exception>
    public static IReadOnlyList<SourceArgument> Resolve(
        IEnumerable<string> words, FilmOverrides flags, IEnumerable<string>? named = null)
    {
        var sources = new List<SourceArgument>();
        var faults = new List<string>();
        foreach (string word in named ?? [])
        {
            try
            {
                sources.Add(Named(word, flags));
            }
            catch (FilmException fault)
            {
                faults.Add(fault.Message);
            }
        }

        foreach (string word in words)
        {
            try
            {
                if (IsList(word))
                {
                    sources.AddRange(FilmList.Read(word)
                        .Select(entry => entry with { Overrides = entry.Overrides.Or(flags) }));
                }
                else
                {
                    IReadOnlyList<string> paths = FindPaths(word, folder: null);
                    sources.Add(new SourceArgument(word, IdOf(paths[0]), paths, flags, null));
                }
            }
            catch (FilmException fault)
            {
                faults.Add(fault.Message);
            }
        }

        faults.AddRange(SharedIds(sources.Select(source => (source.Id, source.Word))));
        return faults.Count == 0 ? sources : throw new FilmException(string.Join('\n', faults));
    }

    /// <summary>What is wrong where films share an id: a line for each such id.</summary>
    /// <param name="films">Id of each film, and the word it was named by.</param>
    public static IEnumerable<string> SharedIds(IEnumerable<(string Id, string Word)> films) =>
        films.GroupBy(film => film.Id, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => $"film id {same.Key} is shared by {string.Join(" and ", same.Select(film => film.Word))}: "
                + "rename a file, or give each its own id in a films.yaml");

    /// <summary>The id of a source that lies on another machine; null where only that can tell: a word with a + may be
    /// one file or two.</summary>
    public static string? IdElsewhere(string word) =>
        word.Contains('+', StringComparison.Ordinal) ? null : IdOf(word);

    /// <summary>One source under an id that is known, with nothing stated about it.</summary>
    /// <param name="id">Id of the film.</param>
    /// <param name="word">A file, a folder or two files joined by +.</param>
    /// <exception cref="FilmException">Nothing of that name exists.</exception>
    public static SourceArgument OfPath(string id, string word) =>
        new(word, id, FindPaths(word, folder: null), new FilmOverrides(), null);

    private static SourceArgument Named(string word, FilmOverrides flags)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string id = equals < 0 ? "" : word[..equals];
        return IsId(id)
            ? new SourceArgument(word, id, FindPaths(word[(equals + 1)..], folder: null), flags, null)
            : throw new FilmException(
                $"--film {word}: expected NAME=SOURCE, NAME of letters, digits, - and _, like exodus=exodus.mkv");
    }

    /// <summary>
    /// The file, folder or two files a SOURCE word stands for. Relative names are seen from <paramref name="folder"/>
    /// (null: the working folder).
    /// </summary>
    /// <exception cref="FilmException">Nothing of that name exists.</exception>
    internal static IReadOnlyList<string> FindPaths(string word, string? folder)
    {
        string At(string name) => folder is null ? name : Path.Combine(folder, name);
        bool Exists(string name) => name.Length > 0 && (File.Exists(At(name)) || Directory.Exists(At(name)));

        if (Exists(word))
        {
            return [At(word)];
        }

        for (int plus = word.IndexOf('+', StringComparison.Ordinal); plus >= 0; plus = word.IndexOf('+', plus + 1))
        {
            string left = word[..plus];
            string right = word[(plus + 1)..];
            if (Exists(left) && Exists(right))
            {
                return [At(left), At(right)];
            }
        }

        if (ByteName.Fault(word) is { } bytes)
        {
            throw new FilmException(bytes);
        }

        if (NumberedPictures.IsPattern(word))
        {
            throw new FilmException($"{word}: numbered pictures are no film: {NumberedPictures.Advice(word)}");
        }

        throw new FilmException(word.Contains('+', StringComparison.Ordinal)
            ? $"{word}: no file of that name, and not two existing files joined by +: check both names"
            : $"{word}: no such file or folder: check the name");
    }

    /// <summary>
    /// The film id of a path: its stem with every character but ASCII letters, digits, - and _ turned into '-',
    /// without leading '-', at most <see cref="IdLengthMax"/> long; <c>film</c> when nothing is left.
    /// </summary>
    public static string IdOf(string path)
    {
        var id = new StringBuilder();
        foreach (char letter in Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)))
        {
            id.Append(IsIdLetter(letter) ? letter : '-');
        }

        string text = id.ToString().TrimStart('-');
        return text.Length == 0 ? "film" : text[..Math.Min(text.Length, IdLengthMax)];
    }

    /// <summary>True when <paramref name="id"/> may stand in file names as it is.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= IdLengthMax && id[0] != '-' && id.All(IsIdLetter);

    private static bool IsIdLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';

    /// <summary>True for a word that names a list of films.</summary>
    public static bool IsList(string word) =>
        Path.GetExtension(word).ToUpperInvariant() is ".YAML" or ".YML";
}
