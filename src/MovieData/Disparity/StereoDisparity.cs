using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Ledger;

namespace MovieData.Disparity;

/// <summary>
/// A stereo frame with its disparity, the figures measured on its flow, and the rules it failed. The flow itself is
/// gone: its planes went back to the pool. Owns the frame and the maps.
/// </summary>
/// <param name="frame">The two views.</param>
/// <param name="map">Disparity, mask and residual at the left view.</param>
/// <param name="rightMap">The same at the right view; null unless the pipeline asks for it.</param>
/// <param name="figures">What was measured on the flow.</param>
/// <param name="pictures">What was measured on the pictures.</param>
/// <param name="rejections">All failed rules in rule order; the first is the reason. Empty: accepted.</param>
/// <param name="options">Section <c>disparity</c>: views to be written and their scale.</param>
public sealed class StereoDisparity(
    StereoFrame frame,
    DisparityMap map,
    DisparityMap? rightMap,
    DisparityFigures figures,
    PictureFigures pictures,
    IReadOnlyList<Rejection> rejections,
    DisparityOptions options) : IDisposable
{
    private DisparityMap _map = map;
    private DisparityMap? _rightMap = rightMap;

    /// <summary>The two views.</summary>
    public StereoFrame Frame => frame;

    /// <summary>
    /// Disparity, mask and residual at the left view; of its size until <see cref="ToOutputScale"/>.
    /// </summary>
    public DisparityMap Map => _map;

    /// <summary>The same at the right view; null unless <c>disparity.reference</c> is right or both.</summary>
    public DisparityMap? RightMap => _rightMap;

    /// <summary>False when the left view's map is for the rules only (<c>disparity.reference: right</c>).</summary>
    public bool WritesLeft => options.Reference != Reference.Right;

    /// <summary>What was measured on the flow; <see cref="ApplySky"/> completes it.</summary>
    public DisparityFigures Figures { get; private set; } = figures;

    /// <summary>What was measured on the pictures, before the sky was known.</summary>
    public PictureFigures Pictures => pictures;

    /// <summary>All failed rules in rule order; the first is the reason. Empty: accepted.</summary>
    public IReadOnlyList<Rejection> Rejections => rejections;

    /// <summary>
    /// Gives code 4 to every sky pixel of the left view that is no black bar, and measures again what depends on it:
    /// sky fraction and the extremes of the pixels still valid. The rules are not asked again: their fractions include
    /// sky.
    /// </summary>
    /// <param name="sky">0 = not sky, anything else = sky; one byte a pixel of the left view in row order.</param>
    /// <param name="confidence">How sure that is, 0…1; NaN: nothing is sky.</param>
    /// <exception cref="ArgumentException">The mask is not of the frame's size.</exception>
    public void ApplySky(ReadOnlySpan<byte> sky, double confidence = double.NaN)
    {
        MaskCode.ApplySky(sky, _map.Mask.Pixels);
        Span<int> counts = stackalloc int[MaskCode.Count];
        MaskCode.AddCounts(_map.Mask.Pixels, counts);
        long pixels = _map.Mask.Size.Area - counts[MaskCode.BlackBar];
        (float min, float max) = _map.Extremes;
        Figures = Figures with
        {
            SkyFraction = pixels == 0 ? 0 : (double)counts[MaskCode.Sky] / pixels,
            SkyConfidence = confidence,
            DisparityMinPx = min,
            DisparityMaxPx = max,
        };
    }

    /// <summary>Gives code 4 to every sky pixel of the right view's map that is no black bar.</summary>
    /// <param name="sky">0 = not sky, anything else = sky; one byte a pixel of the right view in row order.</param>
    /// <exception cref="ArgumentException">The mask is not of the frame's size.</exception>
    /// <exception cref="InvalidOperationException">There is no such map.</exception>
    public void ApplySkyRight(ReadOnlySpan<byte> sky) => MaskCode.ApplySky(
        sky, (_rightMap ?? throw new InvalidOperationException("the pipeline asks for no right map")).Mask.Pixels);

    /// <summary>
    /// Brings the maps, and with them the extremes of their valid pixels, to <c>disparity.output_scale</c>: at 0.5 they
    /// are px of the half size from here on. Call it once, after the sky is known.
    /// </summary>
    /// <param name="pool">Where smaller planes come from; the old ones return to theirs.</param>
    /// <exception cref="DisparityException">The frame is too small to be halved.</exception>
    public void ToOutputScale(PlanePool pool)
    {
        if (options.OutputScale == 1)
        {
            return;
        }

        _map = Halved(_map, pool);
        _rightMap = _rightMap is null ? null : Halved(_rightMap, pool);
        (float min, float max) = _map.Extremes;
        Figures = Figures with { DisparityMinPx = min, DisparityMaxPx = max };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        frame.Dispose();
        _map.Dispose();
        _rightMap?.Dispose();
    }

    private static DisparityMap Halved(DisparityMap full, PlanePool pool)
    {
        DisparityMap half = full.Halve(pool);
        full.Dispose();
        return half;
    }
}
