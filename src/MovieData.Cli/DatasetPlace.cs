using MovieData.Buckets;
using MovieData.Ledger;

namespace MovieData.Cli;

/// <summary>A word for a dataset: a folder, or <c>s3://bucket/prefix</c>.</summary>
internal static class DatasetPlace
{
    /// <summary>Opens the place, which need not hold a dataset. A folder is not touched; a bucket must be there.
    /// </summary>
    /// <exception cref="LedgerException">It cannot be used so.</exception>
    public static OutputFolder Open(string word, BucketUse use) =>
        IsBucket(word) ? new OutputFolder(BucketStore.Open(word, use)) : new OutputFolder(word);

    /// <summary>Proves that a place can be written to, and opens it.</summary>
    /// <param name="flag">The flag that names it.</param>
    /// <param name="word">The place.</param>
    /// <exception cref="MovieDataException">It cannot.</exception>
    public static OutputFolder OpenToWrite(string flag, string word)
    {
        if (!IsBucket(word))
        {
            PathFlags.RequireWritable(flag, word);
        }

        return Open(word, BucketUse.Write);
    }

    /// <summary>True for a place in an object store. Another kind of address is refused: it is no folder's name.
    /// </summary>
    /// <exception cref="MovieDataException">It is such an address.</exception>
    public static bool IsBucket(string word)
    {
        int colon = word.IndexOf("://", StringComparison.Ordinal);
        return BucketAddress.IsOne(word) ? true
            : colon > 0 && word[..colon].All(char.IsAsciiLetterOrDigit)
                ? throw new MovieDataException($"{word}: expected a folder or {BucketAddress.Form}")
            : false;
    }
}
