using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// How soft one view is against the other: the deviation of the Gaussian after which the sharper one holds as much
/// detail as the other, at pixels that both show. Detail is the energy of the luma's gradient.
/// </summary>
internal static class BlurMatch
{
    /// <summary>Largest deviation that is looked for, px of the survey.</summary>
    public const double DeviationMax = 4;

    /// <summary>Energies that differ less are alike: grain and coding differ by as much.</summary>
    private const double AlikeMax = 0.02;

    /// <summary>Pixels of a pair below which nothing is said.</summary>
    private const int PixelsMin = 1000;

    private const double DeviationFirst = 0.5;
    private const int Steps = 4;

    /// <summary>Deviation of the blur of the right view against the left one, px of the survey; &lt; 0: the left view
    /// is the softer one. Null without enough pixels or detail.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="gain">Luma of the right view over that of the left one.</param>
    public static double? Of(SurveyedPair pair, double gain)
    {
        float[] left = LumaOf(pair.Left, 1);
        float[] right = LumaOf(pair.Right, 1 / (float)gain);
        double? leftDetail = Detail(left, pair.LeftMask);
        double? rightDetail = Detail(right, pair.RightMask);
        if (leftDetail is not > 0 || rightDetail is not > 0)
        {
            return null;
        }

        double ratio = Math.Log(leftDetail.Value / rightDetail.Value);
        return Math.Abs(ratio) <= AlikeMax ? 0
            : ratio > 0 ? Deviation(left, pair.LeftMask, leftDetail.Value, rightDetail.Value)
            : -Deviation(right, pair.RightMask, rightDetail.Value, leftDetail.Value);
    }

    // Detail falls as the deviation grows, and its logarithm nearly in proportion to the deviation's square: a bracket
    // by doubling, then chords.
    private static double Deviation(float[] sharp, Plane<byte> mask, double sharpDetail, double wanted)
    {
        double Excess(double square) =>
            Math.Log(Detail(Blurred(sharp, mask.Size, Math.Sqrt(square)), mask)!.Value / wanted);
        (double low, double above) = (0, Math.Log(sharpDetail / wanted));
        double high = DeviationFirst * DeviationFirst;
        double below = Excess(high);
        while (below > 0 && high < DeviationMax * DeviationMax)
        {
            (low, above) = (high, below);
            high *= 4;
            below = Excess(high);
        }

        if (below > 0)
        {
            return DeviationMax;
        }

        for (int step = 0; step < Steps; step++)
        {
            double between = low + ((high - low) * above / (above - below));
            double excess = Excess(between);
            (low, above, high, below) = excess > 0 ? (between, excess, high, below) : (low, above, between, excess);
        }

        return Math.Sqrt(low + ((high - low) * above / (above - below)));
    }

    private static float[] LumaOf(Plane<Rgb24> picture, float factor)
    {
        byte[] row = new byte[picture.Width];
        float[] luma = new float[picture.Size.Area];
        for (int y = 0; y < picture.Height; y++)
        {
            Luma.Row(picture.Row(y), row);
            for (int x = 0; x < row.Length; x++)
            {
                luma[(y * row.Length) + x] = row[x] * factor;
            }
        }

        return luma;
    }

    /// <summary>Mean squared gradient of the pixels whose neighbours are all valid; null where there are few.</summary>
    private static double? Detail(float[] luma, Plane<byte> mask)
    {
        (int width, int height) = mask.Size;
        double sum = 0;
        int count = 0;
        for (int y = 1; y < height - 1; y++)
        {
            ReadOnlySpan<byte> above = mask.Row(y - 1);
            ReadOnlySpan<byte> codes = mask.Row(y);
            ReadOnlySpan<byte> below = mask.Row(y + 1);
            for (int x = 1; x < width - 1; x++)
            {
                if ((codes[x - 1] | codes[x] | codes[x + 1] | above[x] | below[x]) == MaskCode.Valid)
                {
                    int at = (y * width) + x;
                    float alongX = luma[at + 1] - luma[at - 1];
                    float alongY = luma[at + width] - luma[at - width];
                    sum += (alongX * alongX) + (alongY * alongY);
                    count++;
                }
            }
        }

        return count < PixelsMin ? null : sum / count;
    }

    private static float[] Blurred(float[] luma, PixelSize size, double deviation)
    {
        int radius = (int)Math.Ceiling(3 * deviation);
        float[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1)
            .Select(i => (float)Math.Exp(-i * i / (2 * deviation * deviation)))];
        float sum = weights.Sum();
        float[] across = new float[luma.Length];
        float[] blurred = new float[luma.Length];
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                float value = 0;
                for (int i = -radius; i <= radius; i++)
                {
                    value += weights[i + radius]
                        * luma[(y * size.Width) + Math.Clamp(x + i, 0, size.Width - 1)];
                }

                across[(y * size.Width) + x] = value / sum;
            }
        }

        for (int y = 0; y < size.Height; y++)
        {
            for (int i = -radius; i <= radius; i++)
            {
                float weight = weights[i + radius] / sum;
                ReadOnlySpan<float> row = across.AsSpan(Math.Clamp(y + i, 0, size.Height - 1) * size.Width, size.Width);
                Span<float> target = blurred.AsSpan(y * size.Width, size.Width);
                for (int x = 0; x < row.Length; x++)
                {
                    target[x] += weight * row[x];
                }
            }
        }

        return blurred;
    }
}
