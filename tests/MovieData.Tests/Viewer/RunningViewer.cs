using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Shards;
using MovieData.Viewer;
using MovieData.Viewer.Serving;

namespace MovieData.Tests.Viewer;

/// <summary>A real server on a port of its own, and a client that has its token.</summary>
internal sealed class RunningViewer : IAsyncDisposable
{
    private readonly TemporaryFolder _home;

    private RunningViewer(ViewerServer server, TemporaryFolder home, ViewerOptions options, List<string> said)
    {
        (Server, _home, Folder, FlagsFile, Said) = (server, home, options.Folder, options.FlagsFile, said);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
        Client.DefaultRequestHeaders.Add("X-MovieData-Token", server.Token);
    }

    public ViewerServer Server { get; }

    /// <summary>A client that sends the token.</summary>
    public HttpClient Client { get; }

    /// <summary>The dataset.</summary>
    public OutputFolder Folder { get; }

    public string FlagsFile { get; }

    /// <summary>Every planned frame, as the dataset's own reader sees it.</summary>
    public FrameRow[] Frames =>
        [.. CommittedSamples.Entries(Folder).SelectMany(entry => RowReader.ReadFrames(Folder, entry))];

    /// <summary>What the server told the person at the terminal.</summary>
    public List<string> Said { get; }

    /// <summary>Folder of thumbnails.</summary>
    public string Thumbnails => _home["thumbnails"];

    /// <summary>Serves a dataset.</summary>
    /// <param name="folder">The dataset; null: two segments of 8 samples each.</param>
    /// <param name="change">Changes the options.</param>
    public static async Task<RunningViewer> StartAsync(
        OutputFolder? folder = null, Func<ViewerOptions, ViewerOptions>? change = null)
    {
        var home = new TemporaryFolder();
        var said = new List<string>();
        var options = new ViewerOptions(folder ?? TestDataset.Make(home["dataset"], 2))
        {
            FlagsFile = home["flags.jsonl"],
            ThumbnailFolder = home["thumbnails"],
            Who = "ann",
            Say = line =>
            {
                lock (said)
                {
                    said.Add(line);
                }
            },
        };
        options = change?.Invoke(options) ?? options;
        ViewerServer server = await ViewerServer.StartAsync(options, TestContext.Current.CancellationToken);
        return new RunningViewer(server, home, options, said);
    }

    /// <summary>A document, which must be there.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The bytes of a picture, which must be there.</summary>
    public async Task<byte[]> GetBytesAsync(string path) =>
        await Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);

    /// <summary>Status and error of a request.</summary>
    public async Task<(int Status, string Error)> FailAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return (Status: (int)answer.StatusCode, Error: await ErrorOfAsync(answer));
    }

    /// <summary>Status and document of a request with a body.</summary>
    public async Task<(int Status, JsonNode Answer)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer =
            await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonNode.Parse(text)!);
    }

    /// <summary>What comes back for these bytes on a connection of their own, up to its end.</summary>
    public async Task<string> SendAsync(string request)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Server.Address.Port, cancel);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancel);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(cancel).WaitAsync(TimeSpan.FromMinutes(1), cancel);
    }

    public static async Task<string> ErrorOfAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (string?)JsonNode.Parse(text)?["error"] ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _home.Dispose();
    }
}
