using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MovieData.Browser.Tests;

/// <summary>What axe-core finds: nothing serious, light or dark, wide or narrow.</summary>
public class AccessibilityTests(Browser browser, RealReport report)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_OfTheReport_FindsNothingSerious(ColorScheme scheme, int width)
    {
        await using OpenedPage opened = await browser.OpenAsync(report.Page, width, scheme);
        await opened.Page.Locator("details.rules summary").ClickAsync();

        AxeResult result = await opened.Page.RunAxe();

        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations.Where(found => found.Impact is "serious" or "critical").Select(found =>
            $"{found.Id} ({found.Impact}): {found.Help}: "
            + string.Join(" · ", found.Nodes.Take(3).Select(node => node.Html))));
    }
}
