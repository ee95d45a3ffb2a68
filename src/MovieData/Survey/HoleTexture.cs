using MovieData.Imaging.Frames;

namespace MovieData.Survey;

/// <summary>
/// What half-occluded regions look like: something new, or the border of what lies beside them, stretched along the
/// row.
/// </summary>
internal static class HoleTexture
{
    /// <summary>Pixels of runs without which a view says nothing.</summary>
    private const int PixelsMin = 150;

    /// <summary>Added to mean gradients, levels: what grain and rounding make where there is no texture.</summary>
    private const double Floor = 0.5;

    /// <summary>As <see cref="ConversionParts.HoleTexture"/>; NaN where neither view hides enough.</summary>
    /// <param name="pair">The views.</param>
    /// <param name="left">Luma of the left view, levels, row order.</param>
    /// <param name="right">Luma of the right view.</param>
    public static double Of(SurveyedPair pair, ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        // The background lies outside: to the left in the left view, to the right in the right view.
        double ofLeft = Of(left, pair.LeftMask, outwards: -1);
        double ofRight = Of(right, pair.RightMask, outwards: 1);
        return double.IsNaN(ofLeft) ? ofRight : double.IsNaN(ofRight) ? ofLeft : Math.Min(ofLeft, ofRight);
    }

    private static double Of(ReadOnlySpan<float> luma, Plane<byte> mask, int outwards)
    {
        int width = mask.Width;
        var hole = default(Gradients);
        var beside = default(Gradients);
        foreach (HalfOccludedRun run in HalfOccludedRun.Of(mask, outwards))
        {
            if (!run.GoesOn(run.Length + 2, width))
            {
                continue;
            }

            int outer = (run.Y * width) + run.Border, inner = outer - outwards;
            for (int step = 0; step < run.Length - 1; step++)
            {
                hole.Add(luma, inner - (outwards * step), -outwards, width);
                beside.Add(luma, outer + (outwards * step), outwards, width);
            }
        }

        return hole.Count <= PixelsMin ? double.NaN : hole.AcrossOverDown - beside.AcrossOverDown;
    }

    private struct Gradients
    {
        private double _across;
        private double _down;

        public int Count { get; private set; }

        public readonly double AcrossOverDown =>
            Math.Log(((_across / Count) + Floor) / ((_down / Count) + Floor));

        public void Add(ReadOnlySpan<float> luma, int at, int step, int width)
        {
            _across += Math.Abs(luma[at] - luma[at + step]);
            _down += Math.Abs(luma[at] - luma[at - width]);
            Count++;
        }
    }
}
