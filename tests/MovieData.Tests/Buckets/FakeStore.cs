using System.Collections.Concurrent;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MovieData.Buckets;

namespace MovieData.Tests.Buckets;

/// <summary>What a store does instead of what it should.</summary>
public enum Fault
{
    /// <summary>Nothing: it does what it should.</summary>
    None,

    /// <summary>503, and nothing is done.</summary>
    Busy,

    /// <summary>409, and nothing is done.</summary>
    Conflict,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404 for the bucket.</summary>
    NoBucket,

    /// <summary>It is done, but no answer comes.</summary>
    SilentAfterwards,

    /// <summary>It is done, but the answer is 500.</summary>
    ErrorAfterwards,

    /// <summary>Conditions are ignored.</summary>
    Unconditional,

    /// <summary>A body ends in its middle.</summary>
    CutOff,

    /// <summary>The mark is that of other bytes.</summary>
    WrongMark,

    /// <summary>An entity of entities, a gigabyte when it is read.</summary>
    XmlBomb,

    /// <summary>A page for people.</summary>
    Page,

    /// <summary>The same page of a listing for ever.</summary>
    Endless,
}

/// <summary>
/// An S3 server in this process, as far as MovieData needs one, which fails as it is told to. The real one is Ceph's
/// (<c>CephTests</c>).
/// </summary>
internal sealed class FakeStore : IAsyncDisposable
{
    public const string Bucket = "movies";

    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();

    private FakeStore(WebApplication server) => _server = server;

    /// <summary>Bytes by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests so far, as in <c>PUT a/b</c>; a listing is <c>LIST prefix</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Told a request and how often it came before; says how it fails.</summary>
    public Func<string, int, Fault> Fails { get; set; } = (_, _) => Fault.None;

    public BucketEndpoint Endpoint => new(
        _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        "test",
        "testtest");

    public static async Task<FakeStore> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication server = builder.Build();
        var store = new FakeStore(server);
        server.Run(store.AnswerAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Opens a dataset in it; a request is tried three times, without pauses, and waited for 2 s.</summary>
    public BucketStore Open(string copies, BucketUse use, long copyBytesMax = 1 << 30)
    {
        var patience = new BucketPatience
        {
            Tries = 3,
            FirstPause = TimeSpan.Zero,
            Answer = TimeSpan.FromSeconds(2),
        };
        return BucketStore.Open($"s3://{Bucket}/a/set", use, Endpoint, patience, copies, copyBytesMax);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _server.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.TrimStart('/').Split('/', 2);
        string key = path.Length > 1 ? path[1] : "";
        string request = key.Length == 0
            ? $"LIST {context.Request.Query["prefix"]}" : $"{context.Request.Method} {key}";
        int before = Requests.Count(one => one == request);
        Requests.Enqueue(request);
        Fault fault = path[0] == Bucket ? Fails(request, before) : Fault.NoBucket;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        (HttpStatusCode Code, string Word)? refusal = fault switch
        {
            Fault.Busy => (HttpStatusCode.ServiceUnavailable, "SlowDown"),
            Fault.Conflict => (HttpStatusCode.Conflict, "ConditionalRequestConflict"),
            Fault.Forbidden => (HttpStatusCode.Forbidden, "AccessDenied"),
            Fault.NoBucket => (HttpStatusCode.NotFound, "NoSuchBucket"),
            _ => null,
        };
        if (refusal is { } refused)
        {
            await RefuseAsync(context, refused.Code, refused.Word);
            return;
        }

        await (context.Request.Method switch
        {
            "GET" when key.Length == 0 => ListAsync(context, fault),
            "GET" or "HEAD" => GiveAsync(context, key, fault),
            "PUT" => TakeAsync(context, key, body.ToArray(), fault),
            _ => RemoveAsync(context, key),
        });
    }

    private async Task TakeAsync(HttpContext context, string key, byte[] bytes, Fault fault)
    {
        string digest = ContentMd5(bytes);
        if (context.Request.Headers.ContentMD5 != digest)
        {
            await RefuseAsync(context, HttpStatusCode.BadRequest, "BadDigest");
            return;
        }

        bool isTaken;
        lock (_gate)
        {
            bool ifAbsent = context.Request.Headers.IfNoneMatch == "*" && fault != Fault.Unconditional;
            isTaken = ifAbsent && Objects.ContainsKey(key);
            if (!isTaken)
            {
                Objects[key] = bytes;
            }
        }

        if (fault == Fault.SilentAfterwards)
        {
            var gone = new TaskCompletionSource();
            using CancellationTokenRegistration aborted = context.RequestAborted.Register(gone.SetResult);
            await gone.Task.WaitAsync(_stopped.Token);
        }
        else if (fault == Fault.ErrorAfterwards)
        {
            await RefuseAsync(context, HttpStatusCode.InternalServerError, "InternalError");
        }
        else if (isTaken)
        {
            await RefuseAsync(context, HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        }
        else
        {
            context.Response.Headers.ETag = MarkOf(bytes);
        }
    }

    private async Task GiveAsync(HttpContext context, string key, Fault fault)
    {
        if (!Objects.TryGetValue(key, out byte[]? bytes))
        {
            await RefuseAsync(context, HttpStatusCode.NotFound, "NoSuchKey");
            return;
        }

        context.Response.Headers.ETag = MarkOf(fault == Fault.WrongMark ? [1] : bytes);
        context.Response.ContentLength = bytes.Length;
        if (context.Request.Method == "GET")
        {
            int count = fault == Fault.CutOff ? bytes.Length / 2 : bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (fault == Fault.CutOff)
            {
                context.Abort();
            }
        }
    }

    private Task RemoveAsync(HttpContext context, string key)
    {
        Objects.TryRemove(key, out _);
        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    // Two names a page, so that every test turns pages.
    private async Task ListAsync(HttpContext context, Fault fault)
    {
        string prefix = context.Request.Query["prefix"].ToString();
        string after = context.Request.Query["continuation-token"].ToString();
        bool isDeep = context.Request.Query["delimiter"].ToString().Length == 0;
        string[] names =
        [
            .. Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) || key.StartsWith('!'))
                .Select(key => isDeep || key.IndexOf('/', prefix.Length) is not (>= 0 and int slash)
                    ? key : key[..(slash + 1)])
                .Distinct().Order(StringComparer.Ordinal)
                .Where(name => string.CompareOrdinal(name, after) > 0 || fault == Fault.Endless),
        ];
        bool isCut = names.Length > 2 || fault == Fault.Endless;
        string parts = string.Concat(names.Take(2).Select(name => !isDeep && name.EndsWith('/')
            ? $"<CommonPrefixes><Prefix>{SecurityElement.Escape(name)}</Prefix></CommonPrefixes>"
            : $"<Contents><Key>{SecurityElement.Escape(name.TrimStart('!'))}</Key><ETag>{MarkOf(Objects[name])}</ETag>"
                + $"<Size>{Objects[name].Length}</Size>"
                + "<LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents>"));
        string text = fault switch
        {
            Fault.XmlBomb => "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b0 \"ha\">"
                + string.Concat(Enumerable.Range(1, 30).Select(i => $"<!ENTITY b{i} \"&b{i - 1};&b{i - 1};\">"))
                + "]><ListBucketResult><Contents><Key>&b30;</Key></Contents></ListBucketResult>",
            Fault.Page => "<html><body><p>Welcome<br></body></html>",
            _ => $"<ListBucketResult><Name>{Bucket}</Name>{parts}"
                + $"<IsTruncated>{(isCut ? "true" : "false")}</IsTruncated>"
                + (isCut ? $"<NextContinuationToken>{SecurityElement.Escape(names.Take(2).LastOrDefault() ?? "x")}"
                    + "</NextContinuationToken>" : "") + "</ListBucketResult>",
        };
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, HttpStatusCode code, string word)
    {
        context.Response.StatusCode = (int)code;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync(
                $"<Error><Code>{word}</Code><Message>as the test wants\nit</Message></Error>", context.RequestAborted);
        }
    }

    private static string MarkOf(byte[] bytes) =>
        $"\"{Convert.ToHexStringLower(Convert.FromBase64String(ContentMd5(bytes)))}\"";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "What the header holds")]
    private static string ContentMd5(byte[] bytes) => Convert.ToBase64String(MD5.HashData(bytes));
}
