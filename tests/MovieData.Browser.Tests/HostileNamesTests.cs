using MovieData.Audit.Report;
using MovieData.Tests;

namespace MovieData.Browser.Tests;

/// <summary>Names that films, discs and people give: shown, never run, never in the way.</summary>
public class HostileNamesTests(Browser browser)
{
    private static readonly string Hostile =
        "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--\u202e\u05d0" + new string('x', 4000);

    [Fact]
    public async Task Names_WithTagsAndQuotes_AreTextAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditJson.WritePage(DrawnAudit.Named(Hostile), page);
        await using OpenedPage opened = await browser.OpenAsync(page);

        Assert.Empty(opened.Complaints);
        Assert.Equal(
            [new Uri(page).AbsoluteUri],
            opened.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Equal(0, await opened.Page.Locator("img").CountAsync());
        Assert.Equal(2, await opened.Page.Locator("script").CountAsync());
        Assert.StartsWith("</script><script>alert(1)", await opened.TextAsync("h1"), StringComparison.Ordinal);
        Assert.Equal(Hostile, await opened.Page.Locator("h1 bdi").GetAttributeAsync("title"));
        Assert.Equal(1280, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    /// <summary>Should markup ever get in, the policy stops it: an element made by hand is not run.</summary>
    [Fact]
    public async Task Policy_OfThePage_RunsNothingElseAndAsksNobody()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditJson.WritePage(DrawnAudit.Make(rows: 40), page);
        await using OpenedPage opened = await browser.OpenAsync(page);

        await opened.Page.EvaluateAsync(
            """
            () => {
              document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='window.ran = 1'>");
              const script = document.createElement("script");
              script.textContent = "window.ran = 2";
              document.body.append(script);
            }
            """);
        bool asked = await opened.Page.EvaluateAsync<bool>(
            "fetch('http://127.0.0.1:9/').then(() => true, () => false)");

        Assert.False(asked);
        Assert.Null(await opened.Page.EvaluateAsync<int?>("window.ran ?? null"));
        Assert.Contains(opened.Complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
