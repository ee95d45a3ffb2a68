using System.Globalization;
using MovieData.Disparity;
using MovieData.Imaging.Kernels;
using MovieData.Plan;

namespace MovieData.Shards;

/// <summary>
/// What is measured on a sample (README.md, "Figures"), in the order of the columns; fractions are over all crop pixels
/// but bars, px of the view. A figure nobody could measure (a planned frame that never became a pair of views) is null.
/// </summary>
public sealed record SampleFigures
{
    /// <summary>
    /// Smallest disparity of the valid pixels, px of the disparity picture; also the fill of the sky. Null without
    /// valid pixels.
    /// </summary>
    [Figure("disparity_min", Unit = "px")]
    public double? DisparityMin { get; init; }

    /// <summary>
    /// Largest disparity of the valid pixels, px of the disparity picture. Null without valid pixels.
    /// </summary>
    [Figure("disparity_max", Unit = "px")]
    public double? DisparityMax { get; init; }

    /// <summary>Smallest disparity of the right view's map. Null without such a map or valid pixels.</summary>
    [Figure("disparity_min_right", Unit = "px")]
    public double? DisparityMinRight { get; init; }

    /// <summary>Largest disparity of the right view's map. Null without such a map or valid pixels.</summary>
    [Figure("disparity_max_right", Unit = "px")]
    public double? DisparityMaxRight { get; init; }

    /// <summary>Share of pixels passing the residual test, left to right.</summary>
    [Figure("consistent_fraction", Unit = "0…1")]
    public double? ConsistentFraction { get; init; }

    /// <summary>Share of pixels whose left-to-right |v| is above the limit.</summary>
    [Figure("vertical_fraction", Unit = "0…1")]
    public double? VerticalFraction { get; init; }

    /// <summary>
    /// Percentile 99 − percentile 1 of the disparity of pixels passing the residual test, left to right.
    /// </summary>
    [Figure("range_px", Unit = "px")]
    public double? RangePx { get; init; }

    /// <summary>Share of mask code 4, sky.</summary>
    [Figure("sky_fraction", Unit = "0…1")]
    public double? SkyFraction { get; init; }

    /// <summary>
    /// How little speaks against the sky of the left view, mean over its pixels: half of it that it holds nothing near,
    /// touches nothing farther and nothing of its own distance hangs above it, half the share of what it touches that
    /// stands before it. Null where nothing is sky.
    /// </summary>
    [Figure("sky_confidence", Unit = "0…1", Since = 10)]
    public double? SkyConfidence { get; init; }

    /// <summary>Share of pixels passing the residual test, right to left.</summary>
    [Figure("consistent_fraction_right", Unit = "0…1")]
    public double? ConsistentFractionRight { get; init; }

    /// <summary>Share of pixels whose right-to-left |v| is above the limit.</summary>
    [Figure("vertical_fraction_right", Unit = "0…1")]
    public double? VerticalFractionRight { get; init; }

    /// <summary>
    /// Percentile 99 − percentile 1 of the disparity of pixels passing the residual test, right to left.
    /// </summary>
    [Figure("range_px_right", Unit = "px")]
    public double? RangePxRight { get; init; }

    /// <summary>Largest − smallest disparity of all pixels outside the bars, left to right.</summary>
    [Figure("range_exact_px", Unit = "px")]
    public double? RangeExactPx { get; init; }

    /// <summary>Largest − smallest disparity of all pixels outside the bars, right to left.</summary>
    [Figure("range_exact_px_right", Unit = "px")]
    public double? RangeExactPxRight { get; init; }

    /// <summary>Mean |v|, left to right.</summary>
    [Figure("vertical_px_mean", Unit = "px")]
    public double? VerticalPxMean { get; init; }

    /// <summary>Mean |v|, right to left.</summary>
    [Figure("vertical_px_mean_right", Unit = "px")]
    public double? VerticalPxMeanRight { get; init; }

    /// <summary>Share of mask code 2, occluded, before the sky is known.</summary>
    [Figure("occluded_fraction", Unit = "0…1")]
    public double? OccludedFraction { get; init; }

    /// <summary>Share of mask code 3, out of the other view, before the sky is known.</summary>
    [Figure("out_of_view_fraction", Unit = "0…1")]
    public double? OutOfViewFraction { get; init; }

    /// <summary>Share of mask code 5, black bar, of all crop pixels.</summary>
    [Figure("bar_fraction", Unit = "0…1")]
    public double? BarFraction { get; init; }

    /// <summary>
    /// Share of pixels where the flow network was at the end of what it can give (a positive-only one below its shift):
    /// code 1 unless sky.
    /// </summary>
    [Figure("saturated_fraction", Unit = "0…1")]
    public double? SaturatedFraction { get; init; }

    /// <summary>
    /// 0.85 · SSIM loss + 0.15 · L1 between the left view and the right one warped to it, mean over pixels passing the
    /// residual test. Null without such pixels.
    /// </summary>
    [Figure("photometric_error", Unit = "0…1")]
    public double? PhotometricError { get; init; }

    /// <summary>Mean luma of the left view − that of the right one.</summary>
    [Figure("exposure_difference", Unit = "levels of 255")]
    public double? ExposureDifference { get; init; }

    /// <summary>(left − right) / larger of the views' sharpness.</summary>
    [Figure("sharpness_difference", Unit = "−1…1")]
    public double? SharpnessDifference { get; init; }

    /// <summary>
    /// Plane v = offset + rotation (x − xc) + zoom (y − yc) fitted to the left-to-right flow, at the picture's centre:
    /// how far the right view sits lower. Null without pixels passing the residual test, like the two slopes.
    /// </summary>
    [Figure("vertical_offset_px", Unit = "px")]
    public double? VerticalOffsetPx { get; init; }

    /// <summary>That plane's slope along x: about the angle between the views.</summary>
    [Figure("vertical_rotation", Unit = "rad")]
    public double? VerticalRotation { get; init; }

    /// <summary>That plane's slope along y: relative difference of the views' heights.</summary>
    [Figure("vertical_zoom")]
    public double? VerticalZoom { get; init; }

    /// <summary>
    /// Plane taken out of the right view before the flow (<c>flow.rectify</c>), at the picture's centre: how far its
    /// content was moved down. Null, like the two slopes, where it was left alone. The three figures above are of the
    /// corrected views.
    /// </summary>
    [Figure("rectified_offset_px", Unit = "px")]
    public double? RectifiedOffsetPx { get; init; }

    /// <summary>The taken plane's slope along x.</summary>
    [Figure("rectified_rotation", Unit = "rad")]
    public double? RectifiedRotation { get; init; }

    /// <summary>The taken plane's slope along y.</summary>
    [Figure("rectified_zoom")]
    public double? RectifiedZoom { get; init; }

    /// <summary>
    /// 64-bit difference hash of the left view: text, since many readers know no unsigned 64-bit number.
    /// </summary>
    [Figure("perceptual_hash", Unit = "16 hex digits")]
    public string? PerceptualHash { get; init; }

    /// <summary>Figures of the sample's shot, known since the film was planned; null: it was not surveyed.</summary>
    public ShotFigures? Shot { get; init; }

    /// <summary>The figures of a measured pair.</summary>
    public static SampleFigures Of(StereoDisparity disparity)
    {
        DisparityFigures figures = disparity.Figures;
        (DirectionFigures left, DirectionFigures right) = (figures.LeftToRight, figures.RightToLeft);
        PictureFigures pictures = disparity.Pictures;
        VerticalMisalignment fit = pictures.Misalignment;
        (float minRight, float maxRight) = disparity.RightMap?.Extremes ?? (float.NaN, float.NaN);
        return new SampleFigures
        {
            DisparityMin = Finite(figures.DisparityMinPx),
            DisparityMax = Finite(figures.DisparityMaxPx),
            DisparityMinRight = Finite(minRight),
            DisparityMaxRight = Finite(maxRight),
            ConsistentFraction = left.ConsistentFraction,
            ConsistentFractionRight = right.ConsistentFraction,
            VerticalFraction = left.VerticalFraction,
            VerticalFractionRight = right.VerticalFraction,
            VerticalPxMean = Finite(left.MeanVerticalPx),
            VerticalPxMeanRight = Finite(right.MeanVerticalPx),
            RangePx = left.RangePx,
            RangePxRight = right.RangePx,
            RangeExactPx = left.RangeExactPx,
            RangeExactPxRight = right.RangeExactPx,
            OccludedFraction = figures.OccludedFraction,
            OutOfViewFraction = figures.OutOfViewFraction,
            SkyFraction = figures.SkyFraction,
            SkyConfidence = Finite(figures.SkyConfidence),
            BarFraction = figures.BarFraction,
            SaturatedFraction = figures.SaturatedFraction,
            PhotometricError = Finite(pictures.PhotometricError),
            ExposureDifference = pictures.ExposureDifference,
            SharpnessDifference = pictures.SharpnessDifference,
            VerticalOffsetPx = Finite(fit.OffsetPx),
            VerticalRotation = Finite(fit.Rotation),
            VerticalZoom = Finite(fit.Zoom),
            PerceptualHash = pictures.Hash.ToString("x16", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>These figures, of views whose right one had a plane taken out; null: it was left alone.</summary>
    public SampleFigures Rectified(VerticalMisalignment? plane) => plane is not { } taken ? this : this with
    {
        RectifiedOffsetPx = taken.OffsetPx,
        RectifiedRotation = taken.Rotation,
        RectifiedZoom = taken.Zoom,
    };

    // A figure that does not exist is null in the files, not NaN: every reader knows null.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
