using MovieData.Flow;
using MovieData.Imaging.Frames;

namespace MovieData.Benchmarks;

/// <summary>
/// Pixels of the paper's crop, made up: textured pictures and a flow with slopes, a near bar and noise.
/// </summary>
internal static class Film
{
    public const int Width = 1880;
    public const int Height = 800;

    public static PixelSize Size => new(Width, Height);

    public static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Plane<Rgb24> Picture(int shift)
    {
        var plane = new Plane<Rgb24>(Width, Height);
        for (int i = 0; i < Width * Height; i++)
        {
            int x = (i % Width) + shift;
            int y = i / Width;
            int hash = ((x * 73856093) ^ (y * 19349663)) >>> 8;
            plane.Pixels[i] = new Rgb24((byte)(x + (hash & 31)), (byte)(y + (hash & 15)), (byte)((x ^ y) & 0xFF));
        }

        return plane;
    }

    // Disparity −20…60 px, a bar 40 px nearer in the middle, vertical noise up to half a pixel.
    public static FlowField Flow(int sign)
    {
        var u = new Plane<float>(Width, Height);
        var v = new Plane<float>(Width, Height);
        var random = new Random(sign + 5);
        for (int i = 0; i < Width * Height; i++)
        {
            int x = i % Width;
            float near = x is > 800 and < 1000 ? 40 : 0;
            u.Pixels[i] = sign * ((80f * (i / Width) / Height) - 20 + near + random.NextSingle());
            v.Pixels[i] = random.NextSingle() - 0.5f;
        }

        return new FlowField(u, v);
    }
}
