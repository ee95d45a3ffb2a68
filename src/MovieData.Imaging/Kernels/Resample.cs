using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Resizes planes and pictures: half-pixel centres (<c>align_corners = false</c>), the border pixel repeated outward.
/// Scratch rows come from the shared array pool: nothing is allocated once warm.
/// </summary>
public static class Resample
{
    /// <summary>
    /// Bilinear resize of one plane, each value multiplied by <paramref name="factor"/>: a displacement grows with its
    /// picture, so u takes target width / source width and v target height / source height.
    /// </summary>
    /// <remarks>
    /// Two taps a direction however strong the reduction. NaN and Inf reach every target pixel whose four source
    /// pixels hold one. Equal sizes copy (times the factor).
    /// </remarks>
    /// <param name="source">sourceSize.Width · sourceSize.Height values in row order.</param>
    /// <param name="sourceSize">Size of the source.</param>
    /// <param name="target">Receives targetSize.Width · targetSize.Height values.</param>
    /// <param name="targetSize">Size of the target.</param>
    /// <param name="factor">Multiplies every value.</param>
    /// <exception cref="ArgumentException">A span is too short or a size is not positive.</exception>
    public static void Bilinear(
        ReadOnlySpan<float> source, PixelSize sourceSize, Span<float> target, PixelSize targetSize, float factor) =>
        Bilinear(source, sourceSize, target, targetSize, factor, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the bits.</summary>
    internal static void Bilinear(
        ReadOnlySpan<float> source,
        PixelSize sourceSize,
        Span<float> target,
        PixelSize targetSize,
        float factor,
        bool vector)
    {
        Check(source.Length, sourceSize, target.Length, targetSize);
        using var columns = new ResampleAxis(sourceSize.Width, targetSize.Width, average: false);
        using var rows = new ResampleAxis(sourceSize.Height, targetSize.Height, average: false);
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * targetSize.Width);
        Span<float> top = scratch.AsSpan(0, targetSize.Width);
        Span<float> bottom = scratch.AsSpan(targetSize.Width, targetSize.Width);
        int topRow = -1;
        int bottomRow = -1;
        for (int y = 0; y < targetSize.Height; y++)
        {
            int first = rows.First(y);
            int second = first + rows.Taps - 1;
            if (topRow != first)
            {
                // Going down, yesterday's lower row is often today's upper one.
                if (bottomRow == first)
                {
                    Span<float> kept = bottom;
                    bottom = top;
                    top = kept;
                    bottomRow = topRow;
                }
                else
                {
                    WidenRow(source.Slice(first * sourceSize.Width, sourceSize.Width), columns, top);
                }

                topRow = first;
            }

            if (bottomRow != second)
            {
                WidenRow(source.Slice(second * sourceSize.Width, sourceSize.Width), columns, bottom);
                bottomRow = second;
            }

            ReadOnlySpan<float> weights = rows.Weights(y);
            Span<float> result = target.Slice(y * targetSize.Width, targetSize.Width);
            Blend(top, weights[0], bottom, weights[^1], factor, result, vector);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Reduces a plane by a whole number: each target value is the mean of by × by source values.</summary>
    /// <param name="source">size.Width · size.Height values in row order.</param>
    /// <param name="size">Size of the source, a multiple of <paramref name="by"/> in both directions.</param>
    /// <param name="by">At least 1.</param>
    /// <param name="target">Receives by² times fewer values.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static void Reduce(ReadOnlySpan<float> source, PixelSize size, int by, Span<float> target)
    {
        int width = size.Width / by;
        if (size.Width % by != 0 || size.Height % by != 0 || source.Length != size.Area
            || target.Length != width * (size.Height / by))
        {
            throw new ArgumentException($"{source.Length} values of {size} do not reduce by {by} to {target.Length}");
        }

        float share = 1f / (by * by);
        for (int i = 0; i < target.Length; i++)
        {
            int start = (i / width * by * size.Width) + (i % width * by);
            float sum = 0;
            for (int y = 0; y < by; y++)
            {
                foreach (float value in source.Slice(start + (y * size.Width), by))
                {
                    sum += value;
                }
            }

            target[i] = sum * share;
        }
    }

    /// <summary>
    /// Resizes an interleaved picture: bilinear, and in a direction reduced by more than 2 the average over the
    /// interval each target pixel covers, so that fixed-size models get no aliased input. Rounded half up.
    /// </summary>
    /// <param name="source">sourceSize.Width · sourceSize.Height pixels in row order.</param>
    /// <param name="sourceSize">Size of the source.</param>
    /// <param name="target">Receives targetSize.Width · targetSize.Height pixels.</param>
    /// <param name="targetSize">Size of the target.</param>
    /// <exception cref="ArgumentException">A span is too short or a size is not positive.</exception>
    public static void Picture(
        ReadOnlySpan<Rgb24> source, PixelSize sourceSize, Span<Rgb24> target, PixelSize targetSize) =>
        Picture(source, sourceSize, target, targetSize, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the bits.</summary>
    internal static void Picture(
        ReadOnlySpan<Rgb24> source, PixelSize sourceSize, Span<Rgb24> target, PixelSize targetSize, bool vector)
    {
        Check(source.Length, sourceSize, target.Length, targetSize);
        using var columns = new ResampleAxis(sourceSize.Width, targetSize.Width, average: true);
        using var rows = new ResampleAxis(sourceSize.Height, targetSize.Height, average: true);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(source);
        int stride = 3 * sourceSize.Width;

        // One value more than a row: the last pixel is read as four lanes.
        float[] scratch = ArrayPool<float>.Shared.Rent(stride + 1);
        Span<float> sum = scratch.AsSpan(0, stride + 1);
        for (int y = 0; y < targetSize.Height; y++)
        {
            sum.Clear();
            ReadOnlySpan<float> weights = rows.Weights(y);
            for (int t = 0; t < weights.Length; t++)
            {
                if (weights[t] != 0)
                {
                    AddWeighted(bytes.Slice((rows.First(y) + t) * stride, stride), weights[t], sum, vector);
                }
            }

            NarrowRow(sum, columns, target.Slice(y * targetSize.Width, targetSize.Width), vector);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>
    /// One row of a plane of half the size: means of 2 × 2 times <paramref name="factor"/> (bilinear at exactly 0.5).
    /// NaN and Inf reach the mean.
    /// </summary>
    /// <param name="top">Upper row, at least twice as many values; an odd last one is left out.</param>
    /// <param name="bottom">Lower row, as many.</param>
    /// <param name="half">Receives one value for each 2 × 2.</param>
    /// <param name="factor">Multiplies every value: 0.5 for displacements.</param>
    /// <exception cref="ArgumentException">A row is shorter than twice <paramref name="half"/>.</exception>
    public static void HalveRow(ReadOnlySpan<float> top, ReadOnlySpan<float> bottom, Span<float> half, float factor)
    {
        if (top.Length < 2 * half.Length || bottom.Length < 2 * half.Length)
        {
            throw new ArgumentException($"rows of {top.Length} and {bottom.Length} values for {half.Length} of 2 × 2");
        }

        float weight = factor / 4;
        for (int x = 0; x < half.Length; x++)
        {
            half[x] = ((top[2 * x] + top[(2 * x) + 1]) + (bottom[2 * x] + bottom[(2 * x) + 1])) * weight;
        }
    }

    private static void WidenRow(ReadOnlySpan<float> source, in ResampleAxis columns, Span<float> target)
    {
        if (source.Length == target.Length)
        {
            source.CopyTo(target);
            return;
        }

        int last = columns.Taps - 1;
        for (int x = 0; x < target.Length; x++)
        {
            int first = columns.First(x);
            ReadOnlySpan<float> weights = columns.Weights(x);
            target[x] = last == 0 ? source[0] : (source[first] * weights[0]) + (source[first + 1] * weights[1]);
        }
    }

    private static void Blend(
        ReadOnlySpan<float> top,
        float topWeight,
        ReadOnlySpan<float> bottom,
        float bottomWeight,
        float factor,
        Span<float> target,
        bool vector)
    {
        // A whole row needs no blending: 0 · Inf of the other row must not make NaN of it.
        if (topWeight == 1 || bottomWeight == 1)
        {
            Scale(topWeight == 1 ? top : bottom, factor, target, vector);
            return;
        }

        int x = 0;
        if (vector)
        {
            Vector256<float> a = Vector256.Create(topWeight);
            Vector256<float> b = Vector256.Create(bottomWeight);
            Vector256<float> f = Vector256.Create(factor);
            for (; x + 8 <= target.Length; x += 8)
            {
                Vector256<float> t = Vector256.Create(top.Slice(x, 8));
                Vector256<float> u = Vector256.Create(bottom.Slice(x, 8));
                (((t * a) + (u * b)) * f).CopyTo(target.Slice(x, 8));
            }
        }

        for (; x < target.Length; x++)
        {
            target[x] = ((top[x] * topWeight) + (bottom[x] * bottomWeight)) * factor;
        }
    }

    private static void Scale(ReadOnlySpan<float> source, float factor, Span<float> target, bool vector)
    {
        int x = 0;
        if (vector)
        {
            for (; x + 8 <= target.Length; x += 8)
            {
                (Vector256.Create(source.Slice(x, 8)) * Vector256.Create(factor)).CopyTo(target.Slice(x, 8));
            }
        }

        for (; x < target.Length; x++)
        {
            target[x] = source[x] * factor;
        }
    }

    private static void AddWeighted(ReadOnlySpan<byte> row, float weight, Span<float> sum, bool vector)
    {
        int x = 0;
        if (vector)
        {
            ref byte source = ref MemoryMarshal.GetReference(row);
            Vector256<float> w = Vector256.Create(weight);
            for (; x + 8 <= row.Length; x += 8)
            {
                ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, x));
                Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte());
                Vector256<int> levels = Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32();
                Span<float> at = sum.Slice(x, 8);
                (Vector256.Create<float>(at) + (Vector256.ConvertToSingle(levels) * w)).CopyTo(at);
            }
        }

        for (; x < row.Length; x++)
        {
            sum[x] += row[x] * weight;
        }
    }

    private static void NarrowRow(ReadOnlySpan<float> sum, in ResampleAxis columns, Span<Rgb24> target, bool vector)
    {
        for (int x = 0; x < target.Length; x++)
        {
            int at = 3 * columns.First(x);
            ReadOnlySpan<float> weights = columns.Weights(x);
            if (vector)
            {
                // Lanes R, G, B and one that is thrown away.
                Vector128<float> pixel = Vector128<float>.Zero;
                for (int t = 0; t < weights.Length; t++)
                {
                    pixel += Vector128.Create(sum.Slice(at + (3 * t), 4)) * Vector128.Create(weights[t]);
                }

                target[x] = new Rgb24(Level(pixel[0]), Level(pixel[1]), Level(pixel[2]));
                continue;
            }

            (float r, float g, float b) = (0, 0, 0);
            for (int t = 0; t < weights.Length; t++, at += 3)
            {
                r += sum[at] * weights[t];
                g += sum[at + 1] * weights[t];
                b += sum[at + 2] * weights[t];
            }

            target[x] = new Rgb24(Level(r), Level(g), Level(b));
        }
    }

    private static byte Level(float value) => (byte)Math.Clamp((int)(value + 0.5f), 0, 255);

    private static void Check(int source, PixelSize sourceSize, int target, PixelSize targetSize)
    {
        if (sourceSize.Width < 1 || sourceSize.Height < 1 || source < sourceSize.Area)
        {
            throw new ArgumentException($"{source} values are no plane of {sourceSize}");
        }

        if (targetSize.Width < 1 || targetSize.Height < 1 || target < targetSize.Area)
        {
            throw new ArgumentException($"{target} values cannot hold a plane of {targetSize}");
        }
    }
}
