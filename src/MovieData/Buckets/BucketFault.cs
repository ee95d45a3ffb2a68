using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>What a failed request to a store means: whether it may pass, and in words what a person can do.</summary>
internal static class BucketFault
{
    private const int WordsMax = 200;

    /// <summary>True where the same request may succeed later: throttled, too slow, a lost connection.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        AmazonUnmarshallingException => false,
        AmazonServiceException { InnerException: HttpRequestException or IOException or SocketException } => true,
        AmazonServiceException answer => (int)answer.StatusCode is 408 or 409 or 429 or >= 500
            || answer.ErrorCode is "RequestTimeout" or "SlowDown" or "RequestTimeTooSkewed",
        AmazonClientException client => IsOfOtherBytes(client)
            || client.InnerException is HttpRequestException or IOException,
        HttpRequestException or IOException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>True for the answer that a name is taken.</summary>
    public static bool IsTaken(Exception error) =>
        error is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>True for the answer that no object has the name.</summary>
    public static bool IsAbsent(Exception error) =>
        error is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    // The SDK holds what it reads against the mark, which is an MD5 of the bytes with every server of this kind.
    private static bool IsOfOtherBytes(AmazonClientException error) =>
        error.Message.Contains("hash not equal", StringComparison.OrdinalIgnoreCase);

    /// <summary>One line for a person.</summary>
    /// <param name="place">What was asked for, as in <c>s3://bucket/prefix/manifest.json</c>.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="endpoint">Who was asked.</param>
    /// <param name="tries">How often.</param>
    /// <param name="error">What came of it.</param>
    public static StoreException Refused(string place, string bucket, string endpoint, int tries, Exception error) =>
        new($"{place}: {Meaning(bucket, endpoint, tries, error)}", error);

    private static string Meaning(string bucket, string endpoint, int tries, Exception error) => error switch
    {
        AmazonUnmarshallingException or XmlException =>
            $"{endpoint} does not answer like an S3 server: check AWS_ENDPOINT_URL ({Words(error)})",
        AmazonServiceException { InnerException: HttpRequestException lost } => Unreachable(endpoint, lost),
        AmazonServiceException { ErrorCode: "NoSuchBucket" } =>
            $"there is no bucket {bucket} at {endpoint}: make it first, or check the name",
        AmazonServiceException { ErrorCode: "RequestTimeTooSkewed" } =>
            $"{endpoint} finds the clock of this machine wrong: set it ({Words(error)})",
        AmazonServiceException { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" } =>
            $"{bucket} is in another region: set AWS_REGION ({Words(error)})",
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } answer =>
            $"{endpoint} refused the credentials, or they may not do this in bucket {bucket} ({Code(answer)}): check "
            + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
        AmazonServiceException answer when (int)answer.StatusCode is 429 or 503 =>
            $"{endpoint} is too busy ({Code(answer)}, {tries} tries): run the same command again later, or with fewer "
            + "processes at once",
        AmazonServiceException answer when (int)answer.StatusCode >= 300 =>
            $"{endpoint} answered {Code(answer)} ({Words(error)}), {tries} tries",
        OperationCanceledException => $"{endpoint} gave no answer in time, {tries} tries: check the network",
        HttpRequestException lost => Unreachable(endpoint, lost),
        AmazonClientException { InnerException: HttpRequestException lost } => Unreachable(endpoint, lost),
        IOException => $"the connection to {endpoint} broke off, {tries} tries: check the network ({Words(error)})",
        AmazonClientException client when IsOfOtherBytes(client) =>
            $"{endpoint} sends bytes that do not fit their own mark (ETag), {tries} tries: damaged there or on the way",
        AmazonClientException when error.Message.Contains("credential", StringComparison.OrdinalIgnoreCase) =>
            "no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
        AmazonClientException when error.Message.Contains("RegionEndpoint", StringComparison.Ordinal) =>
            "no region: set AWS_REGION, or AWS_ENDPOINT_URL for a server of your own",
        _ => $"{endpoint}: {Words(error)}",
    };

    private static string Unreachable(string endpoint, Exception lost) =>
        $"nobody answers at {endpoint} ({Words(lost)}): check AWS_ENDPOINT_URL and the network";

    private static string Code(AmazonServiceException answer) =>
        $"{(int)answer.StatusCode} {Clean(answer.ErrorCode ?? "")}".TrimEnd();

    private static string Words(Exception error) => Clean(error.Message);

    // Others wrote it: it may hold ends of lines, or be a page.
    private static string Clean(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');
        return line.Length <= WordsMax ? line : line[..WordsMax] + "…";
    }
}
