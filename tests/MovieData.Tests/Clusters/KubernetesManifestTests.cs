using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using MovieData.Cli;
using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

/// <summary>The file as Kubernetes' own types read it, strictly; and its commands as a shell runs them.</summary>
public sealed partial class KubernetesManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ExtractJob_IsIndexedAndKnowsOurExitCodes()
    {
        V1JobSpec job = Job("extract", Request() with { FailedPartsMax = 7 }).Spec;

        Assert.Equal(("Indexed", 40, 10), (job.CompletionMode, job.Completions, job.Parallelism));
        Assert.Equal((3, 7, "Failed"), (job.BackoffLimitPerIndex, job.MaxFailedIndexes, job.PodReplacementPolicy));
        Assert.Equal("Never", job.Template.Spec.RestartPolicy);
        Assert.Equal(["Ignore", "FailIndex"], job.PodFailurePolicy.Rules.Select(rule => rule.Action));
        V1PodFailurePolicyOnPodConditionsPattern lost = job.PodFailurePolicy.Rules[0].OnPodConditions.Single();
        Assert.Equal(("DisruptionTarget", "True"), (lost.Type, lost.Status));
        V1PodFailurePolicyOnExitCodesRequirement codes = job.PodFailurePolicy.Rules[1].OnExitCodes;
        Assert.Equal([ExitCode.SomeFailed, ExitCode.CouldNotStart], codes.Values);
        Assert.Equal("In", codes.OperatorProperty);
        Assert.Equal(codes.ContainerName, job.Template.Spec.Containers.Single().Name);
    }

    [Fact]
    public void Write_EveryRequest_StandsWhereItBelongs()
    {
        V1PodSpec pod = Job("extract", Request()).Spec.Template.Spec;
        V1Container container = pod.Containers.Single();

        Assert.Equal("registry.example/movie-data:1.0", container.Image);
        Assert.Equal("8", container.Resources.Limits["cpu"].ToString());
        Assert.Equal("16Gi", container.Resources.Requests["memory"].ToString());
        Assert.Equal("2", container.Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal("h100", pod.NodeSelector["gpu"]);
        Assert.Equal((1001, 1002, 1002),
            (pod.SecurityContext.RunAsUser, pod.SecurityContext.RunAsGroup, pod.SecurityContext.FsGroup));
        Assert.Equal(
            ["/etc/movie-data True", "/data ", "/films True"],
            container.VolumeMounts.Select(mount => $"{mount.MountPath} {mount.ReadOnlyProperty}"));
        Assert.Equal(
            ["movie-data", "data", "films"],
            pod.Volumes.Select(v => v.ConfigMap?.Name ?? v.PersistentVolumeClaim.ClaimName));
        V1PodSpec plan = Job("plan", Request()).Spec.Template.Spec;
        Assert.Null(plan.NodeSelector);
        Assert.False(plan.Containers.Single().Resources.Limits.ContainsKey("nvidia.com/gpu"));
    }

    /// <summary>Unquoted it would be a number, which Kubernetes takes for no name.</summary>
    [Fact]
    public void Write_NameOfDigits_StaysAWord()
    {
        string text = new KubernetesManifest(Request() with { Name = "2024" }, Words()).Write("f.yaml");

        Assert.DoesNotMatch(@"name: 2024\s", text);
    }

    /// <summary>No Job waits for another to succeed, and what they wait for in the folder they wait for not for ever.
    /// </summary>
    [Fact]
    public void Write_ThreeJobs_BeginAtOnceAndWaitForALimitedTime()
    {
        V1Job[] jobs = [.. Objects(Request()).OfType<V1Job>()];

        Assert.Equal(["plan", "extract", "finalise"], jobs.Select(job => job.Name().Split('-')[^1]));
        Assert.All(jobs, job => Assert.Null(job.Spec.Suspend));
        Assert.All(jobs, job => Assert.Null(job.Spec.Template.Spec.InitContainers));
        Assert.Equal(3, jobs[0].Spec.Completions);
        Assert.Contains("--patience=90", jobs[1].Spec.Template.Spec.Containers[0].Args);
        Assert.Contains("--patience=1440", jobs[2].Spec.Template.Spec.Containers[0].Command[2],
            StringComparison.Ordinal);
        Assert.Equal("FailJob", jobs[2].Spec.PodFailurePolicy.Rules[1].Action);
    }

    [Fact]
    public void Write_ClaimToBeMade_CarriesNoLabelByWhichOthersAreDeleted()
    {
        V1PersistentVolumeClaim claim = Objects(Request() with { NewClaimSize = "2Ti", StorageClass = "nfs" })
            .OfType<V1PersistentVolumeClaim>().Single();

        Assert.Equal(("data", "nfs", "2Ti"),
            (claim.Name(), claim.Spec.StorageClassName, claim.Spec.Resources.Requests["storage"].ToString()));
        Assert.Equal(["ReadWriteMany"], claim.Spec.AccessModes);
        Assert.Null(claim.Labels());
    }

    [Fact]
    public void Write_MetricsPort_IsFoundByPrometheusInExtractingPods()
    {
        KubernetesRequest request = Request() with { MetricsPort = 9464 };
        V1PodTemplateSpec extract = Job("extract", request).Spec.Template;

        Assert.Equal("9464", extract.Metadata.Annotations["prometheus.io/port"]);
        Assert.Contains("--metrics=0.0.0.0:9464", extract.Spec.Containers.Single().Args);
        Assert.Null(Job("plan", request).Spec.Template.Metadata.Annotations);
    }

    [Fact]
    public void Write_StageFolder_IsTheNodesOwn()
    {
        V1PodSpec pod = Job("extract", Request() with { StageFolder = "/scratch" }).Spec.Template.Spec;

        V1Volume stage = pod.Volumes.Single(volume => volume.HostPath is not null);
        Assert.Equal(("/scratch", "Directory"), (stage.HostPath.Path, stage.HostPath.Type));
        Assert.Equal(
            "/scratch", pod.Containers.Single().VolumeMounts.Single(mount => mount.Name == stage.Name).MountPath);
    }

    [Fact]
    public void Write_ObjectStore_NamesItsSecretAndHoldsNoKey()
    {
        V1Container container = Job("extract", Request() with
        {
            S3Secret = "store",
            S3Endpoint = "https://store.example:9000",
            S3Region = "eu-1",
        }).Spec.Template.Spec.Containers.Single();

        Assert.Equal("store", container.EnvFrom.Single().SecretRef.Name);
        Assert.Equal(
            ["AWS_ENDPOINT_URL=https://store.example:9000", "AWS_REGION=eu-1"],
            container.Env.Select(setting => $"{setting.Name}={setting.Value}"));
    }

    [Fact]
    public void Write_PipelineAndLists_LieInTheFileAsTheyAre()
    {
        V1ConfigMap files = Objects(Request()).OfType<V1ConfigMap>().Single();

        Assert.Equal(Words().Pipeline, files.Data["pipeline.yaml"]);
        Assert.Equal(Words().Lists, [files.Data["films.yaml"], files.Data["films-2.yaml"]]);
    }

    /// <summary>Names full of quotes, ends of lines, YAML and variables of Kubernetes and of the shell.</summary>
    [Theory]
    [InlineData("plan", "3/3")]
    [InlineData("extract", "3/40")]
    public void Command_HostileNames_ReachTheProgramAsTheyAre(string kind, string partition)
    {
        (int code, string[] said) = Run(Job(kind, Request()), "exit 0");

        Assert.Equal(0, code);
        Assert.Equal([kind, $"--partition={partition}", "--pipeline=/etc/movie-data/pipeline.yaml"], said[..3]);
        Assert.Equal("--out=/data/it's $(JOB_COMPLETION_INDEX)", said[3]);
        Assert.Equal(["--", .. Words().Sources], said[^(Words().Sources.Count + 1)..]);
    }

    [Theory]
    [InlineData("none", 0, "submit verify audit")]
    [InlineData("submit", 1, "submit verify")]
    [InlineData("verify", 1, "submit verify audit")]
    [InlineData("audit", 1, "submit verify audit")]
    public void Finalise_OneStepFails_EndsWithItsCodeAndAuditsOnlyWhatIsWhole(string failing, int code, string steps)
    {
        (int ended, string[] said) = Run(Job("finalise", Request()), $"[ \"$1\" != {failing} ]");

        Assert.Equal(code, ended);
        Assert.Equal(steps.Split(' '), said.Where(word => word is "submit" or "verify" or "audit"));
    }

    // The container's command in a shell, with a program of the test in place of ours, in a pod of index 2.
    private (int Code, string[] Said) Run(V1Job job, string commands)
    {
        string program = ScriptedProgram.Write(_folder["program"], $"printf '%s\\0' \"$@\" >>\"$SAID\"\n{commands}");
        V1Container container = job.Spec.Template.Spec.Containers.Single();
        string[] words = [.. container.Command.Concat(container.Args).Select(Expanded)];
        var start = new ProcessStartInfo(words[0]);
        foreach (string word in words[1..])
        {
            start.ArgumentList.Add(word.Replace("/opt/movie-data/movie-data", program, StringComparison.Ordinal));
        }

        start.Environment["JOB_COMPLETION_INDEX"] = "2";
        start.Environment["SAID"] = _folder["said"];
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return (process.ExitCode, File.ReadAllText(_folder["said"]).Split('\0')[..^1]);
    }

    /// <summary>What Kubernetes does to words of a command: $$ is a $, and $(NAME) the value of a variable.</summary>
    private static string Expanded(string word) => Variable().Replace(word, found =>
        found.Value == "$$" ? "$" : found.Groups[1].Value == "JOB_COMPLETION_INDEX" ? "2" : found.Value);

    private static V1Job Job(string kind, KubernetesRequest request) =>
        Objects(request).OfType<V1Job>().Single(job => job.Name() == $"movie-data-{kind}");

    private static List<object> Objects(KubernetesRequest request) =>
        KubernetesYaml.LoadAllFromString(new KubernetesManifest(request, Words()).Write("f.yaml"), strict: true);

    internal static KubernetesRequest Request() => new()
    {
        Name = "movie-data",
        Image = "registry.example/movie-data:1.0",
        Namespace = "lab",
        Claims = [new("data", "/data", false), new("films", "/films", true)],
        Parts = 40,
        ParallelMax = 10,
        Cpus = "8",
        Memory = "16Gi",
        Gpus = 2,
        NodeSelector = ["gpu=h100"],
        Owner = (1001, 1002),
        PatienceMinutes = 90,
    };

    internal static PodWords Words() => new(
        "# what\nkey: \"a\"   \n\n",
        ["- source: /films/it's.mkv\n", "- source: \"/films/\\n\"\r\n"],
        3,
        "/data/it's $(JOB_COMPLETION_INDEX)",
        ["--split=test"],
        ["--split=test", "--workers=2"],
        [
            "/etc/movie-data/films.yaml", "/films/a \"b\" 'c'.mkv", "/films/$(JOB_COMPLETION_INDEX) $HOME $$ `id`",
            "/films/d\ne: f\n---\n- g", "/films/# no: comment", "/films/\u001b[2J\u2028\ud83d\ude00.mkv",
        ]);

    [GeneratedRegex(@"\$\$|\$\(([^)]*)\)")]
    private static partial Regex Variable();
}
