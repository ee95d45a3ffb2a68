using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>
/// Gives finished files their names so that a reader, or a crash, sees a whole file or none: write under a temporary
/// name in the same folder, flush, link if absent, flush the folder (CONTRACT.md, "Output folder").
/// </summary>
public static class Publication
{
    /// <summary>
    /// Called before each step of a commit with its name; tests throw here to stand for a kill at that moment.
    /// </summary>
    internal static AsyncLocal<Action<string>?> BeforeStep { get; } = new();

    /// <summary>Makes a folder and flushes the folder that now names it, up to one that existed.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            MakeFolder(parent);
        }

        Guard(folder, () =>
        {
            Directory.CreateDirectory(folder);
            if (parent is not null)
            {
                DurableFiles.FlushFolder(parent);
            }
        });
    }

    /// <summary>
    /// Publishes a temporary file that is complete and flushed. The temporary name is gone afterwards.
    /// </summary>
    /// <returns>True when our file has the name; false when somebody else's file had it first and stays.</returns>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static bool PublishIfAbsent(string temporary, string final)
    {
        Step($"publish {Path.GetFileName(final)}");
        bool ours = false;
        Guard(final, () =>
        {
            ours = DurableFiles.LinkIfAbsent(temporary, final);
            Step($"flush folder of {Path.GetFileName(final)}");
            DurableFiles.FlushFolder(Path.GetDirectoryName(final)!);
            Step($"unlink temporary of {Path.GetFileName(final)}");
            File.Delete(temporary);
        });
        return ours;
    }

    /// <summary>Writes bytes under a temporary name, flushes and publishes them.</summary>
    /// <param name="store">What is to hold them.</param>
    /// <param name="final">Path in the store.</param>
    /// <param name="bytes">The whole file.</param>
    /// <returns>True when our bytes have the name; false when somebody else's file had it first and stays.</returns>
    /// <exception cref="LedgerException">The store refused.</exception>
    public static bool PublishIfAbsent(IDatasetStore store, string final, ReadOnlySpan<byte> bytes)
    {
        string temporary = WriteTemporary(store, final, bytes);
        try
        {
            return store.PublishIfAbsent(temporary, final);
        }
        catch (LedgerException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Writes bytes under a temporary name, flushes them, and puts them in the place of what is there.
    /// </summary>
    /// <param name="store">What is to hold them.</param>
    /// <param name="final">Path in the store.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="LedgerException">The store refused.</exception>
    public static void Replace(IDatasetStore store, string final, ReadOnlySpan<byte> bytes)
    {
        string temporary = WriteTemporary(store, final, bytes);
        try
        {
            store.Replace(temporary, final);
        }
        catch (LedgerException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Puts a complete and flushed temporary file in the place of what is there.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void Replace(string temporary, string final)
    {
        Step($"replace {Path.GetFileName(final)}");
        Guard(final, () =>
        {
            File.Move(temporary, final, overwrite: true);
            DurableFiles.FlushFolder(Path.GetDirectoryName(final)!);
        });
    }

    /// <summary>Deletes a file, if it is there, and flushes its folder.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            Step($"delete {Path.GetFileName(path)}");
            Guard(path, () =>
            {
                File.Delete(path);
                DurableFiles.FlushFolder(Path.GetDirectoryName(path)!);
            });
        }
    }

    /// <summary>Runs a step of disk work and turns its failure into one clear line.</summary>
    /// <exception cref="LedgerException">The disk refused: full, read-only, gone.</exception>
    public static void Guard(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, error);
        }
    }

    internal static LedgerException Refused(string path, Exception error) =>
        new(
            $"cannot write {path}: {error.Message.TrimEnd('.')}; free or repair the disk and run the same command "
                + "again",
            error);

    internal static void Step(string name) => BeforeStep.Value?.Invoke(name);

    private static string WriteTemporary(IDatasetStore store, string final, ReadOnlySpan<byte> bytes)
    {
        string temporary = store.Temporary(final);
        Step($"write {Path.GetFileName(final)}");
        try
        {
            using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw Refused(final, error);
        }

        return temporary;
    }

    /// <summary>
    /// Removes a temporary file after a failure; a disk that refuses even that leaves it to the sweep.
    /// </summary>
    internal static void TryDelete(string temporary)
    {
        Step("discard");
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is being reported; the leftover is swept by a later run.
        }
    }
}
