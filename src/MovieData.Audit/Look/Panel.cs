using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;

namespace MovieData.Audit.Look;

/// <summary>A picture of a strip, as large as it is shown, with what stands under it. Owns the picture.</summary>
/// <param name="picture">Its pixels; passes to the panel.</param>
/// <param name="foot">Draws into the area under the picture, which is as wide as <see cref="Panel.WidthPx"/> and
/// <see cref="Panel.FootPx"/> high.</param>
internal sealed class Panel(Plane<Rgb24> picture, Action<Painter, PixelArea> foot) : IDisposable
{
    /// <summary>Width of a panel, px; pictures that are less wide stand at its left.</summary>
    public const int WidthPx = 464;

    /// <summary>Highest picture, px.</summary>
    public const int HeightPxMax = 928;

    /// <summary>Height of the area under a picture, px.</summary>
    public const int FootPx = 3 * LinePx;

    /// <summary>Height of a line of text, px.</summary>
    public const int LinePx = (int)(TextSize * Painter.LinePx);

    /// <summary>Size of the text: large enough to be read in a page that shows the sheet at two thirds.</summary>
    public const double TextSize = 1.2;

    /// <summary>Text.</summary>
    public static readonly Rgb24 Ink = new(232, 232, 235);

    /// <summary>Text that matters less.</summary>
    public static readonly Rgb24 Faint = new(170, 170, 176);

    /// <summary>Its pixels.</summary>
    public Plane<Rgb24> Picture => picture;

    /// <summary>Draws what stands under the picture.</summary>
    public void DrawFoot(Painter painter, PixelArea area) => foot(painter, area);

    /// <summary>Size at which a picture is shown: as wide as a panel, less where it would be too high.</summary>
    public static PixelSize SizeFor(PixelSize picture)
    {
        long height = Math.Max(1, (long)WidthPx * picture.Height / picture.Width);
        return height <= HeightPxMax ? new PixelSize(WidthPx, (int)height)
            : new PixelSize((int)Math.Max(1, (long)HeightPxMax * picture.Width / picture.Height), HeightPxMax);
    }

    /// <summary>Text cut to a width, px.</summary>
    public static string Fit(string text, int width, double size = TextSize)
    {
        if (Painter.WidthOf(text, size) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && Painter.WidthOf(text[..length] + "…", size) > width)
        {
            length--;
        }

        return text[..length] + "…";
    }

    /// <summary>Boxes of colours with their words, as many lines as they need and the area has; a word that no longer
    /// fits is left out.</summary>
    public static void DrawLegend(Painter painter, PixelArea area, IEnumerable<(Rgb24 Colour, string Words)> entries)
    {
        const int box = 13;
        (int x, int y) = (area.X, area.Y);
        foreach ((Rgb24 colour, string words) in entries)
        {
            int width = box + 6 + Painter.WidthOf(words, TextSize);
            if (x > area.X && x + width > area.X + area.Width)
            {
                (x, y) = (area.X, y + LinePx);
            }

            if (y + LinePx > area.Y + area.Height)
            {
                return;
            }

            var square = new PixelArea(x, y + ((LinePx - box) / 2), box, box);
            painter.Fill(square, colour);
            painter.Outline(square, Faint);
            painter.Text(x + box + 6, y, words, Ink, TextSize);
            x += width + 14;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => picture.Dispose();
}
