using System.Globalization;
using System.Text.RegularExpressions;

namespace MovieData.Clusters;

/// <summary>
/// What Kubernetes takes for a name, a quantity or a label, so that a slip is told here and not by a cluster later. The
/// forms are those of its API conventions; each method says what is wrong, or null.
/// </summary>
public static partial class KubernetesNames
{
    private const int SubdomainLengthMax = 253;
    private const int LabelLengthMax = 63;

    /// <summary>Longest name of a submission: its Jobs' names and the numbers of their parts become host names, of 63
    /// letters at most.</summary>
    public const int NameLengthMax = 40;

    /// <summary>A name that becomes part of host names (RFC 1123 label).</summary>
    public static string? LabelFault(string name) => name.Length <= NameLengthMax && Label().IsMatch(name) ? null
        : $"expected at most {NameLengthMax} small letters, digits and dashes, the first and last no dash";

    /// <summary>A name of an object, such as a claim or a secret (RFC 1123 subdomain).</summary>
    public static string? SubdomainFault(string name) =>
        name.Length <= SubdomainLengthMax && name.Split('.').All(part => Label().IsMatch(part)) ? null
        : "expected small letters, digits, dashes and dots, each part beginning and ending with a letter or digit";

    /// <summary>An image: <c>registry/name:tag</c> or <c>name@sha256:…</c>.</summary>
    public static string? ImageFault(string image) => Image().IsMatch(image) ? null
        : "expected the name of an image, like registry.example/movie-data:1.0";

    /// <summary>An amount of memory or of room on a disk; one below 100 MB is a forgotten unit.</summary>
    public static string? BytesFault(string quantity)
    {
        Match match = Bytes().Match(quantity);
        if (!match.Success)
        {
            return "expected a number with Mi, Gi, Ti, M, G or T, like 16Gi";
        }

        double bytes = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
            * match.Groups["unit"].Value switch
            {
                "Ki" => 1L << 10,
                "Mi" => 1L << 20,
                "Gi" => 1L << 30,
                "Ti" => 1L << 40,
                "Pi" => 1L << 50,
                "k" => 1e3,
                "M" => 1e6,
                "G" => 1e9,
                "T" => 1e12,
                "P" => 1e15,
                _ => 1.0,
            };
        return bytes >= 1e8 ? null
            : string.Create(CultureInfo.InvariantCulture, $"that is {bytes:R} bytes: was {quantity}Gi meant?");
    }

    /// <summary>Processors: <c>4</c>, <c>1.5</c> or <c>500m</c>.</summary>
    public static string? ProcessorsFault(string quantity) => Processors().IsMatch(quantity)
        && quantity.Any(c => c is >= '1' and <= '9') ? null : "expected a number of processors, like 8 or 500m";

    /// <summary>What nodes are chosen by: <c>KEY=VALUE</c>.</summary>
    public static string? SelectorFault(string selector)
    {
        string[] parts = selector.Split('=', 2);
        string[] key = parts[0].Split('/', 2);
        bool fits = parts.Length == 2
            && (key.Length == 1 || SubdomainFault(key[0]) is null)
            && IsLabelValue(key[^1]) && (parts[1].Length == 0 || IsLabelValue(parts[1]));
        return fits ? null : "expected KEY=VALUE as a node's labels have it, like disk=fast";
    }

    /// <summary>Address of an object store; one with a password is refused, the file being no place for it.</summary>
    public static string? EndpointFault(string address) =>
        Endpoint().IsMatch(address)
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0
            ? null : "expected http(s)://host:port without user and password; those belong into --s3-secret";

    /// <summary>A region of an object store.</summary>
    public static string? RegionFault(string region) => Label().IsMatch(region) ? null
        : "expected a region, like eu-central-1";

    private static bool IsLabelValue(string value) => value.Length <= LabelLengthMax && LabelValue().IsMatch(value);

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._/:@-]{0,509}[A-Za-z0-9])?\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(\.[0-9]{1,3})?)(?<unit>k|[KMGTP]i|[MGTP])?\z")]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^([0-9]{1,4}(\.[0-9]{1,3})?|[0-9]{1,7}m)\z")]
    private static partial Regex Processors();

    [GeneratedRegex(@"^[A-Za-z0-9.:/_\[\]-]+\z")]
    private static partial Regex Endpoint();
}
