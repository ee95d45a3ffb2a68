using System.Diagnostics;
using System.Globalization;
using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Scratch;

/// <summary>
/// Copies of films on a disk of this machine, shared by all of its processes: each is copied once, under a temporary
/// name, and gets its own by one rename, so that a killed process leaves nothing that is taken for whole. Whatever the
/// disk refuses is no fault of the run, which then reads the film where it lies.
/// </summary>
/// <remarks>
/// Locks are places of one file and end with their process: one while a film is copied, a shared one while it is in
/// use, and one for the room of the whole disk. Safe for many threads.
/// </remarks>
/// <param name="folder">The folder; other files in it are left alone.</param>
/// <param name="bytesMax">Bytes of all copies together; null: what the disk has, but for <see cref="FreeBytesMin"/>.
/// </param>
/// <param name="say">Hears what is copied, and why a film is not.</param>
public sealed class FilmScratch(string folder, long? bytesMax, Action<string> say)
{
    /// <summary>Bytes that stay free on the disk, for the temporary files of everybody else.</summary>
    public const long FreeBytesMin = 1_000_000_000;

    private const int BufferBytes = 4 << 20;
    private const long RoomPlace = 0;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly FilmIndices _indices = new();

    private string LockFile => Path.Combine(folder, "movie-data-locks");

    /// <summary>A source's files on this disk; copied now, if they are not there.</summary>
    /// <param name="source">Its files where they lie.</param>
    /// <param name="cancel">Stops waiting and copying.</param>
    /// <returns>To be disposed when it is read no more; null: it is to be read where it lies, which was said.</returns>
    /// <exception cref="FilmException">A file changed since it was looked at.</exception>
    public StagedFiles? Take(ScratchSource source, CancellationToken cancel)
    {
        var copy = ScratchName.Of(source.Stamp);
        try
        {
            Directory.CreateDirectory(folder);
            if (TakeOnce(source, copy, cancel) is { } staged)
            {
                return staged;
            }

            // It is there and damaged: somebody else's hand, for our own copies are whole.
            return (TryRemove(copy) ? TakeOnce(source, copy, cancel) : null) ?? Refuse(source, "its copy is damaged");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refuse(source, error.Message.TrimEnd('.'));
        }
        catch (NoRoomException error)
        {
            return Refuse(source, error.Message);
        }
    }

    // Null: its copy is there, and not what it was.
    private StagedFiles? TakeOnce(ScratchSource source, ScratchName copy, CancellationToken cancel)
    {
        RangeLock use = Wait(copy.UsePlace, isShared: true, cancel);
        bool isTaken = false;
        try
        {
            string home = Path.GetFullPath(Path.Combine(folder, copy.Name));
            if (!Directory.Exists(home))
            {
                Copy(source, copy, cancel);
            }

            // What was used last goes last.
            Directory.SetLastWriteTimeUtc(home, DateTime.UtcNow);
            isTaken = source.IsWholeIn(home);
            return isTaken ? new StagedFiles(source, home, _indices, use) : null;
        }
        finally
        {
            if (!isTaken)
            {
                use.Dispose();
            }
        }
    }

    private void Copy(ScratchSource source, ScratchName copy, CancellationToken cancel)
    {
        using RangeLock copying = Wait(copy.CopyPlace, isShared: false, cancel);
        string home = Path.Combine(folder, copy.Name);
        if (Directory.Exists(home))
        {
            return;    // another process was first
        }

        // Under our lock nobody else is at this film: what lies here was left by a process that is gone.
        foreach (string left in Directory.EnumerateDirectories(folder, copy.TemporaryPattern))
        {
            Remove(left);
        }

        string temporary = Path.Combine(folder, copy.Temporary());
        using (Wait(RoomPlace, isShared: false, cancel))
        {
            MakeRoom(copy.Bytes);
            Directory.CreateDirectory(temporary);    // its name says how much room it will take
        }

        var watch = Stopwatch.StartNew();
        try
        {
            foreach ((string path, _, DateTime changedUtc) in source.Stamp.Files)
            {
                string to = source.PathIn(temporary, path);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                CopyFile(path, to, cancel);
                File.SetLastWriteTimeUtc(to, changedUtc);
            }

            // Whoever wrote to the film meanwhile changed its length or its time.
            source.Stamp.RequireSame();
            Directory.Move(temporary, home);
            DurableFiles.FlushFolder(folder);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{source.Id}: copied to {folder}: {copy.Bytes / 1e9:F3} GB in {watch.Elapsed.TotalSeconds:F1} s"));
    }

    private static void CopyFile(string from, string to, CancellationToken cancel)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        byte[] buffer = new byte[BufferBytes];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            target.Write(buffer, 0, read);
        }

        // Before the rename: what has its name is whole after the machine lost its power, too.
        target.Flush(flushToDisk: true);
    }

    // Removes films that nobody uses, the one used longest ago first, until there is room.
    private void MakeRoom(long bytes)
    {
        Sweep();
        (string Path, ScratchName Copy)[] all =
        [
            .. Directory.EnumerateDirectories(folder)
                .Select(path => (Path: path, Copy: ScratchName.Parse(Path.GetFileName(path))))
                .Where(pair => pair.Copy is not null).Select(pair => (pair.Path, pair.Copy!)),
        ];
        long used = all.Sum(pair => pair.Copy.Bytes);

        // What others are about to write is taken for not written yet.
        long pending = all.Where(pair => pair.Copy.IsTemporary).Sum(pair => pair.Copy.Bytes);
        long free = new DriveInfo(folder).AvailableFreeSpace - pending - FreeBytesMin;
        foreach ((string path, ScratchName copy) in all.Where(pair => !pair.Copy.IsTemporary)
            .OrderBy(pair => Directory.GetLastWriteTimeUtc(pair.Path)))
        {
            if (Fits())
            {
                return;
            }

            if (TryRemove(copy))
            {
                (used, free) = (used - copy.Bytes, free + copy.Bytes);
            }
        }

        if (!Fits())
        {
            throw new NoRoomException(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder} has no room for {bytes / 1e9:F3} GB: {(bytesMax ?? free + used) / 1e9:F3} GB are allowed, "
                + $"{used / 1e9:F3} GB of it in use"));
        }

        bool Fits() => (bytesMax is null || used + bytes <= bytesMax) && bytes <= free;
    }

    // What processes left that were killed while they copied or removed: nobody holds the lock of that film's copying.
    private void Sweep()
    {
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            if (ScratchName.Parse(Path.GetFileName(path)) is { IsTemporary: true } copy)
            {
                using RangeLock? copying = RangeLock.TryTake(LockFile, copy.CopyPlace, isShared: false);
                if (copying is not null)
                {
                    Remove(path);
                }
            }
        }
    }

    // Takes a copy away unless somebody reads it. First its name, so that nobody takes half of it for whole.
    private bool TryRemove(ScratchName copy)
    {
        using RangeLock? use = RangeLock.TryTake(LockFile, copy.UsePlace, isShared: false);
        string home = Path.Combine(folder, copy.Name);
        if (use is null || !Directory.Exists(home))
        {
            return use is not null;
        }

        string temporary = Path.Combine(folder, copy.Temporary());
        Directory.Move(home, temporary);
        Remove(temporary);
        return true;
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else removes it, too, or the disk refuses: a later sweep comes by.
        }
    }

    private RangeLock Wait(long place, bool isShared, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (RangeLock.TryTake(LockFile, place, isShared) is { } taken)
            {
                return taken;
            }

            cancel.WaitHandle.WaitOne(LookEvery);
        }
    }

    private StagedFiles? Refuse(ScratchSource source, string why)
    {
        say($"warning: {source.Id}: is read where it lies, not from --stage-dir: {why}");
        return null;
    }

    private sealed class NoRoomException(string message) : Exception(message);
}
