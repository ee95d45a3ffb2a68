using System.Globalization;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// Small pictures in a grid, each under a line that says what it is, for a look at many samples at once. Rows are added
/// one after the other. Holds the pictures, reduced, until it is disposed.
/// </summary>
/// <param name="columns">Pictures in a row.</param>
/// <param name="cellWidth">Width every picture is brought to, px; its height keeps the aspect of the first
/// picture, which is less wide where it would be more than twice as high.</param>
public sealed class ContactSheet(int columns, int cellWidth) : IDisposable
{
    /// <summary>Gap between pictures and around the page, px.</summary>
    internal const int GapPx = 8;

    // A column of pixels, 4×8000, would otherwise ask for gigabytes.
    private const int HeightsPerWidthMax = 2;

    private const int BarWidthPx = 96;
    private const int BarHeightPx = 12;

    private static readonly Rgb24 Ground = new(24, 24, 27);
    private static readonly Rgb24 Ink = new(225, 225, 228);
    private static readonly Rgb24 Edge = new(120, 120, 125);

    private readonly List<(Plane<Rgb24> Picture, Action<Painter, PixelArea> Head)> _cells = [];
    private PixelSize _cell;

    /// <summary>Adds a picture at the next place. The picture stays the caller's.</summary>
    public void Add(Plane<Rgb24> picture, string caption) =>
        Add(picture, (painter, line) => painter.Text(line.X, line.Y, caption, Ink));

    /// <summary>Adds values as colours under a bar that says what they stand for.</summary>
    /// <param name="values">NaN and Inf = no value.</param>
    /// <param name="caption">What they are.</param>
    /// <param name="range">What the ends of the colours stand for; null: see <see cref="ColourMap.RangeOf"/>.</param>
    public void AddValues(Plane<float> values, string caption, ColourRange? range = null)
    {
        using var picture = new Plane<Rgb24>(values.Width, values.Height);
        ColourRange shown = range ?? ColourMap.RangeOf(values);
        ColourMap.Values(values, shown, picture);
        Add(picture, (painter, line) =>
        {
            painter.Text(line.X, line.Y, caption, Ink);
            DrawBar(painter, line, shown);
        });
    }

    /// <summary>Adds a mask under what its colours mean.</summary>
    /// <param name="mask">Mask codes.</param>
    public void AddMask(Plane<byte> mask)
    {
        using var picture = new Plane<Rgb24>(mask.Width, mask.Height);
        ColourMap.Mask(mask, picture);
        Add(picture, DrawLegend);
    }

    /// <summary>The whole sheet on a dark ground. The caller owns it.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Plane<Rgb24> Render()
    {
        if (_cells.Count == 0)
        {
            throw new InvalidOperationException("a contact sheet needs a picture");
        }

        int rows = (_cells.Count + columns - 1) / columns;
        int across = _cell.Width + GapPx;
        int down = Painter.LinePx + _cell.Height + GapPx;
        var sheet = new Plane<Rgb24>((columns * across) + GapPx, (rows * down) + GapPx);
        sheet.Pixels.Fill(Ground);
        using var painter = new Painter(sheet);
        for (int i = 0; i < _cells.Count; i++)
        {
            int x = GapPx + (i % columns * across);
            int y = GapPx + (i / columns * down);
            _cells[i].Head(painter, new PixelArea(x, y, _cell.Width, Painter.LinePx));
            painter.Place(_cells[i].Picture, new PixelArea(x, y + Painter.LinePx, _cell.Width, _cell.Height));
        }

        return sheet;
    }

    /// <inheritdoc/>
    public void Dispose() => _cells.ForEach(cell => cell.Picture.Dispose());

    private void Add(Plane<Rgb24> picture, Action<Painter, PixelArea> head)
    {
        if (_cells.Count == 0)
        {
            _cell = CellOf(picture.Size);
        }

        var small = new Plane<Rgb24>(_cell.Width, _cell.Height);
        using (var painter = new Painter(small))
        {
            painter.Place(picture, new PixelArea(0, 0, _cell.Width, _cell.Height));
        }

        _cells.Add((small, head));
    }

    // At the right end of the line: smallest value, the colours, largest value.
    private static void DrawBar(Painter painter, PixelArea line, ColourRange range)
    {
        string max = string.Create(CultureInfo.InvariantCulture, $"{range.Max:F1} px");
        string min = range.Min.ToString("F1", CultureInfo.InvariantCulture);
        int right = line.X + line.Width - Painter.WidthOf(max);
        painter.Text(right, line.Y, max, Ink);
        var bar = new PixelArea(right - BarWidthPx - 6, line.Y + 4, BarWidthPx, BarHeightPx);
        for (int x = 0; x < bar.Width; x++)
        {
            int level = x * (ColourMap.Turbo.Count - 1) / (bar.Width - 1);
            painter.Fill(bar with { X = bar.X + x, Width = 1 }, ColourMap.Turbo[level]);
        }

        painter.Text(bar.X - Painter.WidthOf(min) - 6, line.Y, min, Ink);
    }

    // Boxes of the mask's colours with their words; those that no longer fit the line are left out.
    private static void DrawLegend(Painter painter, PixelArea line)
    {
        int x = line.X;
        foreach ((Rgb24 colour, string word) in ColourMap.MaskCodes)
        {
            int end = x + BarHeightPx + 5 + Painter.WidthOf(word);
            if (end > line.X + line.Width)
            {
                return;
            }

            var box = new PixelArea(x, line.Y + 4, BarHeightPx, BarHeightPx);
            painter.Fill(box, colour);
            painter.Outline(box, Edge);
            painter.Text(x + BarHeightPx + 5, line.Y, word, Ink);
            x = end + 9;
        }
    }

    private PixelSize CellOf(PixelSize picture)
    {
        int height = (int)((long)cellWidth * picture.Height / picture.Width);
        int heightMax = cellWidth * HeightsPerWidthMax;
        return height <= heightMax
            ? new PixelSize(cellWidth, Math.Max(1, height))
            : new PixelSize(Math.Max(1, (int)((long)heightMax * picture.Width / picture.Height)), heightMax);
    }
}
