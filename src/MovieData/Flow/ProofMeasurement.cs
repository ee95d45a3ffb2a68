using MovieData.Imaging.Frames;

namespace MovieData.Flow;

/// <summary>The flow of a <see cref="ProofPair"/> as a network gave it, beside the truth. Owns both fields.</summary>
/// <param name="pair">The pair; stays the caller's.</param>
/// <param name="leftToRight">Flow at the left view's pixels.</param>
/// <param name="rightToLeft">Flow at the right view's pixels.</param>
/// <param name="shiftPx">What the entry took off the network's disparities.</param>
/// <param name="divisor">The network's values are divided by it, before the shift is taken off.</param>
internal sealed class ProofMeasurement(
    ProofPair pair, FlowField leftToRight, FlowField rightToLeft, int shiftPx, double divisor = 1) : IDisposable
{
    /// <summary>Flow at the left view's pixels.</summary>
    public FlowField LeftToRight => leftToRight;

    /// <summary>Flow at the right view's pixels.</summary>
    public FlowField RightToLeft => rightToLeft;

    /// <summary>The same fields, each taken for the other; they stay this one's.</summary>
    public ProofMeasurement Swapped => new(pair, rightToLeft, leftToRight, shiftPx, divisor);

    /// <summary>Median measured u of the squares in the left view, px.</summary>
    public double NearU => Median(u => u == -ProofPair.NearPx, (u, _) => u);

    /// <summary>Median measured u of the background in the left view, px.</summary>
    public double FarU => Median(u => u == -ProofPair.FarPx, (u, _) => u);

    /// <summary>How many times too large the network's values are; negative: with the wrong sign.</summary>
    public double Scale => Median(u => Math.Abs(shiftPx - u) >= 1, (u, truth) => (shiftPx - u) / (shiftPx - truth));

    /// <summary>
    /// Near and far are too large by the same factor. They are not where a shift is added the wrong way round: that
    /// suits the background alone.
    /// </summary>
    public bool HasOneScale
    {
        get
        {
            double slope = (FarU - NearU) / (ProofPair.NearPx - ProofPair.FarPx);
            return Math.Abs(slope - Scale) < 0.2 * Math.Abs(Scale);
        }
    }

    /// <summary>The same fields with the network's values divided by a factor; they stay this one's.</summary>
    public ProofMeasurement Divided(double by) => new(pair, leftToRight, rightToLeft, shiftPx, divisor * by);

    /// <summary>Share of the visible pixels of both views that a reading of the values makes right.</summary>
    public double Share(Func<double, double, (double U, double V)> reading)
    {
        (long left, long all) = Count(View.Left, null, reading);
        (long right, long others) = Count(View.Right, null, reading);
        return (double)(left + right) / (all + others);
    }

    /// <summary>Share of the visible squares or background of one view that is right.</summary>
    public double Share(View view, bool near)
    {
        (long right, long all) = Count(view, near, (u, v) => (u, v));
        return (double)right / all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        leftToRight.Dispose();
        rightToLeft.Dispose();
    }

    private (long Right, long All) Count(
        View view, bool? near, Func<double, double, (double U, double V)> reading)
    {
        FlowField field = view == View.Left ? leftToRight : rightToLeft;

        // The network gave d + shift, d = −u at the left view and u at the right one.
        int shift = view == View.Left ? shiftPx : -shiftPx;
        (long right, long all) = (0, 0);
        for (int y = 0; y < pair.Size.Height; y++)
        {
            for (int x = 0; x < pair.Size.Width; x++)
            {
                if (pair.Flow(view, x, y) is { } truth
                    && (near is null || near == (Math.Abs(truth.U) == ProofPair.NearPx)))
                {
                    (double u, double v) =
                        reading(shift - ((shift - field.U[x, y]) / divisor), field.V[x, y] / divisor);
                    all++;
                    right += Math.Abs(u - truth.U) <= FlowProof.TolerancePx
                        && Math.Abs(v - truth.V) <= FlowProof.TolerancePx ? 1 : 0;
                }
            }
        }

        return (right, all);
    }

    private double Median(Func<int, bool> where, Func<double, int, double> value)
    {
        var values = new List<double>();
        for (int y = 0; y < pair.Size.Height; y++)
        {
            for (int x = 0; x < pair.Size.Width; x++)
            {
                if (pair.Flow(View.Left, x, y) is { } truth && where(truth.U))
                {
                    values.Add(value(leftToRight.U[x, y], truth.U));
                }
            }
        }

        values.Sort();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
