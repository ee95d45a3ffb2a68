using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MovieData.Browser.Tests.Viewer;

/// <summary><c>movie-data view</c> as a process of its own, so that it can be killed like any other.</summary>
internal sealed partial class ViewerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ViewerProcess(Process process, Uri address, string token)
    {
        _process = process;
        Address = address;
        Token = token;
    }

    /// <summary>Where it answers, without the token.</summary>
    public Uri Address { get; }

    /// <summary>What it printed behind <c>#token=</c>.</summary>
    public string Token { get; }

    /// <summary>Starts it over a dataset and waits for its address.</summary>
    /// <param name="home">Folder that stands for the user's cache folder.</param>
    /// <param name="arguments">What follows <c>view</c>.</param>
    public static async Task<ViewerProcess> StartAsync(string home, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "movie-data");
        var start = new ProcessStartInfo(program, ["view", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["XDG_CACHE_HOME"] = home;
        Process process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartLimit);
        string line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? "";
        Match printed = PrintedAddress().Match(line);
        if (!printed.Success)
        {
            process.Kill();
            Assert.Fail($"expected an address with its token, got: {line}");
        }

        return new ViewerProcess(process, new Uri(printed.Groups[1].Value), printed.Groups[2].Value);
    }

    /// <summary>The page's address with its token and what shall be shown.</summary>
    /// <param name="shown">State of the page, as it stands behind <c>#</c>.</param>
    public string PageAddress(string shown = "") => $"{Address}#token={Token}{(shown.Length > 0 ? "&" : "")}{shown}";

    /// <summary>An answer of the server, as bytes.</summary>
    public async Task<byte[]> GetAsync(string path)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-MovieData-Token", Token);
        return await client.GetByteArrayAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
    }

    /// <summary>kill -9: it gets no chance to write anything more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"^(http://127\.0\.0\.1:\d+/)#token=([A-Za-z0-9_-]+)$")]
    private static partial Regex PrintedAddress();
}
