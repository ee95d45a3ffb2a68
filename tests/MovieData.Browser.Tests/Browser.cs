using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(MovieData.Browser.Tests.Browser))]
[assembly: AssemblyFixture(typeof(MovieData.Browser.Tests.RealReport))]

// One browser on few cores: pages after one another, so that times mean something.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace MovieData.Browser.Tests;

/// <summary>Debian's chromium, the one without windows (a fifth faster), started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Where Debian's package puts it.</summary>
    private const string Executable = "/usr/bin/chromium-headless-shell";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Executable), $"{Executable} is missing: tools/setup.sh --tests installs it");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page that lies on the disk and waits until all its parts are drawn.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="width">Width of the window, px.</param>
    /// <param name="scheme">Colours that the system asks for.</param>
    public async Task<OpenedPage> OpenAsync(
        string file, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IPage page = await NewPageAsync(width, scheme);
        var opened = new OpenedPage(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await opened.DrawnAsync();
        return opened;
    }

    /// <summary>An empty page.</summary>
    public Task<IPage> NewPageAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        _browser!.NewPageAsync(new()
        {
            ViewportSize = new ViewportSize { Width = width, Height = 720 },
            ColorScheme = scheme,
        });
}

/// <summary>A page, with what it complained of and asked for since it was opened.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public OpenedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, exceptions, dialogs.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>Addresses that the page asked for.</summary>
    public IEnumerable<string> Requests => _requests;

    /// <summary>Waits until the last part of the report stands and the figures of "What if" are read.</summary>
    public async Task DrawnAsync()
    {
        await Page.Locator("[data-figure=yield]").WaitForAsync();
        await Page.Locator("#what").WaitForAsync();
    }

    /// <summary>Text of the only element that matches.</summary>
    public async Task<string> TextAsync(string selector) => await Page.Locator(selector).InnerTextAsync();

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
