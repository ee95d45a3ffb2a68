using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Flow;

/// <summary>
/// Levels the right views of a segment by planes known beforehand (<see cref="ClipFit"/>), and takes the flow away from
/// pixels that the correction had to invent. Immutable.
/// </summary>
/// <param name="corrections">
/// By frame: vertical flow from right to left as a plane, at the right view's pixels. Frames not named stay as they
/// are.
/// </param>
/// <param name="pool">Where corrected views come from.</param>
public sealed class Rectifier(IReadOnlyDictionary<int, VerticalMisalignment> corrections, PlanePool pool)
{
    /// <summary>Rounding of the plane must not cost the rows at the border, px.</summary>
    private const double RoundingPx = 1e-6;

    /// <summary>By frame: the plane taken out of the right view.</summary>
    public IReadOnlyDictionary<int, VerticalMisalignment> Corrections => corrections;

    /// <summary>One that leaves every frame as it is.</summary>
    public static Rectifier None(PlanePool pool) => new(new Dictionary<int, VerticalMisalignment>(), pool);

    /// <summary>The frame with its right view levelled. The frame passes on, whether it is changed or not.</summary>
    public StereoFrame Level(StereoFrame frame)
    {
        if (!corrections.TryGetValue(frame.Number, out VerticalMisalignment plane))
        {
            return frame;
        }

        Plane<Rgb24>? level = null;
        try
        {
            level = pool.Rent<Rgb24>(frame.Size.Width, frame.Size.Height);
            VerticalWarp.Run(frame.Right.Pixels, frame.Size, plane, level.Pixels);
        }
        catch
        {
            level?.Dispose();
            frame.Dispose();
            throw;
        }

        frame.Right.Dispose();
        return new StereoFrame(frame.Number, frame.Left, level);
    }

    /// <summary>
    /// Makes u not a number where the levelled right view repeats its border: there was no picture, so there is no
    /// flow, and no left pixel that points there is consistent.
    /// </summary>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="rightToLeft">Its flow at the right view's pixels.</param>
    public void TakeInvented(int frame, FlowField rightToLeft)
    {
        if (!corrections.TryGetValue(frame, out VerticalMisalignment plane))
        {
            return;
        }

        PixelSize size = rightToLeft.U.Size;
        for (int y = 0; y < size.Height; y++)
        {
            Span<float> u = rightToLeft.U.Row(y);
            for (int x = 0; x < size.Width; x++)
            {
                double row = VerticalWarp.SourceRow(x, y, size, plane);
                u[x] = row >= -RoundingPx && row <= size.Height - 1 + RoundingPx ? u[x] : float.NaN;
            }
        }
    }
}
