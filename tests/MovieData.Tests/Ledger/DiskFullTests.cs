using System.Diagnostics;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Tests.Shards;
using EventLog = MovieData.Ledger.EventLog;

namespace MovieData.Tests.Ledger;

/// <summary>A real disk that is really full: a small tmpfs that grows until the work fits (needs root).</summary>
public class DiskFullTests
{
    private const int StepKb = 16;
    private const int KbMax = 1024;

    [Fact]
    public void Extract_DiskFullAtEveryWrite_OneClearLineAndTheSameBytesInTheEnd()
    {
        using var unbroken = new TemporaryFolder();
        TestDataset.Make(unbroken.Path, segments: 2);
        int size = StepKb;
        using var disk = new SmallDisk(size);
        int failures = 0;
        bool fits = false;
        for (; !fits && size < KbMax; size += StepKb)
        {
            Assert.Equal(0, Run("mount", "-o", $"remount,size={size}k", disk.Folder.Path));
            fits = TryExtract(new OutputFolder(disk.Folder.Path));
            failures += fits ? 0 : 1;
        }

        Assert.True(fits);
        Assert.InRange(failures, 5, KbMax / StepKb);
        Assert.Equal(SimulatedKill.Snapshot(unbroken.Path), SimulatedKill.Snapshot(disk.Folder.Path));
        Assert.Empty(Directory.GetFiles(disk.Folder.Path, ".tmp-*", SearchOption.AllDirectories));
    }

    /// <summary>The log is a courtesy: a disk that has no room for it fails nothing, not at its end either.</summary>
    [Fact]
    public void EventLog_DiskFull_ClosesWithoutAWord()
    {
        using var disk = new SmallDisk(kb: 8);
        using var log = new EventLog(new OutputFolder(disk.Folder.Path));
        for (int line = 0; line < 1000; line++)
        {
            log.Write("line");
        }
    }

    /// <summary>The picture that was there stays, and no part of the new one.</summary>
    [Fact]
    public void PngWriter_DiskFull_LeavesTheFormerFile()
    {
        using var disk = new SmallDisk(kb: 64);
        string file = disk.Folder["a.png"];
        using var small = new Plane<byte>(8, 8);
        using var large = new Plane<byte>(512, 512);
        new Random(1).NextBytes(large.Bytes);
        PngWriter.Write(file, small);
        byte[] former = File.ReadAllBytes(file);

        PictureException error = Assert.Throws<PictureException>(() => PngWriter.Write(file, large));

        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(disk.Folder.Path));
        Assert.Equal(former, File.ReadAllBytes(file));
        Assert.Throws<PictureException>(() => PngWriter.Write(disk.Folder["none/a.png"], small));
    }

    private static bool TryExtract(OutputFolder folder)
    {
        try
        {
            TestDataset.Plan(folder, segments: 2);
            TestRows.Extract(folder, TestRows.Segment("film", 0, 8));
            TestRows.Extract(folder, TestRows.Segment("film", 1, 8));
            return true;
        }
        catch (LedgerException error)
        {
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>A folder that is a small disk of its own; the test is skipped where none can be mounted.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(int kb)
        {
            bool isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={kb}k", "tmpfs", Folder.Path) == 0;
            if (!isMounted)
            {
                Folder.Dispose();
            }

            Skips.Unless(isMounted, Skips.Mount);
        }

        public TemporaryFolder Folder { get; } = new();

        public void Dispose()
        {
            Run("umount", Folder.Path);
            Folder.Dispose();
        }
    }
}
