using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>How much vertical displacement a flow holds.</summary>
/// <remarks>
/// |v| is summed in whole 1/256 px, so that the sum does not depend on the order: the mean is right to 1/512 px.
/// </remarks>
public static class VerticalStatistics
{
    /// <summary>
    /// |v| above it counts as this much in the mean, px, so that one wild pixel does not own the mean.
    /// </summary>
    public const float MagnitudePxMax = 1024;

    private const float UnitsPerPx = 256;

    /// <summary>Adds one row.</summary>
    /// <param name="v">Vertical displacements, px; at most 65,535 (the lanes count in 32 bits).</param>
    /// <param name="limitPx">|v| &gt; it counts as beyond; so do NaN and Inf.</param>
    /// <param name="beyond">Number of values beyond the limit so far.</param>
    /// <param name="sum">Sum of |v| of the finite values so far, 1/256 px; see <see cref="MeanPx"/>.</param>
    public static void AddRow(ReadOnlySpan<float> v, float limitPx, ref long beyond, ref long sum)
    {
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<int> sums = Vector256<int>.Zero;
            Vector256<int> within = Vector256<int>.Zero;
            Vector256<float> limit = Vector256.Create(limitPx);
            for (; x + 8 <= v.Length; x += 8)
            {
                Vector256<float> magnitude = Vector256.Abs(Vector256.Create(v.Slice(x, 8)));
                within -= Vector256.LessThanOrEqual(magnitude, limit).AsInt32();
                magnitude &= Vector256.LessThan(magnitude, Vector256.Create(float.PositiveInfinity));
                magnitude = Vector256.MinNative(magnitude, Vector256.Create(MagnitudePxMax));
                Vector256<float> units = (magnitude * Vector256.Create(UnitsPerPx)) + Vector256.Create(0.5f);
                sums += Vector256.ConvertToInt32Native(units);
            }

            beyond += x - Vector256.Sum(within);
            (Vector256<long> low, Vector256<long> high) = Vector256.Widen(sums);
            sum += Vector256.Sum(low + high);
        }

        AddRowScalar(v, limitPx, ref beyond, ref sum, x);
    }

    /// <summary>Makes every valid pixel inconsistent whose |v| is beyond the limit, or not a number.</summary>
    /// <param name="v">Vertical displacements of a row, px.</param>
    /// <param name="limitPx">|v| &gt; it is beyond.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/> of the same pixels, changed in place.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void MaskRow(ReadOnlySpan<float> v, float limitPx, Span<byte> mask)
    {
        if (v.Length != mask.Length)
        {
            throw new ArgumentException($"{v.Length} displacements and {mask.Length} mask pixels differ");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ref byte start = ref MemoryMarshal.GetReference(mask);
            for (; x + 8 <= v.Length; x += 8)
            {
                Vector256<float> within = Vector256.LessThanOrEqual(
                    Vector256.Abs(Vector256.Create(v.Slice(x, 8))), Vector256.Create(limitPx));
                Vector256<int> beyond = Vector256.AndNot(Vector256<int>.One, within.AsInt32());
                Vector128<short> words = Vector128.Narrow(beyond.GetLower(), beyond.GetUpper());
                Vector128<byte> codes = Vector128.Narrow(words, words).AsByte();
                ref byte at = ref Unsafe.Add(ref start, x);
                Vector128<byte> old = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref at)).AsByte();
                Unsafe.WriteUnaligned(ref at, Vector128.Max(old, codes).AsUInt64().ToScalar());
            }
        }

        MaskRowScalar(v, limitPx, mask, x);
    }

    /// <summary>Tail and scalar twin of <see cref="MaskRow"/>, from column <paramref name="from"/> on.</summary>
    internal static void MaskRowScalar(ReadOnlySpan<float> v, float limitPx, Span<byte> mask, int from)
    {
        for (int x = from; x < v.Length; x++)
        {
            // NaN compares false.
            mask[x] = MathF.Abs(v[x]) <= limitPx ? mask[x] : Math.Max(mask[x], MaskCode.Inconsistent);
        }
    }

    /// <summary>Mean |v| in px of <paramref name="count"/> pixels; 0 for none.</summary>
    public static double MeanPx(long sum, long count) => count == 0 ? 0 : sum / (UnitsPerPx * (double)count);

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> on.</summary>
    internal static void AddRowScalar(
        ReadOnlySpan<float> v, float limitPx, ref long beyond, ref long sum, int from)
    {
        for (int x = from; x < v.Length; x++)
        {
            float magnitude = MathF.Abs(v[x]);
            beyond += magnitude <= limitPx ? 0 : 1;
            if (float.IsFinite(magnitude))
            {
                sum += (int)((MathF.Min(magnitude, MagnitudePxMax) * UnitsPerPx) + 0.5f);
            }
        }
    }
}
