using System.Buffers;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// <see cref="PhotometricError"/> of every pixel instead of its mean: a picture that shows where a view and its warped
/// partner are unlike.
/// </summary>
public static class PhotometricErrorMap
{
    /// <summary>The value of an error of 1.</summary>
    public const int One = 254;

    /// <summary>The value of pixels without an error: their disparity is not valid.</summary>
    public const byte None = 255;

    /// <summary>Writes round(254 · error), the error being the mean over the channels.</summary>
    /// <param name="left">Left view, size.Width · size.Height pixels.</param>
    /// <param name="right">Right view, as many.</param>
    /// <param name="u">Horizontal left-to-right flow, px, as many; read where the mask is valid, and finite
    /// everywhere.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/>, as many.</param>
    /// <param name="size">Size of all.</param>
    /// <param name="map">Receives as many values.</param>
    /// <exception cref="ArgumentException">A span is not of the size.</exception>
    public static void Write(
        ReadOnlySpan<Rgb24> left,
        ReadOnlySpan<Rgb24> right,
        ReadOnlySpan<float> u,
        ReadOnlySpan<byte> mask,
        PixelSize size,
        Span<byte> map) => Write(left, right, u, mask, size, map, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the results.</summary>
    internal static void Write(
        ReadOnlySpan<Rgb24> left,
        ReadOnlySpan<Rgb24> right,
        ReadOnlySpan<float> u,
        ReadOnlySpan<byte> mask,
        PixelSize size,
        Span<byte> map,
        bool vector)
    {
        if (left.Length != size.Area || right.Length != size.Area || u.Length != size.Area
            || mask.Length != size.Area || map.Length != size.Area)
        {
            throw new ArgumentException($"{left.Length}, {right.Length}, {u.Length}, {mask.Length} and {map.Length} "
                + $"pixels are not {size}");
        }

        int width = size.Width;
        using var rows = new PhotometricError.Scratch(width);
        float[] errors = ArrayPool<float>.Shared.Rent(PhotometricError.Channels * width);
        for (int y = -1; y < size.Height; y++)
        {
            int next = y + 1;
            if (next < size.Height)
            {
                ReadOnlySpan<Rgb24> partner = right.Slice(next * width, width);
                Warp.Unwarped(left.Slice(next * width, width), rows.Left(next), vector);
                Warp.Row(partner, u.Slice(next * width, width), rows.Warped(next), vector);
            }

            if (y >= 0)
            {
                (int above, int below) = (
                    PhotometricError.Reflect(y - 1, size.Height), PhotometricError.Reflect(y + 1, size.Height));
                PhotometricError.ColumnSums(rows, above, y, below, vector);
                rows.ReflectEdges();
                PhotometricError.RowErrors(rows, y, errors, vector);
                WriteRow(errors, mask.Slice(y * width, width), map.Slice(y * width, width));
            }
        }

        ArrayPool<float>.Shared.Return(errors);
    }

    private static void WriteRow(ReadOnlySpan<float> errors, ReadOnlySpan<byte> mask, Span<byte> map)
    {
        for (int x = 0; x < map.Length; x++)
        {
            float sum = errors[3 * x] + errors[(3 * x) + 1] + errors[(3 * x) + 2];
            map[x] = mask[x] == MaskCode.Valid ? (byte)((sum * (One / 3f)) + 0.5f) : None;
        }
    }
}
