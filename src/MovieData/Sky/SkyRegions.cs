using System.Numerics.Tensors;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using OpenCvSharp;

namespace MovieData.Sky;

/// <summary>
/// Joins what a picture says of the sky with what the two views say: sky is far, in one piece, and behind all it
/// touches. A region (4-connected) is refused when it is a speck, when most of what it shows is nearer than the far end
/// of everything else, when it is full of contrast at different distances, as walls are, when it holds nearer things,
/// or touches farther ones, when things hang above it that are as far as itself, as on a wall, or when it is evenly
/// nearer than that far end, and no other piece of sky is there. Refused pixels keep their stereo code and disparity.
/// </summary>
/// <remarks>
/// What a region shows itself is asked of pixels with contrast only: over a blank sky flow spreads the disparity of
/// what stands before it, equally from both views, and a blank region that is left-right consistent proves nothing.
/// Whole regions are judged, for the same happens along silhouettes, and those pixels must not come back as valid;
/// small ones (gaps between branches) go with the large ones. OpenCV finds the regions: in whole numbers, the same on
/// every processor. Buffers are reused from picture to picture; not thread-safe.
/// </remarks>
public sealed class SkyRegions : IDisposable
{
    /// <summary>Smaller regions are specks: 1500 pixels of 1880 × 800.</summary>
    public const double AreaFractionMin = 0.001;

    /// <summary>Share of the picture from which it is asked what a region holds and touches.</summary>
    private const double JudgedFractionMin = 0.01;

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
    /// where all but 5 % of it end. By as much two disparities must differ to be nearer and farther.
    /// </summary>
    private const double FarShare = 0.05;

    private const double FarNoisePx = 1;
    private const int FarPercent = 5;

    /// <summary>A region's own disparity: what silhouettes lend it is in its nearer part.</summary>
    private const int OwnPercent = 25;

    /// <summary>What touches a region is seen so many px outside: masks of networks end a few px too early or
    /// late.</summary>
    private const int GapPx = 6;

    /// <summary>What a region holds is at least so many px inside: nearer to the border silhouettes lend it
    /// theirs.</summary>
    private const int InsidePx = 16;

    /// <summary>
    /// What is as dark, or has something as dark just above it, is no thing that hangs there, but the black bar of a
    /// letterbox.
    /// </summary>
    private const int BlackMax = 23;

    private readonly int[] _histogram = new int[RangeStatistics.HistogramLength];
    private byte[] _row = [];
    private Plane<int> _labels = new(1, 1);
    private Plane<byte> _silent = new(1, 1);

    /// <summary>Clears the sky of regions that cannot be sky.</summary>
    /// <param name="view">The view's picture.</param>
    /// <param name="sky">0 = not sky, anything else = sky; changed in place.</param>
    /// <param name="map"> Disparity (px, larger = nearer) and codes at the same view's pixels, before sky is applied.
    /// </param>
    /// <returns>How sure what is left is, 0…1: the mean over its pixels of <see cref="SkyRegion.Confidence"/>; NaN
    /// where nothing is.</returns>
    /// <exception cref="ArgumentException">The three are not of one size.</exception>
    public double Refuse(Plane<Rgb24> view, Plane<byte> sky, DisparityMap map)
    {
        if (sky.Size != map.Mask.Size || view.Size != sky.Size)
        {
            throw new ArgumentException($"a sky of {sky.Size} for a view of {view.Size} and a map of {map.Mask.Size}");
        }

        if (!sky.Pixels.ContainsAnyExcept((byte)0))
        {
            return double.NaN;
        }

        (float farPx, float depthPx) = RestOf(sky, map);
        float stepPx = (float)((FarShare * depthPx) + FarNoisePx);
        SkyRegion[] regions = Find(sky);
        Count(view, map, regions, farPx + stepPx);
        for (int label = 1; label < regions.Length; label++)
        {
            if (regions[label].Area >= JudgedFractionMin * sky.Size.Area)
            {
                Measure(label, regions[label], map, stepPx, (float)((SpreadShareMax * depthPx) + FarNoisePx));
            }
        }

        Touch(regions, view, map, stepPx);
        RefuseWithOthers(sky, regions, farPx + stepPx, stepPx);
        return Clear(sky, regions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _labels.Dispose();
        _silent.Dispose();
    }

    /// <summary>Gives every pixel of sky the number of its region, others 0.</summary>
    /// <returns>The regions by number; the first is no region but the rest of the picture.</returns>
    private SkyRegion[] Find(Plane<byte> sky)
    {
        if (_labels.Size != sky.Size)
        {
            _labels.Dispose();
            _silent.Dispose();
            _labels = new Plane<int>(sky.Width, sky.Height);
            _silent = new Plane<byte>(sky.Width, sky.Height);
        }

        using HeldMat of = HeldMat.Over(sky);
        using HeldMat labels = HeldMat.Over(_labels);
        using HeldMat statistics = HeldMat.Empty();
        using HeldMat centres = HeldMat.Empty();
        int count = Cv2.ConnectedComponentsWithStats(
            of.Mat, labels.Mat, statistics.Mat, centres.Mat, PixelConnectivity.Connectivity4, MatType.CV_32S);
        var regions = new SkyRegion[count];
        for (int label = 0; label < count; label++)
        {
            int Of(ConnectedComponentsTypes what) => statistics.Mat.At<int>(label, (int)what);
            var box = new PixelArea(
                Of(ConnectedComponentsTypes.Left),
                Of(ConnectedComponentsTypes.Top),
                Of(ConnectedComponentsTypes.Width),
                Of(ConnectedComponentsTypes.Height));
            regions[label] = new SkyRegion(box, Of(ConnectedComponentsTypes.Area));
        }

        return regions;
    }

    /// <summary>
    /// Finds the consistent pixels with contrast (<see cref="_silent"/>), and counts each region's and the near ones
    /// among them; not at its border, where the contrast is that of silhouettes.
    /// </summary>
    private void Count(Plane<Rgb24> view, DisparityMap map, SkyRegion[] regions, float nearPx)
    {
        for (int y = 0; y < view.Height; y++)
        {
            ReadOnlySpan<int> labels = _labels.Row(y);
            if (!labels.ContainsAnyExcept(0))
            {
                continue;
            }

            Span<byte> silent = _silent.Row(y);
            Contrast.FindSilent(
                view.Row(Math.Max(y - 1, 0)),
                view.Row(y),
                view.Row(Math.Min(y + 1, view.Height - 1)),
                map.Mask.Row(y),
                ContrastMin,
                silent);
            ReadOnlySpan<float> disparity = map.Disparity.Row(y);
            for (int x = silent.IndexOf((byte)0); x >= 0; x = Next(silent, x))
            {
                if (labels[x] != 0 && IsInside(labels[x], x, y, GapPx))
                {
                    SkyRegion region = regions[labels[x]];
                    region.Asked++;
                    region.Near += disparity[x] > nearPx ? 1 : 0;
                }
            }
        }
    }

    // The next pixel of a row that is not silent; −1: none.
    private static int Next(ReadOnlySpan<byte> silent, int x)
    {
        int next = silent[(x + 1)..].IndexOf((byte)0);
        return next < 0 ? -1 : x + 1 + next;
    }

    /// <summary>A region's own disparity, how even it is, what it holds, and how what it shows is spread.</summary>
    private void Measure(int label, SkyRegion region, DisparityMap map, float stepPx, float spreadPxMax)
    {
        Collect(label, region.Box, map.Mask, map.Disparity);
        region.DisparityPx = RangeStatistics.PercentilePx(_histogram, OwnPercent);
        if (float.IsNaN(region.DisparityPx))
        {
            return;
        }

        int low = DisparityCode.Encode(Math.Max(region.DisparityPx - stepPx, -DisparityCode.MagnitudePxMax));
        int high = DisparityCode.Encode(Math.Min(region.DisparityPx + stepPx, DisparityCode.MagnitudePxMax));
        region.Even = TensorPrimitives.Sum<int>(_histogram.AsSpan(low, high - low + 1));
        CountHeld(label, region, map, region.DisparityPx + stepPx);
        if (region.Area >= LargeFractionMin * map.Mask.Size.Area && region.Asked >= ShownFractionMin * region.Area)
        {
            Collect(label, region.Box, _silent, map.Disparity);
            float spreadPx = RangeStatistics.PercentilePx(_histogram, SpreadPercentMax)
                - RangeStatistics.PercentilePx(_histogram, SpreadPercentMin);
            region.SpreadShare = spreadPx / spreadPxMax;
        }
    }

    /// <summary>Histogram of a region's disparities at pixels that are 0 in a mask.</summary>
    private void Collect(int label, PixelArea box, Plane<byte> mask, Plane<float> disparity)
    {
        Array.Clear(_histogram);
        Span<byte> left = _row.AsSpan(0, box.Width);
        for (int y = box.Y; y < box.Y + box.Height; y++)
        {
            ReadOnlySpan<int> labels = _labels.Row(y).Slice(box.X, box.Width);
            mask.Row(y).Slice(box.X, box.Width).CopyTo(left);
            for (int i = 0; i < left.Length; i++)
            {
                left[i] = labels[i] == label ? left[i] : (byte)1;
            }

            RangeStatistics.AddRow(disparity.Row(y).Slice(box.X, box.Width), left, _histogram);
        }
    }

    private void CountHeld(int label, SkyRegion region, DisparityMap map, float nearPx)
    {
        PixelArea box = region.Box;
        for (int y = box.Y; y < box.Y + box.Height; y++)
        {
            ReadOnlySpan<int> labels = _labels.Row(y);
            if (!labels.Slice(box.X, box.Width).Contains(label))
            {
                continue;
            }

            ReadOnlySpan<byte> silent = _silent.Row(y);
            ReadOnlySpan<float> disparity = map.Disparity.Row(y);
            for (int x = silent.IndexOf((byte)0); x >= 0; x = Next(silent, x))
            {
                if (labels[x] == label && disparity[x] > nearPx && IsInside(label, x, y, InsidePx))
                {
                    region.Held++;
                }
            }
        }
    }

    // What lies outside the picture is as its border.
    private bool IsInside(int label, int x, int y, int byPx)
    {
        (int right, int bottom) = (_labels.Width - 1, _labels.Height - 1);
        return _labels[Math.Max(x - byPx, 0), y] == label && _labels[Math.Min(x + byPx, right), y] == label
            && _labels[x, Math.Max(y - byPx, 0)] == label && _labels[x, Math.Min(y + byPx, bottom)] == label;
    }

    /// <summary>Counts what touches the measured regions: consistent pixels outside all of them, a gap away.</summary>
    private void Touch(SkyRegion[] regions, Plane<Rgb24> view, DisparityMap map, float stepPx)
    {
        int height = _labels.Height;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> here = _labels.Row(y);
            ReadOnlySpan<int> under = y + GapPx < height ? _labels.Row(y + GapPx) : [];
            ReadOnlySpan<int> over = y >= GapPx ? _labels.Row(y - GapPx) : [];
            if (!here.ContainsAnyExcept(0) && !under.ContainsAnyExcept(0) && !over.ContainsAnyExcept(0))
            {
                continue;
            }

            ReadOnlySpan<Rgb24> colours = view.Row(y);
            ReadOnlySpan<Rgb24> higher = view.Row(Math.Max(y - (2 * GapPx), 0));
            ReadOnlySpan<byte> codes = map.Mask.Row(y);
            ReadOnlySpan<float> disparity = map.Disparity.Row(y);
            for (int x = 0; x < here.Length; x++)
            {
                if (here[x] != 0 || codes[x] != MaskCode.Valid)
                {
                    continue;
                }

                bool isBlack = Math.Min(colours[x].G, higher[x].G) <= BlackMax;
                Touch(regions, under.IsEmpty || isBlack ? 0 : under[x], disparity[x], stepPx, isAbove: true);
                Touch(regions, over.IsEmpty ? 0 : over[x], disparity[x], stepPx, isAbove: false);
                Touch(regions, x + GapPx < here.Length ? here[x + GapPx] : 0, disparity[x], stepPx, isAbove: false);
                Touch(regions, x >= GapPx ? here[x - GapPx] : 0, disparity[x], stepPx, isAbove: false);
            }
        }
    }

    private static void Touch(SkyRegion[] regions, int label, float px, float stepPx, bool isAbove)
    {
        if (label != 0 && !float.IsNaN(regions[label].DisparityPx))
        {
            regions[label].Touch(px, stepPx, isAbove);
        }
    }

    /// <summary>
    /// Specks are refused; what is evenly nearer than the far end of everything else, unless there is sky at that end
    /// too (between branches flow lends sky theirs); and where most of what was judged is no sky, also what is not
    /// clearly farther than that, and all small pieces.
    /// </summary>
    private static void RefuseWithOthers(Plane<byte> sky, SkyRegion[] regions, float nearPx, float stepPx)
    {
        SkyRegion[] judged = [.. regions.Skip(1).Where(r => r.Area >= JudgedFractionMin * sky.Size.Area)];
        bool hasFar = judged.Any(r => !r.IsRefused && !(r.DisparityPx > nearPx));
        foreach (SkyRegion region in judged)
        {
            region.IsRefusedWithOthers = !hasFar && region.IsEven && region.DisparityPx > nearPx;
        }

        SkyRegion[] refused = [.. judged.Where(r => r.IsRefused)];
        bool isDoubted = refused.Sum(r => (long)r.Area) * 2 > judged.Sum(r => (long)r.Area);
        float farPx = isDoubted ? refused.Min(r => r.DisparityPx) : float.NaN;
        foreach (SkyRegion region in regions.Skip(1))
        {
            // A piece that was not judged has no disparity: nothing shows that it is farther.
            region.IsRefusedWithOthers |= region.Area < AreaFractionMin * sky.Size.Area
                || (isDoubted && !(region.DisparityPx < farPx - stepPx));
        }
    }

    /// <summary>Clears what is refused, and says how sure the rest is.</summary>
    private double Clear(Plane<byte> sky, SkyRegion[] regions)
    {
        (double sure, long kept) = (0, 0);
        foreach (SkyRegion region in regions.Skip(1).Where(r => !r.IsRefused))
        {
            sure += region.Confidence * region.Area;
            kept += region.Area;
        }

        if (regions.Skip(1).All(region => !region.IsRefused))
        {
            return sure / kept;
        }

        bool[] refused = [.. regions.Select((region, label) => label > 0 && region.IsRefused)];
        Span<byte> pixels = sky.Pixels;
        ReadOnlySpan<int> labels = _labels.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = refused[labels[i]] ? (byte)0 : pixels[i];
        }

        return kept == 0 ? double.NaN : sure / kept;
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
}
