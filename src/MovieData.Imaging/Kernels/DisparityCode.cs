using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Disparity and residual as integers of a file (CONTRACT.md): 16-bit v = round(64 d) + 32768, v = 0 for "no value";
/// 8-bit residual min(255, round(10 r)). Ties go to the even integer.
/// </summary>
/// <remarks>One fixed code for every film: 1/64 px a step, so a coded disparity is off by at most 1/128 px.</remarks>
public static class DisparityCode
{
    /// <summary>Steps a px.</summary>
    public const float StepsPerPx = 64;

    /// <summary>The code of d = 0.</summary>
    public const int Zero = 32768;

    /// <summary>|d| above it has no code and no place among the valid pixels, px.</summary>
    public const float MagnitudePxMax = 511.9f;

    /// <summary>The code of one disparity; 0 for NaN, Inf and beyond ±<see cref="MagnitudePxMax"/>.</summary>
    public static ushort Encode(float disparityPx) => MathF.Abs(disparityPx) <= MagnitudePxMax
        ? (ushort)((int)MathF.Round(disparityPx * StepsPerPx) + Zero)
        : (ushort)0;

    /// <summary>The disparity of a code in px; NaN for 0.</summary>
    public static float Decode(ushort code) => code == 0 ? float.NaN : (code - Zero) / StepsPerPx;

    /// <summary>
    /// Codes of a row or a whole map: code-0 pixels theirs, sky pixels <paramref name="skyCode"/>, all others 0.
    /// </summary>
    /// <param name="disparity">Disparities in px.</param>
    /// <param name="mask">Codes 0…5 of <see cref="MaskCode"/>, as many.</param>
    /// <param name="skyCode">
    /// Code of the fill: <see cref="Encode(float)"/> of the smallest valid disparity, or 0.
    /// </param>
    /// <param name="codes">Receives as many codes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Encode(
        ReadOnlySpan<float> disparity, ReadOnlySpan<byte> mask, ushort skyCode, Span<ushort> codes)
    {
        CheckEqual(disparity.Length, mask.Length, codes.Length);
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector128<ushort> sky = Vector128.Create(skyCode);
            ref byte maskStart = ref MemoryMarshal.GetReference(mask);
            for (; x + 8 <= disparity.Length; x += 8)
            {
                Vector128<ushort> kind = Vector128.WidenLower(Vector128.CreateScalarUnsafe(
                    Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref maskStart, x))).AsByte());
                Vector256<int> wide = Codes(Vector256.Create(disparity.Slice(x, 8)));
                Vector128<ushort> code = Vector128.Narrow(wide.GetLower().AsUInt32(), wide.GetUpper().AsUInt32());
                code &= Vector128.Equals(kind, Vector128<ushort>.Zero);
                code |= sky & Vector128.Equals(kind, Vector128.Create((ushort)MaskCode.Sky));
                code.CopyTo(codes.Slice(x, 8));
            }
        }

        EncodeScalar(disparity, mask, skyCode, codes, x);
    }

    /// <summary>Residuals to their 8-bit code: min(255, round(10 r)); 255 for NaN and Inf.</summary>
    /// <param name="residual">Residuals in px, ≥ 0.</param>
    /// <param name="codes">Receives as many codes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void EncodeResidual(ReadOnlySpan<float> residual, Span<byte> codes)
    {
        CheckEqual(residual.Length, codes.Length, codes.Length);
        int x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> most = Vector256.Create(25.5f);
            for (; x + 8 <= residual.Length; x += 8)
            {
                Vector256<float> px = Vector256.Create(residual.Slice(x, 8));
                px = Vector256.ConditionalSelect(Vector256.LessThan(px, most), px, most);
                Vector256<int> code = Vector256.ConvertToInt32Native(Vector256.Round(px * Vector256.Create(10f)));
                Vector128<short> words = Vector128.Narrow(code.GetLower(), code.GetUpper());
                ulong bytes = Vector128.Narrow(words, words).AsUInt64().ToScalar();
                Unsafe.WriteUnaligned(ref codes[x], bytes);
            }
        }

        EncodeResidualScalar(residual, codes, x);
    }

    /// <summary>
    /// Tail and scalar twin of <see cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{byte}, ushort, Span{ushort})"/>.
    /// </summary>
    internal static void EncodeScalar(
        ReadOnlySpan<float> disparity, ReadOnlySpan<byte> mask, ushort skyCode, Span<ushort> codes, int from)
    {
        for (int x = from; x < disparity.Length; x++)
        {
            codes[x] = mask[x] switch
            {
                MaskCode.Valid => Encode(disparity[x]),
                MaskCode.Sky => skyCode,
                _ => 0,
            };
        }
    }

    /// <summary>Tail and scalar twin of <see cref="EncodeResidual"/>.</summary>
    internal static void EncodeResidualScalar(ReadOnlySpan<float> residual, Span<byte> codes, int from)
    {
        for (int x = from; x < residual.Length; x++)
        {
            float px = residual[x] < 25.5f ? residual[x] : 25.5f;
            codes[x] = (byte)(int)MathF.Round(px * 10f);
        }
    }

    /// <summary>Eight codes as ints; 0 where there is none.</summary>
    internal static Vector256<int> Codes(Vector256<float> disparity)
    {
        Vector256<float> codable = Vector256.LessThanOrEqual(
            Vector256.Abs(disparity), Vector256.Create(MagnitudePxMax));
        Vector256<float> steps = Vector256.Round((disparity & codable) * Vector256.Create(StepsPerPx));
        return (Vector256.ConvertToInt32Native(steps) + Vector256.Create(Zero)) & codable.AsInt32();
    }

    private static void CheckEqual(int a, int b, int c)
    {
        if (a != b || b != c)
        {
            throw new ArgumentException($"{a}, {b} and {c} pixels differ");
        }
    }
}
