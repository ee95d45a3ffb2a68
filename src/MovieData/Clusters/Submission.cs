using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Clusters;

/// <summary>One job of a submission.</summary>
/// <param name="Id">Slurm's number of it.</param>
/// <param name="Kind"><c>plan</c>, <c>extract</c> or <c>finalise</c>.</param>
/// <param name="Offset">What its tasks add to their index (<see cref="ArrayJob"/>).</param>
public sealed record SubmittedJob(string Id, string Kind, int Offset);

/// <summary>
/// What one <c>submit slurm</c> sent, kept in <see cref="Home"/> so that <c>status --slurm</c> knows which
/// tasks of the queue work on which segments.
/// </summary>
/// <param name="Parts">N of the extract job's <c>--partition I/N</c>.</param>
/// <param name="Jobs">Its jobs.</param>
public sealed record Submission(int Parts, IReadOnlyList<SubmittedJob> Jobs)
{
    private const string Prefix = "submission-";

    /// <summary>File that says which segments each part has (<see cref="Clusters.Deal"/>), in <see cref="Home"/>;
    /// null: parts are those of <c>--partition</c>.</summary>
    public string? Deal { get; init; }

    /// <summary>
    /// Folder of what clusters leave: submissions, outputs of tasks, their events. Slurm writes to disks alone: of a
    /// dataset in an object store it is <c>NAME.slurm</c> in the working folder.
    /// </summary>
    public static string Home(OutputFolder folder) => folder.Store is FolderStore
        ? Path.Combine(folder.Log, "slurm") : folder.Store.Beside + ".slurm";

    /// <summary>Writes it down.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Write(OutputFolder folder) => Publication.Replace(
        new FolderStore(Home(folder)),
        Path.Combine(Home(folder), $"{Prefix}{Jobs[0].Id}.json"),
        SealedJson.Seal(new JsonObject
        {
            ["parts"] = Parts,
            ["deal"] = Deal,
            ["jobs"] = new JsonArray([.. Jobs.Select(job => new JsonObject
            {
                ["id"] = job.Id,
                ["kind"] = job.Kind,
                ["offset"] = job.Offset,
            })]),
        }));

    /// <summary>All submissions of a dataset.</summary>
    /// <exception cref="LedgerException">One is damaged.</exception>
    public static IReadOnlyList<Submission> ReadAll(OutputFolder folder) => !Directory.Exists(Home(folder)) ? [] :
    [
        .. Directory.EnumerateFiles(Home(folder), $"{Prefix}*.json").Order(StringComparer.Ordinal).Select(Read),
    ];

    private static Submission Read(string path)
    {
        JsonObject json = SealedJson.Read(path);
        try
        {
            return new Submission((int)json["parts"]!, [.. ((JsonArray)json["jobs"]!).Select(job =>
                new SubmittedJob((string)job!["id"]!, (string)job["kind"]!, (int)job["offset"]!))])
            {
                Deal = (string?)json["deal"],
            };
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException
            or InvalidCastException or FormatException)
        {
            throw new LedgerException(
                string.Create(CultureInfo.InvariantCulture, $"{path}: a field is missing or of another type"), error);
        }
    }
}
