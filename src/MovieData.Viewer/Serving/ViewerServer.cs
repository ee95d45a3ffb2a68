using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace MovieData.Viewer.Serving;

/// <summary>
/// The viewer of a dataset: a web server on 127.0.0.1 that only reads it (README.md). Nothing is taken from the
/// environment or from files of settings: what a server listens to is said here alone.
/// </summary>
public sealed class ViewerServer : IAsyncDisposable
{
    /// <summary>Connections whose end is still being done with included.</summary>
    private const int ConnectionsMax = 2 * OpenConnections.Max;
    private const int BodyBytesMax = 64 << 10;
    private const int HeaderBytesMax = 16 << 10;
    private const int HeadersMax = 64;
    private const int LineBytesMax = 4 << 10;
    private const int ResponseBufferBytes = 64 << 10;
    private const int RequestBytesPerSecondMin = 240;
    private const int ResponseBytesPerSecondMin = 256 << 10;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeadersWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(60);

    private readonly WebApplication _server;
    private readonly ViewerRooms _rooms;

    private ViewerServer(WebApplication server, ViewerRooms rooms, Uri address, string token)
    {
        _server = server;
        _rooms = rooms;
        Address = address;
        Token = token;
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Address { get; }

    /// <summary>What a request needs besides the address.</summary>
    public string Token { get; }

    /// <summary>The address that a person opens: the page takes the token out of it.</summary>
    public string PrintedAddress => $"{Address}#token={Token}";

    /// <summary>Ends when every row is in memory; has nothing read before its time.</summary>
    public Task Loaded => _rooms.Shown.Loaded;

    /// <summary>Has every row read now.</summary>
    internal Task LoadAsync() => _rooms.Shown.LoadedAsync(withSecond: true, CancellationToken.None);

    /// <summary>Where pictures wait for their turn.</summary>
    internal HeavyWork PictureWork => _rooms.PictureWork;

    /// <summary>Opens the datasets and listens.</summary>
    /// <exception cref="MovieDataException">A dataset is damaged, or the port is taken.</exception>
    public static async Task<ViewerServer> StartAsync(ViewerOptions options, CancellationToken cancel)
    {
        string token = RequestGuard.NewToken();
        var rooms = new ViewerRooms(options);
        WebApplication server = Build(rooms, token);

        // Before anybody can ask: who waits for the rows must have something to wait for.
        rooms.Start();
        try
        {
            await server.StartAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            await rooms.DisposeAsync().ConfigureAwait(false);
            throw new MovieDataException(
                $"port {options.Port} of 127.0.0.1 cannot be had: {error.Message.TrimEnd('.')}: give another --port, "
                + "or none for one that is free",
                error);
        }

        return new ViewerServer(server, rooms, AddressOf(server), token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        await _rooms.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ViewerRooms rooms, string token)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var connections = new OpenConnections();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => Configure(kestrel, rooms.Options.Port, connections));
        builder.Services.AddRoutingCore();
        WebApplication server = builder.Build();
        Lazy<RequestGuard> guard = new(() => new RequestGuard(AddressOf(server).Port, token));
        server.Use((http, next) => ServeAsync(http, next, () => Require(http, guard.Value, connections), rooms));
        server.UseRouting();
        DatasetEndpoints.MapTo(server, rooms);
        SampleEndpoints.MapTo(server, rooms);
        PictureEndpoints.MapTo(server, rooms);
        FlagEndpoints.MapTo(server, rooms);
        new DecodeEndpoints(rooms).MapTo(server);
        var page = new PageFiles();
        server.MapGet("/{*name}", http => http.Request.Path.StartsWithSegments(RequestGuard.ApiPath)
            ? throw RequestException.Absent("there is no such address") : page.AnswerAsync(http));
        return server;
    }

    private static void Require(HttpContext http, RequestGuard guard, OpenConnections connections)
    {
        guard.Require(http.Request);
        if (http.Request.Path.StartsWithSegments(RequestGuard.ApiPath))
        {
            connections.Know(http.Connection.Id);
        }
    }

    private static void Configure(KestrelServerOptions kestrel, int port, OpenConnections connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = false;
        kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => connections.ServeAsync(connection, next));
        });
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxConcurrentConnections = ConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = BodyBytesMax;
        limits.MaxRequestBufferSize = BodyBytesMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = LineBytesMax;
        limits.MaxResponseBufferSize = ResponseBufferBytes;
        limits.KeepAliveTimeout = IdleWait;
        limits.RequestHeadersTimeout = HeadersWait;
        limits.MinRequestBodyDataRate = new MinDataRate(RequestBytesPerSecondMin, Grace);
        limits.MinResponseDataRate = new MinDataRate(ResponseBytesPerSecondMin, Grace);
    }

    private static Uri AddressOf(WebApplication server) => new(
        server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    // Around every request: headers, who asks, and an error that says what to do.
    private static async Task ServeAsync(
        HttpContext http, RequestDelegate next, Action require, ViewerRooms rooms)
    {
        RequestGuard.Protect(http.Response);
        try
        {
            require();
            await next(http).ConfigureAwait(false);
            if (http.Response is { StatusCode: 404 or 405, HasStarted: false })
            {
                await ErrorAsync(http, http.Response.StatusCode, "there is no such address, or it takes another method")
                    .ConfigureAwait(false);
            }
        }
        catch (RequestException error)
        {
            await ErrorAsync(http, error.Status, error.Message).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException error)
        {
            await ErrorAsync(http, error.StatusCode, error.Message).ConfigureAwait(false);
        }
        catch (MovieDataException error)
        {
            await ErrorAsync(http, 500, error.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception error) when (!http.RequestAborted.IsCancellationRequested)
        {
            rooms.Options.Say($"a bug of MovieData, not of your files: {http.Request.Path}: {error}");
            await ErrorAsync(http, 500, $"a bug of MovieData: {error.GetType().Name}; the terminal says more")
                .ConfigureAwait(false);
        }
    }

    private static Task ErrorAsync(HttpContext http, int status, string message)
    {
        if (http.Response.HasStarted)
        {
            // Half an answer is sent: the connection ends, so that it is not taken for a whole one.
            http.Abort();
            return Task.CompletedTask;
        }

        http.Response.Headers.ContentLength = null;
        http.Response.Headers.ETag = default;
        http.Response.Headers.CacheControl = "no-store";
        if (status == 503)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return Answer.JsonAsync(http, new JsonObject { ["error"] = message }, status);
    }
}
