using MovieData.Audit.Look;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Audit.Look;

public class SamplePanelsTests
{
    private const int ViewWidth = 1920;

    /// <summary>A ramp from −20 to +30 px, nothing in its lower half.</summary>
    [Fact]
    public void Disparity_Ramp_HasTheColoursThatItsBarHasForThem()
    {
        using Plane<float> ramp = Ramp(928, 200);
        var scale = new DisparityScale(1, ViewWidth, new ColourRange(-20, 30));
        using Panel panel = SamplePanels.Disparity(ramp, "disparity", scale);

        Assert.Equal(new PixelSize(464, 100), panel.Picture.Size);
        foreach (int x in new[] { 0, 100, 231, 400, 463 })
        {
            // Pixel x shows the one in the middle of the two it covers: (2x + 1)th of 928.
            float px = -20 + (50f * ((2 * x) + 1) / 927);
            Assert.Equal(ColourMap.Turbo[(int)Math.Round((px + 20) / 50 * 255)], panel.Picture[x, 10]);
            Assert.Equal(ColourMap.NoValue, panel.Picture[x, 90]);
        }
    }

    [Fact]
    public void Disparity_Bar_RunsFromDarkBlueToDarkRedWithAMarkAtTheScreen()
    {
        using Plane<float> ramp = Ramp(464, 100);
        var scale = new DisparityScale(1, ViewWidth, new ColourRange(-20, 30));
        using Panel panel = SamplePanels.Disparity(ramp, "disparity", scale);
        using var page = new Plane<Rgb24>(600, 80);
        var area = new PixelArea(20, 10, Panel.WidthPx, Panel.FootPx);
        using (var painter = new Painter(page))
        {
            panel.DrawFoot(painter, area);
        }

        int left = Math.Max(Width("-20.0 px"), Width("-1.04 %")), right = Math.Max(Width("30.0 px"), Width("1.56 %"));
        PixelArea bar = SamplePanels.BarIn(area, left, right);
        int y = bar.Y + (bar.Height / 2);
        Assert.Equal(ColourMap.Turbo[0], page[bar.X, y]);
        Assert.Equal(ColourMap.Turbo[255], page[bar.X + bar.Width - 1, y]);
        Assert.NotEqual(ColourMap.Turbo[255], page[bar.X + bar.Width, y]);

        // 0 px lies at 20 of 50: the mark is light, and taller than the bar.
        int screen = bar.X + (int)(0.4 * (bar.Width - 1));
        Assert.Equal(Panel.Ink, page[screen, y]);
        Assert.Equal(Panel.Ink, page[screen, bar.Y - 2]);

        // A quarter of the bar has the colour of a quarter of the range.
        int quarter = bar.X + (bar.Width / 4);
        Assert.Equal(ColourMap.Turbo[(bar.Width / 4) * 255 / (bar.Width - 1)], page[quarter, y]);

        static int Width(string text) => Painter.WidthOf(text, Panel.TextSize);
    }

    /// <summary>Half-size disparity is in px of that size: 10 px there are 20 px of the view.</summary>
    [Fact]
    public void DisparityScale_HalfSize_IsInPxOfTheView()
    {
        using Plane<float> ramp = Ramp(470, 200);

        DisparityScale scale = DisparityScale.Of(ramp, new PixelSize(940, 400), ViewWidth);

        Assert.Equal(2, scale.ViewPxPerPx);
        Assert.Equal(-40, scale.Range.Min, 1f);
        Assert.Equal(60, scale.Range.Max, 1f);
        Assert.Equal("1.04 %", scale.PercentOf(20));
        Assert.Equal("-0.52 %", scale.PercentOf(-10));
    }

    [Fact]
    public void Mask_LeftHalfSky_IsDrawnInItsColours()
    {
        using var mask = new Plane<byte>(928, 200);
        for (int y = 0; y < mask.Height; y++)
        {
            mask.Row(y)[..464].Fill(4);
        }

        using Panel panel = SamplePanels.Mask(mask);

        Assert.Equal(ColourMap.MaskCodes[4].Colour, panel.Picture[10, 50]);
        Assert.Equal(ColourMap.MaskCodes[0].Colour, panel.Picture[450, 50]);
    }

    [Fact]
    public void Anaglyph_WithoutARightView_HasOneColour()
    {
        using var left = new Plane<Rgb24>(200, 100);
        left.Pixels.Fill(new Rgb24(200, 10, 90));

        using Panel panel = SamplePanels.Anaglyph(left, null);

        Assert.Equal(new PixelSize(464, 232), panel.Picture.Size);
        Assert.Single(panel.Picture.Pixels.ToArray().Distinct());
    }

    [Theory]
    [InlineData(0, 100, "0.0 %")]
    [InlineData(1, 10_000, "< 0.1 %")]
    [InlineData(1234, 10_000, "12.3 %")]
    [InlineData(5, 0, "500.0 %")]
    public void Share_OfACount_IsNeverNothingWhereSomethingIs(long count, long all, string expected) =>
        Assert.Equal(expected, SamplePanels.Share(count, all));

    private static Plane<float> Ramp(int width, int height)
    {
        var ramp = new Plane<float>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                ramp[x, y] = y < height / 2 ? -20 + (50f * x / (width - 1)) : float.NaN;
            }
        }

        return ramp;
    }
}
