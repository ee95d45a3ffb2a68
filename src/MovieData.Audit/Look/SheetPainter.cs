using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Audit.Look;

/// <summary>
/// Draws strips under each other on one page: title, reason, and for each sample a line of words over its panels.
/// </summary>
internal static class SheetPainter
{
    /// <summary>Around everything, px.</summary>
    public const int GapPx = 12;

    private const double TitleSize = 1.7;
    private const int TitlePx = (int)(TitleSize * Painter.LinePx);
    private const int ReasonLinesMax = 3;
    private const int HeadGapPx = 36;

    private static readonly Rgb24 Ground = new(24, 24, 27);
    private static readonly Rgb24 Rule = new(70, 70, 76);

    /// <summary>The whole page. The caller's.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="reason">Why; at most three lines are shown.</param>
    /// <param name="strips">At least one; stay the caller's.</param>
    public static Plane<Rgb24> Draw(string title, string reason, IReadOnlyList<Strip> strips)
    {
        int panels = strips.Max(strip => strip.Panels.Count);
        int width = (panels * (Panel.WidthPx + GapPx)) + GapPx;
        List<string> reasons = Wrap(reason, width - (2 * GapPx));
        int head = (2 * GapPx) + TitlePx + (reasons.Count * Panel.LinePx);
        var page = new Plane<Rgb24>(width, head + strips.Sum(HeightOf));
        page.Pixels.Fill(Ground);
        using var painter = new Painter(page);
        painter.Text(GapPx, GapPx, Panel.Fit(title, width - (2 * GapPx), TitleSize), Panel.Ink, TitleSize);
        for (int line = 0; line < reasons.Count; line++)
        {
            painter.Text(
                GapPx, GapPx + TitlePx + (line * Panel.LinePx), reasons[line], Panel.Faint, Panel.TextSize);
        }

        int y = head;
        foreach (Strip strip in strips)
        {
            painter.Fill(new PixelArea(GapPx, y, width - (2 * GapPx), 1), Rule);
            Draw(painter, strip, y + GapPx, width - (2 * GapPx));
            y += HeightOf(strip);
        }

        return page;
    }

    private static void Draw(Painter painter, Strip strip, int y, int width)
    {
        string head = Panel.Fit(strip.Head, width);
        painter.Text(GapPx, y, head, Panel.Ink, Panel.TextSize);
        int used = Painter.WidthOf(head, Panel.TextSize) + HeadGapPx;
        if (strip.Figures is { } figures && used < width)
        {
            painter.Text(GapPx + used, y, Panel.Fit(figures, width - used), Panel.Faint, Panel.TextSize);
        }

        y += Panel.LinePx;
        if (strip.Note is { } note)
        {
            painter.Text(GapPx, y, Panel.Fit(note, width), Panel.Ink, Panel.TextSize);
            y += Panel.LinePx;
        }

        y += GapPx / 2;
        int foot = y + PicturesPx(strip) + (GapPx / 2);
        for (int i = 0; i < strip.Panels.Count; i++)
        {
            int x = GapPx + (i * (Panel.WidthPx + GapPx));
            Plane<Rgb24> picture = strip.Panels[i].Picture;
            painter.Place(picture, new PixelArea(x, y, picture.Width, picture.Height));
            strip.Panels[i].DrawFoot(painter, new PixelArea(x, foot, Panel.WidthPx, Panel.FootPx));
        }
    }

    private static int HeightOf(Strip strip) => GapPx + Panel.LinePx + (strip.Note is null ? 0 : Panel.LinePx)
        + PicturesPx(strip) + GapPx + Panel.FootPx + GapPx;

    private static int PicturesPx(Strip strip) => strip.Panels.Max(panel => panel.Picture.Height);

    // Breaks at spaces; what does not fit the last line is cut.
    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (lines.Count == ReasonLinesMax - 1 || line.Length == 0
                || Painter.WidthOf(longer, Panel.TextSize) <= width)
            {
                line = longer;
                continue;
            }

            lines.Add(line);
            line = word;
        }

        lines.Add(line);
        return [.. lines.Select(full => Panel.Fit(full, width))];
    }
}
