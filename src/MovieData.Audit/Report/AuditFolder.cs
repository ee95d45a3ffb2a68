using MovieData.Ledger;

namespace MovieData.Audit.Report;

/// <summary>
/// The folder of a report: made under a temporary name beside its place, so that a reader sees a whole report or none,
/// then renamed. The report that was there before goes when the new one has the name.
/// </summary>
/// <remarks>Disposing without <see cref="Publish"/> deletes what was made.</remarks>
public sealed class AuditFolder : IDisposable
{
    private const string PageName = "index.html";
    private const string JsonName = "audit.json";
    private const string PicturesName = "pictures";

    private readonly string _final;
    private readonly string _temporary;
    private bool _published;

    private AuditFolder(string final)
    {
        _final = final;
        _temporary = TemporaryName.For(final);
        Publication.MakeFolder(_temporary);
        Publication.MakeFolder(Pictures);
    }

    /// <summary>Where <c>index.html</c> is to be written.</summary>
    public string Page => Path.Combine(_temporary, PageName);

    /// <summary>Where <c>audit.json</c> is to be written.</summary>
    public string Json => Path.Combine(_temporary, JsonName);

    /// <summary>Folder of the pictures.</summary>
    public string Pictures => Path.Combine(_temporary, PicturesName);

    /// <summary>Default place of a dataset's report: <c>DIR.audit</c> beside it.</summary>
    public static string DefaultFor(OutputFolder dataset) =>
        Path.TrimEndingDirectorySeparator(dataset.Store.Beside) + ".audit";

    /// <summary>Says why a place cannot take a report; null: it can.</summary>
    /// <param name="path">The place.</param>
    /// <param name="datasets">Datasets that are read.</param>
    public static string? FaultOf(string path, IEnumerable<OutputFolder> datasets)
    {
        string place = RealPath.Of(path);
        foreach (OutputFolder dataset in datasets)
        {
            if (RealPath.IsWithin(path, dataset.Root))
            {
                return $"{path} lies in the dataset {dataset.Root}, which only extract writes to: give another folder";
            }
        }

        if (File.Exists(place))
        {
            return $"{path} is a file; expected a folder, new or an earlier report";
        }

        string[] found = Directory.Exists(place)
            ? [.. Directory.EnumerateFileSystemEntries(place).Select(entry => Path.GetFileName(entry))] : [];
        string? foreign = found.Except([PageName, JsonName, PicturesName]).Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return found.Length == 0 ? null
            : foreign is not null
                ? $"{path} holds {foreign}, which is of no report: give a new folder, or that of an earlier report"
            : !File.Exists(Path.Combine(place, JsonName)) || !AuditJson.IsOne(Path.Combine(place, JsonName))
                ? $"{path} holds no {JsonName} of a report: give a new folder, or that of an earlier report"
            : null;
    }

    /// <summary>Begins a report; what killed audits left of it goes.</summary>
    /// <param name="path">Its place, of which <see cref="FaultOf"/> says nothing.</param>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static AuditFolder Begin(string path)
    {
        string final = Path.TrimEndingDirectorySeparator(RealPath.Of(path));
        Publication.Guard(final, () => TemporaryName.SweepFolders(final));
        return new AuditFolder(final);
    }

    /// <summary>Gives the report its name.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Publish() => Publication.Guard(_final, () =>
    {
        string? old = Directory.Exists(_final) ? TemporaryName.For(_final) : null;
        if (old is not null)
        {
            Directory.Move(_final, old);
        }

        try
        {
            Directory.Move(_temporary, _final);
        }
        catch (Exception error) when (old is not null && error is IOException or UnauthorizedAccessException)
        {
            // The earlier report stays one: under its temporary name the next audit would sweep it.
            Directory.Move(old!, _final);
            throw;
        }

        _published = true;
        if (old is not null)
        {
            Directory.Delete(old, recursive: true);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_published && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
