namespace MovieData.Synthesis;

/// <summary>
/// A picture on a surface: RGBA bytes, colour premultiplied by alpha, with its chain of halved copies so that a
/// distant surface does not shimmer. Tiles are opaque and repeat in both directions; sprites end at their border.
/// </summary>
internal sealed class Texture
{
    private readonly Level[] _levels;

    /// <summary>Builds the chain from premultiplied RGBA in 0…1, four floats a texel, row order.</summary>
    public Texture(int width, int height, float[] rgba, bool tiles)
    {
        Width = width;
        Height = height;
        Tiles = tiles;
        var levels = new List<Level> { Quantize(width, height, rgba) };
        while (width > 8 && height > 8)
        {
            rgba = Halve(rgba, ref width, ref height);
            levels.Add(Quantize(width, height, rgba));
        }

        _levels = [.. levels];
    }

    /// <summary>Texels in a row of the finest level.</summary>
    public int Width { get; }

    /// <summary>Rows of the finest level.</summary>
    public int Height { get; }

    /// <summary>True when it repeats; then width and height are powers of two.</summary>
    public bool Tiles { get; }

    /// <summary>Index of the level for <paramref name="texelsPerPixel"/> finest texels under one pixel.</summary>
    public int LevelFor(double texelsPerPixel)
    {
        int level = 0;
        while (texelsPerPixel > 1.5 && level < _levels.Length - 1)
        {
            texelsPerPixel *= 0.5;
            level++;
        }

        return level;
    }

    /// <summary>One level, 0 = finest.</summary>
    public Level At(int level) => _levels[level];

    /// <summary>One size of the picture: <paramref name="Rgba"/> has Width · Height packed texels, R lowest.</summary>
    internal sealed record Level(int Width, int Height, uint[] Rgba);

    private static Level Quantize(int width, int height, float[] rgba)
    {
        var packed = new uint[width * height];
        for (int i = 0; i < packed.Length; i++)
        {
            uint r = Byte(rgba[4 * i]), g = Byte(rgba[(4 * i) + 1]);
            uint b = Byte(rgba[(4 * i) + 2]), a = Byte(rgba[(4 * i) + 3]);
            packed[i] = r | (g << 8) | (b << 16) | (a << 24);
        }

        return new Level(width, height, packed);
    }

    private static uint Byte(float value) => (uint)((Math.Clamp(value, 0f, 1f) * 255) + 0.5f);

    // Odd sizes lose their last row or column: a sprite keeps a clear margin there.
    private static float[] Halve(float[] from, ref int width, ref int height)
    {
        int w = width / 2, h = height / 2;
        var to = new float[w * h * 4];
        for (int y = 0; y < h; y++)
        {
            for (int x = 0; x < w * 4; x++)
            {
                int a = (2 * y * width * 4) + (x / 4 * 8) + (x % 4), b = a + (width * 4);
                to[(y * w * 4) + x] = 0.25f * (from[a] + from[a + 4] + from[b] + from[b + 4]);
            }
        }

        (width, height) = (w, h);
        return to;
    }
}
