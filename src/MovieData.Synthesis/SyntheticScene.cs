using MovieData.Imaging.Frames;

namespace MovieData.Synthesis;

/// <summary>The layers of a scene at a time in seconds, far to near.</summary>
internal delegate IReadOnlyList<Layer> SceneScript(double seconds);

/// <summary>
/// A moving stereo scene of textured planes: renders either view of any of its frames, and knows the truth exactly.
/// Rendering is a pure function of scene, frame and view. Safe for many threads.
/// </summary>
public sealed class SyntheticScene
{
    /// <summary>Width of a view in design px, the unit of every layer.</summary>
    internal const double DesignWidth = 1920;

    /// <summary>Letterbox bars of the demo film in design px: 1080 − 800 rows, half above, half below.</summary>
    internal const int BarRows = 140;

    private readonly SceneScript _script;
    private readonly uint _seed;
    private readonly int _fps;

    internal SyntheticScene(SceneScript script, uint seed, PixelSize view, int fps)
    {
        _script = script;
        _seed = seed;
        _fps = fps;
        View = view;
    }

    /// <summary>Size of one view, bars included.</summary>
    public PixelSize View { get; }

    /// <summary>
    /// Rows the right view is moved down, px of the view: 0 for a good pair. Left pixel (x, y) is then seen at
    /// (x − d, y + this) of the right view.
    /// </summary>
    public double VerticalOffsetPx { get; internal init; }

    /// <summary>Rows of black above and below the active picture, px of the view.</summary>
    public int BarPx { get; internal init; }

    /// <summary>Deviation of the film grain in levels of 255.</summary>
    public float GrainStrength { get; private init; } = 1.1f;

    /// <summary>Another scene seen by the right view: the views are unrelated and there is no truth.</summary>
    internal SceneScript? RightScript { get; init; }

    /// <summary>
    /// Frames by which the right view runs ahead of the left one: it shows the scene so much later. 0 for a good pair;
    /// any other views are of two instants, and there is no truth.
    /// </summary>
    public double RightLeadFrames { get; private init; }

    /// <summary>True when both views show the same scene at the same instant.</summary>
    public bool IsRelated => RightScript is null && RightLeadFrames == 0;

    /// <summary>Pixels of the view per design px.</summary>
    internal double Scale => View.Width / DesignWidth;

    /// <summary>The same scene with a right view that runs ahead.</summary>
    public SyntheticScene WithRightLead(double frames) => Copy(GrainStrength, frames);

    /// <summary>The same scene with other film grain.</summary>
    /// <param name="strength">Deviation in levels of 255.</param>
    internal SyntheticScene WithGrain(float strength) => Copy(strength, RightLeadFrames);

    /// <summary>A frame of one view, full-range RGB. The caller owns it.</summary>
    /// <param name="frame">0-based frame of the scene.</param>
    /// <param name="view">Which view.</param>
    public Plane<Rgb24> Render(int frame, View view)
    {
        var picture = new Plane<Rgb24>(View.Width, View.Height);
        Render(frame, view, picture.Bytes, View.Width * 3);
        return picture;
    }

    /// <summary>The same into memory of the caller: row y starts at byte y · <paramref name="stride"/>.</summary>
    internal void Render(int frame, View view, Span<byte> rgb, int stride)
    {
        IReadOnlyList<Layer> layers = LayersAt(frame, view);
        var painter = new RowPainter(View.Width);
        uint pictureSeed = Dice.Seed(_seed, (uint)((2 * frame) + (int)view + 1));
        double shift = view == Imaging.Frames.View.Right ? VerticalOffsetPx : 0;
        for (int y = 0; y < View.Height; y++)
        {
            Span<byte> row = rgb.Slice(y * stride, View.Width * 3);
            if (!IsActiveRow(y))
            {
                row.Clear();
                continue;
            }

            painter.Clear();
            foreach (Layer layer in layers)
            {
                painter.Paint(layer, DesignRow(y - shift), view, Scale);
            }

            Grain.Write(painter.Pixels, pictureSeed, y, GrainStrength, row);
        }
    }

    /// <summary>The exact truth of a frame. The caller owns it.</summary>
    /// <exception cref="SynthesisException">The views of this scene are unrelated.</exception>
    public SceneTruth Truth(int frame)
    {
        if (!IsRelated)
        {
            throw new SynthesisException("the two views of this scene are unrelated: there is no disparity to know");
        }

        return SceneTruth.Of(this, LayersAt(frame, Imaging.Frames.View.Left));
    }

    /// <summary>Layers of a frame as one view sees them.</summary>
    internal IReadOnlyList<Layer> LayersAt(int frame, View view) =>
        (view == Imaging.Frames.View.Right && RightScript is not null ? RightScript : _script)(
            (frame + (view == Imaging.Frames.View.Right ? RightLeadFrames : 0)) / _fps);

    /// <summary>False in the black bars.</summary>
    internal bool IsActiveRow(double y) => y >= BarPx && y < View.Height - BarPx;

    /// <summary>Row of the view (pixel centre) in design px.</summary>
    internal double DesignRow(double y) => (y + 0.5) / Scale;

    private SyntheticScene Copy(float grainStrength, double rightLeadFrames) => new(_script, _seed, View, _fps)
    {
        VerticalOffsetPx = VerticalOffsetPx,
        BarPx = BarPx,
        GrainStrength = grainStrength,
        RightScript = RightScript,
        RightLeadFrames = rightLeadFrames,
    };
}
