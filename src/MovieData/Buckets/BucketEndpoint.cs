namespace MovieData.Buckets;

/// <summary>A server and the keys for it, where they are not left to the SDK.</summary>
/// <param name="Url">Its address.</param>
/// <param name="AccessKey">Name of the key.</param>
/// <param name="SecretKey">The key.</param>
internal sealed record BucketEndpoint(string Url, string AccessKey, string SecretKey);
