using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// A stereo pair as one picture for red-cyan glasses, by least squares: the colours that, seen through the filters of
/// usual glasses on an LCD, come nearest to what each eye should see (Dubois, "Conversion of a stereo pair to anaglyph
/// with the least-squares projection method", 2009, red/cyan matrices). Less ghosting and truer reds than taking
/// the channels as they are.
/// </summary>
public static class Anaglyph
{
    /// <summary>Steps of linear light from 0 to 1: fine enough that every level comes back as itself.</summary>
    private const int LightSteps = 1 << 14;

    // Rows: red, green, blue of the picture. Columns: red, green, blue of the left view, then of the right one.
    private static readonly float[] Weights =
    [
        0.437f, 0.449f, 0.164f, -0.011f, -0.032f, -0.007f,
        -0.062f, -0.062f, -0.024f, 0.377f, 0.761f, 0.009f,
        -0.048f, -0.050f, -0.017f, -0.026f, -0.093f, 1.234f,
    ];

    private static readonly float[] Light =
        [.. Enumerable.Range(0, 256).Select(level => (float)LightOf(level / 255.0))];

    private static readonly byte[] Levels = [.. Enumerable.Range(0, LightSteps + 1).Select(
        step => (byte)Math.Round(255 * LevelOf((double)step / LightSteps)))];

    /// <summary>Makes the picture. The matrices hold for light, so levels are decoded and coded as sRGB.</summary>
    /// <param name="left">Left view, seen through the red glass.</param>
    /// <param name="right">Right view of the same size, seen through the cyan one.</param>
    /// <param name="picture">Receives the anaglyph, of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void RedCyan(Plane<Rgb24> left, Plane<Rgb24> right, Plane<Rgb24> picture)
    {
        if (left.Size != right.Size || left.Size != picture.Size)
        {
            throw new ArgumentException($"an anaglyph of {picture.Size} from views of {left.Size} and {right.Size}");
        }

        ReadOnlySpan<Rgb24> lefts = left.Pixels, rights = right.Pixels;
        Span<Rgb24> pixels = picture.Pixels;
        Span<float> seen = stackalloc float[6];
        for (int i = 0; i < pixels.Length; i++)
        {
            (seen[0], seen[1], seen[2]) = (Light[lefts[i].R], Light[lefts[i].G], Light[lefts[i].B]);
            (seen[3], seen[4], seen[5]) = (Light[rights[i].R], Light[rights[i].G], Light[rights[i].B]);
            pixels[i] = new Rgb24(Level(Weights.AsSpan(0, 6), seen), Level(Weights.AsSpan(6, 6), seen),
                Level(Weights.AsSpan(12, 6), seen));
        }
    }

    private static byte Level(ReadOnlySpan<float> weights, ReadOnlySpan<float> seen)
    {
        float light = 0;
        for (int i = 0; i < seen.Length; i++)
        {
            light += weights[i] * seen[i];
        }

        return Levels[(int)MathF.Round(LightSteps * Math.Clamp(light, 0, 1))];
    }

    // IEC 61966-2-1 (sRGB), both ways.
    private static double LightOf(double level) =>
        level <= 0.04045 ? level / 12.92 : Math.Pow((level + 0.055) / 1.055, 2.4);

    private static double LevelOf(double light) =>
        light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;
}
