using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Disparity;

/// <summary>
/// Fills a disparity map from a flow in both directions and measures every figure on the way. Row by row, so that
/// each row of flow is read from memory once; scratch comes from the shared array pool, nothing is allocated once warm.
/// </summary>
internal static class FlowMeasurement
{
    /// <summary>Measures both directions.</summary>
    /// <param name="flow">Flow in both directions, of one size.</param>
    /// <param name="options">Limits of the residual and vertical tests.</param>
    /// <param name="active">Picture inside black bars; everything outside it gets code 5. Null: no bars.</param>
    /// <param name="map">Receives disparity, mask and residual at the left view.</param>
    /// <param name="rightMap">Receives the same at the right view; null when nobody wants it.</param>
    public static DisparityFigures Measure(
        StereoFlow flow,
        DisparityOptions options,
        PixelArea? active,
        DisparityMap map,
        DisparityMap? rightMap = null)
    {
        PixelSize size = flow.LeftToRight.U.Size;
        PixelArea picture = active ?? new PixelArea(0, 0, size.Width, size.Height);
        int[] histogram = ArrayPool<int>.Shared.Rent(RangeStatistics.HistogramLength);
        byte[] maskRow = ArrayPool<byte>.Shared.Rent(size.Width);
        float[] rows = ArrayPool<float>.Shared.Rent(size.Width);
        try
        {
            var left = new Direction(View.Left, options, picture, histogram);
            for (int y = 0; y < size.Height; y++)
            {
                Span<float> disparity = map.Disparity.Row(y);
                Negate(flow.LeftToRight.U.Row(y), disparity);
                left.AddRow(y, flow.LeftToRight, flow.RightToLeft, disparity, map.Mask.Row(y), map.Residual.Row(y));
            }

            DirectionFigures leftToRight = left.Figures(histogram);
            MaskCounts counts = left.Counts;
            (float min, float max) = left.ValidExtremes;
            var right = new Direction(View.Right, options, picture, histogram);
            for (int y = 0; y < size.Height; y++)
            {
                Span<float> disparity = flow.RightToLeft.U.Row(y);
                if (rightMap is not null)
                {
                    disparity.CopyTo(rightMap.Disparity.Row(y));
                }

                right.AddRow(
                    y,
                    flow.RightToLeft,
                    flow.LeftToRight,
                    disparity,
                    rightMap is null ? maskRow.AsSpan(0, size.Width) : rightMap.Mask.Row(y),
                    rightMap is null ? rows.AsSpan(0, size.Width) : rightMap.Residual.Row(y));
            }

            double pixels = Math.Max(1, picture.Size.Area);
            return new DisparityFigures(
                leftToRight,
                right.Figures(histogram),
                counts[MaskCode.Occluded] / pixels,
                counts[MaskCode.OutOfView] / pixels,
                0,
                (double)(size.Area - picture.Size.Area) / size.Area,
                min,
                max,
                left.Unknown / pixels);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(histogram);
            ArrayPool<byte>.Shared.Return(maskRow);
            ArrayPool<float>.Shared.Return(rows);
        }
    }

    /// <summary>Smallest and largest disparity of the code-0 pixels in px; NaN, NaN when there is none.</summary>
    public static (float Min, float Max) ValidExtremes(ReadOnlySpan<float> disparity, ReadOnlySpan<byte> mask)
    {
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        RangeStatistics.Widen(disparity, mask, ref min, ref max);
        return Extremes(min, max);
    }

    // Still as they began: there was no pixel.
    private static (float Min, float Max) Extremes(float min, float max) =>
        min <= max ? (min, max) : (float.NaN, float.NaN);

    private static void Negate(ReadOnlySpan<float> source, Span<float> target)
    {
        // The JIT does not vectorise loops; a sign flip is one.
        int x = 0;
        int lanes = Vector<float>.Count;
        for (; x + lanes <= source.Length; x += lanes)
        {
            (-new Vector<float>(source[x..])).CopyTo(target[x..]);
        }

        for (; x < source.Length; x++)
        {
            target[x] = -source[x];
        }
    }

    /// <summary>Pixels of each mask code.</summary>
    [InlineArray(MaskCode.Count)]
    private struct MaskCounts
    {
        private int _first;
    }

    /// <summary>Sums of one direction while its rows pass.</summary>
    private struct Direction
    {
        private readonly View _view;
        private readonly ResidualLimit _residual;
        private readonly float _verticalMax;
        private readonly bool _verticalMask;
        private readonly PixelArea _picture;
        private readonly int[] _histogram;
        private float _min = float.PositiveInfinity;
        private float _max = float.NegativeInfinity;
        private float _validMin = float.PositiveInfinity;
        private float _validMax = float.NegativeInfinity;
        private long _vertical;
        private long _verticalSum;
        private long _unknown;
        private MaskCounts _counts;

        public Direction(View view, DisparityOptions options, PixelArea picture, int[] histogram)
        {
            _view = view;
            _picture = picture;
            _histogram = histogram;
            _verticalMax = (float)options.VerticalPxMax;
            _verticalMask = options.VerticalMask;
            float limit = (float)options.ResidualPxMax;
            _residual = new ResidualLimit(
                options.Compare == LimitComparison.LimitPasses ? limit : MathF.BitDecrement(limit),
                (float)options.ResidualRelative);
            histogram.AsSpan(0, RangeStatistics.HistogramLength).Clear();
        }

        /// <summary>Pixels of each mask code inside the picture.</summary>
        public readonly MaskCounts Counts => _counts;

        /// <summary>Pixels inside the picture that have no disparity at all.</summary>
        public readonly long Unknown => _unknown;

        /// <summary>Smallest and largest disparity of the code-0 pixels in px; NaN, NaN when there is none.</summary>
        public readonly (float Min, float Max) ValidExtremes => Extremes(_validMin, _validMax);

        public void AddRow(
            int y,
            FlowField flow,
            FlowField other,
            ReadOnlySpan<float> disparity,
            Span<byte> mask,
            Span<float> residual)
        {
            if (y < _picture.Y || y >= _picture.Y + _picture.Height)
            {
                mask.Fill(MaskCode.BlackBar);
                residual.Fill(float.PositiveInfinity);
                return;
            }

            ReadOnlySpan<float> v = flow.V.Row(y);
            Consistency.Row(flow.U.Row(y), v, other.U.Row(y), _view, _residual, mask, residual);
            if (_verticalMask)
            {
                VerticalStatistics.MaskRow(v, _verticalMax, mask);
            }

            mask[.._picture.X].Fill(MaskCode.BlackBar);
            mask[(_picture.X + _picture.Width)..].Fill(MaskCode.BlackBar);

            ReadOnlySpan<float> inside = disparity.Slice(_picture.X, _picture.Width);
            ReadOnlySpan<byte> codes = mask.Slice(_picture.X, _picture.Width);
            _unknown += RangeStatistics.CountNaN(inside);
            RangeStatistics.AddRow(inside, codes, _histogram);
            RangeStatistics.Widen(inside, default, ref _min, ref _max);
            RangeStatistics.Widen(inside, codes, ref _validMin, ref _validMax);
            VerticalStatistics.AddRow(
                v.Slice(_picture.X, _picture.Width), _verticalMax, ref _vertical, ref _verticalSum);
            MaskCode.AddCounts(codes, _counts);
        }

        public readonly DirectionFigures Figures(ReadOnlySpan<int> histogram)
        {
            long pixels = _picture.Size.Area;
            double whole = Math.Max(1, pixels);
            float low = RangeStatistics.PercentilePx(histogram, 1);
            float high = RangeStatistics.PercentilePx(histogram, 99);
            return new DirectionFigures(
                _vertical / whole,
                VerticalStatistics.MeanPx(_verticalSum, pixels),
                float.IsNaN(low) ? 0 : (double)high - low,
                _min <= _max ? (double)_max - _min : 0,
                _counts[MaskCode.Valid] / whole);
        }
    }
}
