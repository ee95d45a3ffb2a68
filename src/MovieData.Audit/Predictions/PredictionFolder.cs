using System.Globalization;

namespace MovieData.Audit.Predictions;

/// <summary>
/// A folder of predictions, found by the id of their sample: <c>FILM/00000123.npy</c>, <c>FILM_00000123.npy</c> or
/// <c>NAME.npy</c>, with any of <see cref="PredictionFile.Endings"/>. Names only are held: some 100 bytes a prediction.
/// </summary>
public sealed class PredictionFolder
{
    private const int NamedMax = 3;
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly string _root;

    private PredictionFolder(string root) => _root = root;

    /// <summary>Finds the predictions of a folder and of the folders in it.</summary>
    /// <exception cref="PredictionException">There is no such folder, or two files are of one sample.</exception>
    public static PredictionFolder Open(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new PredictionException($"{root}: no such folder: it should hold the predictions");
        }

        var folder = new PredictionFolder(root);
        foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => PredictionFile.Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)))
        {
            string key = KeyOf(Path.ChangeExtension(Path.GetRelativePath(root, path), null));
            if (!folder._paths.TryAdd(key, path))
            {
                throw new PredictionException($"{path}: {folder._paths[key]} is of the same sample; expected one");
            }
        }

        return folder;
    }

    /// <summary>The file of a sample.</summary>
    /// <param name="id">FILM/frame, or a picture's name.</param>
    /// <exception cref="PredictionException">There is none.</exception>
    public string Of(string id) => _paths.TryGetValue(KeyOf(id), out string? path) ? path
        : throw new PredictionException($"{_root}: no prediction of {id}; expected "
            + $"{id.Replace('/', '_')} or {id} with one of {string.Join(" ", PredictionFile.Endings)}");

    /// <summary>Holds the names against the samples that are to be scored, before any is read.</summary>
    /// <param name="ids">Ids of those samples.</param>
    /// <param name="allowsMore">True: predictions of other samples are passed over.</param>
    /// <exception cref="PredictionException">Predictions are missing, or are of no such sample.</exception>
    public void RequireFor(IReadOnlyCollection<string> ids, bool allowsMore)
    {
        string[] missing = [.. ids.Where(id => !_paths.ContainsKey(KeyOf(id)))];
        if (missing.Length > 0)
        {
            throw new PredictionException($"{_root}: no prediction of {missing.Length} of {ids.Count} samples "
                + $"(first {string.Join(", ", missing.Take(NamedMax))}); --split and --limit expect fewer");
        }

        if (!allowsMore && _paths.Count > ids.Count)
        {
            var expected = ids.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
            string[] more = [.. _paths.Where(file => !expected.Contains(file.Key)).Select(file => file.Value)
                .Order(StringComparer.Ordinal)];
            throw new PredictionException($"{more.Length} predictions are of no sample that is scored (first "
                + $"{string.Join(", ", more.Take(NamedMax))}): take them out, or give the dataset they are of");
        }
    }

    // FILM/00000123, FILM_00000123 and FILM_123 are one sample.
    private static string KeyOf(string id)
    {
        int at = id.LastIndexOfAny(['/', '_']);
        bool hasFrame = int.TryParse(
            id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int frame);
        return at > 0 && hasFrame
            ? string.Create(CultureInfo.InvariantCulture, $"{id[..at].Replace('/', '_')}_{frame}")
            : id.Replace('/', '_');
    }
}
