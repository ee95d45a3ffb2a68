using MovieData.Ledger;

namespace MovieData.Buckets;

/// <summary>
/// The trial that a store passes before a dataset is written to it: the same object is written twice, if absent, and
/// the second time must be refused. Stores that ignore the condition would let two processes write one segment.
/// </summary>
internal static class ConditionProbe
{
    /// <summary>Tries a store; nothing of it stays.</summary>
    /// <exception cref="StoreException">It ignores the condition, or refuses to write or delete.</exception>
    public static void Run(BucketAddress address, BucketClient client, BucketCopies copies)
    {
        string file = copies.Temporary("trial");
        string key = address.KeyOf($"{address.Root}/{Path.GetFileName(file)}");
        try
        {
            Publication.Guard(
                file, () => File.WriteAllText(file, "movie-data tries whether this store writes if absent\n"));
            PutAnswer first = client.Put(file, key, ifAbsent: true);
            PutAnswer second = first == PutAnswer.Taken ? first : client.Put(file, key, ifAbsent: true);
            client.Delete(key);
            if (first == PutAnswer.Taken || second == PutAnswer.Written)
            {
                string does = first == PutAnswer.Taken ? "says of a free name that it is taken"
                    : "ignores If-None-Match: an object that was there was written over";
                throw new StoreException($"{address.Root}: {client.Endpoint} {does}: processes would overwrite each "
                    + "other's work: give a store that writes if absent (S3, Ceph, MinIO do), or a folder of a disk");
            }
        }
        finally
        {
            Publication.TryDelete(file);
        }
    }

    /// <summary>Deletes what killed processes left of trials.</summary>
    /// <returns>How many.</returns>
    public static int Sweep(BucketAddress address, BucketClient client)
    {
        string[] left =
        [
            .. client.List(address.KeyOf($"{address.Root}/{TemporaryName.Prefix}"), isDeep: false)
                .Where(one => TemporaryName.IsLeftover(one.Key, () => one.Modified)).Select(one => one.Key),
        ];
        foreach (string key in left)
        {
            client.Delete(key);
        }

        return left.Length;
    }
}
