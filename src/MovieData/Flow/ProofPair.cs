using MovieData.Imaging.Frames;

namespace MovieData.Flow;

/// <summary>
/// A made-up stereo pair whose flow is known exactly: a textured background behind the screen and textured squares in
/// front of it, every displacement a whole number of pixels. Owns its pictures.
/// </summary>
internal sealed class ProofPair : IDisposable
{
    /// <summary>Disparity of the squares, px: in front of the screen.</summary>
    public const int NearPx = 10;

    /// <summary>Disparity of the background, px: behind the screen, so that both signs are seen.</summary>
    public const int FarPx = -6;

    // What networks find hard near the border is not their entry's fault.
    private const int MarginPx = 16;
    private const int CoarsestPx = 32;
    private const int SquarePx = 96;

    private readonly int _verticalPx;

    /// <param name="size">Size of both views.</param>
    /// <param name="verticalPx">Rows the right view's content lies lower, at least 0.</param>
    public ProofPair(PixelSize size, int verticalPx)
    {
        _verticalPx = verticalPx;
        Size = size;
        Left = new Plane<Rgb24>(size.Width, size.Height);
        Right = new Plane<Rgb24>(size.Width, size.Height);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                Left[x, y] = Texel(x, y, IsNear(x, y));
                bool near = IsNear(x + NearPx, y - verticalPx);
                Right[x, y] = Texel(x + (near ? NearPx : FarPx), y - verticalPx, near);
            }
        }
    }

    /// <summary>Size of both views.</summary>
    public PixelSize Size { get; }

    /// <summary>Left view.</summary>
    public Plane<Rgb24> Left { get; }

    /// <summary>Right view.</summary>
    public Plane<Rgb24> Right { get; }

    /// <summary>
    /// Flow at a pixel of a view to the other view, px; null where the other view does not show the pixel, or too near
    /// to the border.
    /// </summary>
    public (int U, int V)? Flow(View view, int x, int y)
    {
        (int sign, int down) = view == View.Left ? (-1, _verticalPx) : (1, -_verticalPx);

        // Squares are drawn in the left view's coordinates.
        int row = view == View.Left ? y : y - _verticalPx;
        bool near = IsNear(view == View.Left ? x : x + NearPx, row);
        int disparity = near ? NearPx : FarPx;
        bool hidden = !near && (view == View.Left ? IsNear(x - FarPx + NearPx, row) : IsNear(x + FarPx, row));
        int u = sign * disparity;
        return !hidden && IsInside(x, y) && IsInside(x + u, y + down) ? (u, down) : null;
    }

    /// <summary>Red in blue's place and the other way round, in both views.</summary>
    public void ExchangeRedAndBlue()
    {
        foreach (Plane<Rgb24> view in (ReadOnlySpan<Plane<Rgb24>>)[Left, Right])
        {
            foreach (ref Rgb24 pixel in view.Pixels)
            {
                pixel = new Rgb24(pixel.B, pixel.G, pixel.R);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private bool IsInside(int x, int y) =>
        x >= MarginPx && y >= MarginPx && x < Size.Width - MarginPx && y < Size.Height - MarginPx;

    private static bool IsNear(int x, int y)
    {
        int column = Modulo(x + (SquarePx / 2), 2 * SquarePx);
        int row = Modulo(y + (SquarePx / 2), 2 * SquarePx);
        return column >= SquarePx && row >= SquarePx;
    }

    private static int Modulo(int value, int by) => ((value % by) + by) % by;

    private static Rgb24 Texel(int x, int y, bool near)
    {
        uint seed = near ? 100u : 0;
        return new Rgb24(Level(x, y, seed), Level(x, y, seed + 10), Level(x, y, seed + 20));
    }

    // Noise of several wavelengths: fine enough to match to the pixel, coarse enough for networks that shrink.
    private static byte Level(int x, int y, uint seed)
    {
        double sum = 0;
        double weights = 0;
        for (int wave = 2; wave <= CoarsestPx; wave *= 2)
        {
            sum += Smooth(x, y, wave, seed + (uint)wave) * wave;
            weights += wave;
        }

        return (byte)Math.Clamp(128 + (420 * ((sum / weights) - 0.5)), 0, 255);
    }

    private static double Smooth(int x, int y, int wave, uint seed)
    {
        (int cellX, int cellY) = ((x - Modulo(x, wave)) / wave, (y - Modulo(y, wave)) / wave);
        (double fx, double fy) = ((double)Modulo(x, wave) / wave, (double)Modulo(y, wave) / wave);
        double top = (Random(cellX, cellY, seed) * (1 - fx)) + (Random(cellX + 1, cellY, seed) * fx);
        double bottom = (Random(cellX, cellY + 1, seed) * (1 - fx)) + (Random(cellX + 1, cellY + 1, seed) * fx);
        return (top * (1 - fy)) + (bottom * fy);
    }

    // 0…1, a fixed scramble of its arguments (multipliers of xxHash32).
    private static double Random(int x, int y, uint seed)
    {
        uint h = ((uint)x * 2654435761u) ^ ((uint)y * 2246822519u) ^ (seed * 3266489917u);
        h = (h ^ (h >> 15)) * 2246822519u;
        h = (h ^ (h >> 13)) * 3266489917u;
        return (h ^ (h >> 16)) / (double)uint.MaxValue;
    }
}
