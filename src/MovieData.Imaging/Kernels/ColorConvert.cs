using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Planar 8-bit 4:2:0 YCbCr (<c>yuv420p</c>) to full-range RGB, without allocation.
/// </summary>
/// <remarks>
/// Chroma is interpolated bilinearly from where MPEG-2, H.264 and HEVC put it by default ("left"): a chroma sample
/// stands on the even luma column and midway between two luma rows. So chroma of row 2k is ¾ c[k] + ¼ c[k−1], of row
/// 2k+1 ¾ c[k] + ¼ c[k+1]; of column 2i c[i], of column 2i+1 ½ c[i] + ½ c[i+1]; beyond the border the last sample is
/// repeated. The sums of eighths are kept whole, one rounding ends the computation: the result is within one level
/// of the real-valued formula and the same on every machine.
/// </remarks>
public static class ColorConvert
{
    private const int ChromaZero = 128 * 8;
    private const int Rounding = 1 << (YuvCoefficients.FractionBits - 1);

    /// <summary>Converts a whole picture.</summary>
    /// <param name="y">Luma, <paramref name="width"/>·<paramref name="height"/> codes in row order.</param>
    /// <param name="u">Cb, ⌈width/2⌉·⌈height/2⌉ codes in row order.</param>
    /// <param name="v">Cr, like <paramref name="u"/>.</param>
    /// <param name="width">Luma columns, positive, may be odd.</param>
    /// <param name="height">Luma rows, positive, may be odd.</param>
    /// <param name="coding">Matrix and range of the stream.</param>
    /// <param name="rgb">Receives width·height pixels in row order.</param>
    /// <exception cref="ArgumentException">A span is shorter than the size says.</exception>
    public static void Yuv420ToRgb(
        ReadOnlySpan<byte> y,
        ReadOnlySpan<byte> u,
        ReadOnlySpan<byte> v,
        int width,
        int height,
        YuvCoefficients coding,
        Span<Rgb24> rgb)
    {
        int chromaWidth = (width + 1) / 2;
        for (int row = 0; row < height; row++)
        {
            (int near, int far) = ChromaRows(row, height);
            Yuv420RowToRgb(
                y.Slice(row * width, width),
                u.Slice(near * chromaWidth, chromaWidth),
                u.Slice(far * chromaWidth, chromaWidth),
                v.Slice(near * chromaWidth, chromaWidth),
                v.Slice(far * chromaWidth, chromaWidth),
                coding,
                rgb.Slice(row * width, width));
        }
    }

    /// <summary>
    /// The two chroma rows that luma row <paramref name="row"/> of a picture of <paramref name="height"/> rows lies
    /// between: the near one weighs ¾, the far one ¼. For readers that convert as rows arrive.
    /// </summary>
    public static (int Near, int Far) ChromaRows(int row, int height)
    {
        int near = row / 2;
        int far = (row & 1) == 0 ? near - 1 : near + 1;
        return (near, Math.Clamp(far, 0, ((height + 1) / 2) - 1));
    }

    /// <summary>Converts one luma row.</summary>
    /// <param name="y">Luma of the row; its length is the width.</param>
    /// <param name="uNear">Cb row that weighs ¾ (<see cref="ChromaRows"/>), ⌈width/2⌉ codes.</param>
    /// <param name="uFar">Cb row that weighs ¼.</param>
    /// <param name="vNear">Cr row that weighs ¾.</param>
    /// <param name="vFar">Cr row that weighs ¼.</param>
    /// <param name="coding">Matrix and range of the stream.</param>
    /// <param name="rgb">Receives the pixels; at least as long as <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Yuv420RowToRgb(
        ReadOnlySpan<byte> y,
        ReadOnlySpan<byte> uNear,
        ReadOnlySpan<byte> uFar,
        ReadOnlySpan<byte> vNear,
        ReadOnlySpan<byte> vFar,
        YuvCoefficients coding,
        Span<Rgb24> rgb)
    {
        CheckLengths(y.Length, uNear, uFar, vNear, vFar, rgb);
        int done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            done = RowVector(y, uNear, uFar, vNear, vFar, coding, MemoryMarshal.AsBytes(rgb));
        }

        RowScalar(y, uNear, uFar, vNear, vFar, coding, rgb, done);
    }

    /// <summary>The same, one pixel at a time, from column <paramref name="from"/> on: tail and scalar twin.</summary>
    internal static void RowScalar(
        ReadOnlySpan<byte> y,
        ReadOnlySpan<byte> uNear,
        ReadOnlySpan<byte> uFar,
        ReadOnlySpan<byte> vNear,
        ReadOnlySpan<byte> vFar,
        YuvCoefficients coding,
        Span<Rgb24> rgb,
        int from)
    {
        int last = ((y.Length + 1) / 2) - 1;
        for (int x = from; x < y.Length; x++)
        {
            // Even columns: twice the sample itself; odd: it and its right neighbour. Either way 8 times the chroma.
            int i = x / 2;
            int j = Math.Min((x + 1) / 2, last);
            int u = (3 * (uNear[i] + uNear[j])) + uFar[i] + uFar[j] - ChromaZero;
            int v = (3 * (vNear[i] + vNear[j])) + vFar[i] + vFar[j] - ChromaZero;
            int luma = ((y[x] - coding.BlackLevel) * coding.Luma) + Rounding;
            rgb[x] = new Rgb24(
                Level(luma + (coding.RedFromV * v)),
                Level(luma + (coding.GreenFromU * u) + (coding.GreenFromV * v)),
                Level(luma + (coding.BlueFromU * u)));
        }
    }

    private static byte Level(int sum) => (byte)Math.Clamp(sum >> YuvCoefficients.FractionBits, 0, 255);

    // 16 pixels a turn: 8 chroma columns in 8 int lanes serve an even and an odd luma column each; the two results of a
    // lane are joined as a 16-bit pair, which is their order in memory. Stops where column i + 8 would leave the row.
    private static int RowVector(
        ReadOnlySpan<byte> y,
        ReadOnlySpan<byte> uNear,
        ReadOnlySpan<byte> uFar,
        ReadOnlySpan<byte> vNear,
        ReadOnlySpan<byte> vFar,
        YuvCoefficients coding,
        Span<byte> rgb)
    {
        int chromaWidth = (y.Length + 1) / 2;
        ref byte luma = ref MemoryMarshal.GetReference(y);
        ref byte target = ref MemoryMarshal.GetReference(rgb);
        int i = 0;
        for (; i + 9 <= chromaWidth; i += 8)
        {
            Vector128<ushort> codes = Vector128.LoadUnsafe(ref luma, (nuint)(2 * i)).AsUInt16();
            Vector256<int> evenY = Wide(codes & Vector128.Create((ushort)0xFF));
            Vector256<int> oddY = Wide(codes >>> 8);
            Vector256<int> u0 = Column(uNear, uFar, i);
            Vector256<int> u1 = Column(uNear, uFar, i + 1);
            Vector256<int> v0 = Column(vNear, vFar, i);
            Vector256<int> v1 = Column(vNear, vFar, i + 1);
            Vector256<int> zero = Vector256.Create(ChromaZero);
            Rgb(evenY, u0 + u0 - zero, v0 + v0 - zero, coding, out var evenR, out var evenG, out var evenB);
            Rgb(oddY, u0 + u1 - zero, v0 + v1 - zero, coding, out var oddR, out var oddG, out var oddB);
            Interleave.Rgb(
                Join(evenR, oddR), Join(evenG, oddG), Join(evenB, oddB), ref Unsafe.Add(ref target, 6 * i));
        }

        return 2 * i;
    }

    // ¾ near + ¼ far of 8 chroma columns, times 4.
    private static Vector256<int> Column(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int i)
    {
        Vector256<int> n = Eight(near, i);
        return n + n + n + Eight(far, i);
    }

    private static Vector256<int> Eight(ReadOnlySpan<byte> row, int i)
    {
        ulong bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), i));
        return Wide(Vector128.WidenLower(Vector128.CreateScalarUnsafe(bytes).AsByte()));
    }

    private static Vector256<int> Wide(Vector128<ushort> values) =>
        Vector256.WidenLower(values.ToVector256Unsafe()).AsInt32();

    private static void Rgb(
        Vector256<int> y,
        Vector256<int> u,
        Vector256<int> v,
        YuvCoefficients coding,
        out Vector256<int> red,
        out Vector256<int> green,
        out Vector256<int> blue)
    {
        Vector256<int> luma =
            ((y - Vector256.Create(coding.BlackLevel)) * Vector256.Create(coding.Luma)) + Vector256.Create(Rounding);
        red = Level(luma + (Vector256.Create(coding.RedFromV) * v));
        green = Level(luma + (Vector256.Create(coding.GreenFromU) * u) + (Vector256.Create(coding.GreenFromV) * v));
        blue = Level(luma + (Vector256.Create(coding.BlueFromU) * u));
    }

    private static Vector256<int> Level(Vector256<int> sum) => Vector256.Min(
        Vector256.Max(sum >> YuvCoefficients.FractionBits, Vector256<int>.Zero), Vector256.Create(255));

    private static Vector128<byte> Join(Vector256<int> even, Vector256<int> odd)
    {
        Vector256<uint> pairs = (even | (odd << 8)).AsUInt32();
        return Vector128.Narrow(pairs.GetLower(), pairs.GetUpper()).AsByte();
    }

    private static void CheckLengths(
        int width,
        ReadOnlySpan<byte> uNear,
        ReadOnlySpan<byte> uFar,
        ReadOnlySpan<byte> vNear,
        ReadOnlySpan<byte> vFar,
        Span<Rgb24> rgb)
    {
        int chroma = (width + 1) / 2;
        if (uNear.Length < chroma || uFar.Length < chroma || vNear.Length < chroma || vFar.Length < chroma)
        {
            throw new ArgumentException($"a row of {width} luma codes needs {chroma} chroma codes");
        }

        if (rgb.Length < width)
        {
            throw new ArgumentException($"{rgb.Length} pixels cannot hold a row of {width}");
        }
    }
}
