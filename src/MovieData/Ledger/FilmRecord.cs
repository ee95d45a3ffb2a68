using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MovieData.Ledger;

/// <summary>
/// What is known about a film before a pixel is extracted: <c>films/FILM/{scores.parquet,probe.json,plan.json}</c>.
/// Written once, the plan last: it exists = the film is planned. The plan carries the film's fingerprint and the
/// digests of its neighbours.
/// </summary>
public static class FilmRecord
{
    /// <summary>Field of the plan with the film's fingerprint.</summary>
    public const string FingerprintField = "fingerprint";

    /// <summary>Field of the plan with the digests of probe.json and scores.parquet.</summary>
    public const string FilesField = "files";

    private const string ProbeName = "probe.json";
    private const string PlanName = "plan.json";
    private const string ScoresName = "scores.parquet";

    /// <summary>True when the film has a plan.</summary>
    public static bool IsPlanned(OutputFolder folder, string film) =>
        folder.Store.Exists(PlanPath(folder, film));

    /// <summary>Where the plan of a film lies.</summary>
    public static string PlanPath(OutputFolder folder, string film) => Path.Combine(folder.Film(film), PlanName);

    /// <summary>Ids of all planned films, in ordinal order.</summary>
    public static IReadOnlyList<string> PlannedFilms(OutputFolder folder) =>
        [.. FoldersWithPlan(folder).Where(OutputFolder.IsFilmId)];

    /// <summary>
    /// Names of folders that hold a plan but can be no film's, in ordinal order: copies that a person made. No film is
    /// planned there.
    /// </summary>
    public static IReadOnlyList<string> StrangeFolders(OutputFolder folder) =>
        [.. FoldersWithPlan(folder).Where(name => !OutputFolder.IsFilmId(name))];

    /// <summary>Films that have entries in the ledger but no plan, in ordinal order: a copy left it out.</summary>
    public static IReadOnlyList<string> UnplannedFilms(OutputFolder folder) =>
        [.. FilmsWithEntries(folder).Where(film => !IsPlanned(folder, film)).Order(StringComparer.Ordinal)];

    /// <summary>True when the folder holds an entry: something was extracted.</summary>
    public static bool HasEntries(OutputFolder folder) => FilmsWithEntries(folder).Any();

    private static IEnumerable<string> FilmsWithEntries(OutputFolder folder) => folder.Store.Folders(folder.Ledgers)
        .Where(home => folder.Store.Files(home).Any(path => OutputFolder.SegmentOf(path) is not null))
        .Select(path => Path.GetFileName(path))
        .Where(OutputFolder.IsFilmId);

    private static IEnumerable<string> FoldersWithPlan(OutputFolder folder) => folder.Store.Folders(folder.Films)
        .Where(path => folder.Store.Exists(Path.Combine(path, PlanName)))
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// Writes the record of a film, or holds this one against the one that is there (another process may have been
    /// first). Files of an interrupted attempt, without a plan, are replaced.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="film">Film id.</param>
    /// <param name="probe">What <c>probe</c> found out.</param>
    /// <param name="plan">The sample plan; fields <c>fingerprint</c> and <c>files</c> are added in front.</param>
    /// <param name="scores">Bytes of scores.parquet.</param>
    /// <param name="fingerprint">Identity of the film's bytes (size, hashes of head, middle and tail, probe
    /// facts).</param>
    /// <returns>The seal of the plan that stands now.</returns>
    /// <exception cref="LedgerException">A different film or plan has this id; or the disk refused.</exception>
    public static string Publish(
        OutputFolder folder,
        string film,
        JsonObject probe,
        JsonObject plan,
        ReadOnlySpan<byte> scores,
        JsonObject fingerprint)
    {
        byte[] probeBytes = SealedJson.Seal(probe);
        var whole = new JsonObject
        {
            [FingerprintField] = fingerprint.DeepClone(),
            [FilesField] = new JsonObject
            {
                [ProbeName] = Convert.ToHexStringLower(SHA256.HashData(probeBytes)),
                [ScoresName] = Convert.ToHexStringLower(SHA256.HashData(scores)),
            },
        };
        foreach ((string key, JsonNode? value) in plan)
        {
            whole[key] = value?.DeepClone();
        }

        string home = folder.Film(film);
        byte[] planBytes = SealedJson.Seal(whole);
        string seal = SealedJson.SealAtEnd(planBytes)!;
        if (!IsPlanned(folder, film))
        {
            PublishOrReplace(folder, film, Path.Combine(home, ScoresName), scores);
            PublishOrReplace(folder, film, Path.Combine(home, ProbeName), probeBytes);
            if (Publication.PublishIfAbsent(folder.Store, Path.Combine(home, PlanName), planBytes))
            {
                return seal;
            }
        }

        JsonObject theirs = ReadPlan(folder, film);
        if (RunManifest.FirstDifference("plan", theirs, whole) is { } difference)
        {
            throw new LedgerException(
                $"{Path.Combine(home, PlanName)}: the folder holds {difference}: give another --out");
        }

        return seal;
    }

    /// <summary>Refuses a film whose bytes are not those the plan was made from.</summary>
    /// <exception cref="LedgerException">They differ (both sides named), or the plan is damaged.</exception>
    public static void CheckFingerprint(OutputFolder folder, string film, JsonObject fingerprint)
    {
        JsonNode? theirs = ReadPlan(folder, film)[FingerprintField];
        if (RunManifest.FirstDifference(FingerprintField, theirs, fingerprint) is { } difference)
        {
            throw new LedgerException(
                $"{film}: the film changed since it was planned: the folder holds {difference}; "
                + "give the old file, another id, or another --out");
        }
    }

    /// <summary>Reads the plan of a film and checks its seal.</summary>
    /// <exception cref="LedgerException">Missing or damaged.</exception>
    public static JsonObject ReadPlan(OutputFolder folder, string film) =>
        SealedJson.Read(folder.Store, PlanPath(folder, film));

    /// <summary>Reads the probe of a film and checks its seal.</summary>
    /// <exception cref="LedgerException">Missing or damaged.</exception>
    public static JsonObject ReadProbe(OutputFolder folder, string film) =>
        SealedJson.Read(folder.Store, Path.Combine(folder.Film(film), ProbeName));

    /// <summary>Holds the neighbours of a plan against the digests it carries.</summary>
    /// <returns>What is wrong, one line a file; empty when all is well.</returns>
    /// <exception cref="LedgerException">The plan is missing or damaged.</exception>
    public static IReadOnlyList<(string Path, string Fault)> Check(OutputFolder folder, string film)
    {
        var faults = new List<(string, string)>();
        foreach ((string name, JsonNode? digest) in ReadPlan(folder, film)[FilesField] as JsonObject ?? [])
        {
            string path = Path.Combine(folder.Film(film), Path.GetFileName(name));
            string found = folder.Store.Exists(path) ? RunLedger.DigestOf(folder.Store, path) : "nothing";
            if (found != digest?.ToString())
            {
                faults.Add((path, $"sha256 is {found}, the plan says {digest}"));
            }
        }

        return faults;
    }

    /// <summary>
    /// Removes the record of a film, plan first, so that the next run plans it again. Its segments stay: a plan made
    /// again from the same film is the same.
    /// </summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void Withdraw(OutputFolder folder, string film)
    {
        foreach (string name in (ReadOnlySpan<string>)[PlanName, ProbeName, ScoresName])
        {
            folder.Store.Delete(Path.Combine(folder.Film(film), name));
        }
    }

    private static void PublishOrReplace(OutputFolder folder, string film, string path, ReadOnlySpan<byte> bytes)
    {
        if (!Publication.PublishIfAbsent(folder.Store, path, bytes)
            && !IsPlanned(folder, film)
            && RunLedger.DigestOf(folder.Store, path) != Convert.ToHexStringLower(SHA256.HashData(bytes)))
        {
            Publication.Replace(folder.Store, path, bytes);
        }
    }
}
