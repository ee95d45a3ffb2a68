using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Audit.Metrics;

/// <summary>
/// Sums over the valid pixels of a sample, in double precision. Those of long runs are eight partial sums, of every
/// eighth pixel, added in one order: the same on every processor, with vector instructions or without.
/// </summary>
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
        (Vector256<double> low, Vector256<double> high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        ReadOnlySpan<Vector256<float>> eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (ref readonly Vector256<float> eight in eights)
        {
            (Vector256<double> first, Vector256<double> second) = Vector256.Widen(eight);
            low += first;
            high += second;
        }

        double sum = Sum(low, high);
        foreach (float value in values[(eights.Length * 8)..])
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Σ (p − p̄)² and Σ (p − p̄)(t − t̄).</summary>
    /// <param name="p">Values.</param>
    /// <param name="meanP">Their mean.</param>
    /// <param name="t">As many.</param>
    /// <param name="meanT">Their mean.</param>
    public static (double Squares, double Products) Deviations(
        ReadOnlySpan<float> p, double meanP, ReadOnlySpan<float> t, double meanT)
    {
        RequirePairs(p.Length, t.Length);
        var centreP = Vector256.Create(meanP);
        var centreT = Vector256.Create(meanT);
        (Vector256<double> squaresLow, Vector256<double> squaresHigh) = (default, default);
        (Vector256<double> productsLow, Vector256<double> productsHigh) = (default, default);
        ReadOnlySpan<Vector256<float>> eightsP = MemoryMarshal.Cast<float, Vector256<float>>(p);
        ReadOnlySpan<Vector256<float>> eightsT = MemoryMarshal.Cast<float, Vector256<float>>(t);
        for (int i = 0; i < eightsP.Length; i++)
        {
            (Vector256<double> lowP, Vector256<double> highP) = Vector256.Widen(eightsP[i]);
            (Vector256<double> lowT, Vector256<double> highT) = Vector256.Widen(eightsT[i]);
            lowP -= centreP;
            highP -= centreP;
            squaresLow += lowP * lowP;
            squaresHigh += highP * highP;
            productsLow += lowP * (lowT - centreT);
            productsHigh += highP * (highT - centreT);
        }

        double squares = Sum(squaresLow, squaresHigh);
        double products = Sum(productsLow, productsHigh);
        for (int i = eightsP.Length * 8; i < p.Length; i++)
        {
            double deviation = p[i] - meanP;
            squares += deviation * deviation;
            products += deviation * (t[i] - meanT);
        }

        return (squares, products);
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

    /// <summary>The eight lanes added one behind the other.</summary>
    public static double Sum(Vector256<double> low, Vector256<double> high)
    {
        double sum = 0;
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
        {
            sum += low[lane] + high[lane];
        }

        return sum;
    }
}
