namespace MovieData.Audit.Metrics;

/// <summary>Sums over the valid pixels of a sample, in double precision and in order, so that they never
/// vary.</summary>
internal static class Pixels
{
    /// <summary>Checks that prediction and truth are of the same pixels.</summary>
    /// <exception cref="ArgumentException">They differ in length, or are empty.</exception>
    public static void RequirePairs(int prediction, int truth)
    {
        if (prediction != truth || truth == 0)
        {
            throw new ArgumentException($"{prediction} pixels of a prediction for {truth} of the truth");
        }
    }

    /// <summary>Mean of the values; there is at least one.</summary>
    public static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Sum of the smallest of some values, which are put in another order.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="count">How many of the smallest are added.</param>
    public static double SumOfSmallest(Span<double> values, int count)
    {
        values.Sort();
        double sum = 0;
        foreach (double value in values[..count])
        {
            sum += value;
        }

        return sum;
    }
}
