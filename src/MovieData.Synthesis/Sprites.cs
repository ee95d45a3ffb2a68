namespace MovieData.Synthesis;

/// <summary>A cut-out with the texel that stands on the ground (or hangs, or floats) at its place.</summary>
/// <param name="Texture">The picture.</param>
/// <param name="FootX">Texels from the left border.</param>
/// <param name="FootY">Texels from the upper border.</param>
internal sealed record Sprite(Texture Texture, float FootX, float FootY);

/// <summary>
/// Things that stand in the scenes; sizes in texels, one texel ≈ one px where a thing stands nearest.
/// </summary>
internal static class Sprites
{
    /// <summary>A tree: ribbed trunk, forked branches, a crown of leaves with gaps.</summary>
    public static Sprite Tree(uint seed, int height, Colour bark, Colour leaf)
    {
        int width = (int)(height * 0.8f);
        var canvas = new Canvas(width, height);
        var dice = new Dice(seed);
        float foot = width * 0.5f, crown = height * 0.36f, thick = height * 0.035f;
        Brush trunk = (x, y) => bark * (0.75f + (0.5f * Noise.Soft(seed, x, y, 200, 24))
            + (0.25f * Noise.Soft(seed + 1, x, y, 90, 90)) - (0.02f * (x - foot) / thick));
        canvas.Bar(foot, height - 4, foot, crown, thick * 1.2f, thick * 0.6f, trunk);
        for (int i = 0; i < 9; i++)
        {
            float y = Noise.Lerp(height * 0.6f, crown * 0.5f, i / 8f), side = i % 2 == 0 ? 1 : -1;
            float x1 = foot + (side * width * dice.Between(0.2f, 0.4f)), y1 = y - (height * dice.Between(0.08f, 0.2f));
            canvas.Bar(foot, y, x1, y1, thick * 0.4f, 1.2f, trunk);
        }

        int count = height * 2;
        for (int i = 0; i < count; i++)
        {
            float t = dice.Unit(), radius = MathF.Sqrt(dice.Unit());
            float x = foot + (Noise.Wave(t) * radius * width * 0.46f);
            float y = crown + (Noise.Wave(t + 0.25f) * radius * height * 0.32f);
            float lit = Math.Clamp(1.05f - ((y - (crown * 0.3f)) / (height * 0.8f)), 0.4f, 1.1f);
            float a = dice.Between(7, 15);
            Materials.Leaf(canvas, x, y, a, a * 0.5f, dice.Unit(),
                (leaf * (lit * (0.55f + (0.45f * i / count)))).Near(ref dice, 0.25f, 0.1f), dice.Next());
        }

        return new Sprite(canvas.Finish(), foot, height - 6);
    }

    /// <summary>A bare trunk from above the picture to its roots.</summary>
    public static Sprite Trunk(uint seed, int height, float radius, Colour bark)
    {
        int width = (int)(radius * 4) + 8;
        float middle = width / 2f;
        var canvas = new Canvas(width, height);
        canvas.Bar(middle, -20, middle, height - radius, radius * 0.8f, radius, (x, y) =>
        {
            float round = (x - middle) / radius;
            float ribs = Noise.Smooth(seed, (x + (6 * Noise.Smooth(seed + 4, 0.3f, y / 1024f, 8, 30)))
                / 1024f, y / 1024f, 170, 20);
            float moss = 0.22f * Noise.Rough(seed + 1, x, y, 30, 30, 4, 0.75f);
            return bark * Math.Max(0.15f, 0.95f - (0.45f * round) - (0.25f * round * round) + (0.4f * ribs) + moss);
        });
        return new Sprite(canvas.Finish(), middle, height - (radius * 0.4f));
    }

    /// <summary>A walking person of <paramref name="height"/> texels in patterned clothes.</summary>
    public static Sprite Person(uint seed, int height, Colour coat, Colour trousers)
    {
        float h = height - 6, middle = h * 0.25f;
        var canvas = new Canvas((int)(h * 0.5f), height);
        var dice = new Dice(seed);
        Colour skin = new Colour(0.78f, 0.58f, 0.46f) * dice.Between(0.55f, 1.1f);
        Colour hair = new Colour(0.22f, 0.15f, 0.1f) * dice.Between(0.5f, 2f);
        Brush legs = Weave(seed + 1, trousers, middle, h * 0.12f, 0.1f);
        Brush body = Weave(seed + 2, coat, middle, h * 0.16f, 0.35f);
        canvas.Bar(middle - (0.02f * h), 0.55f * h, middle - (0.1f * h), 0.96f * h, 0.055f * h, 0.035f * h, legs);
        canvas.Bar(middle + (0.02f * h), 0.55f * h, middle + (0.09f * h), 0.96f * h, 0.055f * h, 0.035f * h, legs);
        canvas.Bar(middle - (0.1f * h), 0.975f * h, middle - (0.06f * h), 0.975f * h, 0.025f * h, 0.02f * h,
            (_, _) => hair * 0.6f);
        canvas.Bar(middle + (0.09f * h), 0.975f * h, middle + (0.13f * h), 0.975f * h, 0.025f * h, 0.02f * h,
            (_, _) => hair * 0.6f);
        canvas.Bar(middle - (0.09f * h), 0.24f * h, middle - (0.14f * h), 0.5f * h, 0.045f * h, 0.03f * h, body);
        canvas.Bar(middle, 0.24f * h, middle, 0.54f * h, 0.095f * h, 0.105f * h, body);
        canvas.Bar(middle + (0.09f * h), 0.24f * h, middle + (0.15f * h), 0.48f * h, 0.045f * h, 0.03f * h, body);
        canvas.Ellipse(middle + (0.15f * h), 0.5f * h, 0.03f * h, 0.03f * h, (_, _) => skin * 0.9f);
        canvas.Bar(middle, 0.13f * h, middle, 0.18f * h, 0.03f * h, 0.035f * h, (_, _) => skin * 0.8f);
        canvas.Ellipse(middle, 0.085f * h, 0.055f * h, 0.07f * h,
            (x, _) => skin * (1.05f - (0.35f * (x - middle) / (0.055f * h))));
        canvas.Bar(middle - (0.035f * h), 0.045f * h, middle + (0.035f * h), 0.05f * h, 0.03f * h, 0.028f * h,
            (x, y) => hair * (0.7f + (0.6f * Noise.Soft(seed, x, y, 250, 60))));
        canvas.Ellipse(middle + (0.022f * h), 0.09f * h, 0.006f * h, 0.005f * h, (_, _) => hair * 0.3f);
        return new Sprite(canvas.Finish(), middle, h * 0.99f);
    }

    /// <summary>A lamp post: thin pole, arm and lantern.</summary>
    public static Sprite Lamp(uint seed, int height, Colour iron)
    {
        int width = height / 4;
        float middle = width / 2f;
        Brush metal = (x, y) => iron * (0.9f + (0.5f * Noise.Soft(seed, x, y, 120, 60)) - (0.06f * (x - middle)));
        var canvas = new Canvas(width, height);
        canvas.Bar(middle, height - 6, middle, height * 0.14f, 5.5f, 3.5f, metal);
        canvas.Rectangle(middle - 12, height - 26, middle + 12, height - 3, metal, 3);
        canvas.Bar(middle - (width * 0.3f), height * 0.16f, middle + (width * 0.3f), height * 0.16f, 3, 3, metal);
        canvas.Rectangle(middle - 20, height * 0.02f, middle + 20, height * 0.13f,
            (x, y) => new Colour(0.98f, 0.9f, 0.68f) * (1 - (0.02f * MathF.Abs(x - middle))), 8);
        canvas.Bar(middle - 24, height * 0.02f, middle + 24, height * 0.02f, 4, 4, metal);
        return new Sprite(canvas.Finish(), middle, height - 5);
    }

    /// <summary>A picket fence: slats with gaps and two rails.</summary>
    public static Sprite Fence(uint seed, int width, int height, Colour paint)
    {
        var canvas = new Canvas(width, height);
        Brush wood = (x, y) => paint * (0.82f + (0.4f * Noise.Rough(seed, x, y, 90, 24, 4, 0.75f)));
        canvas.Rectangle(2, height * 0.3f, width - 2, height * 0.38f, (x, y) => wood(x, y) * 0.8f);
        canvas.Rectangle(2, height * 0.72f, width - 2, height * 0.8f, (x, y) => wood(x, y) * 0.8f);
        var dice = new Dice(seed);
        for (float x = 6; x < width - 26; x += 40)
        {
            float tone = dice.Between(0.75f, 1.15f), top = height * dice.Between(0.02f, 0.07f), left = x;
            canvas.Rectangle(left, top, left + 19, height - 3,
                (px, py) => wood(px, py) * (tone * (1.1f - (0.012f * (px - left)))), 4);
        }

        return new Sprite(canvas.Finish(), width / 2f, height - 4);
    }

    /// <summary>A ball with stripes and a light.</summary>
    public static Sprite Ball(uint seed, int radius, Colour one, Colour other)
    {
        int size = (2 * radius) + 8;
        float middle = size / 2f;
        return new Sprite(new Canvas(size, size).Ellipse(middle, middle, radius, radius, (x, y) =>
        {
            float u = (x - middle) / radius, v = (y - middle) / radius, r2 = (u * u) + (v * v);
            float bend = u / MathF.Sqrt(Math.Max(1.05f - (v * v), 0.05f));
            Colour face = MathF.Abs(Noise.Wave((bend * 0.9f) + (v * 0.35f))) < 0.45f ? one : other;
            float grain = 0.12f * Noise.Rough(seed, x, y, 60, 60, 4, 0.8f);
            float glint = Noise.Step(0.09f, 0.0f, ((u + 0.35f) * (u + 0.35f)) + ((v + 0.4f) * (v + 0.4f))) * 0.5f;
            return (face * (1.05f - (0.5f * r2) - (0.2f * v) + grain)) + (new Colour(1, 1, 0.95f) * glint);
        }).Finish(), middle, middle + radius);
    }

    /// <summary>Covers a rectangle with a material and lets <paramref name="decorate"/> paint on it.</summary>
    public static Sprite Board(int width, int height, Brush face, Action<Canvas>? decorate = null)
    {
        var canvas = new Canvas(width, height);
        canvas.Rectangle(2, 2, width - 2, height - 2, face, 2);
        decorate?.Invoke(canvas);
        return new Sprite(canvas.Finish(), width / 2f, height - 2);
    }

    /// <summary>A soft shadow, for <see cref="LayerKind.Mark"/>.</summary>
    public static Sprite Shadow(int width, int height)
    {
        var canvas = new Canvas(width, height);
        for (int i = 10; i >= 1; i--)
        {
            canvas.Ellipse(width / 2f, height / 2f, width * 0.049f * i, height * 0.049f * i,
                (_, _) => default, opacity: 0.09f);
        }

        return new Sprite(canvas.Finish(), width / 2f, height / 2f);
    }

    /// <summary>Cloth: plaid and weave, shaded round about a middle column.</summary>
    public static Brush Weave(uint seed, Colour colour, float middle, float half, float plaid) => (x, y) =>
    {
        float stripes = plaid * 0.5f *
            (Noise.Step(0.2f, 0.3f, Noise.Wave(y / 37f)) + Noise.Step(0.2f, 0.3f, Noise.Wave((x - middle) / 29f)) - 1);
        float thread = 0.16f * Noise.Soft(seed, x, y, 300, 300);
        float fold = 0.2f * Noise.Rough(seed + 1, x, y, 24, 12, 3, 0.6f);
        float round = (x - middle) / half;
        return colour * Math.Max(0.1f, 1 + stripes + thread + fold - (0.2f * round));
    };
}
