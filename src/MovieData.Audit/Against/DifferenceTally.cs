using MovieData.Imaging.Kernels;

namespace MovieData.Audit.Against;

/// <summary>
/// Counts how far two disparities of the same pixels lie apart, by the mask code that the first one has there.
/// </summary>
internal sealed class DifferenceTally
{
    /// <summary>Beyond it two disparities disagree, px of the view: the residual that MiDaS allows (§4).</summary>
    public const double OverPx = 2;

    /// <summary>Differences are told apart to this part of a px, as finely as a shard codes them.</summary>
    private const int StepsPerPx = (int)DisparityCode.StepsPerPx;

    /// <summary>Beyond it all are one bin: twice the largest disparity that has a code.</summary>
    private const int HistogramPx = 1024;

    private readonly long[] _pixels = new long[MaskCode.Count];
    private readonly long[] _compared = new long[MaskCode.Count];
    private readonly long[] _over = new long[MaskCode.Count];
    private readonly long[] _steps = new long[(HistogramPx * StepsPerPx) + 1];

    /// <summary>Samples added.</summary>
    public int Samples { get; private set; }

    /// <summary>Pixels of all codes.</summary>
    public long AllPixels => _pixels.Sum();

    /// <summary>Share of the compared valid pixels (code 0) that disagree; null without any.</summary>
    public double? ShareOver => ShareOverOf(MaskCode.Valid);

    /// <summary>Share of the valid pixels where the other side has a disparity too; null without any.</summary>
    public double? ShareCompared => _pixels[MaskCode.Valid] == 0
        ? null : (double)_compared[MaskCode.Valid] / _pixels[MaskCode.Valid];

    /// <summary>Median difference of the compared valid pixels, px, to 1/64 px; null without any.</summary>
    public double? MedianPx
    {
        get
        {
            long half = (_compared[MaskCode.Valid] + 1) / 2, seen = 0;
            for (int step = 0; step < _steps.Length && half > 0; step++)
            {
                seen += _steps[step];
                if (seen >= half)
                {
                    return (double)step / StepsPerPx;
                }
            }

            return null;
        }
    }

    /// <summary>Pixels with this code.</summary>
    public long PixelsOf(byte code) => _pixels[code];

    /// <summary>Those of them where both sides have a disparity.</summary>
    public long ComparedOf(byte code) => _compared[code];

    /// <summary>Those of these that disagree.</summary>
    public long OverOf(byte code) => _over[code];

    /// <summary>Share of those that disagree; null without any.</summary>
    public double? ShareOverOf(byte code) => _compared[code] == 0 ? null : (double)_over[code] / _compared[code];

    /// <summary>Share of the compared valid pixels that are no farther apart; null without any.</summary>
    /// <param name="px">Limit, a multiple of 1/64 px.</param>
    public double? ShareWithin(double px)
    {
        long compared = _compared[MaskCode.Valid], within = 0;
        for (int step = 0; step <= (int)(px * StepsPerPx); step++)
        {
            within += _steps[step];
        }

        return compared == 0 ? null : (double)within / compared;
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="mask">Codes of the first side.</param>
    /// <param name="differencePx">|d − d'| in px of the view, as many; NaN where a side has none.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<byte> mask, ReadOnlySpan<float> differencePx)
    {
        if (mask.Length != differencePx.Length)
        {
            throw new ArgumentException($"{mask.Length} codes for {differencePx.Length} differences");
        }

        Samples++;
        for (int i = 0; i < mask.Length; i++)
        {
            byte code = mask[i];
            float px = differencePx[i];
            _pixels[code]++;
            if (float.IsNaN(px))
            {
                continue;
            }

            _compared[code]++;
            _over[code] += px > OverPx ? 1 : 0;
            if (code == MaskCode.Valid)
            {
                // Upwards: a difference just beyond a limit is not within it.
                _steps[(int)Math.Min(_steps.Length - 1, Math.Ceiling(px * StepsPerPx))]++;
            }
        }
    }

    /// <summary>Adds the counts of another one.</summary>
    public void Add(DifferenceTally other)
    {
        Samples += other.Samples;
        Sum(_pixels, other._pixels);
        Sum(_compared, other._compared);
        Sum(_over, other._over);
        Sum(_steps, other._steps);
    }

    private static void Sum(long[] to, long[] from)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
    }
}
