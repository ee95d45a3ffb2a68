using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MovieData.Clusters;
using MovieData.Tests.Readers;

namespace MovieData.Tests.Clusters;

/// <summary>The file against the JSON schema of Kubernetes' API, as the npm package kubernetes-models has it.</summary>
[Slow]
public sealed class KubernetesSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_EveryOption_FitsTheSchema()
    {
        KubernetesRequest request = KubernetesManifestTests.Request() with
        {
            NewClaimSize = "2Ti",
            StorageClass = "nfs",
            S3Secret = "store",
            S3Endpoint = "https://store.example",
            S3Region = "eu-1",
            FailedPartsMax = 3,
            StageFolder = "/scratch",
            MetricsPort = 9464,
        };
        string yaml = new KubernetesManifest(request, KubernetesManifestTests.Words()).Write("f.yaml");
        List<object> objects = KubernetesYaml.LoadAllFromString(yaml, strict: true);
        Assert.Equal(5, objects.Count);
        Assert.Equal(["", "", "", "", ""], Faults(objects));

        // The schema sees what is wrong: without that, the line above would prove nothing.
        V1JobSpec job = objects.OfType<V1Job>().First().Spec;
        job.CompletionMode = "indexed";
        job.PodFailurePolicy.Rules[0].Action = null;
        string fault = Faults(objects).Single(text => text.Length > 0);
        Assert.Contains("completionMode", fault, StringComparison.Ordinal);
        Assert.Contains("podFailurePolicy/rules/0", fault, StringComparison.Ordinal);
    }

    private string[] Faults(IEnumerable<object> objects)
    {
        File.WriteAllText(
            _folder["objects.json"],
            new JsonArray([.. objects.Select(one => JsonNode.Parse(KubernetesJson.Serialize(one)))]).ToJsonString());
        return [.. Node.Run("kubernetes.mjs", _folder["objects.json"]).AsArray().Select(fault => (string)fault!)];
    }
}
