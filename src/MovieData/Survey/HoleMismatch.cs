using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// Whether half-occluded regions go on as the background beside them does. In views of two cameras they are that
/// background. In a view that was made from the other one they show what filled a hole, or the stretched border of the
/// near thing, which a flow network takes for hidden, too.
/// </summary>
internal static class HoleMismatch
{
    /// <summary>Longer runs are errors of the flow, px.</summary>
    private const int LengthMax = 40;

    /// <summary>Pixels of runs without which a pair of views says nothing.</summary>
    private const int PixelsMin = 100;

    /// <summary>One background pixel in so many may be unmeasured itself.</summary>
    private const int UnmeasuredShare = 3;

    /// <summary>Added to mean errors, levels: what grain and rounding make where there is no texture.</summary>
    private const double Floor = 1;

    /// <summary>As <see cref="ConversionParts.HoleMismatch"/>; NaN where the views hide too little.</summary>
    /// <param name="pair">The views.</param>
    /// <param name="left">Luma of the left view, levels, row order.</param>
    /// <param name="right">Luma of the right view.</param>
    public static double Of(SurveyedPair pair, ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = default(Sums);
        sums.Add(left, pair.LeftMask, outwards: -1);
        sums.Add(right, pair.RightMask, outwards: 1);
        return sums.Mismatch;
    }

    private struct Sums
    {
        private double _hole;
        private double _beside;
        private int _count;

        public readonly double Mismatch => _count < PixelsMin
            ? double.NaN
            : Math.Log(((_hole / _count) + Floor) / ((_beside / _count) + Floor));

        public void Add(ReadOnlySpan<float> luma, Plane<byte> mask, int outwards)
        {
            foreach (HalfOccludedRun run in HalfOccludedRun.Of(mask, outwards))
            {
                if (run.Length > LengthMax || !run.GoesOn(2 * run.Length, mask.Width)
                    || !IsMeasured(run, mask.Row(run.Y)))
                {
                    continue;
                }

                // The run, by the background mirrored at its border; and as long a piece of the background, by the
                // background beyond.
                ReadOnlySpan<float> row = luma.Slice(run.Y * mask.Width, mask.Width);
                int near = run.Border, far = run.Border + (outwards * run.Length);
                for (int step = 0; step < run.Length; step++)
                {
                    int away = outwards * step;
                    _hole += Math.Abs(row[near - outwards - away] - row[near + away]);
                    _beside += Math.Abs(row[far - outwards - away] - row[far + away]);
                }

                _count += run.Length;
            }
        }

        private static bool IsMeasured(HalfOccludedRun run, ReadOnlySpan<byte> codes)
        {
            int start = run.Outwards > 0 ? run.Border : run.Border - run.Length + 1;
            int measured = codes.Slice(start, run.Length).Count(MaskCode.Valid);
            return run.Length - measured <= run.Length / UnmeasuredShare;
        }
    }
}
