using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>An object as a listing tells it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">The store's mark of its bytes: other bytes, another mark.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Modified">When it was written.</param>
internal readonly record struct ListedObject(string Key, string ETag, long Bytes, DateTime Modified);

/// <summary>What became of writing an object under a name that nobody has.</summary>
internal enum PutAnswer
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>The name was taken.</summary>
    Taken,

    /// <summary>The name was taken after an earlier try of ours had ended in doubt: it may be ours.</summary>
    TakenAfterDoubt,
}

/// <summary>
/// Requests to one bucket. Each is tried again, with pauses, as long as what failed may pass; then one line says what
/// is wrong. The SDK's own tries are switched off: of an object that is written if absent it must be known whether an
/// earlier try ended in doubt.
/// </summary>
/// <remarks>Thread-safe. Owns the SDK's client.</remarks>
internal sealed class BucketClient : IDisposable
{
    /// <summary>Largest object that one PUT takes; writing in parts is not conditional on real servers.</summary>
    public const long ObjectBytesMax = 5L << 30;

    private const int BufferBytes = 1 << 17;
    private readonly BucketAddress _address;
    private readonly BucketPatience _patience;
    private readonly AmazonS3Client _client;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="address">The bucket.</param>
    /// <param name="patience">How long it is waited for.</param>
    /// <param name="endpoint">Who is asked, and with which keys; null: as the SDK finds it (environment, profiles).
    /// </param>
    /// <exception cref="StoreException">There is no region.</exception>
    public BucketClient(BucketAddress address, BucketPatience patience, BucketEndpoint? endpoint)
    {
        (_address, _patience) = (address, patience);
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,    // each request has its own
            ConnectTimeout = TimeSpan.FromSeconds(10),

            // Newer checksums are not known to older servers; Content-MD5 is known to all.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        try
        {
            if ((endpoint?.Url ?? config.ServiceURL) is { } server)
            {
                // What the SDK found itself it follows only where it is set; and then it forgets the region.
                string? region = config.RegionEndpoint?.SystemName;
                config.ServiceURL = server;
                config.AuthenticationRegion = region;
                config.ForcePathStyle = true;    // a server of one's own has no host name for each bucket
            }

            Endpoint = config.ServiceURL?.TrimEnd('/') ?? $"S3 ({config.RegionEndpoint?.SystemName})";
            _client = endpoint is null ? new AmazonS3Client(config)
                : new AmazonS3Client(new BasicAWSCredentials(endpoint.AccessKey, endpoint.SecretKey), config);
        }
        catch (AmazonClientException error)
        {
            throw BucketFault.Refused(address.Root, address.Bucket, "S3", 0, error);
        }
    }

    /// <summary>Who is asked.</summary>
    public string Endpoint { get; }

    /// <summary>An object; null where the name is free.</summary>
    /// <exception cref="StoreException">No answer.</exception>
    public ListedObject? Head(string key) => Try<ListedObject?>(key, _patience.Answer, async cancel =>
    {
        try
        {
            GetObjectMetadataResponse answer = await _client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = _address.Bucket, Key = key }, cancel).ConfigureAwait(false);
            return new ListedObject(key, answer.ETag ?? "", answer.ContentLength, answer.LastModified ?? default);
        }
        catch (AmazonServiceException error) when (BucketFault.IsAbsent(error))
        {
            return null;
        }
    });

    /// <summary>Reads an object into a file.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="fileFor">Where it goes, told its mark and its length; null: its bytes are not wanted. Asked again
    /// at each try.</param>
    /// <returns>What it is; null where there is none.</returns>
    /// <exception cref="StoreException">No answer, or it is larger than an object of ours can be.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public ListedObject? Get(string key, Func<ListedObject, string?> fileFor) =>
        Try<ListedObject?>(key, Timeout.InfiniteTimeSpan, async _ =>
        {
            using var limit = new CancellationTokenSource(_patience.Answer);
            try
            {
                using GetObjectResponse answer = await _client.GetObjectAsync(
                    new GetObjectRequest { BucketName = _address.Bucket, Key = key }, limit.Token)
                    .ConfigureAwait(false);
                var found = new ListedObject(key, answer.ETag ?? "", answer.ContentLength, default);
                RequireSize(key, found.Bytes);
                if (fileFor(found) is { } file)
                {
                    limit.CancelAfter(_patience.For(found.Bytes));
                    await TakeAsync(answer.ResponseStream, found.Bytes, file, limit.Token).ConfigureAwait(false);
                }

                return found;
            }
            catch (AmazonServiceException error) when (BucketFault.IsAbsent(error))
            {
                return null;
            }
        });

    /// <summary>Writes an object in one request.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="key">Its key.</param>
    /// <param name="ifAbsent">Only if nobody has the name; else what is there is replaced.</param>
    /// <param name="patience">How long it is waited for; null: as long as for any other.</param>
    /// <exception cref="StoreException">No answer, or it is too large.</exception>
    public PutAnswer Put(string file, string key, bool ifAbsent, BucketPatience? patience = null)
    {
        patience ??= _patience;
        using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes);
        RequireSize(key, bytes.Length);
        string digest = ContentMd5(bytes);
        bool isDoubtful = false;
        return Try(key, patience.For(bytes.Length), patience.Tries, async cancel =>
        {
            bytes.Position = 0;
            var request = new PutObjectRequest
            {
                BucketName = _address.Bucket,
                Key = key,
                InputStream = bytes,
                AutoCloseStream = false,
                AutoResetStreamPosition = false,
                UseChunkEncoding = false,    // one signature over all of it: known to every server
                MD5Digest = digest,
                IfNoneMatch = ifAbsent ? "*" : null,
            };
            try
            {
                await _client.PutObjectAsync(request, cancel).ConfigureAwait(false);
                return PutAnswer.Written;
            }
            catch (AmazonServiceException error) when (ifAbsent && BucketFault.IsTaken(error))
            {
                return isDoubtful ? PutAnswer.TakenAfterDoubt : PutAnswer.Taken;
            }
            catch (Exception error) when (BucketFault.MayPass(error))
            {
                // Of a conflict (409) nothing was written; of all else nobody knows.
                isDoubtful |= error is not AmazonServiceException { StatusCode: HttpStatusCode.Conflict };
                throw;
            }
        });
    }

    /// <summary>Deletes an object, if it is there.</summary>
    /// <exception cref="StoreException">No answer.</exception>
    public void Delete(string key) => Try(key, _patience.Answer, async cancel =>
    {
        await _client.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = _address.Bucket, Key = key }, cancel).ConfigureAwait(false);
        return true;
    });

    /// <summary>Objects whose keys begin so, a thousand a request.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="isDeep">False: only those without another slash after it.</param>
    /// <exception cref="StoreException">No answer, or one without end.</exception>
    public IEnumerable<ListedObject> List(string prefix, bool isDeep)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request
            {
                BucketName = _address.Bucket,
                Prefix = prefix,
                Delimiter = isDeep ? null : "/",
                ContinuationToken = next,
            };
            ListObjectsV2Response page = Try(
                prefix, _patience.Answer, cancel => _client.ListObjectsV2Async(request, cancel));
            if (string.IsNullOrEmpty(page.Name))
            {
                // Whatever came, the SDK found nothing in it: that is no empty bucket.
                throw new StoreException(
                    $"{_address.Root}: {Endpoint} does not answer like an S3 server: check AWS_ENDPOINT_URL");
            }

            foreach (S3Object one in page.S3Objects ?? [])
            {
                // What was not asked for is of no dataset here.
                if (one.Key?.StartsWith(prefix, StringComparison.Ordinal) == true)
                {
                    yield return new ListedObject(
                        one.Key, one.ETag ?? "", one.Size ?? 0, one.LastModified?.ToUniversalTime() ?? default);
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (next is not null && !seen.Add(next))
            {
                throw new StoreException($"{_address.Root}: {Endpoint} lists the same names without end");
            }
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void RequireSize(string key, long bytes)
    {
        if (bytes is < 0 or > ObjectBytesMax)
        {
            throw new StoreException($"{_address.PathOf(key)}: {bytes} bytes; one PUT takes {ObjectBytesMax} at most: "
                + "give fewer shards.samples_per_segment, or a folder of a disk");
        }
    }

    // What the header Content-MD5 is for: bytes that are damaged on their way are refused.
    [SuppressMessage("Security", "CA5351", Justification = "A checksum that every S3 server knows; not for secrecy")]
    private static string ContentMd5(Stream bytes) => Convert.ToBase64String(MD5.HashData(bytes));

    // Never more than was announced, and never less.
    private static async Task TakeAsync(Stream body, long bytes, string path, CancellationToken cancel)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[(int)Math.Min(Math.Max(bytes, 1), BufferBytes)];
            long taken = 0;
            int count;
            while ((count = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0 && taken <= bytes)
            {
                taken += count;
                await file.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
            }

            if (taken != bytes)
            {
                throw new HttpIOException(
                    HttpRequestError.ResponseEnded, $"{taken} bytes came of {bytes} that were announced");
            }
        }
    }

    private T Try<T>(string key, TimeSpan time, Func<CancellationToken, Task<T>> request) =>
        Try(key, time, _patience.Tries, request);

    private T Try<T>(string key, TimeSpan time, int tries, Func<CancellationToken, Task<T>> request)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var limit = new CancellationTokenSource(time);
                return request(limit.Token).GetAwaiter().GetResult();
            }
            catch (Exception error) when (attempt < tries && MayPass(error))
            {
                Thread.Sleep(_patience.PauseAfter(attempt));
            }
            catch (Exception error) when (error is AmazonServiceException or AmazonClientException
                or HttpRequestException or IOException { InnerException: not null } or HttpIOException
                or OperationCanceledException or System.Xml.XmlException)
            {
                throw BucketFault.Refused(_address.PathOf(key).TrimEnd('/'), _address.Bucket, Endpoint, attempt, error);
            }
        }
    }

    // A disk that is full is no fault of the store.
    private static bool MayPass(Exception error) =>
        BucketFault.MayPass(error) && error is not IOException { InnerException: null } or HttpIOException;
}
