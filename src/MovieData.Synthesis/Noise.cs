using System.Runtime.Intrinsics;

namespace MovieData.Synthesis;

/// <summary>Periodic value noise on the unit square, so that textures tile without a seam.</summary>
internal static class Noise
{
    /// <summary>Texels of one period of <see cref="Soft"/> and <see cref="Rough"/>.</summary>
    private const float Side = 1024;

    private const int OctavesMax = 8;

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
    /// Sum of at most 8 octaves of <see cref="Smooth"/>, each twice as fine and <paramref name="gain"/> times as
    /// strong; about [−1, 1].
    /// </summary>
    public static float Fractal(uint seed, float u, float v, int cellsX, int cellsY, int octaves, float gain)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octaves, OctavesMax);
        Span<float> values = stackalloc float[OctavesMax];
        Octaves(seed, u, v, cellsX, cellsY).CopyTo(values);
        float sum = 0, weight = 1, total = 0;
        foreach (float value in values[..octaves])
        {
            sum += weight * value;
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

    /// <summary>
    /// Element k: <see cref="Smooth"/> of octave k, the same bits. Coordinates below 2^23 cells in the finest octave.
    /// </summary>
    private static Vector256<float> Octaves(uint seed, float u, float v, int cellsX, int cellsY)
    {
        Vector256<int> finer = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Vector256<float> width = Vector256.ConvertToSingle(finer * cellsX);
        Vector256<float> height = Vector256.ConvertToSingle(finer * cellsY);
        Vector256<float> x = width * u, y = height * v;
        Vector256<float> fx = Vector256.Floor(x), fy = Vector256.Floor(y);
        (Vector256<uint> x0, Vector256<uint> x1) = Neighbours(fx, width);
        (Vector256<uint> y0, Vector256<uint> y1) = Neighbours(fy, height);
        Vector256<float> sx = Ease(x - fx), sy = Ease(y - fy);
        Vector256<uint> seeds = Vector256.Create(seed) + (Vector256<uint>.Indices * 7919);
        Vector256<float> top = Lerp(Lattice(seeds, x0, y0), Lattice(seeds, x1, y0), sx);
        Vector256<float> bottom = Lerp(Lattice(seeds, x0, y1), Lattice(seeds, x1, y1), sx);
        return Lerp(top, bottom, sy);
    }

    // The quotient cannot be rounded up to the next whole number: it is further from it than a float can be wrong.
    private static (Vector256<uint> Left, Vector256<uint> Right) Neighbours(
        Vector256<float> cell, Vector256<float> cells)
    {
        Vector256<float> left = cell - (Vector256.Floor(cell / cells) * cells);
        Vector256<float> right = left + Vector256<float>.One;
        right = Vector256.ConditionalSelect(Vector256.Equals(right, cells), Vector256<float>.Zero, right);
        return (Vector256.ConvertToInt32(left).AsUInt32(), Vector256.ConvertToInt32(right).AsUInt32());
    }

    private static float Lattice(uint seed, int x, int y) => (Dice.At(seed, x, y) >> 8) * (2f / (1 << 24)) - 1;

    private static Vector256<float> Lattice(Vector256<uint> seed, Vector256<uint> x, Vector256<uint> y) =>
        (Vector256.ConvertToSingle((Dice.At(seed, x, y) >>> 8).AsInt32()) * (2f / (1 << 24))) - Vector256<float>.One;

    private static float Ease(float t) => t * t * (3 - (2 * t));

    private static Vector256<float> Ease(Vector256<float> t) =>
        t * t * (Vector256.Create(3f) - (Vector256.Create(2f) * t));

    private static Vector256<float> Lerp(Vector256<float> a, Vector256<float> b, Vector256<float> t) =>
        a + ((b - a) * t);
}
