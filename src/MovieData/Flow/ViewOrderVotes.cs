using System.Globalization;
using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Messages;

namespace MovieData.Flow;

/// <summary>
/// Which of two views is the left one, by what their pictures show. Two things tell near from far, and with them the
/// sign of the disparity: at an occlusion the nearer surface is the one that is seen, and the ground in the lower
/// picture is nearer than what stands above it. Not safe for several threads.
/// </summary>
/// <remarks>
/// A flow alone cannot tell: where it folds, some surface hides another whichever view is the left. So the pictures
/// decide. A pixel x of one view whose flow leads to y, from where the flow back leads to another pixel x', is one of
/// two surfaces that meet at y; the colour at y is that of the surface that is seen there. If it is the one of larger
/// disparity (assuming the first view is the left), that speaks for the assumption, else against it.
/// </remarks>
public sealed class ViewOrderVotes
{
    /// <summary>
    /// Two surfaces meet at a pixel whose flow there and back differ by more than this, px: what left-right consistency
    /// calls an occlusion, too. Less is noise of the flow, of which a calm picture has more than of occlusions.
    /// </summary>
    private const float FoldPxMin = 2;

    /// <summary>The flow at x' must lead back to y this exactly, px, or nothing is known of the surface.</summary>
    private const float SurfacePxMax = 1;

    /// <summary>Difference of colour, sum over R, G and B, at which a vote counts fully.</summary>
    private const float FullVoteColour = 60;

    /// <summary>Votes of a picture of 640×360 that are as likely chance as not; scaled with the picture.</summary>
    private const double ChanceVotes = 100;
    private const double ChancePixels = 640 * 360;

    /// <summary>
    /// Log-odds for votes that all agree and for a disparity that grows evenly from the upper to the lower border.
    /// Measured on 60 synthetic scenes of 3 pairs: votes agree by 0.79 ± 0.13, least 0.51; ground where there is some
    /// by 0.87 (least 0.74), where there is none it misleads by up to 0.64. The sign of the votes is right in all real
    /// pairs we have; a sphere seen from the middle of a hall has none.
    /// </summary>
    private const double OddsOfVotes = 20;
    private const double OddsOfGround = 3;

    /// <summary>Films never get closer to certainty than this: one cause can deceive all pictures alike.</summary>
    private const double ProbabilityMax = 0.999;

    private double _agreement;
    private double _weight;
    private double _inFirst;
    private double _inSecond;
    private double _ground;

    /// <summary>Pairs looked at.</summary>
    public int Pairs { get; private set; }

    /// <summary>How clearly occlusions say that the first view is the left: −1…1.</summary>
    public double Occlusion => _agreement / Math.Max(Math.Max(_weight, Pairs / 4.0), 1);

    /// <summary>The same by what the second view hides of the first one alone, mean over the pairs: −1…1.</summary>
    public double OcclusionInFirst => _inFirst / Math.Max(1, Pairs);

    /// <summary>The same by what the first view hides of the second one alone, mean over the pairs: −1…1.</summary>
    public double OcclusionInSecond => _inSecond / Math.Max(1, Pairs);

    /// <summary>
    /// Mean correlation of disparity, with the first view as the left, with the way down the picture: −1…1.
    /// </summary>
    public double Ground => _ground / Math.Max(1, Pairs);

    /// <summary>Probability that the first view is the left one; 0.5 when nothing was seen.</summary>
    public double LeftFirstProbability
    {
        get
        {
            double odds = (OddsOfVotes * Occlusion) + (OddsOfGround * Ground);
            return Math.Round(Math.Clamp(1 / (1 + Math.Exp(-odds)), 1 - ProbabilityMax, ProbabilityMax), 3);
        }
    }

    /// <summary>What was seen, for the film's evidence.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"pictures: the first view is the left with probability {LeftFirstProbability:F3} "
        + $"({Counted.Of(Pairs, "pair")}; occlusions {Occlusion:+0.00;-0.00}, "
        + $"ground {Ground:+0.00;-0.00}, each from -1 against to +1 for)");

    /// <summary>Looks at one pair.</summary>
    /// <param name="first">First view.</param>
    /// <param name="second">Second view, of the same size.</param>
    /// <param name="forth">Flow from the first to the second view.</param>
    /// <param name="back">Flow from the second to the first view.</param>
    public void Add(Plane<Rgb24> first, Plane<Rgb24> second, FlowField forth, FlowField back)
    {
        (double forLeft, double against) = Count(first, second, forth, back, sign: 1);
        (double forLeft2, double against2) = Count(second, first, back, forth, sign: -1);
        double chance = ChanceVotes * first.Size.Area / ChancePixels;
        _inFirst += (forLeft - against) / (forLeft + against + (chance / 2));
        _inSecond += (forLeft2 - against2) / (forLeft2 + against2 + (chance / 2));
        (forLeft, against) = (forLeft + forLeft2, against + against2);
        _agreement += (forLeft - against) / (forLeft + against + chance);
        _weight += (forLeft + against) / (forLeft + against + chance);
        _ground += GroundOf(forth, back);
        Pairs++;
    }

    private static (double ForLeft, double Against) Count(
        Plane<Rgb24> here, Plane<Rgb24> there, FlowField forth, FlowField back, int sign)
    {
        (int width, int height) = here.Size;
        double forLeft = 0;
        double against = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> u = forth.U.Row(y);
            ReadOnlySpan<float> v = forth.V.Row(y);
            for (int x = 0; x < width; x++)
            {
                float target = x + u[x];
                int row = y + (int)MathF.Round(v[x]);
                if (!(target >= 0 && target <= width - 1) || row < 0 || row >= height)
                {
                    continue;
                }

                float returns = At(back.U.Row(row), target);
                float fold = u[x] + returns;
                float other = target + returns;
                if (!(MathF.Abs(fold) > FoldPxMin) || !(other >= 0 && other <= width - 1)
                    || !(MathF.Abs(At(u, other) + returns) <= SurfacePxMax))
                {
                    continue;
                }

                // Positive: the colour there is that of x', whose disparity exceeds that of x by the fold.
                ReadOnlySpan<Rgb24> colours = there.Row(row);
                float seen = Difference(here.Row(y), x, colours, target)
                    - Difference(here.Row(y), other, colours, target);
                float vote = Math.Clamp(seen / FullVoteColour, -1, 1) * MathF.Sign(fold) * sign;
                forLeft += Math.Max(vote, 0);
                against += Math.Max(-vote, 0);
            }
        }

        return (forLeft, against);
    }

    /// <summary>Correlation of disparity with the row, over pixels whose flow leads there and back.</summary>
    private static double GroundOf(FlowField forth, FlowField back)
    {
        (int width, int height) = forth.U.Size;
        (double n, double sumD, double sumY, double sumDd, double sumYy, double sumDy) = (0, 0, 0, 0, 0, 0);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> u = forth.U.Row(y);
            for (int x = 0; x < width; x++)
            {
                float target = x + u[x];
                if (target >= 0 && target <= width - 1
                    && MathF.Abs(u[x] + At(back.U.Row(y), target)) <= SurfacePxMax)
                {
                    double d = -u[x];
                    n++;
                    sumD += d;
                    sumY += y;
                    sumDd += d * d;
                    sumYy += (double)y * y;
                    sumDy += d * y;
                }
            }
        }

        double variances = ((n * sumDd) - (sumD * sumD)) * ((n * sumYy) - (sumY * sumY));
        return variances <= 0 ? 0 : ((n * sumDy) - (sumD * sumY)) / Math.Sqrt(variances);
    }

    private static float At(ReadOnlySpan<float> row, float x)
    {
        int left = Math.Min((int)x, row.Length - 2);
        return row[left] + ((x - left) * (row[left + 1] - row[left]));
    }

    private static float Difference(ReadOnlySpan<Rgb24> here, float x, ReadOnlySpan<Rgb24> there, float target)
    {
        ReadOnlySpan<byte> one = MemoryMarshal.AsBytes(here);
        ReadOnlySpan<byte> two = MemoryMarshal.AsBytes(there);
        return MathF.Abs(Colour(one, x, 0) - Colour(two, target, 0))
            + MathF.Abs(Colour(one, x, 1) - Colour(two, target, 1))
            + MathF.Abs(Colour(one, x, 2) - Colour(two, target, 2));
    }

    private static float Colour(ReadOnlySpan<byte> row, float x, int channel)
    {
        int left = Math.Min((int)x, (row.Length / 3) - 2);
        float value = row[(3 * left) + channel];
        return value + ((x - left) * (row[(3 * (left + 1)) + channel] - value));
    }
}
