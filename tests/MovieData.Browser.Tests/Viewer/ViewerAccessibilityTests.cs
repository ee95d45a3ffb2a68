using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>What axe-core finds on the viewer's pages: nothing serious, light or dark, wide or narrow.</summary>
[Collection(nameof(ViewedDataset))]
public class ViewerAccessibilityTests(Browser browser, ViewedDataset dataset)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_OfEveryPage_FindsNothingSerious(ColorScheme scheme, int width)
    {
        string kept = dataset.Samples[3].Place.Id;
        string rejected = dataset.Frames.First(frame => !frame.Accepted).Place.Id;
        foreach ((string shown, string there) in (IEnumerable<(string, string)>)[
            ("", ".tile img"), ("sort=~range_px&where=range_px:1:", ".range svg"), ("level=films", ".films table"),
            ($"level=shots&film={dataset.FilmId}", ".tile img"),
            ($"sample={kept}&layers=disparity,mask:50,residual:50", ".strip .box"),
            ($"sample={kept}&view=cloud", "canvas[data-drawn]"), ($"sample={kept}&view=swipe", ".divider"),
            ($"sample={rejected}", ".strip")])
        {
            await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, shown, width, scheme);
            await opened.Page.Locator(there).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

            AxeResult result = await opened.Page.RunAxe();

            Assert.NotEmpty(result.Passes);
            Assert.Empty(result.Violations.Where(found => found.Impact is "serious" or "critical").Select(found =>
                $"{shown}: {found.Id}: {string.Join(" · ", found.Nodes.Take(3).Select(node => node.Html))}"));
            Assert.False(await opened.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth > innerWidth"), $"{shown}: wider than the window");
            opened.AssertQuiet();
        }
    }
}
