namespace MovieData.Imaging.Frames;

/// <summary>
/// Both views of one instant, cropped alike to the pipeline's <c>crop_px</c>, full-range RGB.
/// Owns both planes.
/// </summary>
/// <param name="number">Frame number: n-th picture of a sequential decode in presentation order, 0-based.</param>
/// <param name="left">Left view; disparities stand at its pixels.</param>
/// <param name="right">Right view, same size.</param>
public sealed class StereoFrame(int number, Plane<Rgb24> left, Plane<Rgb24> right) : IDisposable
{
    /// <summary>A frame of two views that were rented one after the other.</summary>
    /// <param name="number">Frame number.</param>
    /// <param name="views">First and second view as coded; the frame takes both over.</param>
    /// <param name="rightFirst">True where the first view is the right one.</param>
    public static StereoFrame Of(int number, HeldPlanes<Rgb24> views, bool rightFirst)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(views.Count, 2);
        Plane<Rgb24>[] both = views.Release();
        return rightFirst ? new StereoFrame(number, both[1], both[0]) : new StereoFrame(number, both[0], both[1]);
    }

    /// <summary>Frame number, 0-based, presentation order.</summary>
    public int Number => number;

    /// <summary>The left view.</summary>
    public Plane<Rgb24> Left => left;

    /// <summary>The right view, of the left view's size.</summary>
    public Plane<Rgb24> Right => right;

    /// <summary>Width and height of either view.</summary>
    public PixelSize Size => left.Size;

    /// <inheritdoc/>
    public void Dispose()
    {
        left.Dispose();
        right.Dispose();
    }
}
