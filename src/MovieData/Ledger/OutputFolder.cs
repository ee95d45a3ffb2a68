using System.Globalization;
using System.Text;

namespace MovieData.Ledger;

/// <summary>
/// Where every file of a dataset stands (CONTRACT.md, "Output folder"), and the store that holds them. Knows names,
/// touches nothing.
/// </summary>
public sealed class OutputFolder
{
    /// <summary>Longest film id; keeps every file name below 255 bytes.</summary>
    public const int FilmIdBytesMax = 128;

    /// <summary>The splits, which are also the folders under <c>data/</c>.</summary>
    public static readonly IReadOnlyList<string> Splits = ["train", "validation", "test"];

    /// <summary>The folder <paramref name="root"/> of a disk; it need not exist.</summary>
    public OutputFolder(string root)
        : this(new FolderStore(root))
    {
    }

    /// <summary>A dataset in a store.</summary>
    public OutputFolder(IDatasetStore store) => Store = store;

    /// <summary>What holds its files.</summary>
    public IDatasetStore Store { get; }

    /// <summary>Full path of the folder, or <c>s3://bucket/prefix</c>.</summary>
    public string Root => Store.Root;

    /// <summary>What this dataset is.</summary>
    public string Manifest => Path.Combine(Root, "manifest.json");

    /// <summary>Dataset card.</summary>
    public string Card => Path.Combine(Root, "README.md");

    /// <summary>The dataset in the words of Croissant, beside the card.</summary>
    public string Croissant => Path.Combine(Root, "croissant.json");

    /// <summary>Timings, warnings, retries, failures: outside the promise of equal bytes.</summary>
    public string Log => Path.Combine(Root, "log");

    /// <summary>Folder of how many samples the segments of each film have.</summary>
    public string SegmentSizes => Path.Combine(Log, "segments");

    /// <summary>Folder of all films.</summary>
    public string Films => Path.Combine(Root, "films");

    /// <summary>Folder of a film's probe, plan and scores.</summary>
    public string Film(string film) => Path.Combine(Films, Checked(film));

    /// <summary>Folder of the segment entries of all films.</summary>
    public string Ledgers => Path.Combine(Root, "ledger");

    /// <summary>Folder of a film's segment entries.</summary>
    public string Ledger(string film) => Path.Combine(Ledgers, Checked(film));

    /// <summary>Commit record of a segment; it exists = the segment is done.</summary>
    public string Entry(string film, int segment) => Path.Combine(Ledger(film), $"{Number(segment)}.json");

    /// <summary>
    /// Segment whose entry a file of this name is; null for any other file: a copy, another program's, a stray one.
    /// </summary>
    public static int? SegmentOf(string entryPath) =>
        Path.GetFileNameWithoutExtension(entryPath) is { } digits
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && Path.GetFileName(entryPath) == $"{Number(number)}.json"
            ? number
            : null;

    /// <summary>True for what can be a film's id, and the name of its folders.</summary>
    public static bool IsFilmId(string film) =>
        Encoding.UTF8.GetByteCount(film) is > 0 and <= FilmIdBytesMax && film[0] != '.'
        && film.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Folder of the records of a film's failed segments.</summary>
    public string Failures(string film) => Path.Combine(Log, "failed", Checked(film));

    /// <summary>Record of a segment that failed for good in some run; gone when it succeeds.</summary>
    public string Failure(string film, int segment) => Path.Combine(Failures(film), $"{Number(segment)}.json");

    /// <summary>Shard of a segment, relative to the root.</summary>
    public static string ShardName(string split, string film, int segment) =>
        Splits.Contains(split)
            ? $"data/{split}/{Checked(film)}-{Number(segment)}.parquet"
            : throw new LedgerException($"\"{split}\" is no split; expected {string.Join(", ", Splits)}");

    /// <summary>Frames file of a segment, relative to the root.</summary>
    public static string FramesName(string film, int segment) => $"frames/{Checked(film)}-{Number(segment)}.parquet";

    /// <summary>Full path of a name relative to the root, as entries carry it.</summary>
    /// <exception cref="LedgerException">The name leads out of the folder.</exception>
    public string Absolute(string relative)
    {
        // As if the dataset were a folder /-: what leads out of that leads out of any.
        string path = Path.GetFullPath(Path.Combine("/-", relative));
        return path.StartsWith("/-/", StringComparison.Ordinal)
            ? Root + path["/-".Length..]
            : throw new LedgerException($"the name \"{relative}\" leads out of {Root}");
    }

    private static string Number(int segment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        return segment.ToString("D5", CultureInfo.InvariantCulture);
    }

    private static string Checked(string film) =>
        IsFilmId(film)
            ? film
            : throw new LedgerException(
                $"\"{film}\" is no film id: expected letters, digits, - _ and . (no dot in front), "
                + $"{FilmIdBytesMax} bytes at most");
}
