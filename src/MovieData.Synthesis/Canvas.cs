namespace MovieData.Synthesis;

/// <summary>
/// Paints shapes with soft one-texel edges into premultiplied RGBA; wraps around when it is to become a tile.
/// </summary>
internal sealed class Canvas(int width, int height, bool tiles = false)
{
    private readonly float[] _rgba = new float[width * height * 4];

    /// <summary>Texels in a row.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>The finished texture.</summary>
    public Texture Finish() => new(width, height, _rgba, tiles);

    /// <summary>Covers everything.</summary>
    public Canvas Fill(Brush brush)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Blend(x, y, brush(x, y), 1);
            }
        }

        return this;
    }

    /// <summary>An ellipse at (x, y) with half axes a, b, turned by the unit vector (cos, sin).</summary>
    public Canvas Ellipse(
        float x, float y, float a, float b, Brush brush, float cos = 1, float sin = 0, float opacity = 1)
    {
        float reach = Math.Max(a, b);
        return Paint(x - reach, y - reach, x + reach, y + reach, brush, opacity, (px, py) =>
        {
            float dx = px - x, dy = py - y;
            float u = ((dx * cos) + (dy * sin)) / a, v = ((dy * cos) - (dx * sin)) / b;
            float r = MathF.Sqrt((u * u) + (v * v));
            return (r - 1) * Math.Min(a, b);
        });
    }

    /// <summary>A rectangle with rounded corners of radius <paramref name="round"/>.</summary>
    public Canvas Rectangle(float x0, float y0, float x1, float y1, Brush brush, float round = 0, float opacity = 1)
    {
        float cx = (x0 + x1) / 2, cy = (y0 + y1) / 2, hx = ((x1 - x0) / 2) - round, hy = ((y1 - y0) / 2) - round;
        return Paint(x0, y0, x1, y1, brush, opacity, (px, py) =>
        {
            float dx = MathF.Abs(px - cx) - hx, dy = MathF.Abs(py - cy) - hy;
            float ox = Math.Max(dx, 0), oy = Math.Max(dy, 0);
            return MathF.Sqrt((ox * ox) + (oy * oy)) + Math.Min(Math.Max(dx, dy), 0) - round;
        });
    }

    /// <summary>A bar with round ends whose radius goes from r0 to r1.</summary>
    public Canvas Bar(float x0, float y0, float x1, float y1, float r0, float r1, Brush brush, float opacity = 1)
    {
        float dx = x1 - x0, dy = y1 - y0, length = Math.Max((dx * dx) + (dy * dy), 1e-6f), r = Math.Max(r0, r1);
        return Paint(
            Math.Min(x0, x1) - r, Math.Min(y0, y1) - r,
                Math.Max(x0, x1) + r, Math.Max(y0, y1) + r, brush, opacity, (px, py) =>
        {
            float t = Math.Clamp((((px - x0) * dx) + ((py - y0) * dy)) / length, 0f, 1f);
            float ex = px - x0 - (t * dx), ey = py - y0 - (t * dy);
            return MathF.Sqrt((ex * ex) + (ey * ey)) - Noise.Lerp(r0, r1, t);
        });
    }

    /// <summary>Text in the 5×7 face, upper left corner at (x, y), dots of <paramref name="dot"/> texels.</summary>
    public Canvas Text(string text, float x, float y, float dot, Brush brush)
    {
        foreach (char letter in text)
        {
            for (int row = 0; row < Glyphs.Rows; row++)
            {
                for (int column = 0; column < Glyphs.Columns; column++)
                {
                    if (Glyphs.IsInk(letter, column, row))
                    {
                        float left = x + (column * dot), top = y + (row * dot);
                        Rectangle(left - 0.2f, top - 0.2f, left + dot + 0.2f, top + dot + 0.2f, brush);
                    }
                }
            }

            x += dot * (Glyphs.Columns + 1);
        }

        return this;
    }

    // Distance < 0 inside. Coverage falls from 1 to 0 over one texel across the edge.
    private Canvas Paint(
        float x0, float y0, float x1, float y1, Brush brush, float opacity, Func<float, float, float> distance)
    {
        int left = (int)MathF.Floor(x0) - 1, right = (int)MathF.Ceiling(x1) + 1;
        int top = (int)MathF.Floor(y0) - 1, bottom = (int)MathF.Ceiling(y1) + 1;
        if (!tiles)
        {
            (left, right) = (Math.Max(left, 0), Math.Min(right, width - 1));
            (top, bottom) = (Math.Max(top, 0), Math.Min(bottom, height - 1));
        }

        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                float alpha = Math.Clamp(0.5f - distance(x + 0.5f, y + 0.5f), 0f, 1f) * opacity;
                if (alpha > 0)
                {
                    int tx = tiles ? Noise.Wrap(x, width) : x, ty = tiles ? Noise.Wrap(y, height) : y;
                    Blend(tx, ty, brush(x, y), alpha);
                }
            }
        }

        return this;
    }

    private void Blend(int x, int y, Colour colour, float alpha)
    {
        Span<float> texel = _rgba.AsSpan(((y * width) + x) * 4, 4);
        texel[0] = Noise.Lerp(texel[0], Math.Clamp(colour.R, 0f, 1f), alpha);
        texel[1] = Noise.Lerp(texel[1], Math.Clamp(colour.G, 0f, 1f), alpha);
        texel[2] = Noise.Lerp(texel[2], Math.Clamp(colour.B, 0f, 1f), alpha);
        texel[3] = Noise.Lerp(texel[3], 1, alpha);
    }
}
