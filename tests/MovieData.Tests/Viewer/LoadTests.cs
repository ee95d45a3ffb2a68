using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MovieData.Viewer.Serving;

namespace MovieData.Tests.Viewer;

/// <summary>Requests that are too large, too slow or too many: each ends, and the server goes on.</summary>
public class LoadTests
{
    private const string Sample = "/api/samples/film/00000010";

    /// <summary>Work beyond what waits is refused at once, not queued.</summary>
    [Fact]
    public async Task HeavyWork_BeyondItsQueue_IsRefusedAndTheRestIsDone()
    {
        using var heavy = new HeavyWork();
        using var gate = new ManualResetEventSlim();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task<int>[] taken =
        [
            .. Enumerable.Range(0, HeavyWork.AtOnceMax + HeavyWork.WaitingMax).Select(i => heavy.RunAsync(
                () =>
                {
                    gate.Wait(cancel);
                    return i;
                },
                cancel)),
        ];
        await Assert.ThrowsAsync<MovieData.Viewer.RequestException>(() => heavy.RunAsync(() => 0, cancel));
        gate.Set();
        Assert.Equal(Enumerable.Range(0, taken.Length), await Task.WhenAll(taken));
    }

    /// <summary>A grid asks for its rows while the thumbnails of what was in sight before are still being made.
    /// </summary>
    [Fact]
    public async Task Rows_WhilePicturesAreMade_DoNotWait()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        using var gate = new ManualResetEventSlim();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task[] made =
        [
            .. Enumerable.Range(0, HeavyWork.AtOnceMax).Select(_ => viewer.Server.PictureWork.RunAsync(
                () => gate.Wait(TimeSpan.FromMinutes(1), cancel), cancel)),
        ];
        Task<byte[]> picture = viewer.Client.GetByteArrayAsync(Sample + "/left", cancel);
        Assert.Equal(16, (int)(await viewer.GetAsync("/api/samples").WaitAsync(TimeSpan.FromSeconds(20), cancel))
            ["total"]!);
        Assert.False(picture.IsCompleted);
        gate.Set();
        await Task.WhenAll(made);
        Assert.NotEmpty(await picture);
    }

    [Fact]
    public async Task Connection_ThatSendsNothingMore_IsClosed()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        long start = Stopwatch.GetTimestamp();
        string answer = await viewer.SendAsync("GET /api/dataset HTTP/1.1\r\nHost: 127");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 5, 45);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer);
    }

    /// <summary>More than there may be: the oldest that never sent the token makes room, at once.</summary>
    [Fact]
    public async Task Connections_ThatSendHalfARequest_KeepNoBrowserOut()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(16, (int)(await viewer.GetAsync("/api/samples"))["total"]!);
        var strangers = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 1100; i++)
            {
                var stranger = new TcpClient();
                strangers.Add(stranger);
                await stranger.ConnectAsync(IPAddress.Loopback, viewer.Server.Address.Port, cancel);
                await stranger.GetStream().WriteAsync("GET /api/dataset HTTP/1.1\r\nHost: 127"u8.ToArray(), cancel);
            }

            // The connection that had the token is still open; a new one is let in.
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(16, (int)(await viewer.GetAsync("/api/samples"))["total"]!);
            string answer = await viewer.SendAsync(
                $"GET /api/dataset HTTP/1.1\r\nHost: 127.0.0.1:{viewer.Server.Address.Port}\r\n"
                + $"X-MovieData-Token: {viewer.Server.Token}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
            await Deadline.UntilAsync(
                () => strangers.Count(stranger => !IsClosed(stranger)) <= OpenConnections.Max, "the rest is closed");
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task Body_ThatComesTooSlowly_IsCutOff()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string answer = await viewer.SendAsync(
            $"POST /api/flags HTTP/1.1\r\nHost: 127.0.0.1:{viewer.Server.Address.Port}\r\nContent-Length: 5000\r\n"
            + $"Content-Type: application/json\r\nX-MovieData-Token: {viewer.Server.Token}\r\n\r\n{{");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.False(File.Exists(viewer.FlagsFile));
    }

    /// <summary>Readers that take nothing hold no turn: others are served meanwhile.</summary>
    [Fact]
    public async Task Readers_ThatTakeNothing_HoldUpNobodyAndAreCutOff()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET /api/samples?count=500 HTTP/1.1\r\nHost: 127.0.0.1:{viewer.Server.Address.Port}\r\n"
            + $"X-MovieData-Token: {viewer.Server.Token}\r\n\r\n");
        byte[] requests = [.. Enumerable.Repeat(request, 15_000).SelectMany(bytes => bytes)];
        var slow = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 3 * HeavyWork.AtOnceMax; i++)
            {
                var connection = new TcpClient { ReceiveBufferSize = 1024 };
                slow.Add(connection);
                await connection.ConnectAsync(IPAddress.Loopback, viewer.Server.Address.Port, cancel);

                // A hundred megabytes of answers that nobody takes: more than the system's buffers hold. The server
                // stops to read them, so that the sending ends with the connection.
                _ = connection.GetStream().WriteAsync(requests, cancel).AsTask().ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            Assert.Equal(16, (int)(await viewer.GetAsync("/api/samples").WaitAsync(TimeSpan.FromSeconds(30), cancel))
                ["total"]!);
            await Deadline.UntilAsync(() => slow.TrueForAll(IsClosed), "every reader that takes nothing is cut off");
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData(5000, 0, "414")]
    [InlineData(0, 20_000, "431")]
    public async Task Request_WithALongLineOrHeaders_IsRefused(int pathChars, int headerChars, string status)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string answer = await viewer.SendAsync($"GET /{new string('a', pathChars)} HTTP/1.1\r\n"
            + $"Host: 127.0.0.1:{viewer.Server.Address.Port}\r\nX: {new string('a', headerChars)}\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    // A further byte cannot be sent. Nothing is taken: a reader that takes what waits is no slow one.
    private static bool IsClosed(TcpClient client)
    {
        try
        {
            client.Client.Blocking = false;
            client.Client.Send("x"u8);
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is not (SocketError.WouldBlock or SocketError.IOPending);
        }
    }
}
