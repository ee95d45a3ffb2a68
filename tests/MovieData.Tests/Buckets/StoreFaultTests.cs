using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MovieData.Buckets;
using MovieData.Ledger;
using MovieData.Tests.Shards;
using MovieData.Verify;

namespace MovieData.Tests.Buckets;

/// <summary>A store of objects that fails in every way: what is written then is whole, once, or nothing, and told.
/// </summary>
public sealed class StoreFaultTests : IDisposable
{
    private const string Final = "s3://movies/a/set/films/f/plan.json";
    private const string Key = "a/set/films/f/plan.json";
    private const string Put = $"PUT {Key}";

    private readonly TemporaryFolder _work = new();

    [Theory]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.Conflict)]
    [InlineData(Fault.SilentAfterwards)]
    [InlineData(Fault.ErrorAfterwards)]
    public async Task Publish_FailingOnce_IsOursOnce(Fault fault)
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Fails = (request, before) => request == Put && before == 0 ? fault : Fault.None;
        BucketStore bucket = store.Open(_work["copies"], BucketUse.Write);
        Assert.True(Publication.PublishIfAbsent(bucket, Final, "ours"u8));
        Assert.Equal("ours"u8.ToArray(), store.Objects[Key]);
        Assert.Equal(2, store.Requests.Count(request => request == Put));
        Assert.Empty(Directory.GetFiles(_work["copies"], ".tmp-*"));
    }

    [Theory]
    [InlineData(Fault.None, 1)]
    [InlineData(Fault.ErrorAfterwards, 2)]
    [InlineData(Fault.Conflict, 2)]
    public async Task Publish_WhereAnotherWasFirst_IsNotOurs(Fault fault, int tries)
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Objects[Key] = "theirs"u8.ToArray();
        store.Fails = (request, before) => request == Put && before == 0 ? fault : Fault.None;
        BucketStore bucket = store.Open(_work["copies"], BucketUse.Write);
        Assert.False(Publication.PublishIfAbsent(bucket, Final, "ours"u8));
        Assert.Equal("theirs"u8.ToArray(), store.Objects[Key]);
        Assert.Equal(tries, store.Requests.Count(request => request == Put));
    }

    [Theory]
    [InlineData(Fault.Busy, "is too busy (503 SlowDown, 3 tries): run the same command again later")]
    [InlineData(Fault.Conflict, "answered 409 ConditionalRequestConflict (as the test wants it), 3 tries")]
    [InlineData(Fault.SilentAfterwards, "gave no answer in time, 3 tries")]
    [InlineData(Fault.Forbidden, "refused the credentials, or they may not do this in bucket movies (403 Access")]
    public async Task Publish_FailingForEver_EndsInOneLine(Fault fault, string says)
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Fails = (request, _) => request == Put ? fault : Fault.None;
        BucketStore bucket = store.Open(_work["copies"], BucketUse.Write);
        string said = Assert.Throws<StoreException>(
            () => Publication.PublishIfAbsent(bucket, Final, "ours"u8)).Message;
        Assert.StartsWith($"{Final}: {store.Endpoint.Url} ", said, StringComparison.Ordinal);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.Empty(Directory.GetFiles(_work["copies"], ".tmp-*"));
    }

    /// <summary>Nobody waits for a log: what ends the run would wait for it, too.</summary>
    [Fact]
    public async Task Log_OfAStoreThatIsBusy_IsTriedOnce()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        const string PutLog = "PUT a/set/log/x.jsonl";
        store.Fails = (request, _) => request == PutLog ? Fault.Busy : Fault.None;
        BucketStore bucket = store.Open(_work["copies"], BucketUse.Write);
        using (Stream log = bucket.OpenLog("s3://movies/a/set/log/x.jsonl"))
        {
            log.Write("{}"u8);
        }

        Assert.Single(store.Requests, request => request == PutLog);
        Assert.Empty(Directory.GetFiles(_work["copies"], ".tmp-*"));
    }

    [Fact]
    public async Task Open_AStoreThatIgnoresConditions_IsRefusedAndLeftClean()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Fails = (_, _) => Fault.Unconditional;
        string said = Assert.Throws<StoreException>(() => store.Open(_work["copies"], BucketUse.Write)).Message;
        Assert.Contains("ignores If-None-Match", said, StringComparison.Ordinal);
        Assert.Empty(store.Objects);
        store.Open(_work["copies"], BucketUse.Read);
    }

    [Theory]
    [InlineData(Fault.Forbidden, "refused the credentials")]
    [InlineData(Fault.NoBucket, "there is no bucket movies at")]
    [InlineData(Fault.Busy, "is too busy")]
    [InlineData(Fault.XmlBomb, "does not answer like an S3 server")]
    [InlineData(Fault.Page, "does not answer like an S3 server")]
    [InlineData(Fault.Endless, "lists the same names without end")]
    public async Task Open_AStoreThatCannotBeUsed_EndsInOneLine(Fault fault, string says)
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Objects["a/set/films/f/plan.json"] = [1];
        store.Fails = (request, _) => request.StartsWith("LIST", StringComparison.Ordinal) ? fault : Fault.None;
        long start = Stopwatch.GetTimestamp();
        string said = Assert.Throws<StoreException>(() => new RunLedger(
            new OutputFolder(store.Open(_work["copies"], BucketUse.Read))).Done("film").Count).Message;
        Assert.StartsWith("s3://movies/a/set", said, StringComparison.Ordinal);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
    }

    [Fact]
    public void Open_WhereNobodyListens_EndsInOneLine()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));    // bound, and listening to nobody
        var endpoint = new BucketEndpoint($"http://{taken.LocalEndPoint}", "test", "testtest");
        var patience = new BucketPatience { FirstPause = TimeSpan.Zero };
        string said = Assert.Throws<StoreException>(() => BucketStore.Open(
            "s3://movies/x", BucketUse.Read, endpoint, patience, _work["copies"], 1)).Message;
        Assert.StartsWith($"s3://movies/x: nobody answers at {endpoint.Url} (", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.CutOff, "broke off, 3 tries")]
    [InlineData(Fault.WrongMark, "sends bytes that do not fit their own mark (ETag), 3 tries")]
    public async Task Read_OfOtherBytes_IsReadAgainAndNeverTakenForWhole(Fault fault, string says)
    {
        await using FakeStore store = await FakeStore.StartAsync();
        store.Objects[Key] = new byte[5000];
        int cuts = 2;
        store.Fails = (request, before) => request == $"GET {Key}" && before < cuts ? fault : Fault.None;
        using (FileStream file = store.Open(_work["copies"], BucketUse.Read).Open(Final))
        {
            Assert.Equal(5000, file.Length);
        }

        cuts = int.MaxValue;
        BucketStore bucket = store.Open(Directory.CreateDirectory(_work["other"]).FullName, BucketUse.Read);
        string said = Assert.Throws<StoreException>(() => bucket.Open(Final)).Message;
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_work["other"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Verify_OfAStoreThatIsGone_FindsNoDamage()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        var written = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
        TestDataset.Plan(written, 1);
        Assert.True(TestRows.Extract(written, TestRows.Segment("film", 0, 8)));
        store.Fails = (request, _) => request.StartsWith("GET a/set/data", StringComparison.Ordinal)
            ? Fault.Busy : Fault.None;
        var checking = new OutputFolder(store.Open(_work["copies"], BucketUse.Check));
        Assert.Throws<StoreException>(
            () => new Verification(checking).Run(TestContext.Current.CancellationToken));

        store.Fails = (_, _) => Fault.None;
        store.Objects["a/set/data/train/film-00000.parquet"][100] ^= 1;
        checking = new OutputFolder(store.Open(_work["copies"], BucketUse.Check));
        VerifyReport report = new Verification(checking).Run(TestContext.Current.CancellationToken);
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal("data/train/film-00000.parquet", finding.File);
    }

    [Fact]
    public async Task Names_ThatLeadElsewhere_AreNeverPaths()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        var folder = new OutputFolder(store.Open(_work["copies"], BucketUse.Write));
        TestDataset.Plan(folder, 1);
        string[] names =
        [
            "a/set/films/../../../x/plan.json", "a/set/data/../../../../x", "a/set/data//etc/x", "!/etc/passwd",
            "!b/set/x",
        ];
        foreach (string name in names)
        {
            store.Objects[name] = [1];
        }

        var read = new OutputFolder(store.Open(_work["copies"], BucketUse.Check));
        Assert.Equal(["film"], FilmRecord.PlannedFilms(read));
        VerifyReport report = new Verification(read).Run(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(report.Findings, finding => finding.File.Contains("passwd", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.What.Contains("no entry", StringComparison.Ordinal));
        Assert.Equal(["copies"], Directory.GetFileSystemEntries(_work.Path).Select(Path.GetFileName));
        Assert.Throws<LedgerException>(() => read.Absolute("../x"));
    }

    [Fact]
    public async Task Publish_MoreThanOnePutTakes_IsRefusedBeforeAnythingIsSent()
    {
        await using FakeStore store = await FakeStore.StartAsync();
        BucketStore bucket = store.Open(_work["copies"], BucketUse.Write);
        string large = bucket.Temporary(Final);
        using (var file = new FileStream(large, FileMode.CreateNew))
        {
            file.SetLength((5L << 30) + 1);
        }

        string said = Assert.Throws<StoreException>(() => bucket.PublishIfAbsent(large, Final)).Message;
        Assert.Contains("one PUT takes 5368709120 at most", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Put, store.Requests);
    }

    public void Dispose() => _work.Dispose();
}
