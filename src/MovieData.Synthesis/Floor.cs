namespace MovieData.Synthesis;

/// <summary>
/// A level floor seen in perspective and the things that stand on it. A place is (across, nearness): nearness 0 is
/// the horizon, 1 the near row; size, sideways motion and disparity all grow in proportion to it, as they do before a
/// real pair of cameras.
/// </summary>
/// <param name="Horizon">Row of the horizon, design px.</param>
/// <param name="NearRow">Row of nearness 1, design px.</param>
/// <param name="Far">Disparity at the horizon, px.</param>
/// <param name="Near">Disparity at nearness 1, px.</param>
/// <param name="Pan">Camera's place across, px at the near row.</param>
internal sealed record Floor(double Horizon, double NearRow, double Far, double Near, double Pan)
{
    /// <summary>Vanishing column, design px.</summary>
    public const double Middle = 960;

    private double Depth => NearRow - Horizon;

    /// <summary>Disparity at a nearness.</summary>
    public double DisparityAt(double nearness) => Far + ((Near - Far) * nearness);

    /// <summary>Row at a nearness.</summary>
    public double RowAt(double nearness) => Horizon + (nearness * Depth);

    /// <summary>Column of a place.</summary>
    public double ColumnAt(double across, double nearness) => Middle + ((across - Pan) * nearness);

    /// <summary>The floor itself, from nearness <paramref name="from"/> down.</summary>
    public Layer Surface(Texture texture, double from, double texels = 1, float haze = 0) => new(
        texture,
        new DisparityPlane(Far, 0, (Near - Far) / Depth, 0, Horizon),
        TextureMapping.Ground(Middle, Horizon, NearRow, texels, Pan * texels, 0),
        Top: RowAt(from),
        Haze: haze);

    /// <summary>
    /// A wall across the picture whose foot is at a nearness; <paramref name="slant"/> in px of disparity per px.
    /// </summary>
    public Layer Wall(Texture texture, double nearness, double texels, double slant = 0, float haze = 0) => new(
        texture,
        new DisparityPlane(DisparityAt(nearness), slant, 0, Middle, 0),
        TextureMapping.Upright(ColumnAt(0, nearness), RowAt(nearness), texels),
        Haze: haze);

    /// <summary>
    /// A sprite hung on a wall, <paramref name="off"/> px of disparity nearer than it and parallel to it.
    /// </summary>
    /// <param name="wall">The wall.</param>
    /// <param name="sprite">The cut-out; its foot comes to the place.</param>
    /// <param name="x">Column, design px from the wall's own middle.</param>
    /// <param name="y">Row, design px.</param>
    /// <param name="size">Px per texel.</param>
    /// <param name="off">Disparity in front of the wall, px.</param>
    public Layer Hang(Layer wall, Sprite sprite, double x, double y, double size, double off = 0.5) => new(
        sprite.Texture,
        wall.Surface with { D = wall.Surface.D + off },
        TextureMapping.Upright(
            ColumnAt(0, (wall.Surface.D - Far) / (Near - Far)) + x - (sprite.FootX * size),
                y - (sprite.FootY * size), 1 / size));

    /// <summary>
    /// A sprite standing at a place. Its shadow comes first: a mark that lies on the floor.
    /// </summary>
    /// <param name="sprite">The cut-out.</param>
    /// <param name="across">Place across, px at the near row.</param>
    /// <param name="nearness">How near, above 0.</param>
    /// <param name="size">Px per texel at nearness 1.</param>
    /// <param name="lift">Height above the floor, px at nearness 1.</param>
    /// <param name="shadow">Shadow sprite, or null.</param>
    /// <param name="haze">Share of haze.</param>
    public IEnumerable<Layer> Stand(
        Sprite sprite, double across, double nearness, double size = 1, double lift = 0,
            Sprite? shadow = null, float haze = 0)
    {
        double x = ColumnAt(across, nearness), y = RowAt(nearness), zoom = size * nearness;
        if (shadow is not null)
        {
            double wide = 1.3 * sprite.Texture.Width * zoom / shadow.Texture.Width;
            yield return new Layer(
                shadow.Texture,
                new DisparityPlane(Far, 0, (Near - Far) / Depth, 0, Horizon),
                TextureMapping.Upright(x - (shadow.FootX * wide), y - (shadow.FootY * wide), 1 / wide),
                LayerKind.Mark);
        }

        yield return new Layer(
            sprite.Texture,
            new DisparityPlane(DisparityAt(nearness)),
            TextureMapping.Upright(x - (sprite.FootX * zoom), y - (lift * nearness) - (sprite.FootY * zoom), 1 / zoom),
            Haze: haze);
    }
}
