using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>Percentiles and extremes of disparity, row by row.</summary>
/// <remarks>
/// Percentiles are nearest-rank over the disparities as they are coded (<see cref="DisparityCode"/>, 1/64 px): counted,
/// not estimated, and the same whatever the order of the rows. A percentile is off from that of the real
/// numbers by at most 1/128 px.
/// </remarks>
public static class RangeStatistics
{
    /// <summary>Length of a histogram: one counter per disparity code; counter 0 takes what has no disparity.</summary>
    public const int HistogramLength = 65536;

    /// <summary>Counts the disparities of the code-0 pixels of a row.</summary>
    /// <param name="disparity">Disparities in px.</param>
    /// <param name="mask">Codes of <see cref="MaskCode"/>, as many.</param>
    /// <param name="histogram"><see cref="HistogramLength"/> counters, zeroed before the first row.</param>
    /// <exception cref="ArgumentException">The lengths differ or the histogram is too short.</exception>
    public static void AddRow(ReadOnlySpan<float> disparity, ReadOnlySpan<byte> mask, Span<int> histogram)
    {
        if (disparity.Length != mask.Length || histogram.Length < HistogramLength)
        {
            throw new ArgumentException(
                $"{disparity.Length} disparities, {mask.Length} mask pixels, {histogram.Length} counters do not fit");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float values = ref MemoryMarshal.GetReference(disparity);
            ref int counters = ref MemoryMarshal.GetReference(histogram);
            ref byte maskStart = ref MemoryMarshal.GetReference(mask);
            for (; x + 8 <= disparity.Length; x += 8)
            {
                // Codes fit 16 bits (at most 65530) and are 0 without a value: no counter outside is ever touched.
                Vector128<ushort> valid = Vector128.Equals(
                    Vector128.WidenLower(Vector128.CreateScalarUnsafe(
                        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref maskStart, x))).AsByte()),
                    Vector128<ushort>.Zero);
                Vector256<int> wide = DisparityCode.Codes(Vector256.LoadUnsafe(ref values, (nuint)x));
                Vector128<ulong> codes = (Vector128.Narrow(
                    wide.GetLower().AsUInt32(), wide.GetUpper().AsUInt32()) & valid).AsUInt64();
                Count(ref counters, codes[0]);
                Count(ref counters, codes[1]);
            }
        }

        AddRowScalar(disparity, mask, histogram, x);
    }

    /// <summary>
    /// Nearest-rank percentile in px: the smallest disparity such that at least <paramref name="percent"/> % of the
    /// counted ones are not larger. NaN when nothing was counted.
    /// </summary>
    /// <param name="histogram">Counters filled by <see cref="AddRow"/>.</param>
    /// <param name="percent">1…100.</param>
    public static float PercentilePx(ReadOnlySpan<int> histogram, int percent)
    {
        long total = 0;
        for (int code = 1; code < HistogramLength; code++)
        {
            total += histogram[code];
        }

        long rank = ((total * percent) + 99) / 100;
        long seen = 0;
        for (int code = 1; code < HistogramLength; code++)
        {
            seen += histogram[code];
            if (seen >= rank && seen > 0)
            {
                return DisparityCode.Decode((ushort)code);
            }
        }

        return float.NaN;
    }

    /// <summary>Widens [<paramref name="min"/>, <paramref name="max"/>] to the finite values of a row.</summary>
    /// <param name="values">Any values; NaN and Inf are passed over.</param>
    /// <param name="mask">Only code-0 pixels count; empty: all.</param>
    /// <param name="min">Smallest so far; +Inf before the first row.</param>
    /// <param name="max">Largest so far; −Inf before the first row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Widen(ReadOnlySpan<float> values, ReadOnlySpan<byte> mask, ref float min, ref float max)
    {
        if (!mask.IsEmpty && mask.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} values and {mask.Length} mask pixels differ");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> infinity = Vector256.Create(float.PositiveInfinity);
            Vector256<float> low = infinity;
            Vector256<float> high = -infinity;
            ref byte maskStart = ref MemoryMarshal.GetReference(mask);
            for (; x + 8 <= values.Length; x += 8)
            {
                Vector256<float> value = Vector256.Create(values.Slice(x, 8));
                Vector256<float> counts = Vector256.LessThan(Vector256.Abs(value), infinity);
                if (!mask.IsEmpty)
                {
                    Vector256<int> kind = Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(
                        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref maskStart, x))).AsByte())).AsInt32();
                    counts &= Vector256.Equals(kind, Vector256<int>.Zero).AsSingle();
                }

                low = Vector256.MinNative(low, Vector256.ConditionalSelect(counts, value, infinity));
                high = Vector256.MaxNative(high, Vector256.ConditionalSelect(counts, value, -infinity));
            }

            for (int lane = 0; lane < 8; lane++)
            {
                min = Math.Min(min, low[lane]);
                max = Math.Max(max, high[lane]);
            }
        }

        WidenScalar(values, mask, ref min, ref max, x);

        // −0 and 0 are equal, and which of them wins depends on the lanes: make it 0.
        min += 0f;
        max += 0f;
    }

    /// <summary>Counts the values that are not numbers.</summary>
    public static int CountNaN(ReadOnlySpan<float> values)
    {
        int x = 0;
        int count = 0;
        for (; Vector256.IsHardwareAccelerated && x + 8 <= values.Length; x += 8)
        {
            Vector256<float> value = Vector256.Create(values.Slice(x, 8));
            count += BitOperations.PopCount((~Vector256.Equals(value, value)).ExtractMostSignificantBits());
        }

        for (; x < values.Length; x++)
        {
            count += float.IsNaN(values[x]) ? 1 : 0;
        }

        return count;
    }

    private static void Count(ref int counters, ulong fourCodes)
    {
        Unsafe.Add(ref counters, (nuint)(fourCodes & 0xFFFF))++;
        Unsafe.Add(ref counters, (nuint)((fourCodes >> 16) & 0xFFFF))++;
        Unsafe.Add(ref counters, (nuint)((fourCodes >> 32) & 0xFFFF))++;
        Unsafe.Add(ref counters, (nuint)(fourCodes >> 48))++;
    }

    /// <summary>Tail and scalar twin of <see cref="AddRow"/>.</summary>
    internal static void AddRowScalar(
        ReadOnlySpan<float> disparity, ReadOnlySpan<byte> mask, Span<int> histogram, int from)
    {
        for (int x = from; x < disparity.Length; x++)
        {
            histogram[mask[x] == MaskCode.Valid ? DisparityCode.Encode(disparity[x]) : 0]++;
        }
    }

    /// <summary>Tail and scalar twin of <see cref="Widen"/>.</summary>
    internal static void WidenScalar(
        ReadOnlySpan<float> values, ReadOnlySpan<byte> mask, ref float min, ref float max, int from)
    {
        for (int x = from; x < values.Length; x++)
        {
            if (float.IsFinite(values[x]) && (mask.IsEmpty || mask[x] == MaskCode.Valid))
            {
                min = Math.Min(min, values[x]);
                max = Math.Max(max, values[x]);
            }
        }
    }
}
