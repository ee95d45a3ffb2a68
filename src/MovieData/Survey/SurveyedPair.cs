using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// Both views of one surveyed frame, reduced, with the flow between them. Read only for those who measure; owns all it
/// holds.
/// </summary>
/// <remarks>
/// The pictures show the active part of the view (no letterbox), full-range RGB, left and right by the film's view
/// order; the whole view would be <see cref="SurveyScaling.WidthMax"/> px wide. All px are of these pictures.
/// </remarks>
/// <param name="frame">The views; the pair takes them over.</param>
/// <param name="leftToRight">Flow at the left view's pixels; disparity = −u. Taken over.</param>
/// <param name="rightToLeft">Flow at the right view's pixels. Taken over.</param>
public sealed class SurveyedPair(StereoFrame frame, FlowField leftToRight, FlowField rightToLeft) : IDisposable
{
    /// <summary>Largest residual of a consistent pixel, px: 3 px of a view 1920 wide.</summary>
    public const float ResidualPxMax = 1;

    /// <summary>Frame number in the film.</summary>
    public int Frame => frame.Number;

    /// <summary>Width and height of everything here.</summary>
    public PixelSize Size => frame.Size;

    /// <summary>The left view.</summary>
    public Plane<Rgb24> Left => frame.Left;

    /// <summary>The right view.</summary>
    public Plane<Rgb24> Right => frame.Right;

    /// <summary>Left pixel (x, y) is seen at (x + u, y + v) of the right view; disparity = −u.</summary>
    public FlowField LeftToRight => leftToRight;

    /// <summary>The same from the right view's pixels.</summary>
    public FlowField RightToLeft => rightToLeft;

    /// <summary>Codes 0…3 of <see cref="MaskCode"/> of the left pixels (<see cref="Consistency"/>).</summary>
    public Plane<byte> LeftMask { get; } = MaskOf(leftToRight, rightToLeft, View.Left);

    /// <summary>The same of the right pixels.</summary>
    public Plane<byte> RightMask { get; } = MaskOf(rightToLeft, leftToRight, View.Right);

    /// <inheritdoc/>
    public void Dispose()
    {
        frame.Dispose();
        leftToRight.Dispose();
        rightToLeft.Dispose();
        LeftMask.Dispose();
        RightMask.Dispose();
    }

    private static Plane<byte> MaskOf(FlowField forth, FlowField back, View view)
    {
        var mask = new Plane<byte>(forth.U.Width, forth.U.Height);
        float[] residual = new float[mask.Width];
        for (int y = 0; y < mask.Height; y++)
        {
            Consistency.Row(
                forth.U.Row(y), forth.V.Row(y), back.U.Row(y), view, new ResidualLimit(ResidualPxMax, 0), mask.Row(y),
                residual);
        }

        return mask;
    }
}
