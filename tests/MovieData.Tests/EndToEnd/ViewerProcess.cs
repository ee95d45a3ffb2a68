using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MovieData.Tests.EndToEnd;

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
    public static Task<ViewerProcess> StartAsync(string home, params string[] arguments) =>
        StartWithAsync(null, home, arguments);

    /// <summary>The same with a folder of programs that is looked into first.</summary>
    public static async Task<ViewerProcess> StartWithAsync(string? programs, string home, params string[] arguments)
    {
        // As SignalTests: a shell in the background lets its subprocesses ignore SIGINT.
        string program = Path.Combine(AppContext.BaseDirectory, "movie-data.dll");
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, "view", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["XDG_CACHE_HOME"] = home;
        if (programs is not null)
        {
            start.Environment["PATH"] = $"{programs}:{start.Environment["PATH"]}";
        }

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

    /// <summary>A client that sends the token; the caller disposes it.</summary>
    public HttpClient NewClient()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-MovieData-Token", Token);
        return client;
    }

    /// <summary>An answer of the server, as bytes.</summary>
    public async Task<byte[]> GetAsync(string path)
    {
        using HttpClient client = NewClient();
        return await client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
    }

    /// <summary>Ctrl-C.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        using Process kill = Process.Start("bash", ["-c", "kill -INT \"$0\"", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StartLimit);
        return _process.ExitCode;
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
