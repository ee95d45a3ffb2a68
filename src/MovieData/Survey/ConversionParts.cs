namespace MovieData.Survey;

/// <summary>
/// What is seen of a conversion from 2D in one shot, each the mean over its positions; not a number where it could not
/// be measured. Views are reduced to 640 px, all px are theirs.
/// </summary>
/// <param name="VerticalPx">Median distance of a block from its row in the other view, px: 0 in a conversion; two
/// cameras and their lenses rarely get below 0.1.</param>
/// <param name="VerticalSpreadPx">Median deviation of the flow's vertical part from its median, px: what rotation,
/// zoom, lenses and grain of its own in each view make of it.</param>
/// <param name="ColourLevels">Largest difference of the mean of a channel at pixels that both views show, levels of
/// 255.</param>
/// <param name="GrainExcess">How much more alike the weakest fine texture is between the views than between a frame and
/// the next, difference of correlations −1…1: grain that both views share is above 0.</param>
/// <param name="HoleTexture">Logarithm of horizontal against vertical texture in half-occluded regions, over the same
/// of the background beside them, the lower one of both views: 0 where what was hidden looks like what lies beside it,
/// below where a hole was filled by stretching its border.</param>
/// <param name="HoleStretch">Logarithm of how wrong a near thing's edge, stretched as the flow says, is about what the
/// other view shows beside that thing, over the edge's contrast and the texture beyond; the lower one of both views.
/// Two cameras: mostly above −1.1; below where that view was made from this one. Few pixels draw it to −1.</param>
/// <param name="HoleMismatch">Logarithm of how badly the mirrored background beside half-occluded regions predicts
/// them, over how badly it predicts as much of the background itself, both views together: about 0.1 in views of two
/// cameras; above where a region shows what is no background.</param>
/// <param name="OcclusionAgreement">How far the half-occluded regions of the worse view show what a nearer surface hid,
/// −1…1: 1 in two views of one scene; low where the depth was blurred or the holes were filled. Not a number where
/// disparity has no steep places.</param>
/// <param name="RampShare">Share of steep disparity without any half-occluded region, 0…1: a picture that was stretched
/// over a blurred depth.</param>
/// <param name="FlatShare">Share of the picture without slope of disparity in either direction, 0…1: cards. Reported
/// only: stages, and things far away, are as flat.</param>
public sealed record ConversionParts(
    double VerticalPx,
    double VerticalSpreadPx,
    double ColourLevels,
    double GrainExcess,
    double HoleTexture,
    double HoleStretch,
    double HoleMismatch,
    double OcclusionAgreement,
    double RampShare,
    double FlatShare);
