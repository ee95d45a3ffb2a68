using MovieData.Imaging.Frames;
using OpenCvSharp;

namespace MovieData.Imaging.Pictures;

/// <summary>Range of values that a picture's colours stand for; what lies beyond has the colour of the end.</summary>
public readonly record struct ColourRange(float Min, float Max);

/// <summary>Colours for numbers that a person looks at.</summary>
public static class ColourMap
{
    /// <summary>Mask codes by number, in the colours and words of every picture and page.</summary>
    public static readonly IReadOnlyList<(Rgb24 Colour, string Word)> MaskCodes =
    [
        (new(46, 125, 50), "valid"), (new(211, 47, 47), "inconsistent"), (new(245, 124, 0), "occluded"),
        (new(123, 31, 162), "out of view"), (new(79, 195, 247), "sky"), (new(0, 0, 0), "bar"),
    ];

    /// <summary>Where there is no value: grey, which no other colour is; black would look like Turbo's ends.</summary>
    public static readonly Rgb24 NoValue = new(150, 150, 150);

    /// <summary>Share of the values at each end that may lie beyond the range: a few must not flatten it.</summary>
    private const double TailShare = 0.005;

    /// <summary>Most values looked at for the range.</summary>
    private const int SamplesMax = 100_000;

    private static readonly Lazy<Rgb24[]> TurboColours = new(ReadTurbo);

    /// <summary>Turbo (Mikhailov 2019): dark blue at 0, green in the middle, dark red at 255.</summary>
    /// <exception cref="PictureException">OpenCV cannot be loaded.</exception>
    public static IReadOnlyList<Rgb24> Turbo => TurboColours.Value;

    /// <summary>Range that colours of these values stand for: all but half a per cent at each end.</summary>
    /// <param name="values">NaN and Inf are passed over; nothing else: 0 to 0.</param>
    public static ColourRange RangeOf(Plane<float> values)
    {
        int step = Math.Max(1, values.Pixels.Length / SamplesMax);
        var samples = new List<float>();
        for (int i = 0; i < values.Pixels.Length; i += step)
        {
            if (float.IsFinite(values.Pixels[i]))
            {
                samples.Add(values.Pixels[i]);
            }
        }

        samples.Sort();
        int tail = (int)(TailShare * samples.Count);
        return samples.Count == 0 ? default : new ColourRange(samples[tail], samples[^(tail + 1)]);
    }

    /// <summary>Colours values: smallest dark blue, largest dark red, no value grey.</summary>
    /// <param name="values">NaN and Inf = no value.</param>
    /// <param name="range">What the ends of the colours stand for.</param>
    /// <param name="picture">Receives the colours, of the same size.</param>
    public static void Values(Plane<float> values, ColourRange range, Plane<Rgb24> picture)
    {
        Rgb24[] colours = TurboColours.Value;
        double scale = range.Max > range.Min ? (colours.Length - 1) / ((double)range.Max - range.Min) : 0;
        ReadOnlySpan<float> from = values.Pixels;
        Span<Rgb24> to = picture.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = float.IsFinite(from[i])
                ? colours[(int)Math.Clamp(Math.Round((from[i] - range.Min) * scale), 0, colours.Length - 1)]
                : NoValue;
        }
    }

    /// <summary>Colours a mask picture, code by code; white for a code that does not exist.</summary>
    public static void Mask(Plane<byte> mask, Plane<Rgb24> picture)
    {
        ReadOnlySpan<byte> from = mask.Pixels;
        Span<Rgb24> to = picture.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] < MaskCodes.Count ? MaskCodes[from[i]].Colour : new Rgb24(255, 255, 255);
        }
    }

    private static Rgb24[] ReadTurbo()
    {
        using var levels = new Plane<byte>(256, 1);
        for (int level = 0; level < levels.Width; level++)
        {
            levels[level, 0] = (byte)level;
        }

        using var picture = new Plane<Rgb24>(levels.Width, 1);
        using HeldMat ramp = HeldMat.Over(levels);
        using HeldMat colours = HeldMat.Over(picture);
        Cv2.ApplyColorMap(ramp.Mat, colours.Mat, ColormapTypes.Turbo);
        Cv2.CvtColor(colours.Mat, colours.Mat, ColorConversionCodes.BGR2RGB);
        return picture.Pixels.ToArray();
    }
}
