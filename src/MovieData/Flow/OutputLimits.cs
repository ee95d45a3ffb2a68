using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>
/// Takes out what a network gave because it can give nothing beyond: at its smallest and largest displacement. Both
/// directions end there alike, so that the left-right test would let such values pass.
/// </summary>
/// <remarks>
/// Two ends are known beforehand: a positive-only network (<see cref="FlowDirection.Mirrored"/>) gives nothing below 0,
/// which is a disparity of −shift; and none gives more than <see cref="ModelOutput.MaxPx"/> where the entry states it.
/// Of a disparity network an end is also found: one value, the smallest or the largest, that many pixels share, while
/// hardly two others are equal. Where values repeat everywhere (whole numbers, float16) nothing can be found so.
/// </remarks>
internal sealed class OutputLimits
{
    /// <summary>
    /// What lies so near to a known end is taken out with it, px of the input tensor: an expectation over candidates
    /// comes near the last one and never reaches it.
    /// </summary>
    public const double MarginPx = 1;

    /// <summary>Share of the pixels that must have an end's value for it to be found.</summary>
    private const double ShareMin = 0.005;

    /// <summary>Values that differ by less are one at an end, px: upsampling within the network rounds.</summary>
    private const double SamePx = 1e-4;

    /// <summary>Share of the other values that may equal another one, where an end is to be found.</summary>
    private const double RepeatedShareMax = 0.05;

    /// <summary>Values looked at to find an end, and the fewest that say something.</summary>
    private const int SamplesMax = 1 << 16;
    private const int SamplesMin = 256;

    private readonly float _factor;
    private readonly double _lowestPx;
    private readonly double _highestPx;
    private readonly bool _finds;
    private readonly float[] _samples = [];

    /// <param name="entry">The model.</param>
    public OutputLimits(ModelEntry entry)
    {
        ModelOutput output = entry.Output;
        _factor = (float)(output.Scale * output.Sign);
        _highestPx = output.MaxPx is { } most ? most - MarginPx : double.PositiveInfinity;
        _lowestPx = entry.Direction == FlowDirection.Mirrored ? MarginPx : -_highestPx;
        _finds = output.Disparity;
        _samples = _finds ? new float[SamplesMax] : [];
    }

    /// <summary>False where no end can be known: nothing need be done.</summary>
    public bool AreKnown => _finds || double.IsFinite(_highestPx);

    /// <summary>Makes the values at an end not a number.</summary>
    /// <param name="values">One channel of one picture, as the network gave it.</param>
    public void TakeOut(Span<float> values)
    {
        TakeOutside(values, _lowestPx, _highestPx);
        if (_finds && Found(values) is var (low, high))
        {
            TakeOutside(values, low, high);
        }
    }

    private void TakeOutside(Span<float> values, double lowPx, double highPx)
    {
        // In the network's own unit: the loop then needs no product.
        (float a, float b) = ((float)(lowPx / _factor), (float)(highPx / _factor));
        (float low, float high) = (Math.Min(a, b), Math.Max(a, b));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = values[i] > low && values[i] < high ? values[i] : float.NaN;
        }
    }

    // Bounds, px, beyond which lies what many share; infinite on a side where nothing is found.
    private (double LowPx, double HighPx)? Found(ReadOnlySpan<float> values)
    {
        int step = ((values.Length + SamplesMax - 1) / SamplesMax) | 1;
        int count = 0;
        for (int i = 0; i < values.Length; i += step)
        {
            if (!float.IsNaN(values[i]))
            {
                _samples[count++] = values[i] * _factor;
            }
        }

        Span<float> samples = _samples.AsSpan(0, count);
        samples.Sort();
        int atLow = 0;
        int atHigh = 0;
        while (atLow < count && samples[atLow] <= samples[0] + SamePx)
        {
            atLow++;
        }

        while (atHigh < count && samples[^(atHigh + 1)] >= samples[^1] - SamePx)
        {
            atHigh++;
        }

        bool low = atLow >= ShareMin * count;
        bool high = atHigh >= ShareMin * count;
        if (count < SamplesMin || (!low && !high) || atLow + atHigh + SamplesMin > count
            || RepeatedShare(samples[atLow..^atHigh]) > RepeatedShareMax)
        {
            return null;
        }

        return (
            low ? samples[0] + (2 * SamePx) : double.NegativeInfinity,
            high ? samples[^1] - (2 * SamePx) : double.PositiveInfinity);
    }

    private static double RepeatedShare(ReadOnlySpan<float> sorted)
    {
        int repeated = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            repeated += sorted[i] == sorted[i - 1] ? 1 : 0;
        }

        return (double)repeated / sorted.Length;
    }
}
