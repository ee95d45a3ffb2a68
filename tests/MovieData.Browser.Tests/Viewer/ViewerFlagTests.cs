using System.Text.Json;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>Flags outlive the viewer's death and reach the export; rejected frames come back from their film.</summary>
[Collection(nameof(ViewedDataset))]
public class ViewerFlagTests(Browser browser, RealReport report, ViewedDataset dataset)
{
    [Fact]
    public async Task Flag_KilledAndStartedAgain_StillStandsAndIsLeftOutOfTheExport()
    {
        string folder = dataset.Copy("flagged");
        string flags = $"{folder}.curation.jsonl";
        SamplePlace place = dataset.Samples[5].Place;
        SamplePlace other = dataset.Samples[6].Place;
        await using (ViewerProcess viewer = await ViewerProcess.StartAsync(dataset.Scratch, folder))
        await using (ViewerPage opened = await ViewerPage.OpenAsync(browser, viewer, $"sample={place.Id}"))
        {
            await opened.CanvasAsync(place.Id, "left");
            await opened.Page.GetByLabel("Reason").FillAsync("sky");
            await opened.Page.Keyboard.PressAsync("Escape");
            await opened.Page.Keyboard.PressAsync("f");
            await opened.SaidAsync($"Flagged {place.Id}: sky.");

            // Another one is flagged and taken back.
            await opened.ShowAsync($"sample={other.Id}");
            await opened.CanvasAsync(other.Id, "left");
            await opened.Page.Keyboard.PressAsync("f");
            await opened.SaidAsync($"Flagged {other.Id}");
            await opened.Page.Keyboard.PressAsync("u");
            await opened.SaidAsync($"No flag on {other.Id} any more.");
            opened.AssertQuiet();
            await viewer.KillAsync();
        }

        string[] lines = await File.ReadAllLinesAsync(flags, TestContext.Current.CancellationToken);
        Assert.Equal(3, lines.Length);
        JsonElement first = JsonElement.Parse(lines[0]);
        Assert.Equal(place.Id, first.GetProperty("id").GetString());
        Assert.Equal("sky", first.GetProperty("reason").GetString());

        await using (ViewerProcess viewer = await ViewerProcess.StartAsync(dataset.Scratch, folder))
        await using (ViewerPage opened = await ViewerPage.OpenAsync(browser, viewer, "flagged=true"))
        {
            await opened.Page.GetByText($"1 frame of {dataset.Frames.Count}").WaitForAsync();
            await opened.Page.Locator($".tile[data-id='{place.Id}'] .mark").WaitForAsync();
            opened.AssertQuiet();
        }

        string export = Path.Combine(dataset.Scratch, "flagged-export");
        CommandResult result = await CommandLine.RunAsync(
            "export", folder, "--format", "midas", "--to", export, "--without-flagged", flags);
        Assert.True(result.Code == 0, result.Error);
        string[] exported = [.. Directory.EnumerateFiles(export, "*", SearchOption.AllDirectories)];
        Assert.DoesNotContain(exported, file => file.Contains($"{place.Frame:D8}", StringComparison.Ordinal));
        Assert.Contains(exported, file => file.Contains($"{other.Frame:D8}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RejectedFrame_Decoded_IsThePictureThatDecodeWrites()
    {
        SamplePlace place = dataset.Frames.First(frame => !frame.Accepted).Place;
        string folder = Path.Combine(dataset.Scratch, "decoded");
        CommandResult result = await CommandLine.RunAsync(
            "decode", dataset.Source, "--frames", $"{place.Frame}", "--out", folder, "--pipeline", report.PipelineFile);
        Assert.True(result.Code == 0, result.Error);
        await using ViewerPage opened =
            await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={place.Id}&view=parallel");

        await opened.Page.GetByText("Rejected:").WaitForAsync();
        await opened.Page.Keyboard.PressAsync("g");
        await opened.CanvasAsync(place.Id, "right");

        foreach (string view in (string[])["left", "right"])
        {
            byte[] file = await File.ReadAllBytesAsync(
                Path.Combine(folder, $"{view}_{place.Frame:D8}.png"), TestContext.Current.CancellationToken);
            Assert.Equal(file, await dataset.Viewer.GetAsync($"/api/samples/{place.Id}/{view}"));
            using var picture = Imaging.Pictures.PngReader.Read(file, view).ToRgb();
            byte[] pixels = await opened.PixelsAsync(place.Id, view);
            Assert.Equal(
                picture.Pixels.ToArray().SelectMany(pixel => (byte[])[pixel.R, pixel.G, pixel.B, 255]), pixels);
        }

        // In the grid it has a picture from now on; the next rejected one says why it has none.
        await opened.ShowAsync("kept=false");
        await opened.Page.Locator($".tile.rejected[data-id='{place.Id}'] img").WaitForAsync();
        Assert.Equal(1, await opened.Page.Locator(".tile.rejected img").CountAsync());
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Copies_OfASample_NameThisVeryFrame()
    {
        SamplePlace place = dataset.Samples[0].Place;
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={place.Id}");
        await opened.CanvasAsync(place.Id, "left");

        string[] copies = [.. await opened.Page.Locator(".copies pre").AllInnerTextsAsync()];

        Assert.Equal(2, copies.Length);
        Assert.Contains(place.Id, copies[0], StringComparison.Ordinal);
        Assert.Contains("datasets", copies[0], StringComparison.Ordinal);
        Assert.StartsWith("movie-data decode ", copies[1], StringComparison.Ordinal);
        Assert.Contains($"--frames {place.Frame}", copies[1], StringComparison.Ordinal);
        opened.AssertQuiet();
    }
}
