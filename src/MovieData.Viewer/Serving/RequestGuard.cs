using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MovieData.Viewer.Serving;

/// <summary>
/// Who may ask, and what every answer carries (README.md, "Rules for every request"): the host and origin of a request
/// must be this server's own, so that no other page in the browser reads the dataset (DNS rebinding, cross-site
/// requests), and everything behind <see cref="ApiPath"/> needs the token.
/// </summary>
/// <param name="port">The port it listens on.</param>
/// <param name="token">The token.</param>
internal sealed class RequestGuard(int port, string token)
{
    /// <summary>Header that carries the token.</summary>
    public const string TokenHeader = "X-MovieData-Token";

    /// <summary>What needs the token.</summary>
    public const string ApiPath = "/api";

    private const int TokenBytes = 32;

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; font-src 'self'; "
            + "base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Permissions-Policy", "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), "
            + "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"),
        ("Cache-Control", "no-store"),
    ];

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];

    /// <summary>A new token: 32 random bytes in base64url.</summary>
    public static string NewToken() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Sets the headers that every answer carries.</summary>
    public static void Protect(HttpResponse response)
    {
        foreach ((string name, string value) in Headers)
        {
            response.Headers[name] = value;
        }
    }

    /// <summary>Refuses a request that this page did not make.</summary>
    /// <exception cref="RequestException">Host, origin or token is not ours.</exception>
    public void Require(HttpRequest request)
    {
        if (!IsOne(request.Headers.Host, _hosts))
        {
            throw new RequestException(
                421, $"this server is {_hosts[0]} and nobody else: the Host header names another");
        }

        if (!request.Path.StartsWithSegments(ApiPath))
        {
            return;
        }

        // Browsers say where a request comes from; other programs say nothing, and need the token like everybody.
        StringValues origin = request.Headers.Origin;
        StringValues site = request.Headers["Sec-Fetch-Site"];
        if ((origin.Count > 0 && !IsOne(origin, [.. _hosts.Select(host => $"http://{host}")]))
            || (site.Count > 0 && !IsOne(site, ["same-origin", "none"])))
        {
            throw new RequestException(403, "another page asks; only the viewer's own may");
        }

        StringValues given = request.Headers[TokenHeader];
        if (given.Count != 1 || !CryptographicOperations.FixedTimeEquals(
            _token, Encoding.UTF8.GetBytes(given[0] ?? "")))
        {
            throw new RequestException(
                401, $"the header {TokenHeader} does not hold the token of the address that was printed at start");
        }
    }

    private static bool IsOne(StringValues header, string[] allowed) =>
        header.Count == 1 && allowed.Contains(header[0], StringComparer.OrdinalIgnoreCase);
}
