using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace MovieData.Tests.Viewer;

/// <summary>Who may ask: the page of the printed address, and nobody else.</summary>
public class RequestGuardTests
{
    private const string Sample = "/api/samples/film/00000010";

    public static TheoryData<string, string> Addresses => new()
    {
        { "GET", "/api/dataset" },
        { "GET", "/api/samples" },
        { "GET", Sample },
        { "GET", Sample + "/left" },
        { "GET", Sample + "/thumb/left" },
        { "GET", "/api/shots?film=film" },
        { "GET", "/api/distribution?figure=range_px" },
        { "GET", "/api/flags" },
        { "POST", "/api/flags" },
        { "POST", "/api/decodes" },
        { "GET", "/api/decodes/1" },
        { "DELETE", "/api/decodes/1" },
        { "GET", "/api/anything" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Api_WithoutTheToken_IsRefused(string method, string path)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        using var client = new HttpClient { BaseAddress = viewer.Server.Address };
        foreach (string? token in (string?[])[null, "", "x", viewer.Server.Token + "x", viewer.Server.Token[1..]])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("X-MovieData-Token", token);
            }

            using HttpResponseMessage answer =
                await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.False(File.Exists(viewer.FlagsFile));
    }

    /// <summary>A name of an attacker that is made to lead to 127.0.0.1 (DNS rebinding) comes with its own Host.
    /// </summary>
    [Theory]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("localhost.:PORT")]
    [InlineData("[::1]:PORT")]
    [InlineData("")]
    public async Task Host_ThatIsNotOurs_IsRefusedEverywhere(string host)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        host = host.Replace("PORT", $"{viewer.Server.Address.Port}", StringComparison.Ordinal);
        foreach (string path in (string[])["/", "/viewer.js", "/api/dataset", Sample + "/left"])
        {
            string answer = await viewer.SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                + $"X-MovieData-Token: {viewer.Server.Token}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 421 ", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    public async Task Host_OfThePrintedAddress_IsTaken(string name)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string answer = await viewer.SendAsync($"GET /api/dataset HTTP/1.1\r\nHost: {name}:{viewer.Server.Address.Port}"
            + $"\r\nConnection: close\r\nX-MovieData-Token: {viewer.Server.Token}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "https://127.0.0.1:PORT")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Api_AskedByAnotherPage_IsRefusedEvenWithTheToken(string header, string value)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        viewer.Client.DefaultRequestHeaders.Add(
            header, value.Replace("PORT", $"{viewer.Server.Address.Port}", StringComparison.Ordinal));

        Assert.Equal(403, (await viewer.FailAsync("/api/dataset")).Status);
        Assert.Equal(403, (await viewer.PostAsync("/api/flags", """{"id": "film/00000010"}""")).Status);
        Assert.False(File.Exists(viewer.FlagsFile));
    }

    [Fact]
    public async Task Api_AskedByItsOwnPage_Answers()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        viewer.Client.DefaultRequestHeaders.Add("Origin", viewer.Server.Address.GetLeftPart(UriPartial.Authority));
        viewer.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        Assert.Equal(16, (int)(await viewer.GetAsync("/api/dataset"))["rows"]!);
    }

    [Fact]
    public async Task Server_ListensOn127001Alone()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string port = viewer.Server.Address.Port.ToString("X4", CultureInfo.InvariantCulture);

        // The kernel's list of sockets: address and port in hex, state 0A = listening.
        string[] addresses =
        [
            .. ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).Where(File.Exists).SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == "0A" && fields[1].EndsWith(":" + port, StringComparison.Ordinal))
                .Select(fields => fields[1]),
        ];
        Assert.Equal([$"0100007F:{port}"], addresses);
        Assert.Equal($"{viewer.Server.Address}#token={viewer.Server.Token}", viewer.Server.PrintedAddress);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", viewer.Server.Token);
    }

    /// <summary>ASP.NET Core would listen where these say, and believe a file of settings beside a dataset.</summary>
    [Fact]
    public async Task Server_SettingsOfTheEnvironment_AreNotRead()
    {
        string[] names =
            ["ASPNETCORE_URLS", "DOTNET_URLS", "URLS", "ASPNETCORE_HTTP_PORTS", "Kestrel__Endpoints__A__Url"];
        try
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(
                name, name.EndsWith("PORTS", StringComparison.Ordinal) ? "0" : "http://0.0.0.0:0"));
            await using RunningViewer viewer = await RunningViewer.StartAsync();
            Assert.Equal("127.0.0.1", viewer.Server.Address.Host);
        }
        finally
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, null));
        }
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/viewer.js", 200)]
    [InlineData("/nothing", 404)]
    [InlineData("/api/dataset", 200)]
    [InlineData("/api/nothing", 404)]
    [InlineData(Sample, 200)]
    [InlineData(Sample + "/left", 200)]
    [InlineData("/api/samples?count=0", 400)]
    public async Task Answers_OfEveryKind_CarryTheHeadersThatProtect(string path, int status)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        using HttpResponseMessage answer =
            await viewer.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        HttpResponseHeaders headers = answer.Headers;
        string policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["DENY"], headers.GetValues("X-Frame-Options"));
        Assert.Equal(["no-referrer"], headers.GetValues("Referrer-Policy"));
        Assert.Equal(["same-origin"], headers.GetValues("Cross-Origin-Opener-Policy"));
        Assert.Equal(["same-origin"], headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.Equal(["require-corp"], headers.GetValues("Cross-Origin-Embedder-Policy"));
        Assert.False(headers.Contains("Server") || headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("HEAD", "/api/dataset")]
    [InlineData("PUT", "/api/flags")]
    [InlineData("DELETE", "/api/flags")]
    [InlineData("POST", "/api/samples")]
    [InlineData("OPTIONS", "/api/flags")]
    [InlineData("TRACE", "/")]
    [InlineData("POST", "/")]
    public async Task Method_ThatAnAddressDoesNotTake_IsRefused(string method, string path)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer =
            await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }
}
