using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>Reads a row of the other view where the flow points: the picture seen from this view.</summary>
public static class Warp
{
    private const float PerLevel = 1 / 255f;

    /// <summary>
    /// warped(x) = other(x + u(x)), bilinear along x, the border pixel repeated outward, as interleaved R, G, B in 0…1.
    /// </summary>
    /// <param name="other">A row of the other view, W pixels.</param>
    /// <param name="u">Horizontal flow of the row, px; W values. NaN reads column 0.</param>
    /// <param name="warped">Receives 3 W values; one more is scratch.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Row(ReadOnlySpan<Rgb24> other, ReadOnlySpan<float> u, Span<float> warped) =>
        Row(other, u, warped, Vector128.IsHardwareAccelerated);

    /// <summary>Vector or scalar by choice: tests compare the bits.</summary>
    internal static void Row(ReadOnlySpan<Rgb24> other, ReadOnlySpan<float> u, Span<float> warped, bool vector)
    {
        if (other.Length != u.Length || warped.Length <= 3 * u.Length)
        {
            throw new ArgumentException(
                $"{other.Length} pixels, {u.Length} displacements and {warped.Length} values do not fit");
        }

        ref byte pixels = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(other));
        float last = other.Length - 1;
        for (int x = 0; x < u.Length; x++)
        {
            float target = x + u[x];
            target = target > 0 ? target : 0;
            target = target < last ? target : last;
            int i = Math.Max(0, Math.Min((int)target, other.Length - 2));
            float weight = target - i;

            // Two pixels are read as four bytes each; the last ones of a row would read beyond it.
            if (vector && i <= other.Length - 3)
            {
                Vector128<float> a = Four(ref Unsafe.Add(ref pixels, 3 * i));
                Vector128<float> b = Four(ref Unsafe.Add(ref pixels, (3 * i) + 3));
                Vector128<float> levels = a + ((b - a) * Vector128.Create(weight));
                (levels * Vector128.Create(PerLevel)).CopyTo(warped.Slice(3 * x, 4));
                continue;
            }

            Rgb24 left = other[i];
            Rgb24 right = other[Math.Min(i + 1, other.Length - 1)];
            warped[3 * x] = (left.R + ((right.R - left.R) * weight)) * PerLevel;
            warped[(3 * x) + 1] = (left.G + ((right.G - left.G) * weight)) * PerLevel;
            warped[(3 * x) + 2] = (left.B + ((right.B - left.B) * weight)) * PerLevel;
        }
    }

    /// <summary>Levels as values in 0…1, interleaved as they are: the unwarped counterpart.</summary>
    /// <param name="row">W pixels.</param>
    /// <param name="values">Receives 3 W values.</param>
    /// <param name="vector">Vector or scalar.</param>
    internal static void Unwarped(ReadOnlySpan<Rgb24> row, Span<float> values, bool vector)
    {
        ReadOnlySpan<byte> levels = MemoryMarshal.AsBytes(row);
        int x = 0;
        if (vector)
        {
            ref byte source = ref MemoryMarshal.GetReference(levels);
            for (; x + 8 <= levels.Length; x += 8)
            {
                ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, x));
                Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte());
                Vector256<int> wide = Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32();
                (Vector256.ConvertToSingle(wide) * Vector256.Create(PerLevel)).CopyTo(values.Slice(x, 8));
            }
        }

        for (; x < levels.Length; x++)
        {
            values[x] = levels[x] * PerLevel;
        }
    }

    private static Vector128<float> Four(ref byte source)
    {
        uint four = Unsafe.ReadUnaligned<uint>(ref source);
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(four).AsByte());
        return Vector128.ConvertToSingle(Vector128.WidenLower(words).AsInt32());
    }
}
