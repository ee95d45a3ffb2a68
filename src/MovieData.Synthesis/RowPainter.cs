using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Synthesis;

/// <summary>
/// Paints layers into one row of one view. A plane's texture coordinate is affine along a row in either view, so a
/// row is: two texture rows blended into one, then linear interpolation along it. One painter per thread.
/// </summary>
internal sealed class RowPainter(int width)
{
    /// <summary>Texels under one row at most; the level is chosen so that a pixel spans at most 1.5 of them.</summary>
    private readonly Vector128<float>[] _texels = new Vector128<float>[(4 * width) + 64];

    private readonly Vector128<float>[] _pixels = new Vector128<float>[width];

    /// <summary>The row: R, G, B in 0…255, alpha unused.</summary>
    public ReadOnlySpan<Vector128<float>> Pixels => _pixels;

    /// <summary>Starts a black row.</summary>
    public void Clear() => Array.Clear(_pixels);

    /// <summary>Paints a layer over the row.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="y">Row in design px.</param>
    /// <param name="view">Which view.</param>
    /// <param name="scale">Pixels of the view per design px.</param>
    public void Paint(Layer layer, double y, View view, double scale)
    {
        if (y < layer.Top)
        {
            return;
        }

        RowMapping row = layer.Mapping.Row(y);
        int index = layer.Texture.LevelFor(row.TexelsPerPx / scale);
        Texture.Level level = layer.Texture.At(index);
        double shrink = 1.0 / (1 << index);
        (double viewScale, double viewOffset) = layer.Surface.FromView(y, view);
        double perPixel = row.UPerX * viewScale * shrink / scale;
        double first = (((row.UPerX * ((viewScale * 0.5 / scale) + viewOffset)) + row.U) * shrink) - 0.5;
        double v = (row.V * shrink) - 0.5;

        int from = 0, to = width - 1;
        if (!layer.Texture.Tiles)
        {
            if (v <= -1 || v >= level.Height)
            {
                return;
            }

            from = (int)Math.Clamp(Math.Ceiling((-1 - first) / perPixel), 0, width);
            to = (int)Math.Clamp(Math.Floor((level.Width - first) / perPixel), -1, width - 1);
        }

        if (from > to)
        {
            return;
        }

        double u = first + (perPixel * from);
        int texel = (int)Math.Floor(u);
        int count = Math.Min((int)Math.Floor(first + (perPixel * to)) - texel + 3, _texels.Length);
        BlendRows(layer, level, texel, count, v);
        Stretch(_pixels.AsSpan(from, to - from + 1), _texels.AsSpan(0, count),
            u - texel, perPixel, layer.Texture.Tiles);
    }

    private void BlendRows(Layer layer, Texture.Level level, int first, int count, double v)
    {
        int v0 = (int)Math.Floor(v);
        var weight = Vector128.Create((float)(v - v0));
        ReadOnlySpan<uint> upper = RowOf(level, v0, layer.Texture.Tiles);
        ReadOnlySpan<uint> lower = RowOf(level, v0 + 1, layer.Texture.Tiles);
        bool hazy = layer.Haze > 0;
        Vector128<float> keep = Vector128.Create(1 - layer.Haze, 1 - layer.Haze, 1 - layer.Haze, 1);
        Vector128<float> haze = Vector128.Create(layer.HazeColour.R, layer.HazeColour.G, layer.HazeColour.B, 0)
            * layer.Haze;
        int mask = level.Width - 1;
        for (int i = 0; i < count; i++)
        {
            int u = layer.Texture.Tiles ? (first + i) & mask : first + i;
            Vector128<float> a = Unpack((uint)u < (uint)upper.Length ? upper[u] : 0);
            Vector128<float> b = Unpack((uint)u < (uint)lower.Length ? lower[u] : 0);
            Vector128<float> texel = a + ((b - a) * weight);
            _texels[i] = hazy ? (texel * keep) + (haze * texel.GetElement(3)) : texel;
        }
    }

    // Positions in 32.32 fixed point: the same on every machine, and no float conversion per pixel.
    private static void Stretch(
        Span<Vector128<float>> pixels, ReadOnlySpan<Vector128<float>> texels,
            double start, double perPixel, bool opaque)
    {
        long position = (long)(start * 4294967296.0), step = (long)(perPixel * 4294967296.0);
        for (int x = 0; x < pixels.Length; x++, position += step)
        {
            int i = (int)(position >> 32);
            var weight = Vector128.Create((uint)position * (1f / 4294967296f));
            Vector128<float> a = texels[i];
            Vector128<float> colour = a + ((texels[i + 1] - a) * weight);
            pixels[x] = opaque
                ? colour
                : colour + (pixels[x] * Vector128.Create(1 - (colour.GetElement(3) * (1 / 255f))));
        }
    }

    private static ReadOnlySpan<uint> RowOf(Texture.Level level, int v, bool tiles)
    {
        int row = tiles ? v & (level.Height - 1) : v;
        return (uint)row < (uint)level.Height ? level.Rgba.AsSpan(row * level.Width, level.Width) : [];
    }

    private static Vector128<float> Unpack(uint rgba)
    {
        Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalar(rgba).AsByte());
        return Vector128.ConvertToSingle(Vector128.WidenLower(wide).AsInt32());
    }
}
