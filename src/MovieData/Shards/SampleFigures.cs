using System.Globalization;
using MovieData.Disparity;
using MovieData.Kernels;

namespace MovieData.Shards;

/// <summary>
/// What is measured on a sample (README.md, "Figures"); fractions 0…1 over all crop pixels but bars, px of
/// the view. A figure nobody could measure (a planned frame that never became a pair of views) is null.
/// </summary>
public sealed record SampleFigures
{
    /// <summary>
    /// Smallest disparity of the valid pixels, px of the disparity picture; also the sky's fill. Null without valid
    /// pixels.
    /// </summary>
    public double? DisparityMin { get; init; }

    /// <summary>Largest disparity of the valid pixels, px of the disparity picture; null without any.</summary>
    public double? DisparityMax { get; init; }

    /// <summary>Smallest disparity of the right view's map; null without such a map or valid pixels.</summary>
    public double? DisparityMinRight { get; init; }

    /// <summary>Largest disparity of the right view's map; null without such a map or valid pixels.</summary>
    public double? DisparityMaxRight { get; init; }

    /// <summary>Share of pixels passing the residual test, left to right.</summary>
    public double? ConsistentFraction { get; init; }

    /// <summary>The same, right to left.</summary>
    public double? ConsistentFractionRight { get; init; }

    /// <summary>Share of pixels whose left-to-right |v| is above the limit.</summary>
    public double? VerticalFraction { get; init; }

    /// <summary>The same, right to left.</summary>
    public double? VerticalFractionRight { get; init; }

    /// <summary>Mean |v| left to right, px.</summary>
    public double? VerticalPxMean { get; init; }

    /// <summary>The same, right to left.</summary>
    public double? VerticalPxMeanRight { get; init; }

    /// <summary>Percentile 99 − percentile 1 of the disparity of pixels passing the residual test, px.</summary>
    public double? RangePx { get; init; }

    /// <summary>The same, right to left.</summary>
    public double? RangePxRight { get; init; }

    /// <summary>Largest − smallest disparity of all pixels outside the bars, px.</summary>
    public double? RangeExactPx { get; init; }

    /// <summary>The same, right to left.</summary>
    public double? RangeExactPxRight { get; init; }

    /// <summary>Share of mask code 2 before the sky is known.</summary>
    public double? OccludedFraction { get; init; }

    /// <summary>Share of mask code 3 before the sky is known.</summary>
    public double? OutOfViewFraction { get; init; }

    /// <summary>Share of mask code 4.</summary>
    public double? SkyFraction { get; init; }

    /// <summary>Share of mask code 5, of all crop pixels.</summary>
    public double? BarFraction { get; init; }

    /// <summary>
    /// Share of pixels where the flow network was at the end of what it can give (a positive-only one below its shift):
    /// code 1 unless sky.
    /// </summary>
    public double? SaturatedFraction { get; init; }

    /// <summary>
    /// 0.85 · SSIM loss + 0.15 · L1 between the left view and the right one warped to it, mean over pixels passing the
    /// residual test, 0…1. Null without such pixels.
    /// </summary>
    public double? PhotometricError { get; init; }

    /// <summary>Mean luma of the left view − that of the right one, levels of 0…255.</summary>
    public double? ExposureDifference { get; init; }

    /// <summary>(left − right) / larger of the views' sharpness, −1…1.</summary>
    public double? SharpnessDifference { get; init; }

    /// <summary>
    /// Plane fitted to v left to right, at the picture's centre: how far the right view sits lower, px. Null without
    /// pixels passing the residual test, like the two slopes.
    /// </summary>
    public double? VerticalOffsetPx { get; init; }

    /// <summary>Its slope along x: about the angle between the views, radians.</summary>
    public double? VerticalRotation { get; init; }

    /// <summary>Its slope along y: relative difference of the views' heights.</summary>
    public double? VerticalZoom { get; init; }

    /// <summary>
    /// Plane taken out of the right view before the flow (<c>flow.rectify</c>), at the picture's centre: how far its
    /// content was moved down, px. Null, like the two slopes, where it was left alone. The three figures above are of
    /// the corrected views.
    /// </summary>
    public double? RectifiedOffsetPx { get; init; }

    /// <summary>The taken plane's slope along x, radians.</summary>
    public double? RectifiedRotation { get; init; }

    /// <summary>The taken plane's slope along y.</summary>
    public double? RectifiedZoom { get; init; }

    /// <summary>
    /// 64-bit hash of the left view (<see cref="Kernels.PerceptualHash"/>), 16 hexadecimal digits: text, since many
    /// readers know no unsigned 64-bit number.
    /// </summary>
    public string? PerceptualHash { get; init; }

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
