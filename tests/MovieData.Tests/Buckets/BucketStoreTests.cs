using System.Text;
using MovieData.Buckets;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Ledger;
using MovieData.Tests.Shards;
using MovieData.Verify;

namespace MovieData.Tests.Buckets;

/// <summary>A store of objects that does what it should: what a folder of a disk promises, it promises too.</summary>
public sealed class BucketStoreTests : IDisposable
{
    private readonly TemporaryFolder _work = new();

    [Fact]
    public async Task Commit_KilledBeforeEveryStepThenAgain_SameObjectsOnce()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        using var unbroken = new TemporaryFolder();
        TestRows.Extract(new OutputFolder(unbroken.Path), segment);
        SortedDictionary<string, string> expected = SimulatedKill.Snapshot(unbroken.Path);
        int kills = 0;
        for (bool died = true; died; kills++)
        {
            await using FakeStore store = await FakeStore.StartAsync();
            var folder = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
            died = SimulatedKill.Run(kills, () => TestRows.Extract(folder, segment)) > kills;

            bool isDone = new RunLedger(folder).IsDone("film", 0);
            Assert.True(!isDone || SnapshotOf(store).SequenceEqual(expected), $"kill {kills}");
            TestRows.Extract(folder, segment);
            Assert.Equal(expected, SnapshotOf(store));
        }

        Assert.InRange(kills, 12, 100);
    }

    [Fact]
    public async Task Commit_EightRacingOnOneSegment_OneEntryAndEqualBytes()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        await using FakeStore store = await FakeStore.StartAsync();
        var folder = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
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
        Assert.Equal(3, store.Objects.Count);
        Assert.Empty(Directory.GetFiles(_work["copies"], ".tmp-*"));
    }

    [Fact]
    public async Task Commit_OrphansOfOtherBytes_AreReplacedAndOthersEntryIsReported()
    {
        Segment segment = TestRows.Segment("film", 0, 4);
        await using FakeStore store = await FakeStore.StartAsync();
        var folder = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
        store.Objects["a/set/data/train/film-00000.parquet"] = [1, 2];
        store.Objects["a/set/frames/film-00000.parquet"] = [3];
        Assert.True(TestRows.Extract(folder, segment));
        SegmentEntry entry = SegmentEntry.Read(folder, "film", 0);
        Assert.Equal(entry.Shard!.Sha256, RunLedger.DigestOf(folder.Store, folder.Absolute(entry.Shard.Name)));
        Assert.Equal(entry.Frames.Sha256, RunLedger.DigestOf(folder.Store, folder.Absolute(entry.Frames.Name)));

        store.Objects["a/set/ledger/film/00000.json"] = "another"u8.ToArray();
        string said = Assert.Throws<LedgerException>(() => TestRows.Extract(folder, segment)).Message;
        Assert.StartsWith(
            "s3://movies/a/set/ledger/film/00000.json: another process committed", said, StringComparison.Ordinal);
        Assert.Equal("another"u8.ToArray(), store.Objects["a/set/ledger/film/00000.json"]);
    }

    [Fact]
    public async Task Dataset_InABucket_ReadsLikeOneInAFolder()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        OutputFolder local = TestDataset.Make(_work["local"], 3);
        var written = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
        TestDataset.Plan(written, 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(TestRows.Extract(written, TestRows.Segment("film", i, 8)));
        }

        Assert.Equal(SimulatedKill.Snapshot(local.Root), SnapshotOf(store));
        var folder = new OutputFolder(store.Open(_work["copies"], BucketUse.Read));
        Assert.Equal(["film"], FilmRecord.PlannedFilms(folder));
        Assert.Equal(
            CommittedSamples.Rows(local, "train").Select(row => row.Place),
            CommittedSamples.Rows(folder, "train").Select(row => row.Place));
        Assert.Equal(
            FrameOutcome.ReadAll(local), FrameOutcome.ReadAll(folder));
        var checking = new OutputFolder(store.Open(_work["copies"], BucketUse.Check));
        Assert.True(new Verification(checking).Run(TestContext.Current.CancellationToken).IsComplete);
        new RunLedger(written).Withdraw("film", 1);
        Assert.Equal([0, 2], new RunLedger(folder).Done("film").Order());
        Assert.DoesNotContain("a/set/data/train/film-00001.parquet", store.Objects.Keys);
    }

    [Fact]
    public async Task Copies_AreReadOnceAndTheOldestGo()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        for (int i = 0; i < 8; i++)
        {
            store.Objects[$"a/set/data/{i}"] = Encoding.ASCII.GetBytes(new string((char)('a' + i), 100));
        }

        BucketStore reader = store.Open(_work["copies"], BucketUse.Read, copyBytesMax: 450);
        string Read(int i)
        {
            using var text = new StreamReader(reader.Open($"s3://movies/a/set/data/{i}"));
            return text.ReadToEnd();
        }

        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(new string((char)('a' + i), 100), Read(i)));
        Read(7);
        Assert.Equal(1, store.Requests.Count(one => one == "GET a/set/data/7"));
        Assert.InRange(Directory.GetFiles(_work["copies"], "*", SearchOption.AllDirectories).Length, 3, 4);
        Read(0);
        Assert.Equal(2, store.Requests.Count(one => one == "GET a/set/data/0"));
    }

    [Fact]
    public async Task Copies_OfOtherBytes_AreNotTakenForTheObject()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Objects["a/set/manifest.json"] = "first"u8.ToArray();
        string Read(BucketUse use)
        {
            using var text = new StreamReader(
                store.Open(_work["copies"], use).Open("s3://movies/a/set/manifest.json"));
            return text.ReadToEnd();
        }

        Assert.Equal("first", Read(BucketUse.Read));
        store.Objects["a/set/manifest.json"] = "other"u8.ToArray();
        Assert.Equal("other", Read(BucketUse.Read));
        foreach (string copy in Directory.GetFiles(_work["copies"], "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(copy, "wrong");
        }

        // A copy of an earlier process would hide what happened to the object: who checks does not take it.
        Assert.Equal("other", Read(BucketUse.Check));
    }

    [Fact]
    public async Task Log_IsThereWhenItIsClosed()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        using (var log = new EventLog(new OutputFolder(store.Open(_work["copies"], BucketUse.Write))))
        {
            log.Write("run_done");
        }

        byte[] bytes = Assert.Single(
            store.Objects, one => one.Key.StartsWith("a/set/log/", StringComparison.Ordinal)).Value;
        Assert.Contains("\"event\":\"run_done\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_work["copies"], ".tmp-*"));
    }

    [Fact]
    public async Task Sweep_RemovesTrialsOfDeadProcessesAlone()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        string living = Path.GetFileName(TemporaryName.For("/trial"));
        store.Objects[$"a/set/{living}"] = [1];
        store.Objects["a/set/.tmp-000000000000-1-1-1-trial"] = [1];    // of another machine, years old
        BucketStore opened = store.Open(_work["copies"], BucketUse.Write);
        Assert.Equal(1, opened.Sweep([]));
        Assert.Equal([$"a/set/{living}"], store.Objects.Keys);
    }

    [Theory]
    [InlineData("s3://movies", "movies", "", "movies")]
    [InlineData("s3://movies/", "movies", "", "movies")]
    [InlineData("s3://my-films.2/a/b/", "my-films.2", "a/b", "b")]
    [InlineData("S3://movies/ä b", "movies", "ä b", "ä b")]
    public void Address_Written_IsRead(string word, string bucket, string prefix, string name)
    {
        var address = BucketAddress.Parse(word);
        Assert.Equal((bucket, prefix, name), (address.Bucket, address.Prefix, address.Name));
        Assert.Equal(address.Root + "/x/y", address.PathOf(address.KeyOf(address.Root + "/x/y")));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://x/y")]
    [InlineData("s3:///y")]
    [InlineData("s3://movies//y")]
    [InlineData("s3://movies/../y")]
    [InlineData("s3://movies/a/./y")]
    [InlineData("s3://movies/a\ny")]
    [InlineData("s3://mov ies/y")]
    public void Address_OfNoPlace_IsRefused(string word) => Assert.Contains(
        BucketAddress.Form,
        Assert.Throws<StoreException>(() => BucketAddress.Parse(word)).Message,
        StringComparison.Ordinal);

    public void Dispose() => _work.Dispose();

    // As SimulatedKill.Snapshot has a folder.
    private static SortedDictionary<string, string> SnapshotOf(FakeStore store)
    {
        using var copy = new TemporaryFolder();
        foreach ((string key, byte[] bytes) in store.Objects)
        {
            string path = copy[key["a/set/".Length..]];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return SimulatedKill.Snapshot(copy.Path);
    }
}
