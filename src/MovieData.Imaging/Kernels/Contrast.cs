using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>Which pixels show something: contrast in green, the channel with the least noise.</summary>
public static class Contrast
{
    /// <summary>
    /// Finds the pixels of a row that are valid and have contrast, |right − left| + |below − above| in green, the
    /// border repeated.
    /// </summary>
    /// <param name="above">The row above, or the row itself at the top; as long as <paramref name="row"/>.</param>
    /// <param name="row">The row, at least one pixel.</param>
    /// <param name="below">The row below, or the row itself at the bottom; as long.</param>
    /// <param name="codes">Codes of <see cref="MaskCode"/> of the row; as many.</param>
    /// <param name="contrastMin">Least contrast, levels of 0…255, 1…255.</param>
    /// <param name="silent">Receives 0 where a pixel is valid and has contrast, anything else where not.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void FindSilent(
        ReadOnlySpan<Rgb24> above,
        ReadOnlySpan<Rgb24> row,
        ReadOnlySpan<Rgb24> below,
        ReadOnlySpan<byte> codes,
        int contrastMin,
        Span<byte> silent) =>
        FindSilent(above, row, below, codes, contrastMin, silent, Vector128.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare them.</summary>
    internal static void FindSilent(
        ReadOnlySpan<Rgb24> above,
        ReadOnlySpan<Rgb24> row,
        ReadOnlySpan<Rgb24> below,
        ReadOnlySpan<byte> codes,
        int contrastMin,
        Span<byte> silent,
        bool vector)
    {
        int width = row.Length;
        if (above.Length != width || below.Length != width || codes.Length != width || silent.Length != width
            || width == 0)
        {
            throw new ArgumentException(
                $"rows of {above.Length}, {width} and {below.Length} pixels, {codes.Length} codes, "
                + $"{silent.Length} marks");
        }

        Scalar(above, row, below, codes, contrastMin, silent, 0, Math.Min(width, 1));
        int x = 1;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(row);
        ReadOnlySpan<byte> top = MemoryMarshal.AsBytes(above);
        ReadOnlySpan<byte> bottom = MemoryMarshal.AsBytes(below);
        Vector128<byte> least = Vector128.Create((byte)contrastMin);
        for (; vector && x + 17 <= width; x += 16)
        {
            // 16 pixels are 48 bytes; green is every third of them, from the second on.
            Vector128<byte> green =
                Vector128.Shuffle(
                    Of(bytes, top, bottom, 3 * x),
                    Vector128.Create(1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, (byte)255))
                | Vector128.Shuffle(
                    Of(bytes, top, bottom, (3 * x) + 16),
                    Vector128.Create(255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, (byte)255))
                | Vector128.Shuffle(
                    Of(bytes, top, bottom, (3 * x) + 32),
                    Vector128.Create(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, (byte)14));
            (Vector128.LessThan(green, least) | Vector128.Create(codes.Slice(x, 16))).CopyTo(silent.Slice(x, 16));
        }

        Scalar(above, row, below, codes, contrastMin, silent, x, width);
    }

    // |right − left| + |below − above| of 16 bytes, at most 255.
    private static Vector128<byte> Of(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, int at)
    {
        Vector128<byte> left = Vector128.Create(row.Slice(at - 3, 16));
        Vector128<byte> right = Vector128.Create(row.Slice(at + 3, 16));
        Vector128<byte> top = Vector128.Create(above.Slice(at, 16));
        Vector128<byte> bottom = Vector128.Create(below.Slice(at, 16));
        Vector128<byte> across = Vector128.Max(left, right) - Vector128.Min(left, right);
        Vector128<byte> down = Vector128.Max(top, bottom) - Vector128.Min(top, bottom);
        return Vector128.AddSaturate(across, down);
    }

    private static void Scalar(
        ReadOnlySpan<Rgb24> above,
        ReadOnlySpan<Rgb24> row,
        ReadOnlySpan<Rgb24> below,
        ReadOnlySpan<byte> codes,
        int contrastMin,
        Span<byte> silent,
        int from,
        int end)
    {
        for (int x = from; x < end; x++)
        {
            int across = row[Math.Min(x + 1, row.Length - 1)].G - row[Math.Max(x - 1, 0)].G;
            int contrast = Math.Min(Math.Abs(across) + Math.Abs(below[x].G - above[x].G), 255);
            silent[x] = contrast < contrastMin ? (byte)255 : codes[x];
        }
    }
}
