using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// What a pixel of a mask says about its disparity (CONTRACT.md, "Masks"). Where several hold, the largest code stands:
/// bar before sky before out of view before occluded before inconsistent.
/// </summary>
public static class MaskCode
{
    /// <summary>The residual test is passed: the disparity is a measurement.</summary>
    public const byte Valid = 0;

    /// <summary>
    /// Residual above the limit, flow not finite, or |d| above <see cref="DisparityCode.MagnitudePxMax"/>.
    /// </summary>
    public const byte Inconsistent = 1;

    /// <summary>Residual above the limit and something nearer stands at the target in the other view.</summary>
    public const byte Occluded = 2;

    /// <summary>The flow points out of the other view.</summary>
    public const byte OutOfView = 3;

    /// <summary>Sky: no parallax worth measuring; carries the fill.</summary>
    public const byte Sky = 4;

    /// <summary>Black bar: no picture. Left out of every fraction.</summary>
    public const byte BlackBar = 5;

    /// <summary>Number of codes.</summary>
    public const int Count = 6;

    /// <summary>Adds the number of pixels of each code to <paramref name="counts"/>.</summary>
    /// <param name="mask">Codes 0…5.</param>
    /// <param name="counts"><see cref="Count"/> counters.</param>
    public static void AddCounts(ReadOnlySpan<byte> mask, Span<int> counts)
    {
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte start = ref MemoryMarshal.GetReference(mask);
            for (; x + 32 <= mask.Length; x += 32)
            {
                Vector256<byte> codes = Vector256.LoadUnsafe(ref start, (nuint)x);
                for (int code = 0; code < Count; code++)
                {
                    uint equal = Vector256.Equals(codes, Vector256.Create((byte)code)).ExtractMostSignificantBits();
                    counts[code] += BitOperations.PopCount(equal);
                }
            }
        }

        for (; x < mask.Length; x++)
        {
            counts[mask[x]]++;
        }
    }

    /// <summary>Makes every pixel sky where <paramref name="sky"/> is not 0, except black bars.</summary>
    /// <param name="sky">0 = not sky, anything else = sky.</param>
    /// <param name="mask">Codes 0…5 of the same pixels, changed in place.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ApplySky(ReadOnlySpan<byte> sky, Span<byte> mask)
    {
        if (sky.Length != mask.Length)
        {
            throw new ArgumentException($"{sky.Length} sky pixels for a mask of {mask.Length}");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; x + 32 <= mask.Length; x += 32)
            {
                Vector256<byte> code = Vector256.Create<byte>(mask.Slice(x, 32));
                Vector256<byte> notSky = Vector256.Equals(Vector256.Create(sky.Slice(x, 32)), Vector256<byte>.Zero);
                Vector256<byte> asSky = Vector256.Max(code, Vector256.Create(Sky));
                Vector256.ConditionalSelect(notSky, code, asSky).CopyTo(mask.Slice(x, 32));
            }
        }

        ApplySkyScalar(sky, mask, x);
    }

    /// <summary>
    /// One row of a mask of half the size: of each 2 × 2 pixels the largest code, so that a half-size pixel is valid
    /// only where all four are.
    /// </summary>
    /// <param name="top">Codes of the upper row, at least twice as many.</param>
    /// <param name="bottom">Codes of the lower row, as many.</param>
    /// <param name="half">Receives one code for each 2 × 2; an odd last column is left out.</param>
    /// <exception cref="ArgumentException">A row is shorter than twice <paramref name="half"/>.</exception>
    public static void HalveRow(ReadOnlySpan<byte> top, ReadOnlySpan<byte> bottom, Span<byte> half)
    {
        if (top.Length < 2 * half.Length || bottom.Length < 2 * half.Length)
        {
            throw new ArgumentException($"rows of {top.Length} and {bottom.Length} codes for {half.Length} of 2 × 2");
        }

        int x = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            for (; x + 16 <= half.Length; x += 16)
            {
                // Two codes a word: the larger of its bytes ends in the lower one.
                Vector256<ushort> pairs = Vector256.Max(
                    Vector256.Create(top.Slice(2 * x, 32)), Vector256.Create(bottom.Slice(2 * x, 32))).AsUInt16();
                Vector256<ushort> larger = Vector256.Max(
                    pairs & Vector256.Create((ushort)0xFF), Vector256.ShiftRightLogical(pairs, 8));
                Vector128.Narrow(larger.GetLower(), larger.GetUpper()).CopyTo(half.Slice(x, 16));
            }
        }

        HalveRowScalar(top, bottom, half, x);
    }

    /// <summary>
    /// Tail and scalar twin of <see cref="HalveRow"/>, from half-size pixel <paramref name="from"/> on.
    /// </summary>
    internal static void HalveRowScalar(ReadOnlySpan<byte> top, ReadOnlySpan<byte> bottom, Span<byte> half, int from)
    {
        for (int x = from; x < half.Length; x++)
        {
            half[x] = Math.Max(
                Math.Max(top[2 * x], top[(2 * x) + 1]), Math.Max(bottom[2 * x], bottom[(2 * x) + 1]));
        }
    }

    /// <summary>Tail and scalar twin of <see cref="ApplySky"/>, from pixel <paramref name="from"/> on.</summary>
    internal static void ApplySkyScalar(ReadOnlySpan<byte> sky, Span<byte> mask, int from)
    {
        for (int x = from; x < mask.Length; x++)
        {
            mask[x] = sky[x] == 0 ? mask[x] : Math.Max(mask[x], Sky);
        }
    }
}
