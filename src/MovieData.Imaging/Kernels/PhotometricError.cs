using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// How unlike a view and its warped partner are: 0.85 · SSIM loss + 0.15 · L1, mean over the channels, 0…1 (Monodepth2,
/// layers.py and trainer.py: 3×3 mean windows, reflected border, C1 = 0.01², C2 = 0.03², SSIM loss (1 − SSIM)/2
/// clamped to 0…1).
/// </summary>
/// <remarks>
/// Unlike Monodepth2's, the mean is taken over the pixels whose disparity is valid (code 0): the others have nothing
/// to be compared with. Errors are summed in whole 2⁻²⁰, so that the sum does not depend on the order.
/// </remarks>
public static class PhotometricError
{
    private const float SsimShare = 0.85f;
    private const float AbsoluteShare = 0.15f;
    private const float C1 = 0.01f * 0.01f;
    private const float C2 = 0.03f * 0.03f;
    private const float Ninth = 1 / 9f;
    private const float UnitsPerOne = 1 << 20;
    internal const int Channels = 3;

    /// <summary>Mean error of the left view against the right one warped by the left-to-right flow.</summary>
    /// <param name="left">Left view, size.Width · size.Height pixels.</param>
    /// <param name="right">Right view, as many.</param>
    /// <param name="u">Horizontal left-to-right flow, px, as many.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/>, as many.</param>
    /// <param name="size">Size of all four.</param>
    /// <returns>0…1; NaN when no pixel is valid.</returns>
    /// <exception cref="ArgumentException">A span is not of the size.</exception>
    public static double Mean(
        ReadOnlySpan<Rgb24> left,
        ReadOnlySpan<Rgb24> right,
        ReadOnlySpan<float> u,
        ReadOnlySpan<byte> mask,
        PixelSize size) => Mean(left, right, u, mask, size, Vector256.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the results.</summary>
    internal static double Mean(
        ReadOnlySpan<Rgb24> left,
        ReadOnlySpan<Rgb24> right,
        ReadOnlySpan<float> u,
        ReadOnlySpan<byte> mask,
        PixelSize size,
        bool vector)
    {
        if (left.Length != size.Area || right.Length != size.Area || u.Length != size.Area || mask.Length != size.Area)
        {
            throw new ArgumentException(
                $"{left.Length}, {right.Length}, {u.Length} and {mask.Length} pixels are not {size}");
        }

        int width = size.Width;
        using var rows = new Scratch(width);
        byte[] weights = ArrayPool<byte>.Shared.Rent(Channels * width);
        long sum = 0;
        long pixels = 0;
        for (int y = -1; y < size.Height; y++)
        {
            // Row y needs the rows above and below it; each is read and warped once.
            int next = y + 1;
            if (next < size.Height)
            {
                ReadOnlySpan<Rgb24> source = left.Slice(next * width, width);
                Warp.Unwarped(source, rows.Left(next), vector);
                Warp.Row(right.Slice(next * width, width), u.Slice(next * width, width), rows.Warped(next), vector);
            }

            if (y >= 0)
            {
                ReadOnlySpan<byte> codes = mask.Slice(y * width, width);
                Triple(codes, weights, vector);
                ColumnSums(rows, Reflect(y - 1, size.Height), y, Reflect(y + 1, size.Height), vector);
                rows.ReflectEdges();
                sum += RowSum(rows, y, weights.AsSpan(0, Channels * width), vector);
                pixels += codes.Count(MaskCode.Valid);
            }
        }

        ArrayPool<byte>.Shared.Return(weights);
        return pixels == 0 ? double.NaN : sum / (UnitsPerOne * (double)Channels * pixels);
    }

    internal static int Reflect(int y, int height) =>
        height == 1 ? 0 : y < 0 ? 1 : y >= height ? height - 2 : y;

    // The mask once a channel, in the order of interleaved values.
    private static void Triple(ReadOnlySpan<byte> mask, Span<byte> weights, bool vector)
    {
        int x = 0;
        if (vector)
        {
            for (; x + 16 <= mask.Length; x += 16)
            {
                Vector128<byte> codes = Vector128.Create(mask.Slice(x, 16));
                Interleave.Rgb(codes, codes, codes, ref weights[3 * x]);
            }
        }

        for (; x < mask.Length; x++)
        {
            weights.Slice(3 * x, 3).Fill(mask[x]);
        }
    }

    internal static void ColumnSums(in Scratch rows, int above, int row, int below, bool vector)
    {
        Span<float> sumX = rows.Sum(0);
        Span<float> sumY = rows.Sum(1);
        Span<float> sumSquares = rows.Sum(2);
        Span<float> sumProducts = rows.Sum(3);
        ReadOnlySpan<float> x0 = rows.Left(above);
        ReadOnlySpan<float> x1 = rows.Left(row);
        ReadOnlySpan<float> x2 = rows.Left(below);
        ReadOnlySpan<float> y0 = rows.Warped(above);
        ReadOnlySpan<float> y1 = rows.Warped(row);
        ReadOnlySpan<float> y2 = rows.Warped(below);
        int i = 0;
        if (vector)
        {
            for (; i + 8 <= x0.Length; i += 8)
            {
                Vector256<float> a0 = Vector256.Create(x0.Slice(i, 8));
                Vector256<float> a1 = Vector256.Create(x1.Slice(i, 8));
                Vector256<float> a2 = Vector256.Create(x2.Slice(i, 8));
                Vector256<float> b0 = Vector256.Create(y0.Slice(i, 8));
                Vector256<float> b1 = Vector256.Create(y1.Slice(i, 8));
                Vector256<float> b2 = Vector256.Create(y2.Slice(i, 8));
                (a0 + a1 + a2).CopyTo(sumX.Slice(i, 8));
                (b0 + b1 + b2).CopyTo(sumY.Slice(i, 8));
                ((a0 * a0) + (b0 * b0) + ((a1 * a1) + (b1 * b1)) + ((a2 * a2) + (b2 * b2)))
                    .CopyTo(sumSquares.Slice(i, 8));
                ((a0 * b0) + (a1 * b1) + (a2 * b2)).CopyTo(sumProducts.Slice(i, 8));
            }
        }

        for (; i < x0.Length; i++)
        {
            sumX[i] = x0[i] + x1[i] + x2[i];
            sumY[i] = y0[i] + y1[i] + y2[i];
            sumSquares[i] = (x0[i] * x0[i]) + (y0[i] * y0[i]) + ((x1[i] * x1[i]) + (y1[i] * y1[i]))
                + ((x2[i] * x2[i]) + (y2[i] * y2[i]));
            sumProducts[i] = (x0[i] * y0[i]) + (x1[i] * y1[i]) + (x2[i] * y2[i]);
        }
    }

    private static long RowSum(in Scratch rows, int y, ReadOnlySpan<byte> weights, bool vector)
    {
        ReadOnlySpan<float> x = rows.Left(y);
        ReadOnlySpan<float> warped = rows.Warped(y);
        int i = 0;
        long sum = 0;
        if (vector)
        {
            ref float sumX = ref MemoryMarshal.GetReference(rows.Padded(0));
            ref float sumY = ref MemoryMarshal.GetReference(rows.Padded(1));
            ref float sumSquares = ref MemoryMarshal.GetReference(rows.Padded(2));
            ref float sumProducts = ref MemoryMarshal.GetReference(rows.Padded(3));
            ref byte weightStart = ref MemoryMarshal.GetReference(weights);
            Vector256<int> sums = Vector256<int>.Zero;
            for (; i + 8 <= x.Length; i += 8)
            {
                Vector256<float> error = Error(
                    Three(ref sumX, i), Three(ref sumY, i), Three(ref sumSquares, i), Three(ref sumProducts, i),
                    Vector256.Create(x.Slice(i, 8)), Vector256.Create(warped.Slice(i, 8)));
                Vector256<int> kind = Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(
                    Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref weightStart, i))).AsByte())).AsInt32();
                Vector256<int> units = Vector256.ConvertToInt32Native(
                    (error * Vector256.Create(UnitsPerOne)) + Vector256.Create(0.5f));

                // A lane gains at most 2²⁰ a turn: 2¹¹ turns fit, so it is emptied every 2¹⁰.
                sums += units & Vector256.Equals(kind, Vector256<int>.Zero);
                if ((i & 0x1FFF) == 0x1FF8)
                {
                    sum += SumOf(sums);
                    sums = Vector256<int>.Zero;
                }
            }

            sum += SumOf(sums);
        }

        return sum + RowSumScalar(rows, x, warped, weights, i);
    }

    private static long RowSumScalar(
        in Scratch rows, ReadOnlySpan<float> x, ReadOnlySpan<float> warped, ReadOnlySpan<byte> weights, int from)
    {
        ReadOnlySpan<float> sumX = rows.Padded(0);
        ReadOnlySpan<float> sumY = rows.Padded(1);
        ReadOnlySpan<float> sumSquares = rows.Padded(2);
        ReadOnlySpan<float> sumProducts = rows.Padded(3);
        long sum = 0;
        for (int i = from; i < x.Length; i++)
        {
            float error = Error(
                Three(sumX, i), Three(sumY, i), Three(sumSquares, i), Three(sumProducts, i), x[i], warped[i]);
            sum += weights[i] == MaskCode.Valid ? (int)((error * UnitsPerOne) + 0.5f) : 0;
        }

        return sum;
    }

    /// <summary>Errors of one row, a value a channel, before any mask.</summary>
    /// <param name="rows">Column sums of the row, edges reflected.</param>
    /// <param name="y">The row.</param>
    /// <param name="errors">Receives three values a pixel, 0…1.</param>
    /// <param name="vector">Vector or scalar.</param>
    internal static void RowErrors(in Scratch rows, int y, Span<float> errors, bool vector)
    {
        ReadOnlySpan<float> x = rows.Left(y);
        ReadOnlySpan<float> warped = rows.Warped(y);
        ReadOnlySpan<float> sumX = rows.Padded(0);
        ReadOnlySpan<float> sumY = rows.Padded(1);
        ReadOnlySpan<float> sumSquares = rows.Padded(2);
        ReadOnlySpan<float> sumProducts = rows.Padded(3);
        int i = 0;
        for (; vector && i + 8 <= x.Length; i += 8)
        {
            Error(
                Three(ref MemoryMarshal.GetReference(sumX), i), Three(ref MemoryMarshal.GetReference(sumY), i),
                Three(ref MemoryMarshal.GetReference(sumSquares), i),
                Three(ref MemoryMarshal.GetReference(sumProducts), i),
                Vector256.Create(x.Slice(i, 8)), Vector256.Create(warped.Slice(i, 8))).CopyTo(errors.Slice(i, 8));
        }

        for (; i < x.Length; i++)
        {
            errors[i] = Error(
                Three(sumX, i), Three(sumY, i), Three(sumSquares, i), Three(sumProducts, i), x[i], warped[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Error(float meanX, float meanY, float squares, float products, float x, float warped)
    {
        float meanSquares = (meanX * meanX) + (meanY * meanY);
        float meanProduct = meanX * meanY;
        float above = ((meanProduct + meanProduct) + C1) * (((products - meanProduct) * 2) + C2);
        float below = (meanSquares + C1) * ((squares - meanSquares) + C2);
        float loss = (1 - (above / below)) * 0.5f;
        loss = loss > 0 ? loss : 0;
        loss = loss < 1 ? loss : 1;
        return (loss * SsimShare) + (MathF.Abs(x - warped) * AbsoluteShare);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Three(ReadOnlySpan<float> padded, int i) =>
        (padded[i] + padded[i + 3] + padded[i + 6]) * Ninth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Error(
        Vector256<float> meanX,
        Vector256<float> meanY,
        Vector256<float> squares,
        Vector256<float> products,
        Vector256<float> x,
        Vector256<float> y)
    {
        Vector256<float> meanSquares = (meanX * meanX) + (meanY * meanY);
        Vector256<float> meanProduct = meanX * meanY;
        Vector256<float> c1 = Vector256.Create(C1);
        Vector256<float> c2 = Vector256.Create(C2);
        Vector256<float> above = ((meanProduct + meanProduct) + c1)
            * (((products - meanProduct) * Vector256.Create(2f)) + c2);
        Vector256<float> below = (meanSquares + c1) * ((squares - meanSquares) + c2);
        Vector256<float> loss = (Vector256<float>.One - (above / below)) * Vector256.Create(0.5f);
        loss = Vector256.MaxNative(loss, Vector256<float>.Zero);
        loss = Vector256.MinNative(loss, Vector256<float>.One);
        return (loss * Vector256.Create(SsimShare)) + (Vector256.Abs(x - y) * Vector256.Create(AbsoluteShare));
    }

    private static Vector256<float> Three(ref float padded, int i) =>
        (Vector256.LoadUnsafe(ref padded, (nuint)i) + Vector256.LoadUnsafe(ref padded, (nuint)i + 3)
            + Vector256.LoadUnsafe(ref padded, (nuint)i + 6)) * Vector256.Create(Ninth);

    private static long SumOf(Vector256<int> sums)
    {
        (Vector256<long> low, Vector256<long> high) = Vector256.Widen(sums);
        return Vector256.Sum(low + high);
    }

    /// <summary>
    /// Rented rows of interleaved values: three of the view and three of the warped one in turn, and four of sums over
    /// three rows, padded by a pixel on either side.
    /// </summary>
    internal readonly ref struct Scratch(int width)
    {
        private readonly int _row = Channels * width;
        private readonly int _stride = (Channels * width) + (2 * Channels);
        private readonly float[] _values = ArrayPool<float>.Shared.Rent(10 * ((Channels * width) + (2 * Channels)));

        public Span<float> Left(int y) => _values.AsSpan(y % 3 * _stride, _row);

        // One value longer on writing: the warp stores four lanes. The next row of the scratch is not touched.
        public Span<float> Warped(int y) => _values.AsSpan((3 + (y % 3)) * _stride, _row + 1);

        public Span<float> Sum(int index) => _values.AsSpan(((6 + index) * _stride) + Channels, _row);

        public ReadOnlySpan<float> Padded(int index) => _values.AsSpan((6 + index) * _stride, _stride);

        public void ReflectEdges()
        {
            for (int index = 0; index < 4; index++)
            {
                Span<float> padded = _values.AsSpan((6 + index) * _stride, _stride);
                bool single = _row == Channels;
                padded.Slice(single ? Channels : 2 * Channels, Channels).CopyTo(padded);
                padded.Slice(single ? Channels : _row - Channels, Channels).CopyTo(padded[(Channels + _row)..]);
            }
        }

        public void Dispose() => ArrayPool<float>.Shared.Return(_values);
    }
}
