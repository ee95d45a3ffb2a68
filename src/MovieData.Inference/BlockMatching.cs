using System.Globalization;

namespace MovieData.Inference;

/// <summary>
/// Semi-global matching (Hirschmüller, "Stereo Processing by Semiglobal Matching and Mutual Information", 2008) as
/// OpenCV's StereoSGBM has it: blocks along one row, five paths, steps of 1/16 px.
/// </summary>
/// <param name="MinDisparityPx">Smallest candidate, px; negative: behind the screen.</param>
/// <param name="MaxDisparityPx">The candidates end before it; a multiple of 16 above the smallest.</param>
/// <param name="BlockPx">Side of a block, odd.</param>
/// <param name="P1">Penalty for a step of 1 px between neighbours.</param>
/// <param name="P2">Penalty for larger steps, above <paramref name="P1"/>.</param>
/// <param name="UniquenessPercent">How much better than any other the best candidate must be.</param>
/// <param name="SpecklePx">Smaller pieces of one disparity are no match.</param>
public sealed record BlockMatching(
    int MinDisparityPx, int MaxDisparityPx, int BlockPx, int P1, int P2, int UniquenessPercent, int SpecklePx)
{
    /// <summary>All numbers, for the digest.</summary>
    internal string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"opencv-sgbm {MinDisparityPx} {MaxDisparityPx} {BlockPx} {P1} {P2} {UniquenessPercent} {SpecklePx}");
}
