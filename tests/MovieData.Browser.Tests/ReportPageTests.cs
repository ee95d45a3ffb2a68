using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MovieData.Browser.Tests;

/// <summary>The report of a real extraction, opened as a user opens it.</summary>
public partial class ReportPageTests(Browser browser, RealReport report)
{
    // Paper of both themes (src/Web/shared/theme.css).
    private const string White = "rgb(255, 255, 255)";
    private const string Dark = "rgb(22, 25, 28)";

    /// <summary>Parts of the report, in the order in which a person asks.</summary>
    private static readonly string[] Parts = ["out", "stereo", "disparity", "look", "what-if", "what"];

    [Fact]
    public async Task Page_FromDisk_SaysWhatAuditJsonSays()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);

        JsonElement totals = report.Json.GetProperty("totals");
        string head = await opened.TextAsync(".headline");
        Assert.Contains(
            $"{totals.GetProperty("kept")} of {totals.GetProperty("planned")} planned frames kept",
            head,
            StringComparison.Ordinal);
        Assert.Contains(
            $"{totals.GetProperty("suspicious_shots")} of {totals.GetProperty("shots")} shots suspicious",
            head,
            StringComparison.Ordinal);
        Assert.Equal(
            Parts, await opened.Page.Locator("main > section").EvaluateAllAsync<string[]>("all => all.map(e => e.id)"));
        Assert.Empty(opened.Complaints);
    }

    /// <summary>Only the page itself and pictures beside it are asked for, from disk and served.</summary>
    [Fact]
    public async Task Page_ScrolledThrough_AsksForItsPicturesAndNothingElse()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);
        await ScrollAsync(opened.Page);

        string folder = new Uri(report.Folder).AbsoluteUri;
        Assert.All(opened.Requests, url => Assert.True(url.StartsWith(folder, StringComparison.Ordinal)
            || url.StartsWith("data:", StringComparison.Ordinal), url));
        Assert.Empty(opened.Complaints);
        int[] widths = await opened.Page.Locator(".sheet img")
            .EvaluateAllAsync<int[]>("all => all.map(e => e.naturalWidth)");
        Assert.NotEmpty(widths);
        Assert.DoesNotContain(0, widths);
    }

    [Fact]
    public async Task Page_Served_DrawsItsPicturesToo()
    {
        IPage page = await browser.NewPageAsync();
        await using var opened = new OpenedPage(page);
        await page.RouteAsync("http://report.test/**", route => route.FulfillAsync(new()
        {
            Path = Path.Combine(report.Folder, new Uri(route.Request.Url).AbsolutePath.TrimStart('/')),
        }));
        await page.GotoAsync("http://report.test/index.html");
        await opened.DrawnAsync();
        await ScrollAsync(page);

        Assert.Empty(opened.Complaints);
        Assert.All(opened.Requests, url => Assert.True(url.StartsWith("http://report.test/", StringComparison.Ordinal)
            || url.StartsWith("data:", StringComparison.Ordinal), url));
    }

    /// <summary>Dark where the system is dark, unless the switch says otherwise.</summary>
    [Fact]
    public async Task Colours_DarkSystem_AreDarkUntilTheSwitchIsUsed()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page, scheme: ColorScheme.Dark);

        await AssertPaperAsync(opened.Page, Dark);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "light", Exact = true }).ClickAsync();
        await AssertPaperAsync(opened.Page, White);
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "dark", Exact = true }).ClickAsync();
        await AssertPaperAsync(opened.Page, Dark);
    }

    /// <summary>On paper nothing hides: every group of figures, every rule, no scroll bars, light.</summary>
    [Fact]
    public async Task Print_FromADarkScreen_ShowsEverythingOnWhite()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page, scheme: ColorScheme.Dark);
        await opened.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await opened.Page.Locator("details.rules[open]").WaitForAsync();

        await AssertPaperAsync(opened.Page, White);
        Assert.False(await opened.Page.Locator("nav").IsVisibleAsync());
        Assert.Equal(0, await opened.Page.Locator("button.more").CountAsync());
        Assert.Equal(0, await opened.Page.Locator(".table.scrolls").CountAsync());
        int measured = report.Json.GetProperty("figures").EnumerateObject()
            .Count(figure => figure.Value.GetProperty("histogram").ValueKind == JsonValueKind.Object);
        Assert.Equal(measured, await opened.Page.Locator(".distribution").CountAsync());
        byte[] pdf = await opened.Page.PdfAsync(new() { Format = "A4" });
        Assert.InRange(PageCount().Count(System.Text.Encoding.Latin1.GetString(pdf)), 6, 40);
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(820)]
    [InlineData(1280)]
    public async Task Page_OfAnyWidth_FitsItsWindow(int width)
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page, width);

        Assert.Equal(width, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    /// <summary>A head of a table sorts by keyboard as by mouse, and says so to a screen reader.</summary>
    [Fact]
    public async Task Table_HeadByKeyboard_SortsAndSaysSo()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);
        ILocator table = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Shots", Exact = true });
        ILocator head = table.GetByRole(AriaRole.Button, new() { Name = "Shot", Exact = true });

        await head.FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        int[] one = await NumbersAsync(table);
        await opened.Page.Keyboard.PressAsync("Enter");
        int[] other = await NumbersAsync(table);

        Assert.Equal(one.Order(), one.OrderBy(number => number));
        Assert.Equal([.. other.Reverse()], one);
        Assert.NotEqual(one, other);
        Assert.Equal("ascending", await table.Locator("th[aria-sort]").GetAttributeAsync("aria-sort"));
        Assert.Equal(other.Order(), other);
    }

    private static Task<int[]> NumbersAsync(ILocator table) => table.Locator("tbody tr td:first-child")
        .EvaluateAllAsync<int[]>("all => all.map(e => Number(e.textContent))");

    private static Task AssertPaperAsync(IPage page, string colour) =>
        Assertions.Expect(page.Locator("html")).ToHaveCSSAsync("background-color", colour);

    private static async Task ScrollAsync(IPage page)
    {
        foreach (ILocator sheet in await page.Locator(".sheet img").AllAsync())
        {
            await sheet.ScrollIntoViewIfNeededAsync();
            await sheet.EvaluateAsync("e => e.complete || new Promise(done => { e.onload = done; e.onerror = done; })");
        }
    }

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex PageCount();
}
