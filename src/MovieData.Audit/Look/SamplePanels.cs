using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;

namespace MovieData.Audit.Look;

/// <summary>The panels of a sample: view, anaglyph, disparity, mask. Each is the caller's.</summary>
internal static class SamplePanels
{
    /// <summary>Height of the colours of a scale bar, px.</summary>
    public const int BarPx = 14;

    private const int BarGapPx = 6;
    private const int LegendGapPx = 14;
    private const double Percent = 100;

    private static readonly Rgb24 NoPicture = new(52, 52, 58);

    /// <summary>A view.</summary>
    /// <param name="view">The whole view.</param>
    /// <param name="words">What it is.</param>
    public static Panel View(Plane<Rgb24> view, string words) => new(
        Reduced(view), (painter, area) => Lines(painter, area, words, $"{view.Width} x {view.Height} px"));

    /// <summary>Both views for red-cyan glasses; without a right view words in its place.</summary>
    /// <param name="left">Left view.</param>
    /// <param name="right">Right view; null: the shards have none.</param>
    public static Panel Anaglyph(Plane<Rgb24> left, Plane<Rgb24>? right)
    {
        if (right is null)
        {
            var empty = new Plane<Rgb24>(Panel.SizeFor(left.Size).Width, Panel.SizeFor(left.Size).Height);
            empty.Pixels.Fill(NoPicture);
            return new Panel(empty, (painter, area) => Lines(
                painter, area, "no anaglyph: no right view", "the pipeline leaves it out (shards.right)"));
        }

        using Plane<Rgb24> one = Reduced(left);
        using Plane<Rgb24> two = Reduced(right);
        var picture = new Plane<Rgb24>(one.Width, one.Height);
        Imaging.Pictures.Anaglyph.RedCyan(one, two, picture);
        return new Panel(picture, (painter, area) => Lines(painter, area, "anaglyph", "for red-cyan glasses"));
    }

    /// <summary>
    /// Disparity as colours over a bar that says what they stand for, in px of the view and in % of its width. No
    /// colours are mixed: every pixel has that of one pixel of the map, the one in its middle.
    /// </summary>
    /// <param name="disparity">Disparity, px of its own size; NaN = no value.</param>
    /// <param name="words">What it is.</param>
    /// <param name="scale">Which px and colours.</param>
    public static Panel Disparity(Plane<float> disparity, string words, DisparityScale scale)
    {
        PixelSize size = Panel.SizeFor(disparity.Size);
        using var shown = new Plane<float>(size.Width, size.Height);
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<float> row = disparity.Row(Middle(y, size.Height, disparity.Height));
            Span<float> to = shown.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                to[x] = scale.ViewPxPerPx * row[Middle(x, size.Width, disparity.Width)];
            }
        }

        var picture = new Plane<Rgb24>(size.Width, size.Height);
        ColourMap.Values(shown, scale.Range, picture);
        return new Panel(picture, (painter, area) => DrawBar(painter, area, words, scale));
    }

    /// <summary>A mask over what its colours mean and how many pixels have each.</summary>
    /// <param name="mask">Codes.</param>
    public static Panel Mask(Plane<byte> mask)
    {
        using var colours = new Plane<Rgb24>(mask.Width, mask.Height);
        ColourMap.Mask(mask, colours);
        var counts = new int[MaskCode.Count];
        MaskCode.AddCounts(mask.Pixels, counts);
        (Rgb24, string)[] legend =
        [
            .. ColourMap.MaskCodes.Index().Where(code => counts[code.Index] > 0).Select(code => (
                code.Item.Colour, $"{code.Item.Word} {Share(counts[code.Index], mask.Pixels.Length)}")),
        ];
        return new Panel(Reduced(colours), (painter, area) => Panel.DrawLegend(painter, area, legend));
    }

    /// <summary>A picture at the size of a panel. The caller's.</summary>
    public static Plane<Rgb24> Reduced(Plane<Rgb24> picture)
    {
        PixelSize size = Panel.SizeFor(picture.Size);
        var small = new Plane<Rgb24>(size.Width, size.Height);
        using var painter = new Painter(small);
        painter.Place(picture, new PixelArea(0, 0, size.Width, size.Height));
        return small;
    }

    /// <summary>A share in words: <c>12.3 %</c>; what is there is never 0.</summary>
    public static string Share(long count, long all)
    {
        double percent = Percent * count / Math.Max(1, all);
        return percent is > 0 and < 0.1 ? "< 0.1 %"
            : string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");
    }

    // Pixel of a longer row under the middle of a pixel of a shorter one.
    private static int Middle(int at, int count, int of) => (int)(((2L * at) + 1) * of / (2L * count));

    private static void Lines(Painter painter, PixelArea area, string first, string second)
    {
        painter.Text(area.X, area.Y, Panel.Fit(first, area.Width), Panel.Ink, Panel.TextSize);
        painter.Text(area.X, area.Y + Panel.LinePx, Panel.Fit(second, area.Width), Panel.Faint, Panel.TextSize);
    }

    // Smallest px, the colours with a mark at the screen's plane, largest px; below them the same in %; then words.
    private static void DrawBar(Painter painter, PixelArea area, string words, DisparityScale scale)
    {
        (string minPx, string maxPx) = (Px(scale.Range.Min), Px(scale.Range.Max));
        (string min, string max) = (scale.PercentOf(scale.Range.Min), scale.PercentOf(scale.Range.Max));
        int left = Math.Max(Painter.WidthOf(minPx, Panel.TextSize), Painter.WidthOf(min, Panel.TextSize));
        int right = Math.Max(Painter.WidthOf(maxPx, Panel.TextSize), Painter.WidthOf(max, Panel.TextSize));
        PixelArea bar = BarIn(area, left, right);
        painter.Text(area.X, area.Y, minPx, Panel.Ink, Panel.TextSize);
        painter.Text(bar.X + bar.Width + BarGapPx, area.Y, maxPx, Panel.Ink, Panel.TextSize);
        for (int x = 0; x < bar.Width; x++)
        {
            int level = x * (ColourMap.Turbo.Count - 1) / Math.Max(1, bar.Width - 1);
            painter.Fill(bar with { X = bar.X + x, Width = 1 }, ColourMap.Turbo[level]);
        }

        if (scale.PlaceOf(0) is { } screen)
        {
            painter.Fill(
                new PixelArea(bar.X + (int)(screen * (bar.Width - 1)), bar.Y - 3, 2, BarPx + 6), Panel.Ink);
        }

        int below = area.Y + Panel.LinePx;
        painter.Text(area.X, below, min, Panel.Ink, Panel.TextSize);
        painter.Text(bar.X + bar.Width + BarGapPx, below, max, Panel.Ink, Panel.TextSize);
        string unit = Panel.Fit("of the view's width", bar.Width);
        int middle = (bar.Width - Painter.WidthOf(unit, Panel.TextSize)) / 2;
        painter.Text(bar.X + middle, below, unit, Panel.Faint, Panel.TextSize);
        string named = Panel.Fit(scale.PlaceOf(0) is null ? words : $"{words}, white mark: screen", area.Width);
        painter.Text(area.X, below + Panel.LinePx, named, Panel.Faint, Panel.TextSize);
        int used = Painter.WidthOf(named, Panel.TextSize) + LegendGapPx;
        Panel.DrawLegend(
            painter,
            new PixelArea(area.X + used, below + Panel.LinePx, area.Width - used, Panel.LinePx),
            [(ColourMap.NoValue, "no value")]);
    }

    /// <summary>Where the colours of a scale bar stand, between numbers of these widths.</summary>
    internal static PixelArea BarIn(PixelArea area, int leftPx, int rightPx) => new(
        area.X + leftPx + BarGapPx,
        area.Y + ((Panel.LinePx - BarPx) / 2),
        Math.Max(1, area.Width - leftPx - rightPx - (2 * BarGapPx)),
        BarPx);

    private static string Px(float px) => string.Create(CultureInfo.InvariantCulture, $"{px:0.0} px");
}
