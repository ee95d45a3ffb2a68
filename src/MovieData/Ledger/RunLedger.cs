using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>A file of a segment that is complete and flushed but not yet published.</summary>
/// <param name="TemporaryPath">Where it lies, in the folder it will be published in.</param>
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
    /// <summary>The folder.</summary>
    public OutputFolder Folder => folder;

    /// <summary>True when the segment has an entry.</summary>
    public bool IsDone(string film, int segment) => File.Exists(folder.Entry(film, segment));

    /// <summary>Segments of a film that have an entry, by one look at its folder.</summary>
    /// <exception cref="LedgerException">The folder cannot be read.</exception>
    public HashSet<int> Done(string film)
    {
        string home = folder.Ledger(film);
        try
        {
            return Directory.Exists(home)
                ? [.. Directory.EnumerateFiles(home, "*.json").Select(OutputFolder.SegmentOf).OfType<int>()] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{home}: {error.Message}", error);
        }
    }

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
        if (File.Exists(final))
        {
            Discard(shard, frames);
            CompareWithOther(entry, final, bytes);
            return false;
        }

        if (shard is null)
        {
            // An orphan of an interrupted commit under other circumstances would otherwise pass for data.
            Publication.Delete(folder.Absolute(OutputFolder.ShardName(entry.Split, entry.Film, entry.Segment)));
        }
        else
        {
            PublishOrAdopt(entry, shard);
        }

        PublishOrAdopt(entry, frames);
        if (!Publication.PublishIfAbsent(final, bytes))
        {
            CompareWithOther(entry, final, bytes);
            return false;
        }

        Publication.Delete(folder.Failure(entry.Film, entry.Segment));
        return true;
    }

    /// <summary>
    /// Records that a segment failed; status counts it until it succeeds. Outside the promise of bytes.
    /// </summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void RecordFailure(string film, int segment, string error, string message, int attempts) =>
        Publication.Replace(
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
        !IsDone(film, segment) && File.Exists(folder.Failure(film, segment));

    /// <summary>
    /// Removes a segment's entry, then its files, so that the next extract makes just this segment again.
    /// Entry first: whatever interrupts this leaves orphans, never an entry without files.
    /// </summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Withdraw(string film, int segment)
    {
        Publication.Delete(folder.Entry(film, segment));
        foreach (string split in OutputFolder.Splits)
        {
            Publication.Delete(folder.Absolute(OutputFolder.ShardName(split, film, segment)));
        }

        Publication.Delete(folder.Absolute(OutputFolder.FramesName(film, segment)));
    }

    /// <summary>Deletes temporary files of processes that are gone (<see cref="TemporaryName.Sweep"/>).</summary>
    /// <returns>How many.</returns>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public int SweepTemporaryFiles()
    {
        int swept = 0;
        Publication.Guard(folder.Root, () =>
        {
            var folders = new List<string> { folder.Root, Path.Combine(folder.Root, "frames"), folder.Log };
            folders.AddRange(OutputFolder.Splits.Select(split => Path.Combine(folder.Root, "data", split)));
            foreach (string parent in (ReadOnlySpan<string>)
                [folder.Films, Path.Combine(folder.Root, "ledger"), Path.Combine(folder.Log, "failed")])
            {
                folders.AddRange(Directory.Exists(parent) ? Directory.EnumerateDirectories(parent) : []);
            }

            swept = folders.Sum(TemporaryName.Sweep);
        });
        return swept;
    }

    private void PublishOrAdopt(SegmentEntry entry, UnpublishedFile file)
    {
        string final = folder.Absolute(file.Receipt.Name);
        if (!File.Exists(final))
        {
            if (!Publication.PublishIfAbsent(file.TemporaryPath, final) && DigestOf(final) != file.Receipt.Sha256)
            {
                throw OtherBytes(final, file.Receipt.Sha256);
            }

            return;
        }

        if (DigestOf(final) == file.Receipt.Sha256)
        {
            Publication.TryDelete(file.TemporaryPath);

            // Its publisher may have died before flushing the folder.
            Publication.Guard(final, () => Native.DurableFiles.FlushFolder(Path.GetDirectoryName(final)!));
        }
        else if (!IsDone(entry.Film, entry.Segment))
        {
            Publication.Replace(file.TemporaryPath, final);
        }
    }

    private static void CompareWithOther(SegmentEntry entry, string path, byte[] mine)
    {
        byte[] theirs = [];
        Publication.Guard(path, () => theirs = RegularFile.ReadAllBytes(path, SealedJson.BytesMax));
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
    public static string DigestOf(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path, 1 << 20);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{path}: {error.Message}", error);
        }
    }
}
