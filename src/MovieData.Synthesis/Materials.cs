namespace MovieData.Synthesis;

/// <summary>
/// Procedural materials as tiles of 2^n texels: detail at every scale from a few texels to the whole tile.
/// </summary>
internal static class Materials
{
    /// <summary>Texels on a side of a tile.</summary>
    public const int Side = 1024;

    /// <summary>Layers of overlapping leaves lit from above ("dead leaves" model: sizes by a power law).</summary>
    public static Texture Leaves(uint seed, Colour shade, Colour light, int count)
    {
        var canvas = new Canvas(Side, Side, tiles: true);
        canvas.Fill(Mottled(seed, shade * 0.45f, shade * 0.8f, 12));
        var dice = new Dice(Dice.Seed(seed, 1));
        for (int i = 0; i < count; i++)
        {
            float depth = (float)i / count, size = dice.Unit();
            float a = 6 + (34 * size * size * size), b = a * dice.Between(0.3f, 0.7f), turn = dice.Unit();
            Colour colour = Colour.Mix(shade, light, (0.75f * depth) + (0.25f * dice.Unit()))
                .Near(ref dice, 0.25f, 0.1f);
            Leaf(canvas, dice.Between(0, Side), dice.Between(0, Side), a, b, turn, colour, dice.Next());
        }

        return canvas.Finish();
    }

    /// <summary>One leaf with a rib and a lit half.</summary>
    public static void Leaf(Canvas canvas, float x, float y, float a, float b, float turn, Colour colour, uint seed)
    {
        float cos = Noise.Wave(turn + 0.25f), sin = Noise.Wave(turn), norm = 1 / MathF.Sqrt((cos * cos) + (sin * sin));
        (cos, sin) = (cos * norm, sin * norm);
        canvas.Ellipse(x, y, a, b, (px, py) =>
        {
            float across = (((py - y) * cos) - ((px - x) * sin)) / b;
            float rib = MathF.Abs(across) < 1.2f / b ? 0.72f : 1;
            float edge = 1 - (0.35f * across * across);
            return colour * ((across < 0 ? 1.12f : 0.88f) * rib * edge
                * (0.9f + (0.2f * Noise.Cell(seed, px / 2, py / 2))));
        }, cos, sin);
    }

    /// <summary>
    /// Bricks or stones in courses with mortar; <paramref name="columns"/> and <paramref name="courses"/> divide the
    /// tile.
    /// </summary>
    public static Texture Bricks(uint seed, Colour brick, Colour mortar, int columns, int courses, float joint)
    {
        float w = (float)Side / columns, h = (float)Side / courses;
        return new Canvas(Side, Side, tiles: true).Fill((x, y) =>
        {
            float v = (float)y / Side, u = (float)x / Side;
            float wobble = 2.5f * Noise.Fractal(seed + 3, u, v, 24, 24, 2, 0.6f);
            int course = (int)((y + 0.5f) / h);
            float along = x + 0.5f + wobble + (course % 2 * w / 2);
            int column = Noise.Wrap((int)MathF.Floor(along / w), columns);
            float dx = along - (MathF.Floor(along / w) * w), dy = y + 0.5f - (course * h) + (wobble * 0.5f);
            float inside = Math.Min(Math.Min(dx, w - dx), Math.Min(dy, h - dy));
            float tone = 0.62f + (0.6f * Noise.Cell(seed, column, course))
                + (0.22f * Noise.Fractal(seed + 1, u, v, 32, 32, 5, 0.7f));
            float warm = 0.16f * (Noise.Cell(seed + 9, column, course) - 0.5f);
            Colour face = new(brick.R * (tone + warm), brick.G * tone, brick.B * (tone - warm));
            Colour gap = mortar * (0.85f + (0.3f * Noise.Fractal(seed + 2, u, v, 64, 64, 3, 0.7f)));
            float lit = Noise.Step(joint + 4, joint, dy) * 0.18f;
            return Colour.Mix(gap, face * (1 + lit), Noise.Step(joint, joint + 1.6f, inside));
        }).Finish();
    }

    /// <summary>Planks along the rows with grain, knots and gaps.</summary>
    public static Texture Planks(uint seed, Colour wood, int planks)
    {
        float h = (float)Side / planks;
        return new Canvas(Side, Side, tiles: true).Fill((x, y) =>
        {
            int plank = (int)(y / h);
            float u = (float)x / Side, v = (float)y / Side, across = y - (plank * h);
            float shift = Noise.Cell(seed, plank, 7);
            float warp = Noise.Fractal(seed + 1, u + shift, v, 3, 12, 3, 0.5f);
            float rings = Noise.Wave((v * planks * 3.7f) + (1.9f * warp) + (shift * 13));
            float fibre = Noise.Fractal(seed + 2, u, v, 8, 220, 3, 0.7f);
            float fleck = Noise.Fractal(seed + 5, u, v, 60, 120, 3, 0.8f);
            float tone = 0.66f + (0.5f * Noise.Cell(seed, plank, 3)) + (0.14f * rings)
                + (0.2f * fibre) + (0.13f * fleck);
            int board = (int)((u + shift) * 3) % 3;
            float end = ((u + shift) * 3) - MathF.Floor((u + shift) * 3);
            tone *= 0.8f + (0.35f * Noise.Cell(seed + 4, plank, board));
            float gap = Noise.Step(0, 2.4f, Math.Min(across, h - across))
                * Noise.Step(0, 0.008f, Math.Min(end, 1 - end));
            return wood * (tone * (0.25f + (0.75f * gap)));
        }).Finish();
    }

    /// <summary>Ground of soil, grass blades or gravel: rough noise with bright and dark grains.</summary>
    public static Texture Ground(uint seed, Colour dark, Colour light, int grains)
    {
        var canvas = new Canvas(Side, Side, tiles: true);
        canvas.Fill((x, y) =>
        {
            float u = (float)x / Side, v = (float)y / Side;
            float coarse = Noise.Fractal(seed, u, v, 5, 5, 7, 0.72f);
            float fine = Noise.Fractal(seed + 1, u, v, 100, 100, 3, 0.8f);
            return Colour.Mix(dark, light, Math.Clamp(0.5f + (0.5f * coarse) + (0.3f * fine), 0f, 1.1f));
        });
        var dice = new Dice(Dice.Seed(seed, 2));
        for (int i = 0; i < grains; i++)
        {
            float size = dice.Unit(), r = 2.5f + (11 * size * size * size);
            Colour colour = Colour.Mix(dark, light, dice.Between(-0.1f, 1.25f)).Near(ref dice, 0.2f, 0.06f);
            float x = dice.Between(0, Side), y = dice.Between(0, Side), flat = dice.Between(0.5f, 1);
            canvas.Ellipse(x + 1, y + 2, r, r * flat, (_, _) => dark * 0.5f, opacity: 0.5f);
            canvas.Ellipse(x, y, r, r * flat, (px, py) => colour * (1 - (0.3f * (py - y) / r)));
        }

        return canvas.Finish();
    }

    /// <summary>Wallpaper: stripes with motifs and a paper grain.</summary>
    public static Texture Wallpaper(uint seed, Colour back, Colour motif, int columns)
    {
        var canvas = new Canvas(Side, Side, tiles: true);
        canvas.Fill((x, y) =>
        {
            float u = (float)x / Side, v = (float)y / Side;
            float stripe = Noise.Wave(u * columns) * 0.06f;
            float stain = 0.12f * Noise.Fractal(seed, u, v, 4, 4, 5, 0.6f);
            float grain = 0.1f * Noise.Fractal(seed + 1, u, v, 90, 90, 3, 0.8f);
            return back * (1 + stripe + stain + grain);
        });
        var dice = new Dice(seed);
        float cell = (float)Side / columns;
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < columns; i++)
            {
                float x = (i + dice.Between(0.2f, 0.8f) + (j % 2 * 0.5f)) * cell;
                float y = (j + dice.Between(0.3f, 0.7f)) * cell;
                float turn = dice.Unit(), size = cell * dice.Between(0.7f, 1.25f);
                Colour own = motif.Near(ref dice, 0.5f, 0.3f);
                for (int petal = 0; petal < 5; petal++)
                {
                    float t = turn + (petal * 0.2f), cos = Noise.Wave(t + 0.25f), sin = Noise.Wave(t);
                    Leaf(canvas, x + (cos * size * 0.2f), y + (sin * size * 0.2f), size * 0.17f, size * 0.08f, t,
                        own.Near(ref dice, 0.3f, 0.1f), dice.Next());
                }
            }
        }

        return canvas.Finish();
    }

    /// <summary>Sky: blue to pale downwards over the first half of the tile, with faint clouds.</summary>
    public static Texture Sky(uint seed, Colour zenith, Colour horizon, float cloud) =>
        new Canvas(Side * 2, Side, tiles: true).Fill((x, y) =>
        {
            float u = x / (Side * 2f), v = (float)y / Side;
            float fold = MathF.Abs(1 - (2 * MathF.Abs(v - 0.5f)));
            float white = Noise.Step(0.0f, 0.9f, Noise.Fractal(seed, u, v, 8, 10, 5, 0.55f) + 0.25f) * cloud;
            return Colour.Mix(Colour.Mix(zenith, horizon, fold), new Colour(0.97f, 0.97f, 0.96f), white);
        }).Finish();

    /// <summary>A brush of two colours mixed by noise of <paramref name="cells"/> cells across a tile.</summary>
    public static Brush Mottled(uint seed, Colour dark, Colour light, int cells) => (x, y) =>
    {
        float u = (float)x / Side, v = (float)y / Side;
        return Colour.Mix(dark, light,
            Math.Clamp(0.5f + (0.62f * Noise.Fractal(seed, u, v, cells, cells, 5, 0.72f)), 0f, 1f));
    };
}
