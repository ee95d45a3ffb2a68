using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>The grid: every planned frame, filtered and sorted as the dataset's own figures say.</summary>
[Collection(nameof(ViewedDataset))]
public class ViewerGridTests(Browser browser, ViewedDataset dataset)
{
    [Fact]
    public async Task Grid_Opened_ShowsEveryPlannedFrameKeptAndRejected()
    {
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer);
        await opened.Page.Locator(".tile img").First.WaitForAsync();

        string crumbs = await opened.Page.Locator(".crumbs").InnerTextAsync();
        Assert.Contains($"{dataset.Frames.Count} planned frames", crumbs, StringComparison.Ordinal);
        Assert.DoesNotContain("token", opened.Page.Url, StringComparison.Ordinal);

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "rejected", Exact = true }).ClickAsync();
        int rejected = dataset.Frames.Count(frame => !frame.Accepted);
        await opened.Page.GetByText($"{rejected} frames of {dataset.Frames.Count}").WaitForAsync();
        Assert.Equal(0, await opened.Page.Locator(".tile:not(.rejected)").CountAsync());
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Filter_OfAFigure_LeavesTheRowsThatTheFramesFilesHold()
    {
        double least = dataset.Frames.Select(frame => frame.Figures.RangePx).OfType<double>().Order().ElementAt(10);
        FrameRow[] expected =
        [
            .. dataset.Frames.Where(frame => frame.Figures.RangePx >= least)
                .OrderByDescending(frame => frame.Figures.RangePx).ThenBy(frame => frame.Place.Frame),
        ];
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, "sort=-range_px");
        await opened.Page.Locator(".tile").First.WaitForAsync();

        // As a person does it: add the figure, type the bound.
        await opened.Page.GetByLabel("Add").SelectOptionAsync("range_px");
        ILocator bound = opened.Page.GetByLabel("Least Disparity range");
        await bound.FillAsync(least.ToString("R", CultureInfo.InvariantCulture));
        await bound.PressAsync("Enter");
        await opened.Page.GetByText($"{expected.Length} frames of {dataset.Frames.Count}").WaitForAsync();

        string[] shown = await opened.Page.Locator(".tile[data-id]").EvaluateAllAsync<string[]>(
            "tiles => tiles.map(tile => tile.dataset.id)");
        Assert.True(shown.Length >= 8);
        Assert.Equal(expected.Take(shown.Length).Select(frame => frame.Place.Id), shown);
        Assert.Contains("where=range_px:", opened.Page.Url, StringComparison.Ordinal);

        // The address alone shows the same again.
        await opened.Page.ReloadAsync();
        await opened.Page.GetByText($"{expected.Length} frames of {dataset.Frames.Count}").WaitForAsync();
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Keyboard_AlongTheGrid_OpensTheFrameItStandsOnAndComesBack()
    {
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer);
        await opened.Page.Locator(".tile img").First.WaitForAsync();

        await opened.Page.Locator(".cell").First.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.Page.Keyboard.PressAsync("Enter");
        await opened.CanvasAsync(dataset.Frames[2].Place.Id, "left");
        await opened.Page.Keyboard.PressAsync("Escape");
        await opened.Page.Locator(".tile").First.WaitForAsync();

        await opened.Page.Keyboard.PressAsync("?");
        await opened.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        Assert.Contains(
            "jump to a frame", await opened.Page.Locator("dialog").InnerTextAsync(), StringComparison.Ordinal);
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Jump_ToAFrameThatWasNotPlanned_OpensTheNearest()
    {
        SamplePlace place = dataset.Frames[^3].Place;
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer);
        await opened.Page.Locator(".tile").First.WaitForAsync();

        await opened.Page.Keyboard.PressAsync("j");
        await opened.Page.Keyboard.TypeAsync($"{place.Film}/{place.Frame + 1}");
        await opened.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(opened.Page).ToHaveURLAsync(new Regex($"sample={place.Id}$"));
        opened.AssertQuiet();
    }

    /// <summary>Names of films are anybody's: they are text, whatever they hold.</summary>
    [Fact]
    public async Task FilmName_WithMarkup_IsText()
    {
        const string hostile = "<img src=x onerror=alert(1)>\"'&</script>";
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, "level=films");
        await opened.Page.RouteAsync("**/api/dataset", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            string text = (await answer.TextAsync()).Replace(
                $"\"film\":\"{dataset.FilmId}\"",
                $"\"film\":{System.Text.Json.JsonSerializer.Serialize(hostile)}",
                StringComparison.Ordinal);
            Assert.Contains("onerror", text, StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = text });
        });
        await opened.Page.ReloadAsync();

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = hostile }).WaitForAsync();
        Assert.Equal(0, await opened.Page.Locator("img[src=x]").CountAsync());
        opened.AssertQuiet();
    }

    /// <summary>An extraction that finishes a segment while somebody looks.</summary>
    [Fact]
    public async Task NewSegments_FinishedMeanwhile_AreShownAtAClick()
    {
        string folder = dataset.Copy("growing");
        string entry = Directory.EnumerateFiles(Path.Combine(folder, "ledger"), "*.json", SearchOption.AllDirectories)
            .Single();
        string aside = Path.Combine(dataset.Scratch, "entry.json");
        File.Move(entry, aside);
        await using ViewerProcess viewer = await ViewerProcess.StartAsync(dataset.Scratch, folder);
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, viewer);
        await opened.Page.GetByText($"{dataset.Frames.Count} not extracted yet").WaitForAsync();

        File.Move(aside, entry);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "1 new segment: show" }).ClickAsync();

        await opened.Page.Locator(".tile img").First.WaitForAsync();
        await opened.Page.GetByText($"{dataset.Frames.Count} planned frames").WaitForAsync();
        await Assertions.Expect(opened.Page.GetByText("not extracted yet")).ToHaveCountAsync(0);
        opened.AssertQuiet();
    }
}
