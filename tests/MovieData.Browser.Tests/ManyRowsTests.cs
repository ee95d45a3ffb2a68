using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using MovieData.Audit.Report;
using MovieData.Tests;

namespace MovieData.Browser.Tests;

/// <summary>A report of 100,000 rows and 20,000 shots: the most that a page holds.</summary>
public class ManyRowsTests(Browser browser)
{
    /// <summary>Under 2 s where the machine does nothing else; here others may be at work.</summary>
    private const double SecondsMax = 10;

    [Fact]
    public async Task Page_Of100000Rows_OpensSoonAndHoldsFewElements()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditDocument document = DrawnAudit.Make(rows: 100_000);
        AuditJson.WritePage(document, page);

        var watch = Stopwatch.StartNew();
        await using OpenedPage opened = await browser.OpenAsync(page);
        double seconds = watch.Elapsed.TotalSeconds;

        double paint = await opened.Page.EvaluateAsync<double>(
            "performance.getEntriesByType('paint')[0].startTime / 1000");
        double megabytes = new FileInfo(page).Length / 1e6;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first paint {paint:F2} s, all drawn {seconds:F2} s, {megabytes:F1} MB"));
        Assert.InRange(seconds, 0, SecondsMax);
        Assert.Equal("100,000", $"{document.WhatIf.Rows:N0}");
        Assert.InRange(await opened.Page.Locator("tr").CountAsync(), 10, 400);
        Assert.InRange(await opened.Page.Locator("*").CountAsync(), 500, 20_000);
    }

    /// <summary>Of many shots only those in sight are in the document; scrolling brings the last.</summary>
    [Fact]
    public async Task Table_Of20000Shots_ShowsItsLastRowWhenScrolled()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditJson.WritePage(DrawnAudit.Make(rows: 100_000), page);
        await using OpenedPage opened = await browser.OpenAsync(page);
        ILocator table = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Shots", Exact = true });

        await table.GetByRole(AriaRole.Button, new() { Name = "Shot", Exact = true }).ClickAsync();
        await table.EvaluateAsync("e => { e.scrollTop = e.scrollHeight; }");

        await table.Locator("tr[aria-rowindex='20001']").WaitForAsync();
        Assert.Equal("20001", await table.Locator("table").GetAttributeAsync("aria-rowcount"));
        Assert.InRange(await table.Locator("tbody tr").CountAsync(), 14, 60);
    }

    /// <summary>A limit that is moved answers at once, so that a slider can be dragged.</summary>
    [Fact]
    public async Task Limit_Of100000Rows_AnswersAtOnce()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditJson.WritePage(DrawnAudit.Make(rows: 100_000), page);
        await using OpenedPage opened = await browser.OpenAsync(page);

        var watch = Stopwatch.StartNew();
        await opened.Page.Locator("#limit-disparity-range_px_min").FillAsync("40");
        await Assertions.Expect(opened.Page.Locator(".lines pre")).ToContainTextAsync("range_px_min: 40");
        double seconds = watch.Elapsed.TotalSeconds;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s"));
        Assert.InRange(seconds, 0, SecondsMax / 5);
    }
}
