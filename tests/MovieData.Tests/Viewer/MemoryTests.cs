using System.Diagnostics;
using System.Net;
using MovieData.Viewer.Serving;

namespace MovieData.Tests.Viewer;

/// <summary>The memory of this process is measured: no other test may use some meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MeasuredAlone;

[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    private const string Sample = "/api/samples/film/00000010";

    /// <summary>What a server that holds everything in memory would grow by: a thousand answers and their queues.
    /// </summary>
    private const long GrowthBytesMax = 150 << 20;

    [Fact]
    public async Task Requests_AThousandAtOnce_AllEndAndMemoryDoesNotGrow()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1000 };
        using var client = new HttpClient(handler) { BaseAddress = viewer.Server.Address };
        client.DefaultRequestHeaders.Add(RequestGuard.TokenHeader, viewer.Server.Token);
        string[] paths = [Sample, Sample + "/left", Sample + "/photometric", "/api/samples?sort=~range_px&count=500"];
        await client.GetStringAsync(paths[3], cancel);
        long before = Process.GetCurrentProcess().WorkingSet64;

        (HttpStatusCode Status, long Bytes)[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            using HttpResponseMessage answer = await client.GetAsync(paths[i % paths.Length], cancel);
            return (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync(cancel)).LongLength);
        })).WaitAsync(TimeSpan.FromMinutes(1), cancel);

        Assert.All(answers, answer => Assert.Contains(
            answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.True(answers.Count(answer => answer.Status == HttpStatusCode.OK) >= HeavyWork.AtOnceMax);
        Process now = Process.GetCurrentProcess();
        Assert.InRange(now.WorkingSet64 - before, long.MinValue, GrowthBytesMax);
        Assert.Equal(16, (int)(await viewer.GetAsync("/api/samples"))["total"]!);
    }
}
