using MovieData.Imaging.Kernels;

namespace MovieData.Disparity;

/// <summary>
/// What one direction of flow measures. Fractions are shares of all crop pixels except black bars, sky included;
/// 0 where there is no such pixel.
/// </summary>
/// <param name="VerticalFraction">Share of pixels with |v| &gt; <c>vertical_px_max</c> (NaN counts).</param>
/// <param name="MeanVerticalPx">Mean |v| of the pixels, px.</param>
/// <param name="RangePx">
/// Percentile 99 − percentile 1 (nearest rank, in steps of 1/64 px) of disparity over the pixels that pass the
/// residual test, px; 0 when none passes.
/// </param>
/// <param name="RangeExactPx">
/// Largest − smallest disparity over all pixels with a finite one, px; 0 when there is none.
/// </param>
/// <param name="ConsistentFraction">Share of pixels that pass the residual test; targets out of view do not.</param>
public readonly record struct DirectionFigures(
    double VerticalFraction,
    double MeanVerticalPx,
    double RangePx,
    double RangeExactPx,
    double ConsistentFraction);

/// <summary>Everything measured on a pair's flow, before and (sky, extremes) after the sky is known.</summary>
/// <param name="LeftToRight">At the left view's pixels.</param>
/// <param name="RightToLeft">At the right view's pixels.</param>
/// <param name="OccludedFraction">Share of the left view's pixels with code 2 by the residual test.</param>
/// <param name="OutOfViewFraction">Share with code 3 by the residual test.</param>
/// <param name="SkyFraction">Share with code 4; 0 until sky is applied.</param>
/// <param name="BarFraction">Share of code 5 among all pixels of the crop.</param>
/// <param name="DisparityMinPx">Smallest disparity of a code-0 pixel, px; NaN when there is none.</param>
/// <param name="DisparityMaxPx">Largest disparity of a code-0 pixel, px; NaN when there is none.</param>
/// <param name="SaturatedFraction">Share of the left view's pixels where the flow network was at the end of what it can
/// give: no disparity, code 1.</param>
/// <param name="SkyConfidence">How little speaks against the sky of the left view, 0…1, mean over its pixels; NaN where
/// it has none, and until sky is applied.</param>
public readonly record struct DisparityFigures(
    DirectionFigures LeftToRight,
    DirectionFigures RightToLeft,
    double OccludedFraction,
    double OutOfViewFraction,
    double SkyFraction,
    double BarFraction,
    float DisparityMinPx,
    float DisparityMaxPx,
    double SaturatedFraction = 0,
    double SkyConfidence = double.NaN);

/// <summary>What is measured on the two pictures of a pair, inside the black bars.</summary>
/// <param name="PhotometricError">
/// 0.85 · SSIM loss + 0.15 · L1 of the left view and the right one warped by the flow, mean over code-0 pixels, 0…1;
/// NaN when there is none (<see cref="Imaging.Kernels.PhotometricError"/>).
/// </param>
/// <param name="ExposureDifference">Mean luma of the left view − that of the right view, levels of 0…255.</param>
/// <param name="SharpnessDifference">
/// (left − right) / larger of the two views' sharpness (<see cref="Sharpness"/>), −1…1; 0 when both are flat.
/// </param>
/// <param name="Hash">64-bit perceptual hash of the left view (<see cref="PerceptualHash"/>).</param>
/// <param name="Misalignment">Plane fitted to the vertical left-to-right flow of code-0 pixels.</param>
public readonly record struct PictureFigures(
    double PhotometricError,
    double ExposureDifference,
    double SharpnessDifference,
    ulong Hash,
    VerticalMisalignment Misalignment);
