using System.Buffers;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Class scores of a segmentation network, one plane a class, to a mask at full size: the scores are enlarged
/// bilinearly, and the class with the largest decides; of equal ones the lower number.
/// </summary>
/// <remarks>
/// Where the four places around a pixel have one class, so has the pixel: all 150 scores are enlarged only along the
/// edges of regions. (With weights that are not negative no other class can overtake it there; but for rounding, where
/// the four places decide.)
/// </remarks>
public static class ClassScores
{
    /// <summary>Number of the class with the largest score at each place; of equal ones the lowest.</summary>
    /// <param name="scores">One plane a class, one after the other; finite.</param>
    /// <param name="best">Scratch of one plane: receives the largest score.</param>
    /// <param name="labels">Receives class numbers, from 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Argmax(ReadOnlySpan<float> scores, Span<float> best, Span<int> labels) =>
        Argmax(scores, best, labels, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare them.</summary>
    internal static void Argmax(ReadOnlySpan<float> scores, Span<float> best, Span<int> labels, bool vector)
    {
        int area = labels.Length;
        if (best.Length != area || area == 0 || scores.Length % area != 0 || scores.Length == 0)
        {
            throw new ArgumentException($"{scores.Length} scores for {area} labels and {best.Length} best ones");
        }

        scores[..area].CopyTo(best);
        labels.Clear();
        for (int c = 1; c * area < scores.Length; c++)
        {
            ReadOnlySpan<float> plane = scores.Slice(c * area, area);
            int i = 0;
            for (; vector && i + 8 <= area; i += 8)
            {
                Vector256<float> score = Vector256.Create(plane.Slice(i, 8));
                Vector256<float> former = Vector256.Create<float>(best.Slice(i, 8));
                Vector256<float> larger = Vector256.GreaterThan(score, former);
                Vector256.ConditionalSelect(larger, score, former).CopyTo(best.Slice(i, 8));
                Vector256.ConditionalSelect(
                    larger.AsInt32(), Vector256.Create(c), Vector256.Create<int>(labels.Slice(i, 8)))
                    .CopyTo(labels.Slice(i, 8));
            }

            for (; i < area; i++)
            {
                (best[i], labels[i]) = plane[i] > best[i] ? (plane[i], c) : (best[i], labels[i]);
            }
        }
    }

    /// <summary>Marks the pixels whose class is a chosen one.</summary>
    /// <param name="scores">One plane a class, each of <paramref name="size"/>.</param>
    /// <param name="labels">Their <see cref="Argmax(ReadOnlySpan{float}, Span{float}, Span{int})"/>.</param>
    /// <param name="size">Size of a plane.</param>
    /// <param name="chosen">One value a class: 1 = chosen, 0 = not.</param>
    /// <param name="full">Size that a plane is enlarged to.</param>
    /// <param name="mask">Receives the upper left part of that, 1 = chosen, 0 = not, in row order.</param>
    /// <param name="part">Size of that part, at most <paramref name="full"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Enlarge(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<int> labels,
        PixelSize size,
        ReadOnlySpan<byte> chosen,
        PixelSize full,
        Span<byte> mask,
        PixelSize part)
    {
        if (labels.Length != size.Area || scores.Length != chosen.Length * size.Area || mask.Length != part.Area
            || part.Width > full.Width || part.Height > full.Height)
        {
            throw new ArgumentException(
                $"{scores.Length} scores and {labels.Length} labels of {size} do not make {mask.Length} of {full}");
        }

        using var columns = new ResampleAxis(size.Width, full.Width, average: false);
        using var rows = new ResampleAxis(size.Height, full.Height, average: false);
        int[] mixed = ArrayPool<int>.Shared.Rent(part.Width);
        float[] best = ArrayPool<float>.Shared.Rent(part.Width);
        for (int y = 0; y < part.Height; y++)
        {
            int top = rows.First(y) * size.Width;
            int bottom = (rows.First(y) + rows.Taps - 1) * size.Width;
            Span<byte> row = mask.Slice(y * part.Width, part.Width);
            int count = 0;
            for (int x = 0; x < row.Length; x++)
            {
                int left = columns.First(x);
                int right = left + columns.Taps - 1;
                int label = labels[top + left];
                bool isOne = label == labels[top + right] && label == labels[bottom + left]
                    && label == labels[bottom + right];
                row[x] = chosen[label];
                mixed[count] = x;
                count += isOne ? 0 : 1;
            }

            ReadOnlySpan<float> weights = rows.Weights(y);
            for (int c = 0; c < chosen.Length && count > 0; c++)
            {
                ReadOnlySpan<float> plane = scores.Slice(c * (int)size.Area, (int)size.Area);
                for (int i = 0; i < count; i++)
                {
                    float score = Blended(plane, columns, mixed[i], top, bottom, weights);
                    if (c == 0 || score > best[i])
                    {
                        best[i] = score;
                        row[mixed[i]] = chosen[c];
                    }
                }
            }
        }

        ArrayPool<int>.Shared.Return(mixed);
        ArrayPool<float>.Shared.Return(best);
    }

    // As Resample.Bilinear has it, to the bit.
    private static float Blended(
        ReadOnlySpan<float> plane, in ResampleAxis columns, int x, int top, int bottom, ReadOnlySpan<float> rows)
    {
        int left = columns.First(x);
        ReadOnlySpan<float> weights = columns.Weights(x);
        float above = Across(plane[top + left], plane[top + left + weights.Length - 1], weights);
        if (rows.Length == 1)
        {
            return above;
        }

        float below = Across(plane[bottom + left], plane[bottom + left + weights.Length - 1], weights);
        return (above * rows[0]) + (below * rows[1]);
    }

    private static float Across(float left, float right, ReadOnlySpan<float> weights) =>
        weights.Length == 1 ? left : (left * weights[0]) + (right * weights[1]);
}
