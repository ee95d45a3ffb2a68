using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using OpenCvSharp;

namespace MovieData.Flow;

/// <summary>
/// Flow by OpenCV's StereoSGBM: u in steps of 1/16 px, v = 0. The way back is the same matching of the pictures
/// exchanged and mirrored, so that both ways have one range of disparities. Pictures are continued beyond their
/// borders, or a stripe as wide as the largest disparity would have no match.
/// </summary>
/// <remarks>
/// Where there is no match u is not a number, so that the pixel ends as inconsistent and nothing else does. So it is
/// within 1 px of the ends of the range, where both ways end alike (<see cref="OutputLimits"/>).
/// </remarks>
internal sealed class BlockMatchingFlow : IFlowEstimator
{
    private const int StepsPerPx = 16;
    private const int PrefilterCap = 63;
    private const int SpeckleRangePx = 2;

    private readonly BlockMatching _matching;
    private readonly (Plane<Rgb24> Left, Plane<Rgb24> Right)?[] _begun;
    private readonly FlowField _dropped;
    private readonly StereoSGBM _matcher;

    /// <param name="matching">Range and penalties.</param>
    /// <param name="picture">Size of all views.</param>
    /// <param name="pairs">Pairs in a run.</param>
    public BlockMatchingFlow(BlockMatching matching, PixelSize picture, int pairs)
    {
        OpenCv.Require();
        _matching = matching;
        _begun = new (Plane<Rgb24>, Plane<Rgb24>)?[pairs];
        _dropped = new FlowField(picture);
        _matcher = StereoSGBM.Create(
            matching.MinDisparityPx,
            matching.MaxDisparityPx - matching.MinDisparityPx,
            matching.BlockPx,
            matching.P1,
            matching.P2,
            disp12MaxDiff: -1,
            PrefilterCap,
            matching.UniquenessPercent,
            matching.SpecklePx,
            SpeckleRangePx);
    }

    /// <inheritdoc/>
    public int Pairs => _begun.Length;

    /// <inheritdoc/>
    public int Passes => 1;

    /// <inheritdoc/>
    public void Begin(int pair, Plane<Rgb24> left, Plane<Rgb24> right) => _begun[pair] = (left, right);

    /// <inheritdoc/>
    public void Finish(IReadOnlyList<FlowPair> pairs, CancellationToken cancel)
    {
        foreach (FlowPair pair in pairs)
        {
            Match(pair.Left, pair.Right, pair.LeftToRight, pair.RightToLeft, cancel);
        }
    }

    /// <inheritdoc/>
    public void Execute(CancellationToken cancel)
    {
        foreach ((Plane<Rgb24> left, Plane<Rgb24> right) in _begun.OfType<(Plane<Rgb24>, Plane<Rgb24>)>())
        {
            Match(left, right, _dropped, _dropped, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _matcher.Dispose();
        _dropped.Dispose();
    }

    private void Match(
        Plane<Rgb24> left, Plane<Rgb24> right, FlowField leftToRight, FlowField rightToLeft, CancellationToken cancel)
    {
        using HeldMat one = HeldMat.Over(left);
        using HeldMat two = HeldMat.Over(right);
        cancel.ThrowIfCancellationRequested();
        Match(one.Mat, two.Mat, leftToRight, isMirrored: false);
        cancel.ThrowIfCancellationRequested();
        using HeldMat oneMirrored = HeldMat.Empty();
        using HeldMat twoMirrored = HeldMat.Empty();
        Cv2.Flip(one.Mat, oneMirrored.Mat, FlipMode.Y);
        Cv2.Flip(two.Mat, twoMirrored.Mat, FlipMode.Y);
        Match(twoMirrored.Mat, oneMirrored.Mat, rightToLeft, isMirrored: true);
    }

    // d = x_left − x_right of a pixel of the first picture; mirrored it is the second view's, whose u is +d.
    private void Match(Mat first, Mat second, FlowField field, bool isMirrored)
    {
        int before = Math.Max(0, _matching.MaxDisparityPx);
        int behind = Math.Max(0, -_matching.MinDisparityPx);
        using HeldMat wideFirst = HeldMat.Empty();
        using HeldMat wideSecond = HeldMat.Empty();
        Cv2.CopyMakeBorder(first, wideFirst.Mat, 0, 0, before, behind, BorderTypes.Replicate);
        Cv2.CopyMakeBorder(second, wideSecond.Mat, 0, 0, before, behind, BorderTypes.Replicate);
        using HeldMat steps = HeldMat.Empty();
        _matcher.Compute(wideFirst.Mat, wideSecond.Mat, steps.Mat);
        float lowest = _matching.MinDisparityPx + (float)OutputLimits.MarginPx;
        float highest = _matching.MaxDisparityPx - 1 - (float)OutputLimits.MarginPx;
        for (int y = 0; y < field.U.Height; y++)
        {
            ReadOnlySpan<short> row = steps.Mat.RowSpan<short>(y).Slice(before, field.U.Width);
            Span<float> u = field.U.Row(y);
            for (int x = 0; x < u.Length; x++)
            {
                float px = (float)row[x] / StepsPerPx;
                px = px >= lowest && px <= highest ? px : float.NaN;
                u[isMirrored ? u.Length - 1 - x : x] = isMirrored ? px : -px;
            }
        }

        field.V.Pixels.Clear();
    }
}
