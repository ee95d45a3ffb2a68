using System.Globalization;
using System.Text;

namespace MovieData.Clusters;

/// <summary>
/// The file of <c>submit kubernetes</c>: a ConfigMap with pipeline and film lists, a claim where one is to be made, and
/// three Jobs. It is written as a person would write it, to be read and edited before it is applied.
/// </summary>
/// <remarks>
/// Nothing waits for a Job to succeed, for Kubernetes knows no such order and a failed one would block it. All three
/// Jobs begin at once; an extracting pod takes up films as their plans appear, and the last Job looks until nothing is
/// left: both by what lies in the output folder, and neither for ever.
/// </remarks>
/// <param name="request">What is asked of the cluster.</param>
/// <param name="words">What the pods run.</param>
public sealed class KubernetesManifest(KubernetesRequest request, PodWords words)
{
    /// <summary>Where pods see the ConfigMap.</summary>
    public const string FilesFolder = "/etc/movie-data";

    /// <summary>Name of the pipeline file in it.</summary>
    public const string PipelineName = "pipeline.yaml";

    /// <summary>Bytes that a ConfigMap takes (its limit is 1 MiB with everything around them).</summary>
    public const int FilesBytesMax = 1_000_000;

    /// <summary>Exit codes after which a new try would end alike: segments failed, could not start.</summary>
    public static readonly IReadOnlyList<int> FinalExitCodes = [1, 2];

    /// <summary>Tries of a part after the first, for whatever a new try may mend: out of memory, a crash.</summary>
    private const int RetriesMax = 3;

    /// <summary>Minutes without anything new after which the last Job looks no longer; its pod costs next to nothing.
    /// </summary>
    private const int FinaliseMinutes = 24 * 60;

    private const string Program = "/opt/movie-data/movie-data";

    /// <summary>Name of a list in the ConfigMap.</summary>
    /// <param name="index">Its place among the lists, from 0.</param>
    public static string ListName(int index) =>
        index == 0 ? "films.yaml" : Invariant($"films-{index + 1}.yaml");

    /// <summary>The whole file.</summary>
    /// <param name="file">Name it will have, for its own comments.</param>
    public string Write(string file)
    {
        string[] documents =
        [
            Head(ShellWord.Quote(file)) + Files(),
            .. request.NewClaimSize is null ? (string[])[] : [Claim(request.NewClaimSize)],
            Indexed("plan", PlanComment, Math.Min(words.Films, request.ParallelMax), words.Plan),
            Indexed("extract", ExtractComment, request.Parts, words.Extract),
            Finalise(),
        ];
        return string.Join("---\n", documents);
    }

    private string Head(string file)
    {
        string select = $"app.kubernetes.io/instance={request.Name}";
        string space = request.Namespace is null ? "" : $" -n {request.Namespace}";
        string claim = request.NewClaimSize is null ? "" : $"""
            # Never kubectl delete -f this file: it holds the claim {request.Claims[0].Name}, and with it the dataset.

            """;
        return $"""
            # Written by movie-data submit kubernetes, to be read and edited. For Kubernetes 1.33 or newer.
            #
            #   kubectl apply --server-side -f {file}
            #
            # once, and everything goes on by itself: {request.Name}-plan plans the films, {request.Name}-extract takes
            # each up as soon as it has its plan, {request.Name}-finalise looks until nothing is left, then verifies and
            # audits. None waits for another to succeed, and none waits for ever.
            #
            #   kubectl get jobs{space} -l {select}
            #   kubectl logs{space} -l batch.kubernetes.io/job-name={request.Name}-finalise --tail=-1
            #
            # say how far it is, and at the end what is missing or damaged.
            #
            # To send what is left once more (what is done is in the dataset's ledger, and is not done again):
            #
            #   kubectl delete jobs{space} -l {select}
            #   kubectl apply --server-side -f {file}

            """ + claim + "\n";
    }

    private string Files()
    {
        var text = new StringBuilder(Begin("v1", "ConfigMap", request.Name, null));
        text.Append("data:\n");
        text.Append(CultureInfo.InvariantCulture, $"  {PipelineName}: {YamlWord.Block(words.Pipeline, 4)}\n");
        foreach ((int index, string list) in words.Lists.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"  {ListName(index)}: {YamlWord.Block(list, 4)}\n");
        }

        return text.ToString();
    }

    // Without the labels of the other objects, so that nobody deletes it together with them.
    private string Claim(string size)
    {
        string storage = request.StorageClass is null ? "" : $"  storageClassName: {request.StorageClass}\n";
        return $"""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: {YamlWord.Quote(request.Claims[0].Name)}
            {Namespace()}spec:
              accessModes: [ReadWriteMany]    # pods on many nodes write to it
            {storage}  resources:
                requests:
                  storage: {YamlWord.Quote(size)}

            """;
    }

    private const string PlanComment = """
        # Films are dealt to the pods; none of them needs a GPU.

        """;

    private const string ExtractComment = """
        # Part I of N is --partition I/N: N is "completions" and, in the command, the number behind the slash. It may be
        # another number each time. Two pods of one part, as Kubernetes may run them for a while, do each other no harm.

        """;

    private string Indexed(string kind, string comment, int parts, IReadOnlyList<string> arguments)
    {
        string command = Invariant($$"""
            part=`expr "$JOB_COMPLETION_INDEX" + 1`
            exec {{Program}} {{kind}} --partition="$part/{{parts}}" "$@"

            """);
        string failed = kind == "extract" && request.FailedPartsMax is { } most
            ? Invariant($"  maxFailedIndexes: {most}    # the other parts are given up then\n") : "";
        bool isExtract = kind == "extract";
        return comment + Begin("batch/v1", "Job", $"{request.Name}-{kind}", kind) + Invariant($"""
            spec:
              completionMode: Indexed
              completions: {parts}
              parallelism: {Math.Min(parts, request.ParallelMax)}
              backoffLimitPerIndex: {RetriesMax}    # further tries of a part, each in a pod of its own
            {failed}  podReplacementPolicy: Failed    # the next pod of a part begins when the last one is gone

            """) + FailurePolicy("FailIndex") + Template(
                kind,
                command,
                [
                    $"--pipeline={FilesFolder}/{PipelineName}",
                    $"--out={words.Out}",
                    .. isExtract
                        ? (string[])["--planned-only", Invariant($"--patience={request.PatienceMinutes}")] : [],
                    .. isExtract && request.MetricsPort is { } port
                        ? (string[])[Invariant($"--metrics=0.0.0.0:{port}")] : [],
                    .. arguments,
                    "--",
                    .. words.Sources,
                ],
                request.Cpus,
                isExtract ? request.Gpus : null);
    }

    private string Finalise()
    {
        string command = Invariant($$"""
            out=$1
            shift
            left=0
            run={{Program}}
            "$run" submit kubernetes --left --patience={{FinaliseMinutes}} --out="$out" "$@" || left=$?
            code=0
            "$run" verify "$out" || code=$?
            if [ "$left" -eq 0 ]; then
              # Beside a dataset in an object store there is no folder: the report would go with the pod.
              [ "${out#s3://}" != "$out" ] || "$run" audit "$out" || code=$?
            elif [ "$code" -eq 0 ]; then
              code=$left
            fi
            exit "$code"

            """);
        return Invariant($"""
            # Looks until nothing is left, or until nothing was added for {FinaliseMinutes} minutes; then says what is
            # missing.

            """) + Begin("batch/v1", "Job", $"{request.Name}-finalise", "finalise") + Invariant($"""
            spec:
              backoffLimit: {RetriesMax}
              podReplacementPolicy: Failed

            """) + FailurePolicy("FailJob") + Template(
                "finalise",
                command,
                [words.Out, $"--pipeline={FilesFolder}/{PipelineName}", "--", .. words.Sources],
                "1",
                gpus: null);
    }

    private static string FailurePolicy(string action) => Invariant($"""
          podFailurePolicy:
            rules:
            - action: Ignore    # drained, preempted, evicted: no fault of the work, and not counted
              onPodConditions:
              - type: DisruptionTarget
                status: "True"
            - action: {action}    # 1: segments failed, 2: could not start; a new try would end alike
              onExitCodes:
                containerName: movie-data
                operator: In
                values: [{string.Join(", ", FinalExitCodes)}]
            # Anything else (out of memory, a crash) counts as one try.

        """);

    private string Template(string kind, string command, IEnumerable<string> arguments, string cpus, int? gpus)
    {
        (int user, int group) = request.Owner;
        string nodes = kind != "extract" || request.NodeSelector.Count == 0 ? ""
            : "      nodeSelector:\n" + string.Concat(request.NodeSelector.Select(one => one.Split('=', 2))
                .Select(pair => $"        {YamlWord.Quote(pair[0])}: {YamlWord.Quote(pair[1])}\n"));
        string tolerations = gpus is null ? "" : """
                  tolerations:
                  - key: nvidia.com/gpu
                    operator: Exists

            """;
        string scraped = kind != "extract" || request.MetricsPort is not { } port ? "" : Invariant($"""
                  annotations:    # by which many set-ups of Prometheus find pods
                    prometheus.io/scrape: "true"
                    prometheus.io/port: "{port}"

            """);
        return $"""
              template:
                metadata:
            {Labels(kind, 6)}{scraped}    spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 60    # told to end, it leaves nothing half-written
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: {Invariant($"{user}")}
                    runAsGroup: {Invariant($"{group}")}
                    fsGroup: {Invariant($"{group}")}
                    fsGroupChangePolicy: OnRootMismatch
                    seccompProfile:
                      type: RuntimeDefault
            {nodes}{tolerations}      containers:
                  - name: movie-data
                    image: {YamlWord.Quote(request.Image)}
                    command:
                    - /bin/sh
                    - -c
                    - {YamlWord.Block(command, 10)}
                    - movie-data
                    args:    # a $ is written $$

            """ + string.Concat(arguments.Select(word => $"        - {YamlWord.Quote(Argument(word))}\n"))
            + ObjectStore() + $"""
                    resources:
            {Resources("requests", cpus, gpus)}{Resources("limits", cpus, gpus)}        securityContext:
                      allowPrivilegeEscalation: false
                      capabilities:
                        drop: [ALL]

            """ + Volumes();
    }

    private string Resources(string which, string cpus, int? gpus)
    {
        string gpu = gpus is { } count ? Invariant($"            nvidia.com/gpu: {count}\n") : "";
        return $"""
                      {which}:
                        cpu: {YamlWord.Quote(cpus)}
                        memory: {YamlWord.Quote(request.Memory)}
            {gpu}
            """;
    }

    private string ObjectStore()
    {
        (string Name, string? Value)[] settings =
            [("AWS_ENDPOINT_URL", request.S3Endpoint), ("AWS_REGION", request.S3Region)];
        string[] stated = [.. settings.Where(setting => setting.Value is not null)
            .Select(setting => $"        - name: {setting.Name}\n          value: {YamlWord.Quote(setting.Value!)}\n")];
        return (request.S3Secret is null ? "" : $"""
                    envFrom:    # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
                    - secretRef:
                        name: {YamlWord.Quote(request.S3Secret)}

            """) + (stated.Length == 0 ? "" : $"        env:\n{string.Concat(stated)}");
    }

    private string Volumes()
    {
        var mounts = new StringBuilder("        volumeMounts:\n");
        var volumes = new StringBuilder("      volumes:\n");
        mounts.Append(CultureInfo.InvariantCulture, $"""
                    - name: files
                      mountPath: {FilesFolder}
                      readOnly: true

            """);
        volumes.Append(CultureInfo.InvariantCulture, $"""
                  - name: files
                    configMap:
                      name: {YamlWord.Quote(request.Name)}

            """);
        foreach ((int index, MountedClaim claim) in request.Claims.Index())
        {
            string readOnly = claim.IsReadOnly ? "          readOnly: true\n" : "";
            mounts.Append(CultureInfo.InvariantCulture, $"""
                        - name: claim-{index + 1}
                          mountPath: {YamlWord.Quote(claim.Path)}
                {readOnly}
                """);
            volumes.Append(CultureInfo.InvariantCulture, $"""
                      - name: claim-{index + 1}
                        persistentVolumeClaim:
                          claimName: {YamlWord.Quote(claim.Name)}

                """);
        }

        if (request.StageFolder is { } stage)
        {
            mounts.Append(CultureInfo.InvariantCulture, $"""
                        - name: stage
                          mountPath: {YamlWord.Quote(stage)}

                """);
            volumes.Append(CultureInfo.InvariantCulture, $"""
                      - name: stage
                        hostPath:    # a folder of the node, for all of its pods; it must be there
                          path: {YamlWord.Quote(stage)}
                          type: Directory

                """);
        }

        return mounts.Append(volumes).ToString();
    }

    private string Begin(string version, string kind, string name, string? component) => $"""
        apiVersion: {version}
        kind: {kind}
        metadata:
          name: {YamlWord.Quote(name)}
        {Namespace()}{Labels(component, 2)}
        """;

    private string Namespace() =>
        request.Namespace is null ? "" : $"  namespace: {YamlWord.Quote(request.Namespace)}\n";

    private string Labels(string? component, int indent)
    {
        string blanks = new(' ', indent);
        string part = component is null ? "" : $"{blanks}  app.kubernetes.io/component: {component}\n";
        return $"{blanks}labels:\n{blanks}  app.kubernetes.io/name: movie-data\n"
            + $"{blanks}  app.kubernetes.io/instance: {YamlWord.Quote(request.Name)}\n{part}";
    }

    /// <summary>An argument of a container: Kubernetes puts values for <c>$(NAME)</c>, and <c>$$</c> is a plain $.
    /// </summary>
    internal static string Argument(string word) => word.Replace("$", "$$", StringComparison.Ordinal);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
