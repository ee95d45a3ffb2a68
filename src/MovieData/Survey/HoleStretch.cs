using MovieData.Imaging.Frames;

namespace MovieData.Survey;

/// <summary>
/// What one view shows where a near thing ends, held against the other view's edge of that thing, stretched as far as
/// the flow says. Two cameras see something there that the other one does not: the stretched edge is wrong by about
/// half its contrast. A second view that was made from the first shows hardly more than that edge, whether its depth
/// was blurred (then it is that edge), or the hole was filled from its borders.
/// </summary>
/// <remarks>
/// Looks where the flow of a view opens, and needs no mask: a network takes what fills a hole for part of the near
/// thing, and left-right consistency then finds the hidden region in the wrong place.
/// </remarks>
internal static class HoleStretch
{
    /// <summary>An edge is a run of pixels over which the flow rises by more than this a pixel, px.</summary>
    private const float SlopeMin = 0.3f;

    /// <summary>And by so much in all, px.</summary>
    private const float RisePxMin = 3;

    /// <summary>Longer edges and wider holes are errors of the flow, px.</summary>
    private const int LengthMax = 24;
    private const int HoleMax = 40;

    /// <summary>Narrower holes are mostly the blurred outline of the thing, px.</summary>
    private const int HoleMin = 3;

    /// <summary>Pixels of holes without which a view says nothing.</summary>
    private const int PixelsMin = 150;

    /// <summary>What two cameras show in the mean; it counts as so many pixels of holes, for a few holes of two cameras
    /// look like anything.</summary>
    private const double Usual = -1;
    private const int UsualPixels = 600;

    /// <summary>Added to mean differences, levels: what grain and rounding make where there is no texture.</summary>
    private const double Floor = 0.5;

    /// <summary>As <see cref="ConversionParts.HoleStretch"/>; NaN where neither view opens enough.</summary>
    /// <param name="pair">The views.</param>
    /// <param name="left">Luma of the left view, levels, row order.</param>
    /// <param name="right">Luma of the right view.</param>
    public static double Of(SurveyedPair pair, ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        double.MinNumber(
            Of(left, right, pair.LeftToRight.U, outwards: 1), Of(right, left, pair.RightToLeft.U, outwards: -1));

    // The background of a hole lies outwards: right of it in the right view, left of it in the left view.
    private static double Of(ReadOnlySpan<float> here, ReadOnlySpan<float> there, Plane<float> flow, int outwards)
    {
        var sums = default(Sums);
        for (int y = 0; y < flow.Height; y++)
        {
            ReadOnlySpan<float> u = flow.Row(y);
            ReadOnlySpan<float> edges = here.Slice(y * u.Length, u.Length);
            ReadOnlySpan<float> holes = there.Slice(y * u.Length, u.Length);
            for (int x = 0; x < u.Length - 1; x++)
            {
                int first = x;
                while (x < u.Length - 1 && u[x + 1] - u[x] > SlopeMin)
                {
                    x++;
                }

                if (x > first && x - first <= LengthMax && u[x] - u[first] is > RisePxMin and < HoleMax)
                {
                    sums.Add(edges, holes, u, first, x, outwards);
                }
            }
        }

        return sums.Stretch;
    }

    private struct Sums
    {
        private double _error;
        private double _contrast;
        private double _texture;
        private int _count;

        public readonly double Stretch => _count < PixelsMin
            ? double.NaN
            : ((_count * Seen) + (UsualPixels * Usual)) / (_count + UsualPixels);

        private readonly double Seen =>
            Math.Log(((_error / _count) + Floor) / (((_contrast + _texture) / _count) + (2 * Floor)));

        /// <summary>Adds the hole that opens between two pixels of a row.</summary>
        public void Add(
            ReadOnlySpan<float> here,
            ReadOnlySpan<float> there,
            ReadOnlySpan<float> u,
            int first,
            int last,
            int outwards)
        {
            int from = (int)MathF.Ceiling(first + u[first] + 1), to = (int)MathF.Floor(last + u[last] - 1);
            int width = to - from + 1, border = outwards > 0 ? to + 1 : from - 1, end = border + (outwards * width);
            bool isInside = first > 1 && last < here.Length - 2 && Math.Min(from, end) > 1
                && Math.Max(to, end) < here.Length - 2;
            if (width is < HoleMin or > HoleMax || !isInside)
            {
                return;
            }

            int at = first;
            for (int x = from; x <= to; x++)
            {
                while (at + 1 < last && at + 1 + u[at + 1] <= x)
                {
                    at++;
                }

                float share = (x - at - u[at]) / (1 + u[at + 1] - u[at]);
                _error += Math.Abs(there[x] - here[at] - (share * (here[at + 1] - here[at])));
            }

            for (int step = 1; step <= width; step++)
            {
                _texture += Math.Abs(there[border + (outwards * step)] - there[border]);
            }

            _contrast += width * Math.Abs(here[last + 1] - here[first - 1]);
            _count += width;
        }
    }
}
