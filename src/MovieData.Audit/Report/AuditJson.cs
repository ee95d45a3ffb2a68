using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MovieData.Ledger;

namespace MovieData.Audit.Report;

/// <summary>The written forms of an audit: <c>audit.json</c>, and <c>index.html</c> with the document inside.</summary>
public static class AuditJson
{
    /// <summary>Shots that <c>index.html</c> holds; the suspicious ones come first. <c>audit.json</c> has all.
    /// </summary>
    public const int PageShotsMax = 20_000;

    /// <summary>What the page's template has where the data belong.</summary>
    public const string Placeholder = "<!--AUDIT-DATA-->";

    /// <summary>How the first bytes of every <c>audit.json</c> read.</summary>
    public static ReadOnlySpan<byte> Beginning => "{\"format\":1,\"dataset\":{"u8;

    private const string TemplateName = "MovieData.Audit.page.html";

    private static readonly JsonSerializerOptions Relaxed = Options(JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    // Escapes <, >, & and ' as \u003c …: no text of a film can end the element that holds the data.
    private static readonly JsonSerializerOptions InHtml = Options(JavaScriptEncoder.Default);

    /// <summary>Writes <c>audit.json</c>: the document without the values of <see cref="WhatIfColumns"/>.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void Write(AuditDocument document, string path) => Publication.Guard(path, () =>
    {
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(
            file, document with { WhatIf = document.WhatIf with { Columns = null } }, Relaxed);
        file.Write("\n"u8);
        file.Flush(flushToDisk: true);
    });

    /// <summary>Writes <c>index.html</c>: the page's template with the document in it.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public static void WritePage(AuditDocument document, string path)
    {
        string template = Template();
        int at = template.IndexOf(Placeholder, StringComparison.Ordinal);
        if (at < 0)
        {
            throw new InvalidOperationException($"{TemplateName} has no {Placeholder}");
        }

        Publication.Guard(path, () =>
        {
            using FileStream file = File.Create(path);
            file.Write(Encoding.UTF8.GetBytes(template[..at]));
            file.Write("<script type=\"application/json\" id=\"audit\">"u8);
            JsonSerializer.Serialize(file, document with { Shots = ShotsOfPage(document.Shots) }, InHtml);
            file.Write("</script>"u8);
            file.Write(Encoding.UTF8.GetBytes(template[(at + Placeholder.Length)..]));
            file.Flush(flushToDisk: true);
        });
    }

    /// <summary>True for a file that an audit wrote.</summary>
    public static bool IsOne(string path)
    {
        Span<byte> start = stackalloc byte[Beginning.Length];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(Beginning);
    }

    /// <summary>Suspicious shots first, then others, in the order of the dataset.</summary>
    private static List<ShotReport> ShotsOfPage(IEnumerable<ShotReport> shots)
    {
        var (suspicious, others) = (new List<ShotReport>(), new List<ShotReport>());
        foreach (ShotReport shot in shots)
        {
            List<ShotReport> home = shot.Suspicions.Count > 0 ? suspicious : others;
            if (home.Count < PageShotsMax)
            {
                home.Add(shot);
            }
        }

        return [.. suspicious, .. others.Take(PageShotsMax - suspicious.Count)];
    }

    private static string Template()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(TemplateName)
            ?? throw new InvalidOperationException($"the resource {TemplateName} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static JsonSerializerOptions Options(JavaScriptEncoder encoder) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = encoder,
    };
}
