using System.Globalization;
using Microsoft.Playwright;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Shards;

namespace MovieData.Browser.Tests.Viewer;

/// <summary>What the page draws and reads is what the shard holds, pixel by pixel.</summary>
[Collection(nameof(ViewedDataset))]
public class ViewerPictureTests(Browser browser, ViewedDataset dataset)
{
    private const int Zero = 32768;
    private const double CodesPerPx = 64;
    private const int ViewWidth = 480;

    /// <summary>Colours of residual and photometric error, dark to bright, as the page's legend has them.</summary>
    private static readonly (int R, int G, int B)[] HeatStops =
        [(10, 10, 24), (66, 26, 104), (150, 44, 96), (222, 90, 58), (250, 176, 74), (255, 246, 190)];

    private SampleRow Sample => dataset.Samples[3];

    [Fact]
    public async Task Readout_UnderAKnownPixel_IsTheShardsValue()
    {
        using Plane<ushort> disparity = PngReader.Read(Sample.Disparity.Span, "disparity").ToGrey16();
        using Plane<byte> mask = PngReader.Read(Sample.Mask.Span, "mask").ToGrey8();
        using Plane<byte> residual = PngReader.Read(Sample.Residual.Span, "residual").ToGrey8();
        await using ViewerPage opened =
            await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={Sample.Place.Id}");
        foreach (int code in (int[])[0, 1, 2])
        {
            int at = Enumerable.Range(0, mask.Pixels.Length).Where(i => mask.Pixels[i] == code).Skip(150).First();
            (int y, int x) = Math.DivRem(at, mask.Width);

            await opened.PointAsync(Sample.Place.Id, "left", x, y);
            await Assertions.Expect(opened.Page.Locator(".readout [data-item=code] b"))
                .ToHaveTextAsync(disparity.Pixels[at].ToString(CultureInfo.InvariantCulture));

            Assert.Equal($"{x}", await opened.ReadAsync("x"));
            Assert.Equal($"{y}", await opened.ReadAsync("y"));
            Assert.StartsWith($"{code} ", await opened.ReadAsync("mask"), StringComparison.Ordinal);
            Assert.Equal($"{Fixed(residual.Pixels[at] / 10.0, 1)}\u202fpx", await opened.ReadAsync("residual"));
            double d = (disparity.Pixels[at] - Zero) / CodesPerPx;
            bool none = disparity.Pixels[at] == 0;
            Assert.Equal(none ? "–" : Fixed(x - d, 2), await opened.ReadAsync("right view x"));
            Assert.Equal(
                none ? "–" : $"{Fixed(d, 2)}\u202fpx · {Fixed(100 * d / ViewWidth, 2)}\u202f%",
                await opened.ReadAsync("d"));
        }

        opened.AssertQuiet();
    }

    [Fact]
    public async Task Layers_Drawn_HaveTheColoursOfTheShardsValues()
    {
        string id = Sample.Place.Id;
        await using ViewerPage opened = await ViewerPage.OpenAsync(
            browser,
            dataset.Viewer,
            $"sample={id}&layers=disparity,residual,mask,sky,photometric&window=-6.1:6.3&residual=2&photometric=0.5");

        using Plane<ushort> codes = PngReader.Read(Sample.Disparity.Span, "disparity").ToGrey16();
        using var values = new Plane<float>(codes.Width, codes.Height);
        for (int i = 0; i < values.Pixels.Length; i++)
        {
            values.Pixels[i] = codes.Pixels[i] == 0 ? float.NaN : (codes.Pixels[i] - Zero) / 64f;
        }

        using var colours = new Plane<Rgb24>(codes.Width, codes.Height);
        ColourMap.Values(values, new ColourRange(-6.1f, 6.3f), colours);
        AssertEqual(await opened.PixelsAsync(id, "disparity"), i => Opaque(colours.Pixels[i]));

        using Plane<byte> mask = PngReader.Read(Sample.Mask.Span, "mask").ToGrey8();
        using var maskColours = new Plane<Rgb24>(mask.Width, mask.Height);
        ColourMap.Mask(mask, maskColours);
        AssertEqual(
            await opened.PixelsAsync(id, "mask"), i => mask.Pixels[i] == 0 ? default : Opaque(maskColours.Pixels[i]));
        AssertEqual(
            await opened.PixelsAsync(id, "sky"), i => mask.Pixels[i] == 4 ? Opaque(maskColours.Pixels[i]) : default);

        using Plane<byte> residual = PngReader.Read(Sample.Residual.Span, "residual").ToGrey8();
        AssertEqual(await opened.PixelsAsync(id, "residual"), i => Heat(residual.Pixels[i] / 10.0 / 2));

        byte[] file = await dataset.Viewer.GetAsync($"/api/samples/{id}/photometric");
        using Plane<byte> photometric = PngReader.Read(file, "photometric").ToGrey8();
        AssertEqual(
            await opened.PixelsAsync(id, "photometric"),
            i => photometric.Pixels[i] == 255 ? default : Heat(photometric.Pixels[i] / 254.0 / 0.5));
        Assert.Contains(photometric.Pixels.ToArray(), value => value is > 0 and < 255);
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Views_Drawn_AreTheShardsPictures()
    {
        string id = Sample.Place.Id;
        await using ViewerPage opened =
            await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={id}&view=parallel");
        foreach ((string name, ReadOnlyMemory<byte> file) in
            (IEnumerable<(string, ReadOnlyMemory<byte>)>)[("left", Sample.Left), ("right", Sample.Right)])
        {
            using Plane<Rgb24> picture = PictureFile.DecodeRgb(file.Span, name);
            byte[] pixels = await opened.PixelsAsync(id, name);
            Assert.Equal(4 * picture.Pixels.Length, pixels.Length);
            long difference = 0;
            for (int i = 0; i < picture.Pixels.Length; i++)
            {
                Rgb24 pixel = picture.Pixels[i];
                difference += Math.Abs(pixel.R - pixels[4 * i]) + Math.Abs(pixel.G - pixels[4 * i + 1])
                    + Math.Abs(pixel.B - pixels[4 * i + 2]);
            }

            // Two decoders of JPEG may round a level apart.
            Assert.InRange(difference / (3.0 * picture.Pixels.Length), 0, 0.5);
        }

        opened.AssertQuiet();
    }

    [Fact]
    public async Task EveryView_Chosen_IsDrawnAndSaysNothing()
    {
        string id = Sample.Place.Id;
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={id}");
        await opened.CanvasAsync(id, "left");
        foreach ((string key, string view, string picture) in (IEnumerable<(string, string, string)>)[
            ("2", "right", "right"), ("3", "anaglyph", "anaglyph"), ("4", "wiggle", "left"), ("5", "parallel", "right"),
            ("6", "cross", "left"), ("7", "swipe", "right"), ("8", "cloud", "points"), ("9", "tilt", "points"),
            ("1", "left", "left")])
        {
            await opened.Page.Keyboard.PressAsync(key);
            await opened.Page.Locator($".stage[data-view={view}] canvas[data-picture={picture}]").WaitForAsync(
                new() { State = WaitForSelectorState.Attached });
        }

        opened.AssertQuiet();
    }

    [Fact]
    public async Task PointCloud_Turned_ShowsOtherPixels()
    {
        string id = Sample.Place.Id;
        await using ViewerPage opened = await ViewerPage.OpenAsync(browser, dataset.Viewer, $"sample={id}&view=cloud");
        ILocator canvas = await opened.CanvasAsync(id, "points");
        await Assertions.Expect(canvas).ToHaveAttributeAsync("data-drawn", "{\"yaw\":0,\"pitch\":0,\"distance\":1}");
        byte[] straight = await canvas.ScreenshotAsync();
        byte[] again = await canvas.ScreenshotAsync();
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;

        await opened.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(
            box.X + box.Width / 2 + 120, box.Y + box.Height / 2 + 30, new() { Steps = 3 });
        await opened.Page.Mouse.UpAsync();
        await Assertions.Expect(canvas).Not.ToHaveAttributeAsync(
            "data-drawn", "{\"yaw\":0,\"pitch\":0,\"distance\":1}");
        byte[] turned = await canvas.ScreenshotAsync();

        Assert.Equal(PixelsOf(straight), PixelsOf(again));
        Assert.InRange(ShareThatDiffers(straight, turned), 0.2, 1);
        Assert.InRange(ShareThatDiffers(straight, Blank(straight)), 0.2, 1);
        opened.AssertQuiet();
    }

    private static void AssertEqual(byte[] pixels, Func<int, (byte R, byte G, byte B, byte A)> expected)
    {
        for (int i = 0; i < pixels.Length / 4; i++)
        {
            (byte r, byte g, byte b, byte a) = expected(i);
            if ((r, g, b, a) != (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]))
            {
                string got = string.Join(' ', pixels[(4 * i)..(4 * i + 4)]);
                Assert.Fail($"pixel {i}: expected {(r, g, b, a)}, got {got}");
            }
        }
    }

    private static (byte R, byte G, byte B, byte A) Opaque(Rgb24 colour) => (colour.R, colour.G, colour.B, 255);

    private static (byte R, byte G, byte B, byte A) Heat(double share)
    {
        double level = Math.Clamp(Math.Floor(255 * share + 0.5), 0, 255) / 255 * (HeatStops.Length - 1);
        int low = Math.Min(HeatStops.Length - 2, (int)level);
        byte Between(int a, int b) => (byte)Math.Floor(a * (1 - (level - low)) + b * (level - low) + 0.5);
        ((int R, int G, int B) from, (int R, int G, int B) to) = (HeatStops[low], HeatStops[low + 1]);
        return (Between(from.R, to.R), Between(from.G, to.G), Between(from.B, to.B), 255);
    }

    /// <summary>A number as the page writes it, with a true minus sign.</summary>
    private static string Fixed(double value, int digits)
    {
        string text = Math.Round(Math.Abs(value), digits, MidpointRounding.AwayFromZero)
            .ToString($"F{digits}", CultureInfo.InvariantCulture);
        return value < 0 && text.Any(c => c is >= '1' and <= '9') ? $"−{text}" : text;
    }

    private static Rgb24[] PixelsOf(byte[] png)
    {
        using Plane<Rgb24> picture = PictureFile.DecodeRgb(png, "screenshot");
        return picture.Pixels.ToArray();
    }

    private static double ShareThatDiffers(byte[] first, byte[] second) => ShareThatDiffers(first, PixelsOf(second));

    private static double ShareThatDiffers(byte[] first, Rgb24[] second) =>
        PixelsOf(first).Zip(second, (a, b) => a != b ? 1.0 : 0).Average();

    private static Rgb24[] Blank(byte[] png)
    {
        Rgb24[] pixels = PixelsOf(png);
        return [.. Enumerable.Repeat(pixels[0], pixels.Length)];
    }
}
