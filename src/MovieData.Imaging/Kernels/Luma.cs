using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// 8-bit luma of RGB rows: (77 R + 150 G + 29 B + 128) / 256, rounded down: BT.601 weights in 256ths, within one
/// level of the real ones. Integer, so that what is measured on it does not depend on the machine.
/// </summary>
public static class Luma
{
    /// <summary>Luma of one row.</summary>
    /// <param name="row">Pixels.</param>
    /// <param name="luma">Receives as many levels.</param>
    /// <exception cref="ArgumentException"><paramref name="luma"/> is too short.</exception>
    public static void Row(ReadOnlySpan<Rgb24> row, Span<byte> luma)
    {
        if (luma.Length < row.Length)
        {
            throw new ArgumentException($"{luma.Length} levels cannot hold a row of {row.Length}");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte source = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(row));
            for (; x + 16 <= row.Length; x += 16)
            {
                Interleave.Split(ref Unsafe.Add(ref source, 3 * x), out var r, out var g, out var b);

                // At most 255 · 256 + 128: fits 16 bits without a sign.
                Vector256<ushort> sum = (Wide(r) * Vector256.Create((ushort)77))
                    + (Wide(g) * Vector256.Create((ushort)150)) + (Wide(b) * Vector256.Create((ushort)29))
                    + Vector256.Create((ushort)128);
                sum >>>= 8;
                Vector128.Narrow(sum.GetLower(), sum.GetUpper()).CopyTo(luma.Slice(x, 16));
            }
        }

        RowScalar(row, luma, x);
    }

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> on.</summary>
    internal static void RowScalar(ReadOnlySpan<Rgb24> row, Span<byte> luma, int from)
    {
        for (int x = from; x < row.Length; x++)
        {
            luma[x] = (byte)(((77 * row[x].R) + (150 * row[x].G) + (29 * row[x].B) + 128) >> 8);
        }
    }

    /// <summary>Sum of the levels of a row.</summary>
    public static long Sum(ReadOnlySpan<byte> luma)
    {
        int x = 0;
        long sum = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            // A lane gains at most 510 a turn: 32 bits last for rows of over 60 million pixels.
            Vector256<uint> sums = Vector256<uint>.Zero;
            for (; x + 32 <= luma.Length; x += 32)
            {
                (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(luma.Slice(x, 32)));
                (Vector256<uint> a, Vector256<uint> b) = Vector256.Widen(low + high);
                sums += a + b;
            }

            (Vector256<ulong> c, Vector256<ulong> d) = Vector256.Widen(sums);
            sum = (long)Vector256.Sum(c + d);
        }

        for (; x < luma.Length; x++)
        {
            sum += luma[x];
        }

        return sum;
    }

    private static Vector256<ushort> Wide(Vector128<byte> levels) => Vector256.WidenLower(levels.ToVector256Unsafe());
}
