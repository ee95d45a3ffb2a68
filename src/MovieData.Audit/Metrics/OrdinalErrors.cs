namespace MovieData.Audit.Metrics;

/// <summary>What is said of two points of a picture.</summary>
public enum DepthOrder
{
    /// <summary>The second is nearer: its disparity is larger.</summary>
    SecondNearer = -1,

    /// <summary>As far as can be told, both are as far away.</summary>
    Equal = 0,

    /// <summary>The first is nearer.</summary>
    FirstNearer = 1,
}

/// <summary>Are pairs of points ordered in depth as the truth has them?</summary>
public static class OrdinalErrors
{
    /// <summary>Orders two points by the ratio of their disparities (Zoran et al. 2015, section 3).</summary>
    /// <param name="first">Disparity of the first point, above 0.</param>
    /// <param name="second">Disparity of the second point, above 0.</param>
    /// <param name="ratioMin">They differ where the larger exceeds the smaller by more than this share.</param>
    public static DepthOrder OrderOf(double first, double second, double ratioMin) =>
        first / second > 1 + ratioMin ? DepthOrder.FirstNearer
        : second / first > 1 + ratioMin ? DepthOrder.SecondNearer
        : DepthOrder.Equal;

    /// <summary>
    /// Weighted human disagreement rate with all weights 1 (WHDR; Chen et al., Depth in the Wild, 2016): the share of
    /// pairs that are ordered otherwise than the truth has them.
    /// </summary>
    /// <param name="predicted">One order a pair.</param>
    /// <param name="truth">As many.</param>
    /// <exception cref="ArgumentException">They differ in number, or there are none.</exception>
    public static double Whdr(ReadOnlySpan<DepthOrder> predicted, ReadOnlySpan<DepthOrder> truth)
    {
        Pixels.RequirePairs(predicted.Length, truth.Length);
        int wrong = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            wrong += predicted[i] == truth[i] ? 0 : 1;
        }

        return (double)wrong / truth.Length;
    }
}
