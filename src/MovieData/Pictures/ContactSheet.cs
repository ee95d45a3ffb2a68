using MovieData.Frames;
using MovieData.Kernels;

namespace MovieData.Pictures;

/// <summary>Small pictures in a grid, for a look at many samples at once. Rows are added one after the other.</summary>
/// <param name="columns">Pictures in a row.</param>
/// <param name="cellWidth">Width every picture is reduced to, px; its height keeps the aspect of the first
/// picture, which is less wide where it would be more than twice as high.</param>
public sealed class ContactSheet(int columns, int cellWidth)
{
    private const int GapPx = 4;

    // A column of pixels, 4×8000, would otherwise ask for gigabytes.
    private const int HeightsPerWidthMax = 2;

    private readonly List<Plane<Rgb24>> _cells = [];
    private PixelSize _cell;

    /// <summary>Adds a picture at the next place. The picture stays the caller's.</summary>
    public void Add(Plane<Rgb24> picture)
    {
        if (_cells.Count == 0)
        {
            _cell = CellOf(picture.Size);
        }

        var small = new Plane<Rgb24>(_cell.Width, _cell.Height);
        Resample.Picture(picture.Pixels, picture.Size, small.Pixels, small.Size);
        _cells.Add(small);
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
        var sheet =
            new Plane<Rgb24>((columns * (_cell.Width + GapPx)) - GapPx, (rows * (_cell.Height + GapPx)) - GapPx);
        sheet.Pixels.Fill(new Rgb24(16, 16, 16));
        for (int i = 0; i < _cells.Count; i++)
        {
            int x = i % columns * (_cell.Width + GapPx);
            int y = i / columns * (_cell.Height + GapPx);
            for (int row = 0; row < _cell.Height; row++)
            {
                _cells[i].Row(row).CopyTo(sheet.Row(y + row).Slice(x, _cell.Width));
            }
        }

        return sheet;
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
