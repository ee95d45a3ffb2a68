using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MovieData.Clusters;

namespace MovieData.Cli;

/// <summary>Flags of <c>submit kubernetes</c> that are the cluster's own business, and what they ask for.</summary>
internal sealed class KubernetesFlags
{
    /// <summary>Default of <c>--patience</c>, minutes: a film's scan and survey take part of an hour.</summary>
    public const int PatienceMinutes = 120;

    private const int OwnerDefault = 1000;    // the user of docker/Dockerfile, where the base image has no other

    private readonly Option<string?> _image =
        Value("--image", "Image, built from docker/Dockerfile", KubernetesNames.ImageFault);

    private readonly Option<string?> _name =
        Value("--name", "What all names of the file begin with (default: movie-data)", KubernetesNames.LabelFault);

    private readonly Option<string?> _namespace =
        Value("--namespace", "Namespace (default: that of whoever applies the file)", KubernetesNames.LabelFault);

    private readonly Option<string[]> _claims = new("--claim")
    {
        Description = "Claim of a volume and where the pods see it, :ro for reading alone; may be repeated",
        HelpName = "NAME:/PATH[:ro]",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _newClaim =
        Value("--create-claim", "Room of the first --claim, which is made then: 2Ti", KubernetesNames.BytesFault);

    private readonly Option<string?> _storageClass = Value(
        "--storage-class", "Storage class of --create-claim; many nodes must be able to write to it",
        KubernetesNames.SubdomainFault);

    private readonly Option<string?> _s3Secret = Value(
        "--s3-secret", "Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", KubernetesNames.SubdomainFault);

    private readonly Option<string?> _s3Endpoint =
        Value("--s3-endpoint", "Address of an object store that is not AWS's", KubernetesNames.EndpointFault);

    private readonly Option<string?> _s3Region = Value("--s3-region", "Its region", KubernetesNames.RegionFault);
    private readonly Option<int?> _tasks =
        ValueFlags.Integer("--tasks", $"Parts of the extract Job (default: {TaskFlags.TasksDefault})", 1, 100_000);

    private readonly Option<int?> _throttle =
        ValueFlags.Integer("--throttle", "Pods of a Job that run at once (default: all)", 1, 100_000);

    private readonly Option<string?> _cpus =
        Value("--cpus", "Processors of a pod (default: 4)", KubernetesNames.ProcessorsFault);

    private readonly Option<string?> _memory =
        Value("--mem", "Memory of a pod (default: 8Gi)", KubernetesNames.BytesFault);

    private readonly Option<int?> _gpus =
        ValueFlags.Integer("--gpus", "GPUs of an extracting pod, as nvidia.com/gpu (default: none)", 1, 64);

    private readonly Option<string[]> _selectors = new("--node-selector")
    {
        Description = "Label of the nodes of extracting pods; may be repeated",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _owner = Value(
        "--user", $"User and group of the pods, whose the dataset will be (default: {OwnerDefault}:{OwnerDefault})",
        word => OwnerOf(word) is null ? "expected UID:GID, numbers other than 0, like 1000:1000" : null);

    private readonly Option<int?> _failedMax = ValueFlags.Integer(
        "--failed-max",
        "Failed parts after which the others are given up (default: never; one bad film may reach every part)",
        0,
        100_000);

    private readonly Option<string?> _stage = Value(
        "--stage-dir",
        "Folder of each node that films are copied to; it must be there, and be writable by --user",
        path => IsMountPath(path) ? null : "expected a full name like /scratch; neither / nor a folder of the image");

    private readonly Option<int?> _metrics = ValueFlags.Integer(
        "--metrics-port",
        "Port of extracting pods at which Prometheus finds their metrics (default: none)",
        1024,
        65535);

    private readonly Option<int?> _patience = RunFlags.Patience(PatienceMinutes);

    public KubernetesFlags()
    {
        Check(_claims, word => ClaimOf(word) is null
            ? "expected NAME:/PATH or NAME:/PATH:ro, like films:/films:ro; neither / nor a folder of the image"
            : null);
        Check(_selectors, KubernetesNames.SelectorFault);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
    [
        _image, _name, _namespace, _claims, _newClaim, _storageClass, _s3Secret, _s3Endpoint, _s3Region, _tasks,
        _throttle, _cpus, _memory, _gpus, _selectors, _owner, _failedMax, _stage,
        _metrics, _patience,
    ];

    /// <summary><c>--stage-dir</c>, which goes on to plan and extract.</summary>
    public Option Stage => _stage;

    /// <summary>Minutes of <c>--patience</c>.</summary>
    public int Patience(ParseResult parsed) => parsed.GetValue(_patience) ?? PatienceMinutes;

    /// <summary>What they ask for.</summary>
    /// <exception cref="ClusterException">Flags contradict one another; all faults, one line each.</exception>
    public KubernetesRequest Read(ParseResult parsed)
    {
        MountedClaim[] claims = [.. (parsed.GetValue(_claims) ?? []).Select(word => ClaimOf(word)!)];
        string[] faults =
        [
            .. parsed.GetValue(_image) is null
                ? (string[])["submit kubernetes needs --image, built from docker/Dockerfile"] : [],
            .. parsed.GetValue(_newClaim) is not null && (claims.Length == 0 || claims[0].IsReadOnly)
                ? (string[])["--create-claim needs a --claim NAME:/PATH before all others, and no :ro"] : [],
            .. parsed.GetValue(_storageClass) is not null && parsed.GetValue(_newClaim) is null
                ? (string[])["--storage-class is of --create-claim, which is not given"] : [],
            .. parsed.GetValue(_stage) is { } stage && claims.Any(claim => claim.Holds(stage))
                ? (string[])[$"--stage-dir {stage}: lies in a --claim; expected a folder of the nodes"] : [],
            .. claims.GroupBy(claim => claim.Path).Where(same => same.Count() > 1)
                .Select(same => $"two claims cannot both be seen at {same.Key}"),
        ];
        if (faults.Length > 0)
        {
            throw new ClusterException(string.Join('\n', faults));
        }

        int parts = parsed.GetValue(_tasks) ?? TaskFlags.TasksDefault;
        return new KubernetesRequest
        {
            Name = parsed.GetValue(_name) ?? "movie-data",
            Image = parsed.GetValue(_image)!,
            Namespace = parsed.GetValue(_namespace),
            Claims = claims,
            NewClaimSize = parsed.GetValue(_newClaim),
            StorageClass = parsed.GetValue(_storageClass),
            S3Secret = parsed.GetValue(_s3Secret),
            S3Endpoint = parsed.GetValue(_s3Endpoint),
            S3Region = parsed.GetValue(_s3Region),
            Parts = parts,
            ParallelMax = parsed.GetValue(_throttle) ?? parts,
            Cpus = parsed.GetValue(_cpus) ?? "4",
            Memory = parsed.GetValue(_memory) ?? "8Gi",
            Gpus = parsed.GetValue(_gpus),
            NodeSelector = parsed.GetValue(_selectors) ?? [],
            Owner = OwnerOf(parsed.GetValue(_owner) ?? "") ?? (OwnerDefault, OwnerDefault),
            FailedPartsMax = parsed.GetValue(_failedMax),
            PatienceMinutes = Patience(parsed),
            StageFolder = parsed.GetValue(_stage),
            MetricsPort = parsed.GetValue(_metrics),
        };
    }

    // NAME:/PATH, and :ro behind it; the path may hold no colon, which no mount of a pod may.
    private static MountedClaim? ClaimOf(string word)
    {
        string[] parts = word.Split(':');
        bool isReadOnly = parts.Length == 3 && parts[2] == "ro";
        string path = parts.Length > 1 ? parts[1].TrimEnd('/') : "";
        bool fits = (parts.Length == 2 || isReadOnly)
            && KubernetesNames.SubdomainFault(parts[0]) is null && IsMountPath(path);
        return fits ? new MountedClaim(parts[0], path, isReadOnly) : null;
    }

    // Where something can be mounted without hiding what the image has there.
    private static bool IsMountPath(string path)
    {
        string[] ofImage = ["/etc", "/opt", "/usr", "/bin", "/lib", "/lib64", "/sbin", "/proc", "/sys", "/dev", "/tmp"];
        return path.Length > 1 && path[0] == '/' && !path.Any(c => c == ':' || char.IsControl(c))
            && path[1..].Split('/').All(name => name is not ("" or "." or ".."))
            && !ofImage.Any(own => path == own || path.StartsWith(own + "/", StringComparison.Ordinal));
    }

    private static (int User, int Group)? OwnerOf(string word)
    {
        string[] parts = word.Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int user) && user > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int group) && group > 0
            ? (user, group) : null;
    }

    private static Option<string?> Value(string name, string description, Func<string, string?> faultOf)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = name[2..].ToUpperInvariant(),
        };
        Check(option, faultOf);
        return option;
    }

    private static void Check(Option option, Func<string, string?> faultOf) => option.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(token => token.Value.Length > 0))
        {
            if (faultOf(token.Value) is { } fault)
            {
                result.AddError($"{option.Name} {token.Value.ReplaceLineEndings(" ")}: {fault}");
            }
        }
    });
}
