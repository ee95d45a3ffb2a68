using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>A file of a segment that is complete and flushed but not yet published.</summary>
/// <param name="TemporaryPath">Where it lies (<see cref="IDatasetStore.Temporary"/>).</param>
/// <param name="Receipt">What it will be.</param>
public sealed record UnpublishedFile(string TemporaryPath, FileReceipt Receipt);

/// <summary>
/// What is done in an output folder, and the commit of what is about to be. The truth is the set of entries on disk:
/// nothing is kept in memory, so any number of processes work on one folder.
/// </summary>
/// <remarks>
/// Order of a commit: shard, frames, entry; each is published if absent, its folder flushed before the next. A shard
/// or frames file without an entry is an orphan of an interrupted commit: equal bytes are adopted, others replaced.
/// Two processes on one segment write equal bytes (CONTRACT.md, "Equal bytes"), so whoever comes second finds his own
/// work done. No lock is taken: that is safe on network disks, and the price is that processes that are on one segment
/// at the same moment all make it (partitions keep them apart).
/// </remarks>
public sealed class RunLedger(OutputFolder folder)
{
    private readonly IDatasetStore _store = folder.Store;

    /// <summary>The folder.</summary>
    public OutputFolder Folder => folder;

    /// <summary>True when the segment has an entry.</summary>
    public bool IsDone(string film, int segment) => _store.Exists(folder.Entry(film, segment));

    /// <summary>Segments of a film that have an entry, by one look at its folder.</summary>
    /// <exception cref="LedgerException">The folder cannot be read.</exception>
    public HashSet<int> Done(string film) => Numbers(folder.Ledger(film));

    /// <summary>Segments of a film that have a record of a failure; those with an entry are done all the same.
    /// </summary>
    /// <exception cref="LedgerException">The folder cannot be read.</exception>
    public HashSet<int> Failures(string film) => Numbers(folder.Failures(film));

    /// <summary>Commits a segment.</summary>
    /// <param name="entry">Its record, with the receipts of the files.</param>
    /// <param name="shard">The shard; null when nothing was accepted.</param>
    /// <param name="frames">The frames file.</param>
    /// <returns>True when this call committed; false when another process had, with equal bytes.</returns>
    /// <exception cref="LedgerException">
    /// The disk refused; or another process committed other bytes (the promise of equal bytes is broken: the message
    /// names both digests).
    /// </exception>
    public bool Commit(SegmentEntry entry, UnpublishedFile? shard, UnpublishedFile frames)
    {
        byte[] bytes = SealedJson.Seal(entry.ToJson());
        string final = folder.Entry(entry.Film, entry.Segment);
        if (_store.Exists(final))
        {
            Discard(shard, frames);
            CompareWithOther(entry, final, bytes);
            return false;
        }

        if (shard is null)
        {
            // An orphan of an interrupted commit under other circumstances would otherwise pass for data.
            _store.Delete(folder.Absolute(OutputFolder.ShardName(entry.Split, entry.Film, entry.Segment)));
        }
        else
        {
            PublishOrAdopt(entry, shard);
        }

        PublishOrAdopt(entry, frames);
        if (!Publication.PublishIfAbsent(_store, final, bytes))
        {
            CompareWithOther(entry, final, bytes);
            return false;
        }

        _store.Delete(folder.Failure(entry.Film, entry.Segment));
        return true;
    }

    /// <summary>
    /// Records that a segment failed; status counts it until it succeeds. Outside the promise of bytes.
    /// </summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void RecordFailure(string film, int segment, string error, string message, int attempts) =>
        Publication.Replace(
            _store,
            folder.Failure(film, segment),
            SealedJson.Seal(new JsonObject
            {
                ["film"] = film,
                ["segment"] = segment,
                ["error"] = error,
                ["message"] = message,
                ["attempts"] = attempts,
            }));

    /// <summary>True when the last word on the segment is a failure.</summary>
    public bool IsFailed(string film, int segment) =>
        !IsDone(film, segment) && _store.Exists(folder.Failure(film, segment));

    /// <summary>
    /// Removes a segment's entry, then its files, so that the next extract makes just this segment again.
    /// Entry first: whatever interrupts this leaves orphans, never an entry without files.
    /// </summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Withdraw(string film, int segment)
    {
        _store.Delete(folder.Entry(film, segment));
        foreach (string split in OutputFolder.Splits)
        {
            _store.Delete(folder.Absolute(OutputFolder.ShardName(split, film, segment)));
        }

        _store.Delete(folder.Absolute(OutputFolder.FramesName(film, segment)));
    }

    /// <summary>Deletes temporary files of processes that are gone (<see cref="TemporaryName.Sweep"/>).</summary>
    /// <returns>How many.</returns>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public int SweepTemporaryFiles()
    {
        string[] homes =
        [
            folder.Root, Path.Combine(folder.Root, "frames"), folder.Log, folder.SegmentSizes,
            .. OutputFolder.Splits.Select(split => Path.Combine(folder.Root, "data", split)),
        ];
        string[] parents = [folder.Films, folder.Ledgers, Path.Combine(folder.Log, "failed")];
        return _store.Sweep(homes.Concat(parents.SelectMany(_store.Folders)));
    }

    private HashSet<int> Numbers(string home)
    {
        try
        {
            return [.. _store.Files(home).Select(OutputFolder.SegmentOf).OfType<int>()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{home}: {error.Message}", error);
        }
    }

    private void PublishOrAdopt(SegmentEntry entry, UnpublishedFile file)
    {
        string final = folder.Absolute(file.Receipt.Name);
        if (!_store.Exists(final))
        {
            if (!_store.PublishIfAbsent(file.TemporaryPath, final) && DigestOf(_store, final) != file.Receipt.Sha256)
            {
                throw OtherBytes(final, file.Receipt.Sha256);
            }

            return;
        }

        if (DigestOf(_store, final) == file.Receipt.Sha256)
        {
            Publication.TryDelete(file.TemporaryPath);
            _store.Adopt(final);
        }
        else if (!IsDone(entry.Film, entry.Segment))
        {
            _store.Replace(file.TemporaryPath, final);
        }
    }

    private void CompareWithOther(SegmentEntry entry, string path, byte[] mine)
    {
        byte[] theirs = [];
        Publication.Guard(path, () =>
        {
            using FileStream file = _store.Open(path);
            theirs = RegularFile.ReadAllBytes(file, SealedJson.BytesMax);
        });
        if (!theirs.AsSpan().SequenceEqual(mine))
        {
            throw OtherBytes(path, entry.Shard?.Sha256 ?? "none");
        }
    }

    private static LedgerException OtherBytes(string path, string ours) => new(
        $"{path}: another process committed this segment with other bytes than ours (sha256 {ours}): same film, "
        + "pipeline, models and platform must give the same bytes; run verify, and report this as a bug");

    private static void Discard(UnpublishedFile? shard, UnpublishedFile frames)
    {
        if (shard is not null)
        {
            Publication.TryDelete(shard.TemporaryPath);
        }

        Publication.TryDelete(frames.TemporaryPath);
    }

    /// <summary>sha256 of a file, lower-case hex.</summary>
    /// <exception cref="LedgerException">The file cannot be read.</exception>
    public static string DigestOf(string path) => DigestOf(path, () => RegularFile.Open(path, 1 << 20));

    /// <summary>sha256 of a file of a dataset, lower-case hex.</summary>
    /// <exception cref="LedgerException">The file cannot be read, or the store gave no answer.</exception>
    public static string DigestOf(IDatasetStore store, string path) => DigestOf(path, () => store.Open(path, 1 << 20));

    private static string DigestOf(string path, Func<FileStream> open)
    {
        try
        {
            using FileStream file = open();
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{path}: {error.Message}", error);
        }
    }
}
