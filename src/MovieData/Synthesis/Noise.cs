namespace MovieData.Synthesis;

/// <summary>Periodic value noise on the unit square, so that textures tile without a seam.</summary>
internal static class Noise
{
    /// <summary>Texels of one period of <see cref="Soft"/> and <see cref="Rough"/>.</summary>
    private const float Side = 1024;

    /// <summary>
    /// Smooth noise in [−1, 1] with <paramref name="cellsX"/> × <paramref name="cellsY"/> lattice cells.
    /// </summary>
    public static float Smooth(uint seed, float u, float v, int cellsX, int cellsY)
    {
        float x = u * cellsX, y = v * cellsY;
        float fx = MathF.Floor(x), fy = MathF.Floor(y);
        int x0 = Wrap((int)fx, cellsX), y0 = Wrap((int)fy, cellsY);
        int x1 = x0 + 1 == cellsX ? 0 : x0 + 1, y1 = y0 + 1 == cellsY ? 0 : y0 + 1;
        float sx = Ease(x - fx), sy = Ease(y - fy);
        float top = Lerp(Lattice(seed, x0, y0), Lattice(seed, x1, y0), sx);
        float bottom = Lerp(Lattice(seed, x0, y1), Lattice(seed, x1, y1), sx);
        return Lerp(top, bottom, sy);
    }

    /// <summary>
    /// Sum of octaves, each twice as fine and <paramref name="gain"/> times as strong; about [−1, 1].
    /// </summary>
    public static float Fractal(uint seed, float u, float v, int cellsX, int cellsY, int octaves, float gain)
    {
        float sum = 0, weight = 1, total = 0;
        for (int k = 0; k < octaves; k++)
        {
            sum += weight * Smooth(seed + (uint)(k * 7919), u, v, cellsX << k, cellsY << k);
            total += weight;
            weight *= gain;
        }

        return 1.6f * sum / total;
    }

    /// <summary><see cref="Smooth"/> at a texel; <see cref="Side"/> texels are one period.</summary>
    public static float Soft(uint seed, int x, int y, int cellsX, int cellsY) =>
        Smooth(seed, x / Side, y / Side, cellsX, cellsY);

    /// <summary><see cref="Fractal"/> at a texel; <see cref="Side"/> texels are one period.</summary>
    public static float Rough(uint seed, int x, int y, int cellsX, int cellsY, int octaves, float gain) =>
        Fractal(seed, x / Side, y / Side, cellsX, cellsY, octaves, gain);

    /// <summary>a at 0, b at 1.</summary>
    public static float Lerp(float a, float b, float t) => a + ((b - a) * t);

    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    public static float Step(float from, float to, float x) => Ease(Math.Clamp((x - from) / (to - from), 0f, 1f));

    /// <summary>A sine-like wave of period 1 and amplitude 1 made of parabolas.</summary>
    public static float Wave(float x)
    {
        float t = (x - MathF.Floor(x)) * 2;
        return t < 1 ? 4 * t * (1 - t) : -4 * (t - 1) * (2 - t);
    }

    /// <summary>A uniform value in [0, 1) that belongs to a cell.</summary>
    public static float Cell(uint seed, int x, int y) => (Dice.At(seed, x, y) >> 8) * (1f / (1 << 24));

    /// <summary>Non-negative remainder.</summary>
    public static int Wrap(int i, int n)
    {
        int r = i % n;
        return r < 0 ? r + n : r;
    }

    private static float Lattice(uint seed, int x, int y) => (Dice.At(seed, x, y) >> 8) * (2f / (1 << 24)) - 1;

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
