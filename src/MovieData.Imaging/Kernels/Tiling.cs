using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>Rows cut out of a picture for a network's tile, and the tiles' results blended again.</summary>
public static class Tiling
{
    /// <summary>
    /// target(i) = row(start + i), or row(start − i) backwards; the border pixel is repeated outward.
    /// </summary>
    /// <param name="row">A row of the picture, not empty.</param>
    /// <param name="start">Column of the first pixel; may lie outside the row.</param>
    /// <param name="backwards">True to mirror.</param>
    /// <param name="target">Receives the pixels.</param>
    public static void CutRow(ReadOnlySpan<Rgb24> row, int start, bool backwards, Span<Rgb24> target)
    {
        // Forwards the cut is [first, first + n); backwards it is the same cut, reversed.
        int first = backwards ? start - target.Length + 1 : start;
        int before = Math.Clamp(-first, 0, target.Length);
        int after = Math.Clamp(first + target.Length - row.Length, 0, target.Length);
        target[..before].Fill(row[0]);
        target[^after..].Fill(row[^1]);
        int inside = target.Length - before - after;
        if (inside > 0)
        {
            row.Slice(first + before, inside).CopyTo(target[before..]);
        }

        if (backwards)
        {
            target.Reverse();
        }
    }

    /// <summary>sum(x) += value(x) · (columnWeight(x) · rowWeight), in single precision, without FMA.</summary>
    /// <param name="values">A row of a tile's result; NaN stays NaN.</param>
    /// <param name="columnWeights">As many weights.</param>
    /// <param name="rowWeight">Weight of the row.</param>
    /// <param name="sum">As many sums.</param>
    public static void AddRow(
        ReadOnlySpan<float> values, ReadOnlySpan<float> columnWeights, float rowWeight, Span<float> sum) =>
        AddRow(values, columnWeights, rowWeight, sum, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the bits.</summary>
    internal static void AddRow(
        ReadOnlySpan<float> values, ReadOnlySpan<float> columnWeights, float rowWeight, Span<float> sum, bool vector)
    {
        int x = 0;
        if (vector)
        {
            Vector256<float> row = Vector256.Create(rowWeight);
            for (; x + 8 <= values.Length; x += 8)
            {
                Span<float> at = sum.Slice(x, 8);
                Vector256<float> weight = Vector256.Create(columnWeights.Slice(x, 8)) * row;
                (Vector256.Create<float>(at) + (Vector256.Create(values.Slice(x, 8)) * weight)).CopyTo(at);
            }
        }

        for (; x < values.Length; x++)
        {
            sum[x] += values[x] * (columnWeights[x] * rowWeight);
        }
    }
}
