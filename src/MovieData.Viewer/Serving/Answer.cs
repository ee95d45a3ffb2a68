using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MovieData.Viewer.Serving;

/// <summary>How answers are written, and bodies read.</summary>
internal static class Answer
{
    private const int DigestBytes = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>A JSON document.</summary>
    public static Task JsonAsync(HttpContext http, JsonNode document, int status = 200) =>
        JsonAsync(http, document.ToJsonString(), status);

    /// <summary>The same, written already.</summary>
    public static Task JsonAsync(HttpContext http, string document, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(document, http.RequestAborted);
    }

    /// <summary>A picture; nothing where the browser has these bytes already.</summary>
    public static Task PictureAsync(HttpContext http, ReadOnlyMemory<byte> picture)
    {
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(picture.Span).AsSpan(0, DigestBytes))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        http.Response.ContentType = Imaging.Pictures.PngReader.IsPng(picture.Span) ? "image/png" : "image/jpeg";
        http.Response.ContentLength = picture.Length;
        return http.Response.Body.WriteAsync(picture, http.RequestAborted).AsTask();
    }

    /// <summary>The body of a request: one JSON object whose fields are known.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fields">Fields it may have.</param>
    /// <exception cref="RequestException">Another type, not JSON, or another field.</exception>
    public static async Task<JsonObject> BodyAsync(HttpContext http, params string[] fields)
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new RequestException(415, "expected Content-Type: application/json");
        }

        try
        {
            // Kestrel refuses what is larger than MaxRequestBodySize, or comes too slowly.
            using JsonDocument document = await JsonDocument.ParseAsync(
                http.Request.Body, Strict, http.RequestAborted).ConfigureAwait(false);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().All(field => fields.Contains(field.Name)))
            {
                return JsonObject.Create(document.RootElement.Clone())!;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw RequestException.Malformed($"expected a JSON object with the fields {string.Join(", ", fields)}");
    }

    /// <summary>A field that is a text; null where it is not there.</summary>
    /// <exception cref="RequestException">Another kind, too long, or with control characters other than ends of
    /// lines and tabs.</exception>
    public static string? Text(JsonObject body, string field, int charsMax)
    {
        try
        {
            if (body[field] is null)
            {
                return null;
            }

            if (body[field] is JsonValue value && value.TryGetValue(out string? text) && text.Length <= charsMax
                && text.All(c => !char.IsControl(c) || c is '\n' or '\t'))
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
        }

        throw RequestException.Malformed(
            $"{field}: expected a text of at most {charsMax} characters, none of them a control character");
    }
}
