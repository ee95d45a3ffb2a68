using System.Globalization;
using System.Text.Json.Nodes;

namespace MovieData.Ledger;

/// <summary>
/// What a dataset is made of and on what: everything that can change a byte. Its written form is
/// <c>manifest.json</c>, written once; every later run must agree with it.
/// </summary>
/// <param name="DataVersion">Raised when the same input gives other bytes.</param>
/// <param name="Pipeline">The resolved pipeline, every value written out.</param>
/// <param name="Digests">sha256 by name: <c>pipeline</c>, <c>model.flow</c>, <c>model.sky</c>, …</param>
/// <param name="Platform">
/// Device kind, versions of ONNX Runtime, ffmpeg and what else bytes may depend on (.NET's deflate, libjpeg-turbo),
/// instruction sets of the CPU, GPU batch, by name. Null for what only plans: the first run that extracts says it.
/// </param>
public sealed record RunManifest(
    int DataVersion,
    JsonObject Pipeline,
    IReadOnlyDictionary<string, string> Digests,
    IReadOnlyDictionary<string, string>? Platform)
{
    /// <summary>Field of a plan that names what decided it.</summary>
    public const string OriginField = "made_by";

    /// <summary>
    /// Writes the manifest of a new folder, or holds this one against the one that is there. Safe for processes
    /// that start at once: one writes, the others compare.
    /// </summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="allowPlatform">True to go on under another platform (<c>--allow-platform</c>).</param>
    /// <exception cref="LedgerException">
    /// The folder belongs to another pipeline, model, data_version or platform: the message names the first
    /// difference and both sides. Or its manifest is gone, or the disk refused.
    /// </exception>
    public void Bind(OutputFolder folder, bool allowPlatform)
    {
        RequireNotLost(folder);
        if (folder.Store.Exists(folder.Manifest)
            || !Publication.PublishIfAbsent(folder.Store, folder.Manifest, SealedJson.Seal(ToJson())))
        {
            Check(folder, allowPlatform);
        }
    }

    /// <summary>
    /// What decided a plan, for its field <see cref="OriginField"/>: data_version, the digests of pipeline and flow
    /// network (which checks the view order), and what of the machine did.
    /// </summary>
    /// <param name="tools">Of the machine, by name.</param>
    public JsonObject OfPlan(IReadOnlyDictionary<string, string> tools) => new()
    {
        ["data_version"] = DataVersion,
        ["digests"] = Sorted(Digests.Where(digest => digest.Key is "pipeline" or "model.flow")),
        ["tools"] = Sorted(tools),
    };

    /// <summary>
    /// Holds this one against the manifest of the folder, or against a plan in it where there is none yet; writes
    /// nothing.
    /// </summary>
    /// <param name="folder">The dataset, or what may become one.</param>
    /// <param name="allowPlatform">True to go on under another platform (<c>--allow-platform</c>).</param>
    /// <exception cref="LedgerException">As for <see cref="Bind"/>.</exception>
    public void Check(OutputFolder folder, bool allowPlatform)
    {
        RequireNotLost(folder);
        if (!folder.Store.Exists(folder.Manifest))
        {
            FilmRecord.PlannedFilms(folder).Take(1).ToList().ForEach(film => CheckPlan(folder, film));
            return;
        }

        JsonObject mine = ToJson();
        JsonObject theirs = SealedJson.Read(folder.Store, folder.Manifest);
        foreach (string section in (ReadOnlySpan<string>)["data_version", "pipeline", "digests", "platform"])
        {
            bool forgiven = section == "platform" && (allowPlatform || Platform is null);
            if (!forgiven && FirstDifference(section, theirs[section], mine[section]) is { } difference)
            {
                string allowed = section == "platform" ? ", or --allow-platform" : "";
                throw new LedgerException(
                    $"{folder.Manifest}: this folder holds {difference}: give another --out{allowed}");
            }
        }
    }

    /// <summary>
    /// A folder with entries had a manifest: without it, another pipeline would run on in it unseen. A README.md or
    /// croissant.json without one is somebody's, and a dataset's would take its place.
    /// </summary>
    /// <exception cref="LedgerException">The manifest is gone, or the folder is another's.</exception>
    public static void RequireNotLost(OutputFolder folder)
    {
        if (folder.Store.Exists(folder.Manifest))
        {
            return;
        }

        // In this order: a process that begins the folder now writes the manifest first.
        if (FilmRecord.HasEntries(folder) && !folder.Store.Exists(folder.Manifest))
        {
            throw new LedgerException($"{folder.Root}: has a ledger but no manifest.json, which says what it "
                + "was made of: copy it from where this folder came from, or give another folder");
        }

        string[] others = [.. new[] { folder.Card, folder.Croissant }.Where(folder.Store.Exists)];
        if (others.Length > 0 && !folder.Store.Exists(folder.Manifest))
        {
            throw new LedgerException($"{others[0]}: is no dataset's, as there is no manifest.json beside it, and a "
                + "dataset's would take its place: give another --out");
        }
    }

    /// <summary>Refuses a folder that holds data or plans of another pipeline or data_version; what no model is
    /// loaded for.</summary>
    /// <param name="folder">The dataset, or what may become one.</param>
    /// <param name="dataVersion">Of this program.</param>
    /// <param name="pipeline">The resolved pipeline.</param>
    /// <param name="digest">Its sha256.</param>
    /// <exception cref="LedgerException">It does, both sides named; or a file is damaged.</exception>
    public static void RequirePipeline(OutputFolder folder, int dataVersion, JsonObject pipeline, string digest)
    {
        RequireNotLost(folder);
        string? difference = null;
        if (folder.Store.Exists(folder.Manifest))
        {
            JsonObject theirs = SealedJson.Read(folder.Store, folder.Manifest);
            difference = FirstDifference("data_version", theirs["data_version"], dataVersion)
                ?? FirstDifference("pipeline", theirs["pipeline"], pipeline);
        }
        else if (FilmRecord.PlannedFilms(folder) is [var film, ..])
        {
            JsonNode? origin = FilmRecord.ReadPlan(folder, film)[OriginField];
            difference = FirstDifference("data_version", origin?["data_version"], dataVersion)
                ?? FirstDifference("digests.pipeline", origin?["digests"]?["pipeline"], digest);
        }

        if (difference is not null)
        {
            throw new LedgerException($"{folder.Root}: this folder holds {difference}: give another --out");
        }
    }

    /// <summary>Refuses a film that another pipeline, model or data_version planned.</summary>
    /// <exception cref="LedgerException">It did, both sides named; or the plan is damaged.</exception>
    public void CheckPlan(OutputFolder folder, string film) =>
        CheckPlan(folder, film, OfPlan(new Dictionary<string, string>()));

    /// <summary>The same for what <see cref="OfPlan"/> gave; tools may differ.</summary>
    public static void CheckPlan(OutputFolder folder, string film, JsonObject origin)
    {
        JsonNode? theirs = FilmRecord.ReadPlan(folder, film)[OriginField];
        foreach (string section in (ReadOnlySpan<string>)["data_version", "digests"])
        {
            if (FirstDifference(section, theirs?[section], origin[section]) is { } difference)
            {
                throw new LedgerException(
                    $"{folder.Root}: film {film} was planned with {difference}: give another --out");
            }
        }
    }

    /// <summary>
    /// Stereo frames in one run of the flow network, as the first run that extracted into a folder had it: later ones,
    /// on whatever card, take it from here. Null: none has extracted yet.
    /// </summary>
    /// <param name="folder">The dataset, or what may become one.</param>
    /// <exception cref="LedgerException">The manifest is damaged.</exception>
    public static int? FlowPairsOf(OutputFolder folder)
    {
        if (!folder.Store.Exists(folder.Manifest))
        {
            return null;
        }

        string? written = Read(folder).Platform!.GetValueOrDefault(Ledger.Platform.FlowPairsKey);
        return written is null ? 1
            : int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int pairs) ? pairs
            : throw new LedgerException($"{folder.Manifest}: flow_pairs {written}: expected a whole number");
    }

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="LedgerException">Missing or damaged.</exception>
    public static RunManifest Read(OutputFolder folder)
    {
        JsonObject json = SealedJson.Read(folder.Store, folder.Manifest);
        try
        {
            return new RunManifest(
                (int)json["data_version"]!,
                (JsonObject)json["pipeline"]!.DeepClone(),
                Texts(json["digests"]!),
                Texts(json["platform"]!));
        }
        catch (Exception error)
            when (error is NullReferenceException or InvalidOperationException or InvalidCastException
                or FormatException or ArgumentException or OverflowException)
        {
            throw new LedgerException($"{folder.Manifest}: a field is missing or of another type", error);
        }
    }

    private JsonObject ToJson() => new()
    {
        ["data_version"] = DataVersion,
        ["pipeline"] = Pipeline.DeepClone(),
        ["digests"] = Sorted(Digests),
        ["platform"] = Platform is null ? null : Sorted(Platform),
    };

    private static JsonObject Sorted(IEnumerable<KeyValuePair<string, string>> texts) =>
        new(texts.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => new KeyValuePair<string, JsonNode?>(t.Key, t.Value)));

    private static Dictionary<string, string> Texts(JsonNode json) =>
        json.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);

    /// <summary>"pipeline.flow.model = a, this run has b"; null when both sides are equal.</summary>
    internal static string? FirstDifference(string path, JsonNode? theirs, JsonNode? mine)
    {
        if (theirs is JsonObject a && mine is JsonObject b)
        {
            return a.Select(p => p.Key).Union(b.Select(p => p.Key))
                .Select(key => FirstDifference($"{path}.{key}", a[key], b[key]))
                .FirstOrDefault(difference => difference is not null);
        }

        string left = theirs?.ToJsonString() ?? "nothing";
        string right = mine?.ToJsonString() ?? "nothing";
        return left == right ? null : $"{path} = {left}, this run has {right}";
    }
}
