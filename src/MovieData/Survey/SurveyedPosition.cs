using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>How one view moves from a surveyed frame to the next. Owns all it holds.</summary>
/// <param name="next">The view in the next frame. Taken over.</param>
/// <param name="forth">Flow at the surveyed frame's pixels to the next one. Taken over.</param>
/// <param name="back">Flow at the next frame's pixels to the surveyed one. Taken over.</param>
public sealed class ViewMotion(Plane<Rgb24> next, FlowField forth, FlowField back) : IDisposable
{
    /// <summary>Largest difference between flow there and back of a consistent pixel, px.</summary>
    public const float ResidualPxMax = 0.5f;

    /// <summary>The view in the next frame.</summary>
    public Plane<Rgb24> Next => next;

    /// <summary>Pixel (x, y) is seen at (x + u, y + v) of the next frame.</summary>
    public FlowField Forth => forth;

    /// <summary>The same from the next frame's pixels back.</summary>
    public FlowField Back => back;

    /// <summary>Codes of <see cref="MaskCode"/> of the surveyed frame's pixels: 0 where both agree.</summary>
    public Plane<byte> Mask { get; } = MaskOf(forth, back);

    /// <inheritdoc/>
    public void Dispose()
    {
        next.Dispose();
        forth.Dispose();
        back.Dispose();
        Mask.Dispose();
    }

    private static Plane<byte> MaskOf(FlowField forth, FlowField back)
    {
        var mask = new Plane<byte>(forth.U.Width, forth.U.Height);
        FlowAgreement.Write(forth, back, ResidualPxMax, mask);
        return mask;
    }
}

/// <summary>One frame at which a shot is surveyed, and how its views move to the next. Owns all it holds.</summary>
/// <param name="pair">The views and the flow between them. Taken over.</param>
/// <param name="leftMotion">Motion of the left view; null where the shot has no next frame, it could not be decoded, or
/// the network knows no motion. Taken over, like the next one.</param>
/// <param name="rightMotion">Motion of the right view; null like that of the left one.</param>
public sealed class SurveyedPosition(SurveyedPair pair, ViewMotion? leftMotion, ViewMotion? rightMotion) : IDisposable
{
    /// <summary>The views and the flow between them.</summary>
    public SurveyedPair Pair => pair;

    /// <summary>Motion of the left view to the next frame, at its own pixels.</summary>
    public ViewMotion? LeftMotion => leftMotion;

    /// <summary>Motion of the right view to the next frame, at its own pixels.</summary>
    public ViewMotion? RightMotion => rightMotion;

    /// <inheritdoc/>
    public void Dispose()
    {
        pair.Dispose();
        leftMotion?.Dispose();
        rightMotion?.Dispose();
    }
}
