namespace MovieData.Clusters;

/// <summary>A claim of a volume that the pods see.</summary>
/// <param name="Name">Of the PersistentVolumeClaim.</param>
/// <param name="Path">Where the pods see it.</param>
/// <param name="IsReadOnly">They cannot write to it.</param>
public sealed record MountedClaim(string Name, string Path, bool IsReadOnly)
{
    /// <summary>Whether a name lies in it.</summary>
    public bool Holds(string path) =>
        path == Path || path.StartsWith(Path.TrimEnd('/') + "/", StringComparison.Ordinal);
}

/// <summary>What a user asks of Kubernetes; every name has its form (<see cref="KubernetesNames"/>).</summary>
public sealed record KubernetesRequest
{
    /// <summary>Name of the submission: what all of its objects' names begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The image, built from docker/Dockerfile.</summary>
    public required string Image { get; init; }

    /// <summary>Namespace; null: whichever whoever applies the file is in.</summary>
    public string? Namespace { get; init; }

    /// <summary>Claims that the pods see.</summary>
    public required IReadOnlyList<MountedClaim> Claims { get; init; }

    /// <summary>Room of the first claim, which is made then; null: it is there.</summary>
    public string? NewClaimSize { get; init; }

    /// <summary>Storage class of the claim that is made; null: the cluster's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Name of the secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; null: none.</summary>
    public string? S3Secret { get; init; }

    /// <summary>Address of the object store; null: AWS.</summary>
    public string? S3Endpoint { get; init; }

    /// <summary>Its region.</summary>
    public string? S3Region { get; init; }

    /// <summary>Parts of the extract Job: its completions.</summary>
    public required int Parts { get; init; }

    /// <summary>Pods of a Job that run at once.</summary>
    public required int ParallelMax { get; init; }

    /// <summary>Processors of a pod.</summary>
    public required string Cpus { get; init; }

    /// <summary>Memory of a pod.</summary>
    public required string Memory { get; init; }

    /// <summary>GPUs of an extracting pod.</summary>
    public int? Gpus { get; init; }

    /// <summary>Labels of the nodes of extracting pods, <c>KEY=VALUE</c>.</summary>
    public IReadOnlyList<string> NodeSelector { get; init; } = [];

    /// <summary>User and group that the pods run as, and that new files belong to.</summary>
    public required (int User, int Group) Owner { get; init; }

    /// <summary>Failed parts after which the extract Job gives up the others; null: never.</summary>
    public int? FailedPartsMax { get; init; }

    /// <summary>Folder of each node that films are copied to, seen by pods under the same name; null: none.</summary>
    public string? StageFolder { get; init; }

    /// <summary>Port of each extracting pod that answers Prometheus; null: none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Minutes without a new plan after which an extracting pod goes on without the missing ones.</summary>
    public required int PatienceMinutes { get; init; }
}

/// <summary>What the pods run.</summary>
/// <param name="Pipeline">Text of the pipeline file.</param>
/// <param name="Lists">Texts of film lists, in the order of their SOURCE words.</param>
/// <param name="Films">Films of all sources.</param>
/// <param name="Out">The output folder, as the pods see it.</param>
/// <param name="Plan">Words of <c>plan</c> but for --pipeline and --out.</param>
/// <param name="Extract">Those of <c>extract</c>.</param>
/// <param name="Sources">SOURCE words; a list's is its name in <see cref="KubernetesManifest.FilesFolder"/>.</param>
public sealed record PodWords(
    string Pipeline,
    IReadOnlyList<string> Lists,
    int Films,
    string Out,
    IReadOnlyList<string> Plan,
    IReadOnlyList<string> Extract,
    IReadOnlyList<string> Sources);
