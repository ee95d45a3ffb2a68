using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>Marks on a picture that a person looks at. What lies outside the picture is left out.</summary>
public static class Drawing
{
    /// <summary>Height of a line of text at scale 1, px, with the gap to the next.</summary>
    public const int LinePx = Glyphs.Rows + 4;

    /// <summary>Width of a letter at scale 1, px, with the gap to the next.</summary>
    public const int LetterPx = Glyphs.Columns + 1;

    /// <summary>Fills an area.</summary>
    public static void Fill(Plane<Rgb24> picture, PixelArea area, Rgb24 colour)
    {
        int left = Math.Clamp(area.X, 0, picture.Width);
        int right = Math.Clamp(area.X + area.Width, left, picture.Width);
        int bottom = Math.Min(area.Y + area.Height, picture.Height);
        for (int y = Math.Max(0, area.Y); y < bottom; y++)
        {
            picture.Row(y)[left..right].Fill(colour);
        }
    }

    /// <summary>Draws the edge of an area, one pixel wide, inside it.</summary>
    public static void Outline(Plane<Rgb24> picture, PixelArea area, Rgb24 colour)
    {
        Fill(picture, area with { Height = 1 }, colour);
        Fill(picture, area with { Y = area.Y + area.Height - 1, Height = 1 }, colour);
        Fill(picture, area with { Width = 1 }, colour);
        Fill(picture, area with { X = area.X + area.Width - 1, Width = 1 }, colour);
    }

    /// <summary>Writes a line of text in capitals; letters the face has not are blank.</summary>
    public static void Text(Plane<Rgb24> picture, int x, int y, string text, Rgb24 colour, int scale = 1)
    {
        for (int letter = 0; letter < text.Length; letter++)
        {
            for (int dot = 0; dot < Glyphs.Columns * Glyphs.Rows; dot++)
            {
                (int column, int row) = (dot % Glyphs.Columns, dot / Glyphs.Columns);
                if (Glyphs.IsInk(char.ToUpperInvariant(text[letter]), column, row))
                {
                    int left = x + (((letter * LetterPx) + column) * scale);
                    Fill(picture, new PixelArea(left, y + (row * scale), scale, scale), colour);
                }
            }
        }
    }

    /// <summary>Copies a picture to a place.</summary>
    public static void Paste(Plane<Rgb24> picture, Plane<Rgb24> small, int x, int y)
    {
        int width = Math.Min(small.Width, picture.Width - x);
        for (int row = 0; row < small.Height && y + row < picture.Height && width > 0; row++)
        {
            small.Row(row)[..width].CopyTo(picture.Row(y + row)[x..]);
        }
    }
}
