using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Three channels of 16 pixels to R, G, B in memory and back, by byte shuffles. Moves bytes, computes nothing.
/// </summary>
internal static class Interleave
{
    /// <summary>Writes 48 bytes R₀ G₀ B₀ R₁ … from three vectors of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rgb(Vector128<byte> r, Vector128<byte> g, Vector128<byte> b, ref byte target)
    {
        (Vector128.Shuffle(r, Vector128.Create((byte)0, X, X, 1, X, X, 2, X, X, 3, X, X, 4, X, X, 5))
            | Vector128.Shuffle(g, Vector128.Create(X, 0, X, X, 1, X, X, 2, X, X, 3, X, X, 4, X, X))
            | Vector128.Shuffle(b, Vector128.Create(X, X, 0, X, X, 1, X, X, 2, X, X, 3, X, X, 4, X)))
            .StoreUnsafe(ref target);
        (Vector128.Shuffle(r, Vector128.Create(X, X, 6, X, X, 7, X, X, 8, X, X, 9, X, X, 10, X))
            | Vector128.Shuffle(g, Vector128.Create(5, X, X, 6, X, X, 7, X, X, 8, X, X, 9, X, X, 10))
            | Vector128.Shuffle(b, Vector128.Create(X, 5, X, X, 6, X, X, 7, X, X, 8, X, X, 9, X, X)))
            .StoreUnsafe(ref target, 16);
        (Vector128.Shuffle(r, Vector128.Create(X, 11, X, X, 12, X, X, 13, X, X, 14, X, X, 15, X, X))
            | Vector128.Shuffle(g, Vector128.Create(X, X, 11, X, X, 12, X, X, 13, X, X, 14, X, X, 15, X))
            | Vector128.Shuffle(b, Vector128.Create(10, X, X, 11, X, X, 12, X, X, 13, X, X, 14, X, X, 15)))
            .StoreUnsafe(ref target, 32);
    }

    /// <summary>Reads 48 bytes R₀ G₀ B₀ R₁ … into three vectors of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(ref byte source, out Vector128<byte> r, out Vector128<byte> g, out Vector128<byte> b)
    {
        Vector128<byte> s0 = Vector128.LoadUnsafe(ref source);
        Vector128<byte> s1 = Vector128.LoadUnsafe(ref source, 16);
        Vector128<byte> s2 = Vector128.LoadUnsafe(ref source, 32);
        r = Vector128.Shuffle(s0, Vector128.Create(0, 3, 6, 9, 12, 15, X, X, X, X, X, X, X, X, X, X))
            | Vector128.Shuffle(s1, Vector128.Create(X, X, X, X, X, X, 2, 5, 8, 11, 14, X, X, X, X, X))
            | Vector128.Shuffle(s2, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 1, 4, 7, 10, 13));
        g = Vector128.Shuffle(s0, Vector128.Create(1, 4, 7, 10, 13, X, X, X, X, X, X, X, X, X, X, X))
            | Vector128.Shuffle(s1, Vector128.Create(X, X, X, X, X, 0, 3, 6, 9, 12, 15, X, X, X, X, X))
            | Vector128.Shuffle(s2, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 2, 5, 8, 11, 14));
        b = Vector128.Shuffle(s0, Vector128.Create(2, 5, 8, 11, 14, X, X, X, X, X, X, X, X, X, X, X))
            | Vector128.Shuffle(s1, Vector128.Create(X, X, X, X, X, 1, 4, 7, 10, 13, X, X, X, X, X, X))
            | Vector128.Shuffle(s2, Vector128.Create(X, X, X, X, X, X, X, X, X, X, 0, 3, 6, 9, 12, 15));
    }

    // An index outside 0…15 makes a zero byte.
    private const byte X = 0xFF;
}
