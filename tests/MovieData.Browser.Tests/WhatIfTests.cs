using System.Globalization;
using Microsoft.Playwright;
using MovieData.Audit.Report;
using MovieData.Tests;

namespace MovieData.Browser.Tests;

/// <summary>"What if": limits moved on the page, against the rules asked here of the dataset's own rows.</summary>
public class WhatIfTests(Browser browser, RealReport report)
{
    // The pipeline's limits (SmallFilm).
    private const double VerticalFractionMax = 0.10;
    private const double RangePxMin = 2.5;
    private const double ConsistentFractionMin = 0.70;

    [Fact]
    public async Task Page_UnmovedLimits_GivesWhatTheDatasetKept()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);

        int kept = report.Frames.Count(row => row.Accepted);
        Assert.Equal(kept, Kept(RangePxMin, ConsistentFractionMin));
        await AssertOutcomeAsync(opened, kept);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.6)]
    public async Task Limit_Typed_GivesTheYieldOfTheRecordedFigures(double quantile)
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);
        double[] ranges = [.. report.Frames.Select(row => row.Figures.RangePx ?? 0).Order()];
        double limit = Math.Round(ranges[(int)(quantile * (ranges.Length - 1))], 3);

        await opened.Page.Locator("#limit-disparity-range_px_min").FillAsync(Text(limit));

        await AssertOutcomeAsync(opened, Kept(limit, ConsistentFractionMin));
        Assert.Contains(
            $"disparity:\n  range_px_min: {Text(limit)}",
            await opened.TextAsync(".lines pre"),
            StringComparison.Ordinal);
    }

    /// <summary>The slider by keyboard: whatever limit it then shows, the yield is that limit's.</summary>
    [Fact]
    public async Task Slider_ByKeyboard_MovesLimitAndYield()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);
        ILocator slider = opened.Page.GetByRole(AriaRole.Slider, new() { Name = "Limit of left and right disagree" });

        await slider.FocusAsync();
        await opened.Page.Keyboard.PressAsync("End");
        string typed = await opened.Page.Locator("#limit-disparity-consistent_fraction_min").InputValueAsync();
        double limit = double.Parse(typed, CultureInfo.InvariantCulture);

        Assert.True(limit > ConsistentFractionMin, typed);
        int kept = Kept(RangePxMin, limit);
        Assert.True(kept < report.Frames.Count(row => row.Accepted), $"{kept}");
        await AssertOutcomeAsync(opened, kept);

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Limits as recorded" }).ClickAsync();
        await AssertOutcomeAsync(opened, report.Frames.Count(row => row.Accepted));
    }

    /// <summary>A rule that is switched off rejects nothing; its line in the pipeline file says so.</summary>
    [Fact]
    public async Task Rule_SwitchedOff_RejectsNothing()
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page);

        await opened.Page.Locator(".slider", new() { HasText = "disparity.range_px_min" })
            .GetByRole(AriaRole.Checkbox).UncheckAsync();

        await AssertOutcomeAsync(opened, Kept(0, ConsistentFractionMin));
        Assert.Contains("range_px_min: 0", await opened.TextAsync(".lines pre"), StringComparison.Ordinal);
    }

    /// <summary>Frames of a shot that was rejected before they were looked at: let in, they are unknown, not kept.
    /// </summary>
    [Fact]
    public async Task Limit_LettingAShotIn_CountsItsFramesAsUnknown()
    {
        using var folder = new TemporaryFolder();
        string page = folder["index.html"];
        AuditJson.WritePage(DrawnAudit.Make(rows: 400, unseenShots: 3), page);
        await using OpenedPage opened = await browser.OpenAsync(page);
        string before = await opened.TextAsync("[data-figure=kept]");
        Assert.DoesNotContain(
            "only an extraction can tell", await opened.TextAsync(".result"), StringComparison.Ordinal);

        await opened.Page.Locator("#limit-shots-converted_score_max").FillAsync("1");

        Assert.Equal(before, await opened.TextAsync("[data-figure=kept]"));
        Assert.Contains(
            $"Up to {3 * DrawnAudit.RowsAShot} more frames",
            await opened.TextAsync(".result"),
            StringComparison.Ordinal);
    }

    private int Kept(double rangePxMin, double consistentFractionMin) => report.Frames.Count(row =>
        row.Figures is { VerticalFraction: { } vertical, RangePx: { } range, ConsistentFraction: { } consistent }
        && vertical <= VerticalFractionMax && range >= rangePxMin && consistent >= consistentFractionMin);

    private async Task AssertOutcomeAsync(OpenedPage opened, int kept)
    {
        Assert.Equal(Text(kept), await opened.TextAsync("[data-figure=kept]"));
        double share = 100.0 * kept / report.Frames.Count;
        string percent = kept == 0 ? "0" : share.ToString("F2", CultureInfo.InvariantCulture);
        Assert.Equal($"{percent}\u202f%", await opened.TextAsync("[data-figure=yield]"));
        Assert.Equal(Text(kept), await opened.TextAsync("[data-figure=training]"));
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
