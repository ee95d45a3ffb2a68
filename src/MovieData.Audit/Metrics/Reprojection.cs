using MovieData.Imaging.Frames;

namespace MovieData.Audit.Metrics;

/// <summary>
/// Monodepth2's photometric reprojection error (Godard et al. 2019, eq. 2 to 5; layers.py and trainer.py): how unlike a
/// picture and another view warped onto it are, with the minimum over several views and the mask of pixels that warping
/// does not improve.
/// </summary>
/// <remarks>
/// pe = 0.85 · mean over the channels of clamp((1 − SSIM)/2, 0, 1) + 0.15 · mean of |a − b|, pictures in 0…1, SSIM over
/// 3×3 windows with a reflected border, C1 = 0.01², C2 = 0.03². Where their script breaks ties of the mask by noise,
/// here a pixel that warping does not improve is masked.
/// </remarks>
public static class Reprojection
{
    private const double SsimShare = 0.85;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;
    private const int Channels = 3;
    private const int WindowArea = 9;

    /// <summary>The error of every pixel.</summary>
    /// <param name="target">The picture, 3 floats in 0…1 a pixel, a row after the other.</param>
    /// <param name="warped">Another view, warped onto it; likewise.</param>
    /// <param name="size">Size of both.</param>
    /// <param name="errors">Receives 0…1 for each pixel.</param>
    /// <exception cref="ArgumentException">A span is not of that size, or it is less than 2 pixels wide or high.
    /// </exception>
    public static void Errors(
        ReadOnlySpan<float> target, ReadOnlySpan<float> warped, PixelSize size, Span<double> errors)
    {
        if (target.Length != Channels * size.Area || warped.Length != target.Length || errors.Length != size.Area
            || size.Width < 2 || size.Height < 2)
        {
            throw new ArgumentException($"{target.Length}, {warped.Length} and {errors.Length} values for {size}");
        }

        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                double dissimilarity = 0;
                double difference = 0;
                for (int channel = 0; channel < Channels; channel++)
                {
                    int at = (Channels * ((y * size.Width) + x)) + channel;
                    difference += Math.Abs((double)target[at] - warped[at]);
                    dissimilarity += Dissimilarity(target, warped, size, x, y, channel);
                }

                errors[(y * size.Width) + x] =
                    ((SsimShare * dissimilarity) + ((1 - SsimShare) * difference)) / Channels;
            }
        }
    }

    /// <summary>Keeps in <paramref name="least"/> the smaller of its error and another's, pixel by pixel (eq. 4).
    /// </summary>
    public static void Minimum(Span<double> least, ReadOnlySpan<double> other)
    {
        for (int i = 0; i < least.Length; i++)
        {
            least[i] = Math.Min(least[i], other[i]);
        }
    }

    /// <summary>Of the pixels that are asked: the share that warping improves, and their mean error (eq. 5).</summary>
    /// <param name="warped">Least error of the warped views, one a pixel.</param>
    /// <param name="unwarped">Least error of the views as they are.</param>
    /// <param name="isValid">Which pixels are asked.</param>
    /// <returns>Share 0…1, and the mean over that share; 0 and 0 where there is none.</returns>
    public static (double Share, double Mean) AutoMasked(
        ReadOnlySpan<double> warped, ReadOnlySpan<double> unwarped, ReadOnlySpan<bool> isValid)
    {
        long asked = 0;
        long kept = 0;
        double sum = 0;
        for (int i = 0; i < warped.Length; i++)
        {
            asked += isValid[i] ? 1 : 0;
            if (isValid[i] && warped[i] < unwarped[i])
            {
                kept++;
                sum += warped[i];
            }
        }

        return kept == 0 ? (0, 0) : ((double)kept / asked, sum / kept);
    }

    private static double Dissimilarity(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, PixelSize size, int x, int y, int channel)
    {
        (double sumA, double sumB, double sumAa, double sumBb, double sumAb) = (0, 0, 0, 0, 0);
        for (int dy = -1; dy <= 1; dy++)
        {
            int row = Reflect(y + dy, size.Height) * size.Width;
            for (int dx = -1; dx <= 1; dx++)
            {
                int at = (Channels * (row + Reflect(x + dx, size.Width))) + channel;
                (sumA, sumB) = (sumA + a[at], sumB + b[at]);
                sumAa += (double)a[at] * a[at];
                sumBb += (double)b[at] * b[at];
                sumAb += (double)a[at] * b[at];
            }
        }

        (double meanA, double meanB) = (sumA / WindowArea, sumB / WindowArea);
        double varianceA = (sumAa / WindowArea) - (meanA * meanA);
        double varianceB = (sumBb / WindowArea) - (meanB * meanB);
        double covariance = (sumAb / WindowArea) - (meanA * meanB);
        double ssim = ((2 * meanA * meanB) + C1) * ((2 * covariance) + C2)
            / (((meanA * meanA) + (meanB * meanB) + C1) * (varianceA + varianceB + C2));
        return Math.Clamp((1 - ssim) / 2, 0, 1);
    }

    // −1 is 1, and one beyond the end is the last but one: the border pixel itself is not repeated.
    private static int Reflect(int at, int length) => at < 0 ? -at : at >= length ? (2 * length) - 2 - at : at;
}
