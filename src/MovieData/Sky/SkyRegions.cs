using System.Numerics.Tensors;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using OpenCvSharp;

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
/// same happens along silhouettes, and those pixels must not come back as valid. OpenCV finds the regions: in whole
/// numbers, the same on every processor. Buffers are reused from picture to picture; not thread-safe.
/// </remarks>
public sealed class SkyRegions : IDisposable
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

    private readonly int[] _histogram = new int[RangeStatistics.HistogramLength];
    private byte[] _row = [];
    private Plane<int> _labels = new(1, 1);

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
        Region[] regions = Find(sky);
        Count(view, map, regions, (float)(farPx + (FarShare * depthPx) + FarNoisePx));
        double areaMin = AreaFractionMin * sky.Size.Area;
        var refused = new bool[regions.Length];
        for (int label = 1; label < regions.Length; label++)
        {
            Region region = regions[label];
            bool isNear = region.Near > NearFractionMax * region.Asked
                && region.Asked >= AskedFractionMin * region.Area;
            refused[label] = region.Area < areaMin || isNear
                || IsUneven(label, region, view, map, (float)((SpreadShareMax * depthPx) + FarNoisePx));
        }

        Span<byte> pixels = sky.Pixels;
        ReadOnlySpan<int> labels = _labels.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = refused[labels[i]] ? (byte)0 : pixels[i];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _labels.Dispose();

    /// <summary>Gives every pixel of sky the number of its region, others 0.</summary>
    /// <returns>The regions by number; the first is no region but the rest of the picture.</returns>
    private Region[] Find(Plane<byte> sky)
    {
        if (_labels.Size != sky.Size)
        {
            _labels.Dispose();
            _labels = new Plane<int>(sky.Width, sky.Height);
        }

        using HeldMat of = HeldMat.Over(sky);
        using HeldMat labels = HeldMat.Over(_labels);
        using HeldMat statistics = HeldMat.Empty();
        using HeldMat centres = HeldMat.Empty();
        int count = Cv2.ConnectedComponentsWithStats(
            of.Mat, labels.Mat, statistics.Mat, centres.Mat, PixelConnectivity.Connectivity4, MatType.CV_32S);
        var regions = new Region[count];
        for (int label = 1; label < count; label++)
        {
            int Of(ConnectedComponentsTypes what) => statistics.Mat.At<int>(label, (int)what);
            var box = new PixelArea(
                Of(ConnectedComponentsTypes.Left),
                Of(ConnectedComponentsTypes.Top),
                Of(ConnectedComponentsTypes.Width),
                Of(ConnectedComponentsTypes.Height));
            regions[label] = new Region(box, Of(ConnectedComponentsTypes.Area));
        }

        return regions;
    }

    /// <summary>Counts each region's consistent pixels with contrast, and the near ones among them.</summary>
    private void Count(Plane<Rgb24> view, DisparityMap map, Region[] regions, float nearPx)
    {
        Span<byte> silent = _row.AsSpan(0, view.Width);
        for (int y = 0; y < view.Height; y++)
        {
            ReadOnlySpan<int> labels = _labels.Row(y);
            if (!labels.ContainsAnyExcept(0))
            {
                continue;
            }

            FindSilent(y, 0, view, map, silent);
            ReadOnlySpan<float> disparity = map.Disparity.Row(y);
            for (int x = 0; x < labels.Length; x++)
            {
                if (labels[x] > 0 && silent[x] == 0)
                {
                    ref Region region = ref regions[labels[x]];
                    region.Asked++;
                    region.Near += disparity[x] > nearPx ? 1 : 0;
                }
            }
        }
    }

    /// <summary>True of a large region that shows things at different distances.</summary>
    private bool IsUneven(int label, Region region, Plane<Rgb24> view, DisparityMap map, float spreadPxMax)
    {
        if (region.Area < LargeFractionMin * view.Size.Area || region.Asked < ShownFractionMin * region.Area)
        {
            return false;
        }

        Array.Clear(_histogram);
        PixelArea box = region.Box;
        Span<byte> silent = _row.AsSpan(0, box.Width);
        for (int y = box.Y; y < box.Y + box.Height; y++)
        {
            FindSilent(y, box.X, view, map, silent);
            ReadOnlySpan<int> labels = _labels.Row(y).Slice(box.X, box.Width);
            for (int i = 0; i < silent.Length; i++)
            {
                silent[i] |= labels[i] == label ? (byte)0 : (byte)1;
            }

            RangeStatistics.AddRow(map.Disparity.Row(y).Slice(box.X, box.Width), silent, _histogram);
        }

        float spreadPx = RangeStatistics.PercentilePx(_histogram, SpreadPercentMax)
            - RangeStatistics.PercentilePx(_histogram, SpreadPercentMin);
        return spreadPx > spreadPxMax;
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

    /// <summary>Finds the pixels of a stretch of a row that are consistent and have contrast.</summary>
    /// <param name="y">Row.</param>
    /// <param name="begin">First column.</param>
    /// <param name="view">The view's picture.</param>
    /// <param name="map">Codes at the same view's pixels.</param>
    /// <param name="silent">Receives 0 for each such pixel, 1 for the others.</param>
    private static void FindSilent(int y, int begin, Plane<Rgb24> view, DisparityMap map, Span<byte> silent)
    {
        ReadOnlySpan<Rgb24> colours = view.Row(y);
        ReadOnlySpan<Rgb24> above = view.Row(Math.Max(y - 1, 0));
        ReadOnlySpan<Rgb24> below = view.Row(Math.Min(y + 1, view.Height - 1));
        ReadOnlySpan<byte> codes = map.Mask.Row(y);
        for (int i = 0; i < silent.Length; i++)
        {
            int x = begin + i;
            int across = colours[Math.Min(x + 1, colours.Length - 1)].G - colours[Math.Max(x - 1, 0)].G;
            int contrast = Math.Abs(across) + Math.Abs(below[x].G - above[x].G);
            silent[i] = codes[x] == MaskCode.Valid && contrast >= ContrastMin ? (byte)0 : (byte)1;
        }
    }

    /// <summary>Sky pixels in one piece.</summary>
    /// <param name="Box">The area they reach over.</param>
    /// <param name="Area">How many they are.</param>
    private record struct Region(PixelArea Box, int Area)
    {
        /// <summary>Those that are consistent and have contrast.</summary>
        public int Asked { get; set; }

        /// <summary>Those of them that are near.</summary>
        public int Near { get; set; }
    }
}
