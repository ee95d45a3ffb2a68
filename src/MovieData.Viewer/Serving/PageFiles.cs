using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace MovieData.Viewer.Serving;

/// <summary>The files of the page: resources of this assembly, all in memory; a name is looked up, and never becomes a
/// path.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
    };

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public PageFiles()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream content = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            _files[name[Prefix.Length..]] = bytes;
        }
    }

    /// <summary>Serves <c>/</c> and the files by name.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public Task AnswerAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        string name = path == "/" ? "index.html" : path.TrimStart('/');
        if (!_files.TryGetValue(name, out byte[]? file))
        {
            throw RequestException.Absent("there is no such page");
        }

        http.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
        http.Response.ContentLength = file.Length;
        return http.Response.Body.WriteAsync(file, http.RequestAborted).AsTask();
    }
}
