using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MovieData.Imaging.Kernels;

/// <summary>How much fine detail a picture holds: the mean of |4 c − n − s − w − e| over luma, in levels.</summary>
/// <remarks>
/// The 4-neighbour Laplacian of focus measures (Pech-Pacheco et al. 2000), but its mean magnitude, not its
/// variance: an exact integer sum, and proportional to contrast.
/// </remarks>
public static class Sharpness
{
    /// <summary>Sum of the magnitudes over the inner pixels of a row, that is all but the first and the last.</summary>
    /// <param name="above">Luma of the row above.</param>
    /// <param name="row">Luma of the row, as many levels.</param>
    /// <param name="below">Luma of the row below, as many levels.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static long RowSum(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, ReadOnlySpan<byte> below)
    {
        if (above.Length != row.Length || below.Length != row.Length)
        {
            throw new ArgumentException($"rows of {above.Length}, {row.Length} and {below.Length} levels differ");
        }

        int x = 1;
        long sum = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte north = ref MemoryMarshal.GetReference(above);
            ref byte centre = ref MemoryMarshal.GetReference(row);
            ref byte south = ref MemoryMarshal.GetReference(below);
            Vector256<int> sums = Vector256<int>.Zero;
            for (; x + 17 <= row.Length; x += 16)
            {
                Vector256<short> neighbours = Sixteen(ref north, x) + Sixteen(ref south, x)
                    + Sixteen(ref centre, x - 1) + Sixteen(ref centre, x + 1);
                Vector256<short> magnitude = Vector256.Abs((Sixteen(ref centre, x) << 2) - neighbours);
                (Vector256<int> low, Vector256<int> high) = Vector256.Widen(magnitude);
                sums += low + high;
            }

            sum = Vector256.Sum(sums);
        }

        return sum + RowSumScalar(above, row, below, x);
    }

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> ≥ 1 on.</summary>
    internal static long RowSumScalar(
        ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, ReadOnlySpan<byte> below, int from)
    {
        long sum = 0;
        for (int x = from; x < row.Length - 1; x++)
        {
            sum += Math.Abs((4 * row[x]) - above[x] - below[x] - row[x - 1] - row[x + 1]);
        }

        return sum;
    }

    private static Vector256<short> Sixteen(ref byte row, int x) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref row, (nuint)x).ToVector256Unsafe()).AsInt16();
}
