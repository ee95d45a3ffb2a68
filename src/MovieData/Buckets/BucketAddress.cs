using System.Text;
using System.Text.RegularExpressions;
using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>A place in an object store: <c>s3://bucket/prefix</c>. Keys of a dataset are <c>prefix/name</c>.</summary>
public sealed partial record BucketAddress
{
    /// <summary>How such a place is written.</summary>
    public const string Form = "s3://bucket/prefix";

    // A key has at most 1024 bytes; the longest name in a dataset has a film's id twice.
    private const int PrefixBytesMax = 512;
    private const string Scheme = "s3://";

    private BucketAddress(string bucket, string prefix) => (Bucket, Prefix) = (bucket, prefix);

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>What all keys begin with, without a slash at its ends; empty for the whole bucket.</summary>
    public string Prefix { get; }

    /// <summary>In the written form, without a slash at the end.</summary>
    public string Root => Prefix.Length == 0 ? $"{Scheme}{Bucket}" : $"{Scheme}{Bucket}/{Prefix}";

    /// <summary>Last name of it.</summary>
    public string Name => Prefix.Length == 0 ? Bucket : Prefix[(Prefix.LastIndexOf('/') + 1)..];

    /// <summary>True for a word that means a place in an object store.</summary>
    public static bool IsOne(string word) => word.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a place.</summary>
    /// <exception cref="StoreException">It is none.</exception>
    public static BucketAddress Parse(string word)
    {
        string[] parts = IsOne(word) ? word[Scheme.Length..].TrimEnd('/').Split('/') : [""];
        string prefix = string.Join('/', parts.Skip(1));
        return BucketName().IsMatch(parts[0])
            && parts.Skip(1).All(part => part.Length > 0 && part is not ("." or "..") && !part.Any(char.IsControl))
            && Encoding.UTF8.GetByteCount(prefix) <= PrefixBytesMax
                ? new BucketAddress(parts[0], prefix)
                : throw new StoreException($"{word}: expected {Form}: a bucket of 3 to 63 letters, digits, - and "
                    + $"., and names between single slashes, {PrefixBytesMax} bytes at most");
    }

    /// <summary>The key of a path that begins with <see cref="Root"/>.</summary>
    public string KeyOf(string path) => path.StartsWith(Root + "/", StringComparison.Ordinal)
        ? path[(Scheme.Length + Bucket.Length + 1)..]
        : throw new ArgumentException($"{path} is not in {Root}", nameof(path));

    /// <summary>The path of a key.</summary>
    public string PathOf(string key) => $"{Scheme}{Bucket}/{key}";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();
}
