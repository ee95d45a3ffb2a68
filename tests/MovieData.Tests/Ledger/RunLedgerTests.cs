using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Ledger;

public class RunLedgerTests
{
    [Fact]
    public void Commit_KilledBeforeEveryStepThenAgain_SameBytesOnce()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        using var unbroken = new TemporaryFolder();
        TestRows.Extract(new OutputFolder(unbroken.Path), segment);
        SortedDictionary<string, string> expected = SimulatedKill.Snapshot(unbroken.Path);
        bool died = true;
        int kills = 0;
        for (; died; kills++)
        {
            using var broken = new TemporaryFolder();
            var folder = new OutputFolder(broken.Path);
            died = SimulatedKill.Run(kills, () => TestRows.Extract(folder, segment)) > kills;

            bool done = new RunLedger(folder).IsDone("film", 0);
            Assert.True(!done || SimulatedKill.Snapshot(broken.Path).SequenceEqual(expected), $"kill {kills}");
            TestRows.Extract(folder, segment);
            Assert.Equal(expected, SimulatedKill.Snapshot(broken.Path));
        }

        // create ×2, write ×n, flush ×2, publish and flush folder of three files, …: none of them was skipped.
        Assert.InRange(kills, 15, 100);
    }

    [Fact]
    public async Task Commit_EightRacingOnOneSegment_OneEntryAndEqualBytes()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        using var alone = new TemporaryFolder();
        TestRows.Extract(new OutputFolder(alone.Path), segment);
        for (int round = 0; round < 5; round++)
        {
            using var shared = new TemporaryFolder();
            var folder = new OutputFolder(shared.Path);
            using var start = new Barrier(8);
            bool[] committed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    using var writer = new SegmentWriter(folder, segment, "train", TestRows.Digests);
                    TestRows.AddAll(writer, segment);
                    using FinishedSegment finished = writer.Complete();
                    start.SignalAndWait();
                    return finished.Commit(new RunLedger(folder));
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Equal(1, committed.Count(ours => ours));
            Assert.Equal(SimulatedKill.Snapshot(alone.Path), SimulatedKill.Snapshot(shared.Path));
            Assert.Empty(Directory.GetFiles(shared.Path, ".tmp-*", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void Commit_OrphansOfOtherBytes_AreReplaced()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        using var temporary = new TemporaryFolder();
        Directory.CreateDirectory(temporary["data/train"]);
        Directory.CreateDirectory(temporary["frames"]);
        File.WriteAllText(temporary["data/train/film-00000.parquet"], "half");
        File.WriteAllText(temporary["frames/film-00000.parquet"], "other");

        Assert.True(TestRows.Extract(new OutputFolder(temporary.Path), segment));

        SegmentEntry entry = SegmentEntry.Read(new OutputFolder(temporary.Path), "film", 0);
        Assert.Equal(entry.Shard!.Sha256, RunLedger.DigestOf(temporary[entry.Shard.Name]));
        Assert.Equal(entry.Frames.Sha256, RunLedger.DigestOf(temporary[entry.Frames.Name]));
    }

    [Fact]
    public void Commit_SegmentThatHasAnEntry_LeavesItsFilesAlone()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        TestRows.Extract(folder, segment);
        File.WriteAllText(temporary["data/train/film-00000.parquet"], "damaged later");

        Assert.False(TestRows.Extract(folder, segment));

        Assert.Equal("damaged later", File.ReadAllText(temporary["data/train/film-00000.parquet"]));
    }

    [Fact]
    public void Commit_OtherBytesThanTheEntry_ThrowsNamingIt()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        TestRows.Extract(folder, TestRows.Segment("film", 0, 4));

        var error = Assert.Throws<LedgerException>(() => TestRows.Extract(folder, TestRows.Segment("film", 0, 5)));

        Assert.Contains("00000.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("other bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordFailure_ThenSuccess_IsForgotten()
    {
        Segment segment = TestRows.Segment("film", 0, 3);
        using var temporary = new TemporaryFolder();
        var ledger = new RunLedger(new OutputFolder(temporary.Path));

        ledger.RecordFailure("film", 0, "FFmpegException", "frame 10: gone", 3);
        Assert.True(ledger.IsFailed("film", 0));
        TestRows.Extract(ledger.Folder, segment);

        Assert.False(ledger.IsFailed("film", 0));
        Assert.False(File.Exists(ledger.Folder.Failure("film", 0)));
    }

    [Fact]
    public void Status_DoneFailedAndPending_AddUpToPlanned()
    {
        using var temporary = new TemporaryFolder();
        var ledger = new RunLedger(new OutputFolder(temporary.Path));
        Segment[] segments = [.. Enumerable.Range(0, 3).Select(i => TestRows.Segment("film", i, 6))];
        TestDataset.Plan(ledger.Folder, segments);
        TestRows.Extract(ledger.Folder, segments[0]);
        ledger.RecordFailure("film", 1, "X", "y", 1);

        StatusReport status = DatasetState.Of(ledger.Folder).Status;

        Assert.Equal(18, status.Planned);
        Assert.Equal(status.Planned, status.Kept + status.Rejected.Values.Sum() + status.Failed + status.Pending);
        Assert.Equal((3, 2, 1), (status.Kept, status.Rejected["range"], status.Rejected["damaged"]));
        Assert.Equal((1, 3, 1), (status.SegmentsDone, status.SegmentsTotal, status.SegmentsFailed));
        Assert.Equal(18, (long)status.ToJson()["planned"]!);
    }

    /// <summary>Wherever a process that is gone may have written.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("frames")]
    [InlineData("log")]
    [InlineData("log/segments")]
    [InlineData("log/failed/film")]
    [InlineData("data/validation")]
    [InlineData("films/film")]
    [InlineData("ledger/film")]
    public void SweepTemporaryFiles_LeftoverInAnyFolder_IsDeleted(string home)
    {
        using var temporary = new TemporaryFolder();
        string leftover = temporary[Path.Combine(home, ".tmp-bbbbbbbbbbbb-77-5-1-a.json")];
        Directory.CreateDirectory(Path.GetDirectoryName(leftover)!);
        File.WriteAllText(leftover, "x");
        File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddYears(-1));

        Assert.Equal(1, new RunLedger(new OutputFolder(temporary.Path)).SweepTemporaryFiles());
        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public void Commit_ReadOnlyFolder_ThrowsOneClearLine()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary["frames"], "a file where the folder belongs");

        var error = Assert.Throws<LedgerException>(
            () => TestRows.Extract(new OutputFolder(temporary.Path), TestRows.Segment("film", 0, 2)));

        Assert.Contains("frames", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    public void OutputFolder_UnsoundFilmId_IsRefused(string film) =>
        Assert.Throws<LedgerException>(() => new OutputFolder("/tmp/x").Entry(film, 0));

    [Fact]
    public void OutputFolder_NameLeadingOut_IsRefused() =>
        Assert.Throws<LedgerException>(() => new OutputFolder("/tmp/x").Absolute("../y/data.parquet"));
}
