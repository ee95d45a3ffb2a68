using System.Globalization;
using Microsoft.Playwright;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.EndToEnd;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>
/// Two datasets of one film at the same frame: the second has another crop, and disparity pictures half as wide as its
/// views. What the page draws and reads of each is what the shards hold.
/// </summary>
[Collection(nameof(ViewedDataset))]
public class ViewerCompareTests(Browser browser, RealReport report, ViewedDataset dataset)
{
    private const int Zero = 32768;
    private const float CodesPerPx = 64;
    private const float SecondScale = 0.5f;

    [Fact]
    public async Task Compared_AtTheSameFrame_ShowsAndReadsBothShards()
    {
        (string folder, SampleRow[] others) = await SecondAsync();
        SampleRow other = others.First(row => dataset.Samples.Any(own => own.Place.Id == row.Place.Id));
        SampleRow own = dataset.Samples.Single(row => row.Place.Id == other.Place.Id);
        await using ViewerProcess viewer =
            await ViewerProcess.StartAsync(dataset.Scratch, dataset.Folder, "--compare", folder);
        string id = own.Place.Id;
        await using ViewerPage opened = await ViewerPage.OpenAsync(
            browser, viewer, $"sample={id}&view=compare&layers=disparity,residual,mask,sky&window=-6.1:6.3");

        await AssertSwipedAsync(opened, own, other);
        await AssertReadAsync(opened, own, other);

        // Right views have no layers here: the paper's pipeline stores one direction.
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "right views" }).ClickAsync();
        await opened.CanvasAsync(id, "right");
        await opened.CanvasAsync(id, "second-right");
        Assert.Equal(0, await opened.Page.Locator("canvas[data-picture$=disparity]").CountAsync());

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "difference", Exact = true }).ClickAsync();
        byte[] pixels = await opened.PixelsAsync(id, "difference");
        (Plane<ushort> first, Plane<ushort> second) = (Codes(own), Codes(other));
        using (first)
        using (second)
        {
            // Colours of −2…2 px from blue by white to red: the sign of a difference is its side of white.
            int[] clear = [.. Enumerable.Range(0, first.Pixels.Length).Where(i =>
                Difference(first, second, own, other, i) is { } difference && Math.Abs(difference) > 0.25)];
            Assert.True(clear.Length > 20);
            Assert.All(clear, i => Assert.Equal(
                Difference(first, second, own, other, i) > 0, pixels[4 * i] > pixels[(4 * i) + 2]));
            int[] none = [.. Enumerable.Range(0, first.Pixels.Length)
                .Where(i => Difference(first, second, own, other, i) is null)];
            Assert.NotEmpty(none);
            Assert.All(none, i => Assert.Equal((150, 150), (pixels[4 * i], pixels[(4 * i) + 2])));
        }

        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Group, new() { Name = "Colours of the second − first" }))
            .ToContainTextAsync("px");
        opened.AssertQuiet();
    }

    private static async Task AssertSwipedAsync(ViewerPage opened, SampleRow own, SampleRow other)
    {
        string id = own.Place.Id;
        foreach (string picture in (string[])["left", "residual", "mask", "sky"])
        {
            await opened.CanvasAsync(id, picture);
            await opened.CanvasAsync(id, $"second-{picture}");
        }

        // Equal depths have equal colours: 6.3 px of the views are half of that of a picture half as wide.
        foreach ((string picture, SampleRow row, float scale) in (IEnumerable<(string, SampleRow, float)>)
            [("disparity", own, 1), ("second-disparity", other, SecondScale)])
        {
            using Plane<ushort> codes = Codes(row);
            using var values = new Plane<float>(codes.Width, codes.Height);
            for (int i = 0; i < values.Pixels.Length; i++)
            {
                values.Pixels[i] = codes.Pixels[i] == 0 ? float.NaN : (codes.Pixels[i] - Zero) / CodesPerPx;
            }

            using var colours = new Plane<Rgb24>(codes.Width, codes.Height);
            ColourMap.Values(values, new ColourRange(-6.1f * scale, 6.3f * scale), colours);
            byte[] pixels = await opened.PixelsAsync(id, picture);
            Assert.Equal(
                colours.Pixels.ToArray().SelectMany(pixel => (byte[])[pixel.R, pixel.G, pixel.B, 255]), pixels);
        }
    }

    private static async Task AssertReadAsync(ViewerPage opened, SampleRow own, SampleRow other)
    {
        using Plane<ushort> first = Codes(own);
        using Plane<ushort> second = Codes(other);
        using Plane<byte> mask = PngReader.Read(other.Mask.Span, "mask").ToGrey8();

        // Left of the divider, so that it does not lie under the pointer.
        int at = Enumerable.Range(0, first.Pixels.Length).Where(i => i % first.Width is > 60 and < 200
            && Difference(first, second, own, other, i) is { } value && Math.Abs(value) > 0.05).Skip(40).First();
        (int y, int x) = Math.DivRem(at, first.Width);
        await opened.PointAsync(own.Place.Id, "disparity", x, y);
        await Assertions.Expect(opened.Page.Locator(".readout [data-item=code] b"))
            .ToHaveTextAsync(first.Pixels[at].ToString(CultureInfo.InvariantCulture));

        int there = Place(second, own, other, x, y);
        Assert.Equal(Px((second.Pixels[there] - Zero) / CodesPerPx / SecondScale), await opened.ReadAsync("second d"));
        Assert.StartsWith($"{mask.Pixels[there]} ", await opened.ReadAsync("second mask"), StringComparison.Ordinal);
        Assert.Equal(
            Px(Difference(first, second, own, other, at)!.Value), await opened.ReadAsync("second − first"));
    }

    /// <summary>The first segment of the same film, by another pipeline.</summary>
    private async Task<(string Folder, SampleRow[] Samples)> SecondAsync()
    {
        string pipeline = Path.Combine(dataset.Scratch, "second.yaml");
        string text = await File.ReadAllTextAsync(report.PipelineFile, TestContext.Current.CancellationToken);
        foreach ((string old, string changed) in (IEnumerable<(string, string)>)
            [("crop_px: [470, 200]", "crop_px: [460, 192]"), ("output_scale: 1", "output_scale: 0.5"),
                ("samples_per_segment: 64", "samples_per_segment: 12")])
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, changed, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(pipeline, text, TestContext.Current.CancellationToken);
        string folder = Path.Combine(dataset.Scratch, "second");
        CommandResult result = await CommandLine.RunAsync(
            "extract", "--pipeline", pipeline, "--out", folder, "--limit", "1", dataset.Source);
        Assert.True(Directory.Exists(Path.Combine(folder, "data")), result.Error);
        return (folder, [.. Directory.EnumerateFiles(
            Path.Combine(folder, "data"), "*.parquet", SearchOption.AllDirectories)
            .SelectMany(file => RowReader.ReadSamples(new FolderStore("/"), file))]);
    }

    private static Plane<ushort> Codes(SampleRow row) => PngReader.Read(row.Disparity.Span, "disparity").ToGrey16();

    /// <summary>Second − first at a pixel of the first's picture, px of the views; null where one has no value.
    /// </summary>
    private static double? Difference(
        Plane<ushort> first, Plane<ushort> second, SampleRow own, SampleRow other, int at)
    {
        (int y, int x) = Math.DivRem(at, first.Width);
        int there = Place(second, own, other, x, y);
        return first.Pixels[at] == 0 || there < 0 || second.Pixels[there] == 0 ? null
            : ((second.Pixels[there] - Zero) / CodesPerPx / SecondScale) - ((first.Pixels[at] - Zero) / CodesPerPx);
    }

    /// <summary>The pixel of the second's disparity picture at a pixel of the first's view; −1: beside it.</summary>
    private static int Place(Plane<ushort> second, SampleRow own, SampleRow other, int x, int y)
    {
        int column = (int)Math.Floor((x + own.CropX - other.CropX + 0.5) * SecondScale);
        int line = (int)Math.Floor((y + own.CropY - other.CropY + 0.5) * SecondScale);
        return column < 0 || line < 0 || column >= second.Width || line >= second.Height
            ? -1 : (line * second.Width) + column;
    }

    private static string Px(double value)
    {
        string text = Math.Round(Math.Abs(value), 2, MidpointRounding.AwayFromZero)
            .ToString("F2", CultureInfo.InvariantCulture);
        return $"{(value < 0 && text.Any(c => c is >= '1' and <= '9') ? "−" : "")}{text}\u202fpx";
    }
}
