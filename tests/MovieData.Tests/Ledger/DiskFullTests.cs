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
        using var temporary = new TemporaryFolder();
        int size = StepKb;
        Skips.Unless(
            Run("mount", "-t", "tmpfs", "-o", $"size={size}k", "tmpfs", temporary.Path) == 0, Skips.Mount);

        try
        {
            int failures = 0;
            bool fits = false;
            for (; !fits && size < KbMax; size += StepKb)
            {
                Assert.Equal(0, Run("mount", "-o", $"remount,size={size}k", temporary.Path));
                fits = TryExtract(new OutputFolder(temporary.Path));
                failures += fits ? 0 : 1;
            }

            Assert.True(fits);
            Assert.InRange(failures, 5, KbMax / StepKb);
            Assert.Equal(SimulatedKill.Snapshot(unbroken.Path), SimulatedKill.Snapshot(temporary.Path));
            Assert.Empty(Directory.GetFiles(temporary.Path, ".tmp-*", SearchOption.AllDirectories));
        }
        finally
        {
            Run("umount", temporary.Path);
        }
    }

    /// <summary>The log is a courtesy: a disk that has no room for it fails nothing, not at its end either.</summary>
    [Fact]
    public void EventLog_DiskFull_ClosesWithoutAWord()
    {
        using var temporary = new TemporaryFolder();
        Skips.Unless(
            Run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", temporary.Path) == 0, Skips.Mount);

        try
        {
            using var log = new EventLog(new OutputFolder(temporary.Path));
            for (int line = 0; line < 1000; line++)
            {
                log.Write("line");
            }
        }
        finally
        {
            Run("umount", temporary.Path);
        }
    }

    /// <summary>The picture that was there stays, and no part of the new one.</summary>
    [Fact]
    public void PngWriter_DiskFull_LeavesTheFormerFile()
    {
        using var temporary = new TemporaryFolder();
        Skips.Unless(
            Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", temporary.Path) == 0, Skips.Mount);

        try
        {
            using var small = new Plane<byte>(8, 8);
            using var large = new Plane<byte>(512, 512);
            new Random(1).NextBytes(large.Bytes);
            PngWriter.Write(temporary["a.png"], small);
            byte[] former = File.ReadAllBytes(temporary["a.png"]);

            PictureException error =
                Assert.Throws<PictureException>(() => PngWriter.Write(temporary["a.png"], large));

            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            Assert.Equal([temporary["a.png"]], Directory.GetFiles(temporary.Path));
            Assert.Equal(former, File.ReadAllBytes(temporary["a.png"]));
            Assert.Throws<PictureException>(() => PngWriter.Write(temporary["none/a.png"], small));
        }
        finally
        {
            Run("umount", temporary.Path);
        }
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
}
