using MovieData.Imaging.Frames;

namespace MovieData.Flow;

/// <summary>
/// Displacement of every pixel between two views in px: <see cref="U"/> horizontal, + to the right;
/// <see cref="V"/> vertical, + down. Pixel (x, y) of the source view is seen at (x + u, y + v) of the other.
/// Owns both planes.
/// </summary>
public sealed class FlowField(Plane<float> u, Plane<float> v) : IDisposable
{
    /// <summary>A field of new planes, no displacement yet.</summary>
    public FlowField(PixelSize size)
        : this(new Plane<float>(size.Width, size.Height), new Plane<float>(size.Width, size.Height))
    {
    }

    /// <summary>Horizontal displacement in px, + right.</summary>
    public Plane<float> U => u;

    /// <summary>Vertical displacement in px, + down.</summary>
    public Plane<float> V => v;

    /// <inheritdoc/>
    public void Dispose()
    {
        u.Dispose();
        v.Dispose();
    }
}

/// <summary>
/// A stereo frame with its flow in both directions, all of the frame's size. Owns everything it holds.
/// </summary>
public sealed class StereoFlow(StereoFrame frame, FlowField leftToRight, FlowField rightToLeft) : IDisposable
{
    /// <summary>The two views.</summary>
    public StereoFrame Frame => frame;

    /// <summary>Flow at the left view's pixels; disparity = −u.</summary>
    public FlowField LeftToRight => leftToRight;

    /// <summary>Flow at the right view's pixels.</summary>
    public FlowField RightToLeft => rightToLeft;

    /// <inheritdoc/>
    public void Dispose()
    {
        frame.Dispose();
        leftToRight.Dispose();
        rightToLeft.Dispose();
    }
}
