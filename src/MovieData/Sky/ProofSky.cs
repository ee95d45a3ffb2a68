using MovieData.Imaging.Frames;

namespace MovieData.Sky;

/// <summary>
/// A drawn picture whose sky is known: a blue gradient above red-brown ground, and black silhouettes before both. No
/// two of sky, ground and silhouettes are alike in red, blue or brightness, and nothing is symmetric, so that each way
/// to misread a network gives another mask. Owns its planes.
/// </summary>
internal sealed class ProofSky : IDisposable
{
    private const double TowerLeft = 0.84;
    private const double TowerRight = 0.93;
    private const double HouseLeft = 0.06;
    private const double HouseRight = 0.26;

    /// <param name="size">Size of the picture.</param>
    public ProofSky(PixelSize size)
    {
        Picture = new Plane<Rgb24>(size.Width, size.Height);
        Truth = new Plane<byte>(size.Width, size.Height);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                (double across, double down) = ((x + 0.5) / size.Width, (y + 0.5) / size.Height);
                bool dark = IsSilhouette(across, down);
                bool sky = !dark && down < Horizon(across);
                Truth[x, y] = sky ? (byte)1 : (byte)0;
                Picture[x, y] = dark ? new Rgb24(14, 14, 14) : sky ? Sky(down) : Ground(x, y);
            }
        }
    }

    /// <summary>The picture.</summary>
    public Plane<Rgb24> Picture { get; }

    /// <summary>1 = sky, 0 = not.</summary>
    public Plane<byte> Truth { get; }

    /// <summary>Red in blue's place and the other way round.</summary>
    public void ExchangeRedAndBlue()
    {
        foreach (ref Rgb24 pixel in Picture.Pixels)
        {
            pixel = new Rgb24(pixel.B, pixel.G, pixel.R);
        }
    }

    /// <summary>Intersection over union of a mask and the sky, 0…1.</summary>
    /// <param name="mask">Not 0 = sky, of the picture's size.</param>
    public double Overlap(Plane<byte> mask)
    {
        (int both, int either) = (0, 0);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            (bool said, bool there) = (mask.Pixels[i] != 0, Truth.Pixels[i] != 0);
            both += said && there ? 1 : 0;
            either += said || there ? 1 : 0;
        }

        return (double)both / either;
    }

    /// <summary>Shares of the sky and of all else that a mask calls sky, 0…1.</summary>
    public (double OfSky, double OfRest) Shares(Plane<byte> mask)
    {
        (int sky, int rest, int all) = (0, 0, 0);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            bool there = Truth.Pixels[i] != 0;
            all += there ? 1 : 0;
            sky += there && mask.Pixels[i] != 0 ? 1 : 0;
            rest += !there && mask.Pixels[i] != 0 ? 1 : 0;
        }

        return ((double)sky / all, (double)rest / (mask.Pixels.Length - all));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Picture.Dispose();
        Truth.Dispose();
    }

    // Hills: where the sky ends, as a share of the height.
    private static double Horizon(double across) =>
        0.56 + (0.05 * Math.Sin((9 * across) + 0.7)) + (0.02 * Math.Sin(23 * across));

    // A house, a tree and a tower.
    private static bool IsSilhouette(double across, double down) =>
        (across is > HouseLeft and < HouseRight && down > 0.30)
        || (across is > TowerLeft and < TowerRight && down > 0.08)
        || (Math.Abs(across - 0.6) < 0.015 && down is > 0.3 and < 0.8)
        || (Math.Pow((across - 0.6) / 0.09, 2) + Math.Pow((down - 0.3) / 0.16, 2) < 1);

    private static Rgb24 Sky(double down) => new(Level(58, 150, down), Level(112, 190, down), Level(212, 240, down));

    private static Rgb24 Ground(int x, int y)
    {
        // Fixed patches of 4 px (multipliers of xxHash32), so that it is no smooth surface.
        uint hash = (((uint)x / 4) * 2654435761u) ^ (((uint)y / 4) * 2246822519u);
        int rough = (int)((hash * 3266489917u) >> 27) - 16;
        return new Rgb24((byte)(138 + rough), (byte)(74 + rough), (byte)(44 + rough));
    }

    private static byte Level(double top, double bottom, double down) =>
        (byte)(top + ((bottom - top) * Math.Min(down / 0.6, 1)));
}
