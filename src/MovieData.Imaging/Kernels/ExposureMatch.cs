using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Gives a picture the mean and standard deviation of another, channel by channel: level → gain · level + offset.
/// </summary>
/// <remarks>
/// Sums are integers, so the numbers do not depend on any order. A flat channel keeps gain 1. The gain stays in
/// 1/<see cref="GainMax"/>…<see cref="GainMax"/>, so that noise is not blown up into structure.
/// </remarks>
public static class ExposureMatch
{
    /// <summary>Largest gain; one over it is the smallest.</summary>
    public const double GainMax = 4;

    private const int Levels = 256;

    /// <summary>Matches a picture to a reference.</summary>
    /// <param name="reference">The picture to be like, at least one pixel.</param>
    /// <param name="picture">The picture to change, of any size.</param>
    /// <param name="matched">Receives as many pixels as <paramref name="picture"/> has.</param>
    /// <exception cref="ArgumentException">A picture is empty or the lengths do not fit.</exception>
    public static void Run(ReadOnlySpan<Rgb24> reference, ReadOnlySpan<Rgb24> picture, Span<Rgb24> matched)
    {
        if (reference.IsEmpty || picture.IsEmpty || matched.Length != picture.Length)
        {
            throw new ArgumentException(
                $"pictures of {reference.Length} and {picture.Length} pixels for {matched.Length}");
        }

        Span<long> wanted = stackalloc long[3 * 2];
        Span<long> found = stackalloc long[3 * 2];
        Sum(reference, wanted);
        Sum(picture, found);
        Span<byte> levels = stackalloc byte[3 * Levels];
        for (int channel = 0; channel < 3; channel++)
        {
            (double mean, double deviation) = Moments(wanted.Slice(2 * channel, 2), reference.Length);
            (double own, double ownDeviation) = Moments(found.Slice(2 * channel, 2), picture.Length);
            double gain = deviation == 0 || ownDeviation == 0
                ? 1
                : Math.Clamp(deviation / ownDeviation, 1 / GainMax, GainMax);
            for (int level = 0; level < Levels; level++)
            {
                double value = Math.Round(mean + (gain * (level - own)), MidpointRounding.AwayFromZero);
                levels[(Levels * channel) + level] = (byte)Math.Clamp(value, 0, Levels - 1);
            }
        }

        for (int i = 0; i < picture.Length; i++)
        {
            Rgb24 pixel = picture[i];
            matched[i] = new Rgb24(levels[pixel.R], levels[Levels + pixel.G], levels[(2 * Levels) + pixel.B]);
        }
    }

    // Sum and sum of squares of each channel.
    private static void Sum(ReadOnlySpan<Rgb24> picture, Span<long> sums)
    {
        sums.Clear();
        foreach (Rgb24 pixel in picture)
        {
            sums[0] += pixel.R;
            sums[1] += pixel.R * pixel.R;
            sums[2] += pixel.G;
            sums[3] += pixel.G * pixel.G;
            sums[4] += pixel.B;
            sums[5] += pixel.B * pixel.B;
        }
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<long> sums, int count)
    {
        double mean = (double)sums[0] / count;
        return (mean, Math.Sqrt(Math.Max(0, ((double)sums[1] / count) - (mean * mean))));
    }
}
