using MovieData.Imaging.Frames;

namespace MovieData.Synthesis;

/// <summary>
/// Disparity of a surface: a plane over cyclopean coordinates, d = D + PerX · (x − X) + PerY · (y − Y), all in
/// design px (a view 1920 wide). A point at cyclopean x is seen at x + d/2 in the left view and x − d/2 in the right,
/// so that x can be had exactly from either view.
/// </summary>
internal readonly record struct DisparityPlane(double D, double PerX = 0, double PerY = 0, double X = 0, double Y = 0)
{
    /// <summary>Disparity at cyclopean (x, y), px; larger = nearer.</summary>
    public double At(double x, double y) => D + (PerX * (x - X)) + (PerY * (y - Y));

    /// <summary>Row <paramref name="y"/> as cyclopean x = Scale · x_view + Offset.</summary>
    public (double Scale, double Offset) FromView(double y, View view)
    {
        double half = view == View.Left ? 0.5 : -0.5;
        double scale = 1 / (1 + (half * PerX));
        return (scale, -scale * half * At(0, y));
    }
}

/// <summary>
/// Where a texture lies on a row of cyclopean space: texel u = UPerX · x + U, v = V (finest level, texel edges at
/// whole numbers); <paramref name="TexelsPerPx"/> chooses the level.
/// </summary>
internal readonly record struct RowMapping(double UPerX, double U, double V, double TexelsPerPx);

/// <summary>How a texture lies in cyclopean space.</summary>
internal readonly record struct TextureMapping
{
    private readonly double _x, _y, _u, _v, _texels, _horizon, _depth;

    private TextureMapping(double x, double y, double u, double v, double texels, double horizon, double depth) =>
        (_x, _y, _u, _v, _texels, _horizon, _depth) = (x, y, u, v, texels, horizon, depth);

    /// <summary>Upright: texel (0, 0) at cyclopean (x, y), <paramref name="texels"/> texels per px.</summary>
    public static TextureMapping Upright(double x, double y, double texels) => new(x, y, 0, 0, texels, 0, 0);

    /// <summary>
    /// A level ground seen from above: depth grows as 1 / (row − horizon). (u, v) is the camera's place on it, in
    /// texels; <paramref name="texels"/> = texels per px at <paramref name="nearRow"/>; x is the vanishing column.
    /// </summary>
    public static TextureMapping Ground(double x, double horizon, double nearRow, double texels, double u, double v) =>
        new(x, 0, u, v, texels, horizon, nearRow - horizon);

    /// <summary>Mapping of row y (design px).</summary>
    public RowMapping Row(double y)
    {
        if (_depth == 0)
        {
            return new RowMapping(_texels, -_texels * _x, _texels * (y - _y), _texels);
        }

        double far = _depth / Math.Max(y - _horizon, 0.5);
        double perX = _texels * far;
        return new RowMapping(perX, _u - (perX * _x), _v - (2 * _texels * _depth * far),
            perX * Math.Max(1, Math.Sqrt(far)));
    }
}

/// <summary>What a layer counts as in the truth.</summary>
internal enum LayerKind
{
    /// <summary>A thing: has a disparity, hides what is behind it.</summary>
    Thing,

    /// <summary>The sky.</summary>
    Sky,

    /// <summary>A shadow or a mark on the layer below: colours it and hides nothing.</summary>
    Mark,
}

/// <summary>One textured surface at one instant; a scene is a list of them, far to near.</summary>
/// <param name="Texture">Its picture.</param>
/// <param name="Surface">Its disparity.</param>
/// <param name="Mapping">Where the texture lies.</param>
/// <param name="Kind">What it counts as.</param>
/// <param name="Top">Rows above it are not covered, design px.</param>
/// <param name="Haze">Share of <see cref="HazeColour"/> mixed in, 0…1.</param>
internal sealed record Layer(
    Texture Texture, DisparityPlane Surface, TextureMapping Mapping, LayerKind Kind = LayerKind.Thing,
    double Top = double.NegativeInfinity, float Haze = 0)
{
    /// <summary>Colour of the air between the layer and the camera, 0…1.</summary>
    public Colour HazeColour { get; init; } = new(0.75f, 0.80f, 0.86f);

    /// <summary>Coverage of row <paramref name="y"/> (design px), exactly as the renderer draws it.</summary>
    public AlphaRow RowAt(double y, double scale) => new(this, y, scale);
}

/// <summary>Coverage of one row of a layer: what <see cref="RowPainter"/> blends, at any real place.</summary>
internal readonly struct AlphaRow
{
    private readonly Texture.Level? _level;
    private readonly double _perX, _first, _weight;
    private readonly int _upper;
    private readonly bool _full;

    public AlphaRow(Layer layer, double y, double scale)
    {
        if (y < layer.Top)
        {
            return;
        }

        RowMapping row = layer.Mapping.Row(y);
        int index = layer.Texture.LevelFor(row.TexelsPerPx / scale);
        double shrink = 1.0 / (1 << index), v = (row.V * shrink) - 0.5;
        Texture.Level level = layer.Texture.At(index);
        _full = layer.Texture.Tiles;
        if (!_full && v > -1 && v < level.Height)
        {
            _level = level;
            _perX = row.UPerX * shrink;
            _first = (row.U * shrink) - 0.5;
            _upper = (int)Math.Floor(v);
            _weight = v - _upper;
        }
    }

    /// <summary>False when the whole row is clear.</summary>
    public bool IsThere => _full || _level is not null;

    /// <summary>Alpha at cyclopean x, 0…1.</summary>
    public double At(double x)
    {
        if (_level is null)
        {
            return _full ? 1 : 0;
        }

        double u = (_perX * x) + _first;
        if (u <= -1 || u >= _level.Width)
        {
            return 0;
        }

        int u0 = (int)Math.Floor(u);
        double f = u - u0;
        double upper = (Texel(u0, _upper) * (1 - f)) + (Texel(u0 + 1, _upper) * f);
        double lower = (Texel(u0, _upper + 1) * (1 - f)) + (Texel(u0 + 1, _upper + 1) * f);
        return (upper + ((lower - upper) * _weight)) / 255;
    }

    private double Texel(int u, int v) =>
        (uint)u < (uint)_level!.Width && (uint)v < (uint)_level.Height ? _level.Rgba[(v * _level.Width) + u] >> 24 : 0;
}
