using System.Globalization;
using MovieData.Export;

namespace MovieData.Viewer.Flagging;

/// <summary>
/// The flags of a dataset, as its file has them now: other viewers and editors may write to it, so that it is read
/// again whenever its length or time has changed. Safe for many threads.
/// </summary>
/// <param name="path">The file; it need not exist.</param>
internal sealed class FlagBook(string path)
{
    private static readonly Dictionary<string, List<SampleFlag>> Nothing = [];

    private readonly CurationFile _file = new(path);
    private readonly Lock _reading = new();
    private (long Bytes, DateTime ChangedUtc) _seen = (-1, default);
    private IReadOnlyDictionary<string, List<SampleFlag>> _flags = Nothing;
    private long _version;

    /// <summary>Name of the file without its folder.</summary>
    public string FileName => System.IO.Path.GetFileName(path);

    /// <summary>Another number after each change.</summary>
    public long Version
    {
        get
        {
            lock (_reading)
            {
                Refresh();
                return _version;
            }
        }
    }

    /// <summary>Flags that stand, by sample.</summary>
    /// <exception cref="MovieDataException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, List<SampleFlag>> Flags
    {
        get
        {
            lock (_reading)
            {
                Refresh();
                return _flags;
            }
        }
    }

    /// <summary>Ids that are flagged, with the number that another set of them has another of.</summary>
    /// <exception cref="MovieDataException">The file is damaged.</exception>
    public (long Version, IEnumerable<string> Ids) Ids
    {
        get
        {
            lock (_reading)
            {
                Refresh();
                return (_version, _flags.Keys);
            }
        }
    }

    /// <summary>Flags of a sample; none: empty.</summary>
    public IReadOnlyList<SampleFlag> Of(string id) => Flags.TryGetValue(id, out List<SampleFlag>? flags) ? flags : [];

    /// <summary>Writes a flag; it is on the disk when this returns.</summary>
    /// <returns>What was removed of a line that was cut off; null: nothing.</returns>
    /// <exception cref="MovieDataException">It is not written.</exception>
    public string? Add(string id, string reason, string note, string who) =>
        _file.Append(new SampleFlag(id, reason, 0) { Note = note, Who = who, Time = Now() });

    /// <summary>Takes all flags of a sample back.</summary>
    /// <inheritdoc cref="Add"/>
    public string? Undo(string id, string who) => _file.AppendUndo(id, who, Now());

    private static string Now() =>
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Refresh()
    {
        var file = new FileInfo(path);
        (long, DateTime) now = file.Exists ? (file.Length, file.LastWriteTimeUtc) : (0, default);
        if (now != _seen)
        {
            _flags = file.Exists ? Curation.Read(path).Flags : Nothing;
            _version++;
            _seen = now;
        }
    }
}
