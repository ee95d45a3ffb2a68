using System.Numerics.Tensors;
using MovieData.Disparity;
using MovieData.Frames;
using MovieData.Kernels;

namespace MovieData.Sky;

/// <summary>
/// Joins what a picture says of the sky with what the two views say: sky is far and in one piece. A region
/// (4-connected) is refused when it is a speck, when most of what it shows is nearer than the far end of everything
/// else, or when it is full of contrast at different distances, as walls are. Refused pixels keep their stereo code and
/// disparity.
/// </summary>
/// <remarks>
/// Only pixels with contrast are asked: over a blank sky flow spreads the disparity of what stands before it, equally
/// from both views, and a blank region that is left-right consistent proves nothing. Whole regions are judged, for the
/// same happens along silhouettes, and those pixels must not come back as valid. Buffers are reused from picture to
/// picture; not thread-safe.
/// </remarks>
public sealed class SkyRegions
{
    /// <summary>Smaller regions are specks: 1500 pixels of 1880 × 800.</summary>
    public const double AreaFractionMin = 0.001;

    /// <summary>A region is near when more than this share of its consistent pixels with contrast is.</summary>
    private const double NearFractionMax = 0.5;

    /// <summary>Where fewer of a region's pixels are consistent and have contrast, stereo says nothing of it.</summary>
    private const double AskedFractionMin = 0.05;

    /// <summary>
    /// A large region of which at least this share is consistent and has contrast shows something, or grain …
    /// </summary>
    private const double ShownFractionMin = 0.3;

    /// <summary>
    /// … and if that, but for its nearest third (silhouettes), spreads over more than this share of the depth of
    /// everything else (and one pixel), it is not all at infinity.
    /// </summary>
    private const double SpreadShareMax = 0.05;

    private const int SpreadPercentMin = 10;
    private const int SpreadPercentMax = 66;

    /// <summary>Share of the picture from which a region is large enough to ask for its spread.</summary>
    private const double LargeFractionMin = 0.05;

    /// <summary>
    /// Contrast: |right − left| + |below − above| in green, of 255: three times the grain of a film of good quality.
    /// </summary>
    private const int ContrastMin = 12;

    /// <summary>
    /// Far ends where all but 5 % of the rest begin, and this share of the way (and one pixel, for flow's own noise) to
    /// where all but 5 % of it end.
    /// </summary>
    private const double FarShare = 0.05;

    private const double FarNoisePx = 1;
    private const int FarPercent = 5;

    private readonly List<Run> _runs = [];
    private readonly int[] _histogram = new int[RangeStatistics.HistogramLength];
    private byte[] _row = [];

    /// <summary>Clears the sky of regions that cannot be sky.</summary>
    /// <param name="view">The view's picture.</param>
    /// <param name="sky">0 = not sky, 255 = sky; changed in place.</param>
    /// <param name="map">
    /// Disparity (px, larger = nearer) and codes at the same view's pixels, before sky is applied.
    /// </param>
    /// <exception cref="ArgumentException">The three are not of one size.</exception>
    public void Refuse(Plane<Rgb24> view, Plane<byte> sky, DisparityMap map)
    {
        if (sky.Size != map.Mask.Size || view.Size != sky.Size)
        {
            throw new ArgumentException($"a sky of {sky.Size} for a view of {view.Size} and a map of {map.Mask.Size}");
        }

        (float farPx, float depthPx) = RestOf(sky, map);
        float nearPx = (float)(farPx + (FarShare * depthPx) + FarNoisePx);
        _runs.Clear();
        (int above, int begin) = (0, 0);
        for (int y = 0; y < sky.Height; y++)
        {
            AddRuns(y, sky.Row(y), view, map, nearPx);
            Join(above, begin);
            (above, begin) = (begin, _runs.Count);
        }

        RefuseUneven(sky.Size, view, map, (float)((SpreadShareMax * depthPx) + FarNoisePx));
        double areaMin = AreaFractionMin * sky.Size.Area;
        for (int i = 0; i < _runs.Count; i++)
        {
            Run run = _runs[i];
            Run region = _runs[RootOf(i)];
            bool isNear = region.Near > NearFractionMax * region.Asked
                && region.Asked >= AskedFractionMin * region.Area;
            if (region.Area < areaMin || isNear || region.IsUneven)
            {
                sky.Row(run.Y)[run.Begin..run.End].Clear();
            }
        }
    }

    /// <summary>Marks the large regions that show things at different distances.</summary>
    private void RefuseUneven(PixelSize size, Plane<Rgb24> view, DisparityMap map, float spreadPxMax)
    {
        for (int root = 0; root < _runs.Count; root++)
        {
            Run region = _runs[root];
            if (region.Parent != root || region.Area < LargeFractionMin * size.Area
                || region.Asked < ShownFractionMin * region.Area)
            {
                continue;
            }

            Array.Clear(_histogram);
            for (int i = 0; i < _runs.Count; i++)
            {
                if (RootOf(i) == root)
                {
                    Run run = _runs[i];
                    Span<byte> silent = _row.AsSpan(0, run.End - run.Begin);
                    Asked(run.Y, run.Begin, view, map, silent);
                    RangeStatistics.AddRow(map.Disparity.Row(run.Y)[run.Begin..run.End], silent, _histogram);
                }
            }

            float spreadPx = RangeStatistics.PercentilePx(_histogram, SpreadPercentMax)
                - RangeStatistics.PercentilePx(_histogram, SpreadPercentMin);
            _runs[root] = region with { IsUneven = spreadPx > spreadPxMax };
        }
    }

    /// <summary>
    /// Far end of all that is not said to be sky, and its depth (far to near end), both in px of disparity; +Inf and 0
    /// when all of it is unknown.
    /// </summary>
    private (float FarPx, float DepthPx) RestOf(Plane<byte> sky, DisparityMap map)
    {
        if (_row.Length < sky.Width)
        {
            _row = new byte[sky.Width];
        }

        Array.Clear(_histogram);
        Span<byte> rest = _row.AsSpan(0, sky.Width);
        for (int y = 0; y < sky.Height; y++)
        {
            TensorPrimitives.BitwiseOr<byte>(sky.Row(y), map.Mask.Row(y), rest);
            RangeStatistics.AddRow(map.Disparity.Row(y), rest, _histogram);
        }

        float far = RangeStatistics.PercentilePx(_histogram, FarPercent);
        float near = RangeStatistics.PercentilePx(_histogram, 100 - FarPercent);
        return float.IsNaN(far) ? (float.PositiveInfinity, 0) : (far, near - far);
    }

    private void AddRuns(int y, ReadOnlySpan<byte> sky, Plane<Rgb24> view, DisparityMap map, float nearPx)
    {
        ReadOnlySpan<float> disparity = map.Disparity.Row(y);
        for (int x = 0; x < sky.Length;)
        {
            int start = sky[x..].IndexOfAnyExcept((byte)0);
            if (start < 0)
            {
                return;
            }

            int begin = x + start;
            int length = sky[begin..].IndexOf((byte)0);
            x = length < 0 ? sky.Length : begin + length;
            Span<byte> silent = _row.AsSpan(0, x - begin);
            int asked = Asked(y, begin, view, map, silent);
            int near = 0;
            for (int i = begin; i < x; i++)
            {
                near += disparity[i] > nearPx && silent[i - begin] == 0 ? 1 : 0;
            }

            _runs.Add(new Run(y, begin, x) { Parent = _runs.Count, Area = x - begin, Asked = asked, Near = near });
        }
    }

    /// <summary>Finds the pixels of a run that are consistent and have contrast.</summary>
    /// <param name="y">Row.</param>
    /// <param name="begin">First column.</param>
    /// <param name="view">The view's picture.</param>
    /// <param name="map">Codes at the same view's pixels.</param>
    /// <param name="silent">Receives 0 for each such pixel of the run, 1 for the others.</param>
    /// <returns>How many they are.</returns>
    private static int Asked(int y, int begin, Plane<Rgb24> view, DisparityMap map, Span<byte> silent)
    {
        ReadOnlySpan<Rgb24> colours = view.Row(y);
        ReadOnlySpan<Rgb24> above = view.Row(Math.Max(y - 1, 0));
        ReadOnlySpan<Rgb24> below = view.Row(Math.Min(y + 1, view.Height - 1));
        ReadOnlySpan<byte> codes = map.Mask.Row(y);
        int asked = 0;
        for (int i = 0; i < silent.Length; i++)
        {
            int x = begin + i;
            int across = colours[Math.Min(x + 1, colours.Length - 1)].G - colours[Math.Max(x - 1, 0)].G;
            int contrast = Math.Abs(across) + Math.Abs(below[x].G - above[x].G);
            bool isAsked = codes[x] == MaskCode.Valid && contrast >= ContrastMin;
            silent[i] = isAsked ? (byte)0 : (byte)1;
            asked += isAsked ? 1 : 0;
        }

        return asked;
    }

    // Joins the runs of a row (from `begin` on) with those of the row above (from `above` to `begin`) that they touch.
    private void Join(int above, int begin)
    {
        int upper = above;
        for (int lower = begin; lower < _runs.Count; lower++)
        {
            while (upper < begin && _runs[upper].End <= _runs[lower].Begin)
            {
                upper++;
            }

            for (int i = upper; i < begin && _runs[i].Begin < _runs[lower].End; i++)
            {
                Unite(RootOf(i), RootOf(lower));
            }
        }
    }

    private void Unite(int root, int other)
    {
        if (root == other)
        {
            return;
        }

        Run into = _runs[root];
        Run from = _runs[other];
        from.Parent = root;
        into.Area += from.Area;
        into.Asked += from.Asked;
        into.Near += from.Near;
        _runs[root] = into;
        _runs[other] = from;
    }

    private int RootOf(int index)
    {
        while (_runs[index].Parent != index)
        {
            // Halve the path on the way.
            Run run = _runs[index];
            run.Parent = _runs[run.Parent].Parent;
            _runs[index] = run;
            index = run.Parent;
        }

        return index;
    }

    /// <summary>Sky pixels side by side; a root also counts what belongs to its region.</summary>
    private record struct Run(int Y, int Begin, int End)
    {
        public int Parent { get; set; }

        public long Area { get; set; }

        public long Asked { get; set; }

        public long Near { get; set; }

        public bool IsUneven { get; set; }
    }
}
