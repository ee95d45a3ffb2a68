using System.Text.Json;
using Microsoft.Playwright;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>The viewer's page in a browser; at its end it must not have complained, nor asked anybody but its server.
/// </summary>
internal sealed class ViewerPage : IAsyncDisposable
{
    private readonly OpenedPage _opened;
    private readonly ViewerProcess _viewer;

    private ViewerPage(OpenedPage opened, ViewerProcess viewer)
    {
        _opened = opened;
        _viewer = viewer;
    }

    public IPage Page => _opened.Page;

    /// <summary>Opens the page at what shall be shown.</summary>
    public static async Task<ViewerPage> OpenAsync(
        Browser browser,
        ViewerProcess viewer,
        string shown = "",
        int width = 1280,
        ColorScheme scheme = ColorScheme.Light)
    {
        var page = new ViewerPage(new OpenedPage(await browser.NewPageAsync(width, scheme)), viewer);
        await page.Page.GotoAsync(viewer.PageAddress(shown));
        return page;
    }

    /// <summary>Shows something else, as if its address had been opened.</summary>
    public Task ShowAsync(string shown) => Page.EvaluateAsync("shown => void (location.hash = shown)", shown);

    /// <summary>Waits for the canvas of a picture, drawn from this sample.</summary>
    public async Task<ILocator> CanvasAsync(string id, string picture)
    {
        ILocator canvas = Page.Locator($"[data-sample='{id}'] canvas[data-picture='{picture}']").First;
        await canvas.WaitForAsync();
        return canvas;
    }

    /// <summary>Pixels of a canvas: red, green, blue, alpha, row by row.</summary>
    public async Task<byte[]> PixelsAsync(string id, string picture)
    {
        ILocator canvas = await CanvasAsync(id, picture);
        string text = await canvas.EvaluateAsync<string>(
            """
            canvas => {
              const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              let text = "";
              for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
              return btoa(text);
            }
            """);
        return Convert.FromBase64String(text);
    }

    /// <summary>Moves the pointer into a picture's pixel, to whole px of the window: browsers cut parts of them off.
    /// </summary>
    public async Task PointAsync(string id, string picture, int x, int y)
    {
        ILocator canvas = await CanvasAsync(id, picture);
        JsonElement place = await canvas.EvaluateAsync<JsonElement>(
            """
            (canvas, [x, y]) => {
              const { left, top, width, height } = canvas.getBoundingClientRect();
              const whole = (edge, length, at, pixels) => Math.ceil(edge + at * length / pixels + 0.01);
              return [whole(left, width, x, canvas.width), whole(top, height, y, canvas.height)];
            }
            """,
            new[] { x, y });
        await Page.Mouse.MoveAsync((float)place[0].GetDouble(), (float)place[1].GetDouble());
    }

    /// <summary>A value that the page reads under the pointer.</summary>
    public Task<string> ReadAsync(string item) => Page.Locator($".readout [data-item='{item}'] b").InnerTextAsync();

    /// <summary>Waits for a line that the page says.</summary>
    public Task SaidAsync(string text) => Page.Locator(".said", new() { HasText = text }).WaitForAsync();

    /// <summary>Ends the page, which must have been quiet. Call it at the end of a test that passes.</summary>
    public void AssertQuiet()
    {
        // Chromium's own remark on slow read-backs, which come from screenshots of a machine without a GPU.
        Assert.DoesNotContain(_opened.Complaints, line => !line.Contains("GPU stall", StringComparison.Ordinal));
        Assert.NotEmpty(_opened.Requests);
        Assert.DoesNotContain(_opened.Requests, address =>
            !address.StartsWith(_viewer.Address.ToString(), StringComparison.Ordinal)
            && !address.StartsWith("blob:", StringComparison.Ordinal)
            && !address.StartsWith("data:", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _opened.DisposeAsync();
}
