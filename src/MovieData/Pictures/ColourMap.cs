using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>Colours for numbers that a person looks at.</summary>
public static class ColourMap
{
    /// <summary>Colours of the mask codes 0…5: valid, inconsistent, occluded, out of view, sky, black bar.</summary>
    private static readonly Rgb24[] MaskColours =
    [
        new(46, 125, 50), new(211, 47, 47), new(245, 124, 0), new(123, 31, 162), new(79, 195, 247), new(0, 0, 0),
    ];

    /// <summary>
    /// Turbo (Mikhailov, "Turbo, an improved rainbow colormap", 2019, the published polynomial): dark blue at 0, green
    /// in
    /// the middle, dark red at 1.
    /// </summary>
    /// <param name="share">0…1; clamped.</param>
    public static Rgb24 Turbo(double share)
    {
        double x = Math.Clamp(share, 0, 1);
        double r = 0.13572138 + (x * (4.61539260 + (x * (-42.66032258 + (x * (132.13108234
            + (x * (-152.94239396 + (x * 59.28637943)))))))));
        double g = 0.09140261 + (x * (2.19418839 + (x * (4.84296658 + (x * (-14.18503333
            + (x * (4.27729857 + (x * 2.82956604)))))))));
        double b = 0.10667330 + (x * (12.64194608 + (x * (-60.58204836 + (x * (110.36276771
            + (x * (-89.90310912 + (x * 27.34824973)))))))));
        return new Rgb24(Level(r), Level(g), Level(b));
    }

    /// <summary>Colour of a mask code; white for a code that does not exist.</summary>
    public static Rgb24 OfMask(byte code) => code < MaskColours.Length ? MaskColours[code] : new Rgb24(255, 255, 255);

    /// <summary>
    /// Colours a disparity picture: near red, far blue, no value dark grey; the scale runs from the smallest to the
    /// largest value shown.
    /// </summary>
    /// <param name="disparity">px; NaN = no value.</param>
    /// <param name="picture">Receives the colours, of the same size.</param>
    public static void Disparity(Plane<float> disparity, Plane<Rgb24> picture)
    {
        (float min, float max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float d in disparity.Pixels)
        {
            if (float.IsFinite(d))
            {
                min = Math.Min(min, d);
                max = Math.Max(max, d);
            }
        }

        double scale = max > min ? 1.0 / (max - min) : 0;
        ReadOnlySpan<float> from = disparity.Pixels;
        Span<Rgb24> to = picture.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = float.IsFinite(from[i]) ? Turbo((from[i] - min) * scale) : new Rgb24(40, 40, 40);
        }
    }

    /// <summary>Colours a mask picture, code by code.</summary>
    public static void Mask(Plane<byte> mask, Plane<Rgb24> picture)
    {
        ReadOnlySpan<byte> from = mask.Pixels;
        Span<Rgb24> to = picture.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = OfMask(from[i]);
        }
    }

    private static byte Level(double share) => (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);
}
