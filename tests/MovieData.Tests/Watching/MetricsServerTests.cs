using System.Net;
using System.Net.Sockets;
using System.Text;
using MovieData.Watching;

namespace MovieData.Tests.Watching;

public sealed class MetricsServerTests : IAsyncLifetime
{
    private static readonly IPEndPoint Free = new(IPAddress.Loopback, 0);

    private readonly MetricsServer _server = new(Free, () => "a 1\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK", "a 1\n")]
    [InlineData("GET /metrics?x=1 HTTP/1.1\r\n\r\n", "200 OK", "a 1\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "404 Not Found", "GET /metrics\n")]
    [InlineData("GET /../metrics HTTP/1.1\r\n\r\n", "404 Not Found", "GET /metrics\n")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "404 Not Found", "GET /metrics\n")]
    [InlineData("\r\n\r\n", "404 Not Found", "GET /metrics\n")]
    public async Task Request_OfAnyKind_IsAnswered(string request, string status, string body)
    {
        string answer = await AskAsync(Encoding.ASCII.GetBytes(request));

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Type: {ExpositionText.ContentType}\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{body}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfTheUsualClient_IsAnswered()
    {
        using var client = new HttpClient();

        Assert.Equal("a 1\n", await client.GetStringAsync($"http://{_server.Address}/metrics", Cancel));
    }

    [Fact]
    public async Task Request_WithoutEnd_IsCutShort()
    {
        string answer = await AskAsync(new byte[1 << 20]);

        Assert.True(answer.Length == 0 || answer.Contains("404", StringComparison.Ordinal), answer);
    }

    /// <summary>Clients that connect and say nothing keep nobody out for long.</summary>
    [Fact]
    public async Task Clients_ThatSayNothing_AreLeft()
    {
        Socket[] silent = [.. Enumerable.Range(0, MetricsServer.AtOnceMax).Select(_ => Connected())];

        string answer = await AskAsync("GET /metrics HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.EndsWith("a 1\n", answer, StringComparison.Ordinal);
        Array.ForEach(silent, socket => socket.Dispose());
    }

    [Fact]
    public void Address_ThatIsTaken_IsOneClearLine()
    {
        MovieDataException error =
            Assert.Throws<MovieDataException>(() => new MetricsServer(_server.Address, () => ""));

        Assert.Contains(
            $"--metrics {_server.Address}: nothing can listen there", error.Message, StringComparison.Ordinal);
    }

    private Socket Connected()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(_server.Address);
        return socket;
    }

    private async Task<string> AskAsync(byte[] request)
    {
        using Socket socket = Connected();
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(request, Cancel);
            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(answer, Cancel);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // Cut off: what came before counts.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
