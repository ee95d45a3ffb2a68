using MovieData.Imaging.Frames;

namespace MovieData.Synthesis;

/// <summary>
/// The exact truth of one stereo frame, at the size of a view, computed from the layers and not from pixels.
/// Owns its planes.
/// </summary>
public sealed class SceneTruth : IDisposable
{
    private SceneTruth(ViewTruth left, ViewTruth right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>At the left view's pixels.</summary>
    public ViewTruth Left { get; }

    /// <summary>At the right view's pixels.</summary>
    public ViewTruth Right { get; }

    /// <summary>
    /// The mask a perfect method writes at the left view's pixels of a crop, codes and precedence of CONTRACT.md:
    /// 5 bar, 4 sky, 3 out of the right view's crop, 2 occluded, 0 valid. The caller owns it.
    /// </summary>
    public Plane<byte> LeftMask(PixelArea crop)
    {
        var mask = new Plane<byte>(crop.Width, crop.Height);
        for (int y = 0; y < crop.Height; y++)
        {
            Span<byte> row = mask.Row(y);
            for (int x = 0; x < crop.Width; x++)
            {
                row[x] = Code(crop, crop.X + x, crop.Y + y);
            }
        }

        return mask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private byte Code(PixelArea crop, int x, int y)
    {
        PixelTruth visibility = Left.Visibility[x, y];
        double target = x - Left.Disparity[x, y];
        bool isOut = visibility == PixelTruth.OutOfView || target < crop.X || target > crop.X + crop.Width - 1;
        return visibility == PixelTruth.Bar ? TruthMask.Bar
            : Left.Sky[x, y] != 0 ? TruthMask.Sky
            : isOut ? TruthMask.OutOfView
            : visibility == PixelTruth.Occluded ? TruthMask.Occluded : TruthMask.Valid;
    }

    internal static SceneTruth Of(SyntheticScene scene, IReadOnlyList<Layer> layers)
    {
        Layer[] solid = [.. layers.Where(l => l.Kind != LayerKind.Mark)];
        ViewTruth? left = null, right = null;
        Parallel.Invoke(
            () => left = ViewTruth.Of(scene, solid, View.Left),
            () => right = ViewTruth.Of(scene, solid, View.Right));
        return new SceneTruth(left!, right!);
    }
}

/// <summary>What a pixel of one view is, as known from the scene.</summary>
public enum PixelTruth : byte
{
    /// <summary>Seen in both views.</summary>
    Visible,

    /// <summary>Hidden in the other view by something nearer.</summary>
    Occluded,

    /// <summary>Its place in the other view is outside that view.</summary>
    OutOfView,

    /// <summary>In a black bar: no disparity.</summary>
    Bar,
}

/// <summary>Truth at the pixels of one view. Owns its planes, all of the view's size.</summary>
public sealed class ViewTruth : IDisposable
{
    private ViewTruth(PixelSize size, View view)
    {
        View = view;
        Disparity = new Plane<float>(size.Width, size.Height);
        Visibility = new Plane<PixelTruth>(size.Width, size.Height);
        Sky = new Plane<byte>(size.Width, size.Height);
    }

    /// <summary>The view whose pixels these are.</summary>
    public View View { get; }

    /// <summary>d = x_left − x_right in px of the view, larger = nearer, sky included; NaN in bars.</summary>
    public Plane<float> Disparity { get; }

    /// <summary>Whether the pixel is seen in the other view.</summary>
    public Plane<PixelTruth> Visibility { get; }

    /// <summary>255 = sky, 0 = not.</summary>
    public Plane<byte> Sky { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Disparity.Dispose();
        Visibility.Dispose();
        Sky.Dispose();
    }

    internal static ViewTruth Of(SyntheticScene scene, Layer[] layers, View view)
    {
        var truth = new ViewTruth(scene.View, view);
        double shift = scene.VerticalOffsetPx, ownShift = view == View.Right ? shift : 0;
        double toOther = view == View.Left ? shift : -shift;
        for (int y = 0; y < scene.View.Height; y++)
        {
            if (!scene.IsActiveRow(y))
            {
                truth.Disparity.Row(y).Fill(float.NaN);
                truth.Visibility.Row(y).Fill(PixelTruth.Bar);
                continue;
            }

            var row = new RowTruth(layers, scene.DesignRow(y - ownShift), scene.Scale, scene.View.Width);
            bool rowIsOut = !scene.IsActiveRow(y + toOther);
            for (int x = 0; x < scene.View.Width; x++)
            {
                int top = row.TopAt(x, view);
                double d = row.Disparity(top, x, view);
                truth.Disparity[x, y] = (float)d;
                truth.Visibility[x, y] = rowIsOut ? PixelTruth.OutOfView : row.Visibility(top, x, d, view);
                truth.Sky[x, y] = layers[top].Kind == LayerKind.Sky ? (byte)255 : (byte)0;
            }
        }

        return truth;
    }
}

/// <summary>
/// Answers for one row of a scene: which layer is on top at a place of a view, and what lies behind.
/// </summary>
internal readonly struct RowTruth
{
    private readonly Layer[] _layers;
    private readonly AlphaRow[] _rows;
    private readonly (double Scale, double Offset)[] _left, _right;
    private readonly double _y, _scale;
    private readonly int _width;

    public RowTruth(Layer[] layers, double y, double scale, int width)
    {
        _layers = layers;
        _y = y;
        _scale = scale;
        _width = width;
        _rows = [.. layers.Select(l => l.RowAt(y, scale))];
        _left = [.. layers.Select(l => l.Surface.FromView(y, View.Left))];
        _right = [.. layers.Select(l => l.Surface.FromView(y, View.Right))];
    }

    /// <summary>
    /// Index of the layer seen at pixel x (any real number) of a view; half covered counts as covered.
    /// </summary>
    public int TopAt(double x, View view, int above = 0)
    {
        for (int i = _layers.Length - 1; i > above; i--)
        {
            if (IsCovered(i, x, view))
            {
                return i;
            }
        }

        return above;
    }

    /// <summary>Whether layer i covers at least half of pixel x of a view, seen or not.</summary>
    public bool IsCovered(int i, double x, View view) =>
        _rows[i].IsThere && _rows[i].At(Cyclopean(i, x, view)) >= 0.5;

    /// <summary>Disparity of layer i at pixel x of a view, px of the view.</summary>
    public double Disparity(int i, double x, View view) =>
        _layers[i].Surface.At(Cyclopean(i, x, view), _y) * _scale;

    /// <summary>Whether the point of layer i seen at pixel x is seen in the other view.</summary>
    public PixelTruth Visibility(int i, double x, double disparity, View view)
    {
        View other = view == View.Left ? View.Right : View.Left;
        double target = view == View.Left ? x - disparity : x + disparity;
        if (target < 0 || target > _width - 1)
        {
            return PixelTruth.OutOfView;
        }

        return TopAt(target, other, i) == i ? PixelTruth.Visible : PixelTruth.Occluded;
    }

    private double Cyclopean(int i, double x, View view)
    {
        (double scale, double offset) = view == View.Left ? _left[i] : _right[i];
        return (scale * ((x + 0.5) / _scale)) + offset;
    }
}
