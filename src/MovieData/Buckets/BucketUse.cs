namespace MovieData.Buckets;

/// <summary>What a command does with a dataset in a bucket.</summary>
public enum BucketUse
{
    /// <summary>It is read; what a listing told stands until the end.</summary>
    Read,

    /// <summary>It is read to be checked: no copy of an earlier process is taken for it.</summary>
    Check,

    /// <summary>It is written to: the store must write only if absent, which is tried first.</summary>
    Write,
}
