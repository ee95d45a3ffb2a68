namespace MovieData.Media.Scan;

/// <summary>
/// Finds out whether the second file of a pair runs a few frames early or late: cuts and movement come at the same
/// moments in both views, so the scene scores of the two files match best without a shift.
/// </summary>
internal static class PairOffset
{
    /// <summary>Largest offset looked for, frames: half a second at 24 fps.</summary>
    public const int FramesMax = 12;

    /// <summary>Films with fewer frames than this tell nothing.</summary>
    public const int FramesMin = 48;

    /// <summary>Correlation from which two score curves are the same film.</summary>
    private const double MatchMin = 0.7;

    /// <summary>An offset is believed only when it fits so much better than none.</summary>
    private const double BetterByMin = 0.3;

    /// <summary>
    /// Frames by which <paramref name="second"/> is late (its frame n + k shows what frame n of
    /// <paramref name="first"/> shows); 0 when there is no offset or it is not clear.
    /// </summary>
    /// <param name="first">Scores of the first file.</param>
    /// <param name="second">Scores of the second file, as many.</param>
    public static int Find(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count < FramesMin)
        {
            return 0;
        }

        double without = Correlation(first, second, 0);
        (int offset, double best) = (0, without);
        for (int late = -FramesMax; late <= FramesMax; late++)
        {
            double match = Correlation(first, second, late);
            (offset, best) = match > best ? (late, match) : (offset, best);
        }

        return best >= MatchMin && best - without >= BetterByMin ? offset : 0;
    }

    private static double Correlation(IReadOnlyList<double> first, IReadOnlyList<double> second, int late)
    {
        // Frame 0 has no score; the ends that have no partner are left out.
        int from = 1 + Math.Max(0, -late);
        int end = first.Count - Math.Max(0, late);
        (double sumA, double sumB, double sumAa, double sumBb, double sumAb) = (0, 0, 0, 0, 0);
        for (int frame = from; frame < end; frame++)
        {
            double a = first[frame];
            double b = second[frame + late];
            sumA += a;
            sumB += b;
            sumAa += a * a;
            sumBb += b * b;
            sumAb += a * b;
        }

        int count = end - from;
        double varianceA = (sumAa / count) - (sumA / count * (sumA / count));
        double varianceB = (sumBb / count) - (sumB / count * (sumB / count));
        double covariance = (sumAb / count) - (sumA / count * (sumB / count));
        return varianceA <= 0 || varianceB <= 0 ? 0 : covariance / Math.Sqrt(varianceA * varianceB);
    }
}
