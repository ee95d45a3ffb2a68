using System.Collections.Concurrent;
using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>
/// A dataset in a bucket of an object store. A file is written on a local disk, then published by one PUT that writes
/// only if nobody has the name (<c>If-None-Match: *</c>): the same promise as that of a link on a disk. What is read is
/// copied to a local disk as a whole (<see cref="BucketCopies"/>).
/// </summary>
/// <remarks>
/// Stores answer alike after a write, whoever asks (S3, Ceph and MinIO do). An object that was seen is taken to stand
/// until this process deletes it, and by who only reads to have the same bytes; that none is there is asked each time.
/// Thread-safe.
/// </remarks>
public sealed class BucketStore : IDatasetStore
{
    private readonly BucketAddress _address;
    private readonly BucketClient _client;
    private readonly BucketCopies _copies;
    private readonly BucketUse _use;
    private readonly ConcurrentDictionary<string, ListedObject> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<bool>> _listed = new(StringComparer.Ordinal);

    private BucketStore(BucketAddress address, BucketClient client, BucketCopies copies, BucketUse use) =>
        (_address, _client, _copies, _use) = (address, client, copies, use);

    /// <inheritdoc/>
    public string Root => _address.Root;

    /// <inheritdoc/>
    public string Beside => Path.GetFullPath(_address.Name);

    /// <summary>Opens a place in a store: it is there, and lets this machine in; for writing, it writes if absent.
    /// </summary>
    /// <param name="word"><c>s3://bucket/prefix</c>. Server, region and credentials are those that the AWS SDK finds:
    /// AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE and the others.</param>
    /// <param name="use">What it is opened for.</param>
    /// <exception cref="LedgerException">It cannot be used so; one line says why.</exception>
    public static BucketStore Open(string word, BucketUse use) =>
        Open(word, use, null, new BucketPatience(), BucketCopies.DefaultFolder, BucketCopies.BytesMaxDefault);

    /// <summary>The same with everything stated.</summary>
    internal static BucketStore Open(
        string word, BucketUse use, BucketEndpoint? endpoint, BucketPatience patience, string copies, long copyBytesMax)
    {
        var address = BucketAddress.Parse(word);
        var ofCopies = new BucketCopies(copies, copyBytesMax, ownOnly: use == BucketUse.Check);

        // Whoever is not there, or lets nobody in, is told at once.
        var first = patience with { Tries = Math.Min(3, patience.Tries) };
        using (var client = new BucketClient(address, first, endpoint))
        {
            _ = client.List(address.KeyOf($"{address.Root}/"), isDeep: false).Any();
            if (use == BucketUse.Write)
            {
                Publication.Guard(copies, () => ofCopies.Sweep());
                ConditionProbe.Run(address, client, ofCopies);
            }
        }

        return new BucketStore(address, new BucketClient(address, patience, endpoint), ofCopies, use);
    }

    /// <inheritdoc/>
    public bool Exists(string path) => LengthOf(path) is not null;

    /// <inheritdoc/>
    public long? LengthOf(string path)
    {
        string key = _address.KeyOf(path);
        return Seen(key) is { } seen ? seen.Bytes
            : _client.Head(key) is { } found ? Remember(found).Bytes
            : null;
    }

    /// <inheritdoc/>
    public FileStream Open(string path, int bufferBytes = 0)
    {
        string key = _address.KeyOf(path);
        if (_use != BucketUse.Write && Seen(key) is { } seen
            && _copies.TryOpen(PlaceOf(key), seen.ETag, seen.Bytes, bufferBytes) is { } known)
        {
            return known;
        }

        // The answer's head tells which bytes these are: often they are here already.
        FileStream? copy = null;
        string? temporary = null;
        try
        {
            ListedObject found = _client.Get(key, one =>
            {
                copy?.Dispose();
                copy = _copies.TryOpen(PlaceOf(key), one.ETag, one.Bytes, bufferBytes);
                return copy is not null ? null : temporary ??= _copies.Temporary(Path.GetFileName(key));
            }) ?? throw new FileNotFoundException($"there is no such object at {_client.Endpoint}", path);
            Remember(found);
            return copy ?? _copies.Add(temporary!, PlaceOf(key), found.ETag, bufferBytes);
        }
        catch
        {
            copy?.Dispose();
            throw;
        }
        finally
        {
            if (temporary is not null)
            {
                Publication.TryDelete(temporary);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Files(string home) =>
        _client.List(_address.KeyOf(home) + "/", isDeep: false).Where(IsFile).Select(PathOf);

    /// <summary>All that is below is looked at: a thousand names cost one request, a folder costs one, too.</summary>
    public IEnumerable<string> Folders(string home)
    {
        string prefix = _address.KeyOf(home) + "/";
        return _client.List(prefix, isDeep: true).Where(IsFile).Select(one => FolderOf(one, prefix.Length))
            .OfType<string>().Distinct(StringComparer.Ordinal).Select(name => $"{home}/{name}");

        string? FolderOf(ListedObject one, int start)
        {
            Remember(one);
            int slash = one.Key.IndexOf('/', start);
            return slash > start ? one.Key[start..slash] : null;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> FilesBelow(string home, Func<string, bool> isPlace) =>
        _client.List(_address.KeyOf(home) + "/", isDeep: true).Where(IsFile).Select(PathOf);

    /// <inheritdoc/>
    public string Temporary(string final) => _copies.Temporary(Path.GetFileName(final));

    /// <inheritdoc/>
    public bool PublishIfAbsent(string temporary, string final)
    {
        string name = Path.GetFileName(final);
        Publication.Step($"publish {name}");
        PutAnswer answer = _client.Put(temporary, _address.KeyOf(final), ifAbsent: true);

        // After a doubt the object that is there may be the one that a lost answer was of.
        bool isOurs = answer == PutAnswer.Written
            || (answer == PutAnswer.TakenAfterDoubt
                && RunLedger.DigestOf(this, final) == RunLedger.DigestOf(temporary));
        Publication.Step($"unlink temporary of {name}");
        Publication.Guard(temporary, () => File.Delete(temporary));
        return isOurs;
    }

    /// <inheritdoc/>
    public void Replace(string temporary, string final)
    {
        Publication.Step($"replace {Path.GetFileName(final)}");
        string key = _address.KeyOf(final);
        _client.Put(temporary, key, ifAbsent: false);
        _seen.TryRemove(key, out _);
        Publication.Guard(temporary, () => File.Delete(temporary));
    }

    /// <summary>Nothing: an object that is there is durable.</summary>
    public void Adopt(string path)
    {
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        string key = _address.KeyOf(path);
        Publication.Step($"delete {Path.GetFileName(path)}");
        _client.Delete(key);
        _seen.TryRemove(key, out _);
    }

    /// <inheritdoc/>
    public Stream OpenLog(string path) =>
        new UploadedLog(_copies.Temporary(Path.GetFileName(path)), _client, _address.KeyOf(path));

    /// <summary>Temporary files lie on this machine's disk alone; of others only what trials left is swept.</summary>
    public int Sweep(IEnumerable<string> homes)
    {
        int swept = 0;
        Publication.Guard(Root, () => swept = _copies.Sweep());
        return swept + ConditionProbe.Sweep(_address, _client);
    }

    private static bool IsFile(ListedObject one) => !one.Key.EndsWith('/');

    private string PathOf(ListedObject one) => _address.PathOf(Remember(one).Key);

    private string PlaceOf(string key) => $"{_client.Endpoint}\n{_address.Bucket}\n{key}";

    private ListedObject Remember(ListedObject one) => _seen[one.Key] = one;

    // Who reads will ask for all names of a part: they are listed once, a thousand a request.
    private ListedObject? Seen(string key)
    {
        if (!_seen.TryGetValue(key, out ListedObject seen) && _use != BucketUse.Write)
        {
            int start = _address.Prefix.Length == 0 ? 0 : _address.Prefix.Length + 1;
            int slash = key.IndexOf('/', start);
            if (slash > 0)
            {
                _ = _listed.GetOrAdd(key[..(slash + 1)], part => new Lazy<bool>(
                    () => _client.List(part, isDeep: true).Where(IsFile).Select(Remember).LongCount() >= 0)).Value;
                _seen.TryGetValue(key, out seen);
            }
        }

        return seen.Key is null ? null : seen;
    }
}
