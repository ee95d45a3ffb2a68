namespace MovieData.Synthesis;

/// <summary>A colour, each channel 0…1.</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    /// <summary>Scales all channels.</summary>
    public static Colour operator *(Colour c, float k) => new(c.R * k, c.G * k, c.B * k);

    /// <summary>Adds channel by channel.</summary>
    public static Colour operator +(Colour a, Colour b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    /// <summary>a at 0, b at 1.</summary>
    public static Colour Mix(Colour a, Colour b, float t) => (a * (1 - t)) + (b * t);

    /// <summary>
    /// A colour near this one: lighter or darker by up to <paramref name="light"/>, hue by <paramref name="hue"/>.
    /// </summary>
    public Colour Near(ref Dice dice, float light, float hue)
    {
        float k = 1 + dice.Between(-light, light);
        return new Colour(
            R * (k + dice.Between(-hue, hue)), G * (k + dice.Between(-hue, hue)), B * (k + dice.Between(-hue, hue)));
    }
}

/// <summary>Colour of a material at texel (x, y).</summary>
internal delegate Colour Brush(int x, int y);
