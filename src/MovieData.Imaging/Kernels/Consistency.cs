using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>When a residual is too large: above <c>Px + Relative · (|u| + |u' at the target|)</c>.</summary>
/// <param name="Px">
/// Constant part in px. "At the limit fails" is the float below it: x ≥ 2 is x &gt; <c>MathF.BitDecrement(2)</c>.
/// </param>
/// <param name="Relative">Share of both displacements; 0 for MiDaS, 0.01 for VDW (with Px 0.5).</param>
public readonly record struct ResidualLimit(float Px, float Relative);

/// <summary>
/// The left-right test of one row of flow: residual |u(x) + u'(x + u(x))| in px, where u' is the other direction's
/// horizontal flow, warped along x only and read bilinearly, and what the pixel therefore is (<see cref="MaskCode"/>).
/// </summary>
/// <remarks>
/// MiDaS §4 and its authors' script; unlike the script (border replicated) a target outside 0…W−1 is out of view.
/// A pixel is occluded if, besides, the disparity at its target is nearer by more than 1 px; since a disparity is −u at
/// the left and u at the right view, that difference is the signed residual itself (negated at the right view).
/// No residual (target out of view, NaN or Inf in u, v or the two values read) is +Inf.
/// </remarks>
public static class Consistency
{
    /// <summary>
    /// How much nearer the other view must be at the target, px, for a pixel to be occluded (CONTRACT.md, "Masks").
    /// </summary>
    public const float NearerPx = 1;

    /// <summary>Tests one row.</summary>
    /// <param name="u">Horizontal flow of the row, px, + right; its length is the width W.</param>
    /// <param name="v">Vertical flow of the row, px; only asked whether it is finite.</param>
    /// <param name="otherU">Horizontal flow of the same row of the other view, W values.</param>
    /// <param name="view">The view whose pixels <paramref name="u"/> stands at.</param>
    /// <param name="limit">When a residual is too large.</param>
    /// <param name="mask">Receives W codes 0…3.</param>
    /// <param name="residual">Receives W residuals in px, ≥ 0, +Inf where there is none.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Row(
        ReadOnlySpan<float> u,
        ReadOnlySpan<float> v,
        ReadOnlySpan<float> otherU,
        View view,
        ResidualLimit limit,
        Span<byte> mask,
        Span<float> residual)
    {
        int width = u.Length;
        if (v.Length != width || otherU.Length != width || mask.Length != width || residual.Length != width)
        {
            throw new ArgumentException(
                $"rows of {width}, {v.Length}, {otherU.Length}, {mask.Length} and {residual.Length} pixels differ");
        }

        int done = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            done = RowVector(u, v, otherU, view, limit, mask, residual);
        }

        RowScalar(u, v, otherU, view, limit, mask, residual, done);
    }

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> on.</summary>
    internal static void RowScalar(
        ReadOnlySpan<float> u,
        ReadOnlySpan<float> v,
        ReadOnlySpan<float> otherU,
        View view,
        ResidualLimit limit,
        Span<byte> mask,
        Span<float> residual,
        int from)
    {
        float last = u.Length - 1;
        for (int x = from; x < u.Length; x++)
        {
            residual[x] = float.PositiveInfinity;
            float target = x + u[x];
            if (!float.IsFinite(u[x]) || !float.IsFinite(v[x]))
            {
                mask[x] = MaskCode.Inconsistent;
            }
            else if (target < 0 || target > last)
            {
                mask[x] = MaskCode.OutOfView;
            }
            else
            {
                // The right-hand border is read as the end (weight 1) of the last pair.
                int i = Math.Max(0, Math.Min((int)target, u.Length - 2));
                float weight = target - i;
                float right = otherU[Math.Min(i + 1, u.Length - 1)];
                float other = (otherU[i] * (1 - weight)) + (right * weight);
                mask[x] = Code(u[x], other, view, limit, ref residual[x]);
            }
        }
    }

    private static byte Code(float u, float other, View view, ResidualLimit limit, ref float residual)
    {
        float difference = u + other;
        float magnitude = MathF.Abs(difference);
        if (!(magnitude < float.PositiveInfinity))
        {
            return MaskCode.Inconsistent;
        }

        residual = magnitude;
        float nearer = view == View.Left ? difference : -difference;
        bool beyond = !(magnitude <= limit.Px + (limit.Relative * (MathF.Abs(u) + MathF.Abs(other))));
        if (beyond && nearer > NearerPx)
        {
            return MaskCode.Occluded;
        }

        return beyond || MathF.Abs(u) > DisparityCode.MagnitudePxMax ? MaskCode.Inconsistent : MaskCode.Valid;
    }

    // 8 pixels a turn. Targets differ from lane to lane, so the two neighbours are read as one 64-bit word a lane:
    // that is two words of eight lanes, split into left and right neighbours by narrowing.
    private static int RowVector(
        ReadOnlySpan<float> u,
        ReadOnlySpan<float> v,
        ReadOnlySpan<float> otherU,
        View view,
        ResidualLimit limit,
        Span<byte> mask,
        Span<float> residual)
    {
        int width = u.Length;
        if (width < 8)
        {
            return 0;
        }

        ref float other = ref MemoryMarshal.GetReference(otherU);
        ref float flowStart = ref MemoryMarshal.GetReference(u);
        ref float verticalStart = ref MemoryMarshal.GetReference(v);
        ref float residualStart = ref MemoryMarshal.GetReference(residual);
        ref byte maskStart = ref MemoryMarshal.GetReference(mask);
        Vector256<float> infinity = Vector256.Create(float.PositiveInfinity);
        Vector256<float> last = Vector256.Create((float)(width - 1));
        Vector256<float> sign = Vector256.Create(view == View.Left ? 0f : -0f);
        Vector256<float> column = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        int x = 0;
        for (; x + 8 <= width; x += 8, column += Vector256.Create(8f))
        {
            Vector256<float> flow = Vector256.LoadUnsafe(ref flowStart, (nuint)x);
            Vector256<float> target = column + flow;
            Vector256<float> finite = Vector256.LessThan(Vector256.Abs(flow), infinity)
                & Vector256.LessThan(Vector256.Abs(Vector256.LoadUnsafe(ref verticalStart, (nuint)x)), infinity);
            Vector256<float> inside = Vector256.GreaterThanOrEqual(target, Vector256<float>.Zero)
                & Vector256.LessThanOrEqual(target, last);
            target &= inside;
            Vector256<int> at = Vector256.Min(
                Vector256.ConvertToInt32Native(target), Vector256.Create(width - 2));
            ReadPairs(ref other, at, out Vector256<float> left, out Vector256<float> right);
            Vector256<float> weight = target - Vector256.ConvertToSingle(at);
            Vector256<float> warped = (left * (Vector256<float>.One - weight)) + (right * weight);
            Vector256<float> difference = flow + warped;
            Vector256<float> magnitude = Vector256.Abs(difference);
            Vector256<float> measured = finite & inside & Vector256.LessThan(magnitude, infinity);
            Vector256.ConditionalSelect(measured, magnitude, infinity).StoreUnsafe(ref residualStart, (nuint)x);

            Vector256<float> bound = Vector256.Create(limit.Px)
                + (Vector256.Create(limit.Relative) * (Vector256.Abs(flow) + Vector256.Abs(warped)));
            Vector256<float> passes = measured & Vector256.LessThanOrEqual(magnitude, bound);
            Vector256<float> codable = Vector256.LessThanOrEqual(
                Vector256.Abs(flow), Vector256.Create(DisparityCode.MagnitudePxMax));
            Vector256<float> nearer = Vector256.GreaterThan(difference ^ sign, Vector256.Create(NearerPx));
            Vector256<int> code = Vector256<int>.One
                + (Vector256.AndNot(nearer & measured, passes).AsInt32() & Vector256<int>.One)
                + (Vector256.AndNot(finite, inside).AsInt32() & Vector256.Create(2))
                - ((passes & codable).AsInt32() & Vector256<int>.One);
            StoreBytes(code, ref Unsafe.Add(ref maskStart, x));
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadPairs(
        ref float row, Vector256<int> at, out Vector256<float> left, out Vector256<float> right)
    {
        Vector256<ulong> first = Vector256.Create(
            Pair(ref row, at[0]), Pair(ref row, at[1]), Pair(ref row, at[2]), Pair(ref row, at[3])).AsUInt64();
        Vector256<ulong> second = Vector256.Create(
            Pair(ref row, at[4]), Pair(ref row, at[5]), Pair(ref row, at[6]), Pair(ref row, at[7])).AsUInt64();
        left = Vector256.Narrow(first, second).AsSingle();
        right = Vector256.Narrow(first >>> 32, second >>> 32).AsSingle();
    }

    // Two floats travelling as one double, which is loaded straight into a vector register.
    private static double Pair(ref float row, int at) =>
        Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref row, at)));

    private static void StoreBytes(Vector256<int> codes, ref byte target)
    {
        Vector128<short> words = Vector128.Narrow(codes.GetLower(), codes.GetUpper());
        ulong bytes = Vector128.Narrow(words, words).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref target, bytes);
    }
}
