using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Kernels;

/// <summary>
/// Makes a picture smaller: a pixel of the small one is the mean of the block of pixels that it covers. Block x of n
/// runs from column ⌊x · width / n⌋ to before ⌊(x + 1) · width / n⌋, rows alike, so that every pixel is in one block.
/// </summary>
/// <remarks>
/// Whole numbers throughout, so that the result does not depend on the machine. Rows of a block are added up first,
/// many columns at once; then each block's columns. Nothing is allocated.
/// </remarks>
public static class BlockMeans
{
    /// <summary>Means of colours, rounded to the nearest level.</summary>
    /// <param name="picture">At least as wide and high as <paramref name="small"/>.</param>
    /// <param name="small">Receives the means.</param>
    /// <param name="sums">Room for 3 · width of <paramref name="picture"/>; left with no meaning.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static void Colours(Plane<Rgb24> picture, Plane<Rgb24> small, Span<uint> sums)
    {
        Check(picture.Size, small.Size, sums.Length, 3 * picture.Width);
        sums = sums[..(3 * picture.Width)];
        for (int y = 0; y < small.Height; y++)
        {
            (int top, int end) = Block(y, picture.Height, small.Height);
            sums.Clear();
            for (int row = top; row < end; row++)
            {
                AddLevels(MemoryMarshal.AsBytes(picture.Row(row)), sums);
            }

            Span<Rgb24> means = small.Row(y);
            for (int x = 0; x < means.Length; x++)
            {
                (int left, int right) = Block(x, picture.Width, means.Length);
                (long r, long g, long b) = (0, 0, 0);
                for (int i = 3 * left; i < 3 * right; i += 3)
                {
                    (r, g, b) = (r + sums[i], g + sums[i + 1], b + sums[i + 2]);
                }

                long count = (long)(right - left) * (end - top);
                long half = count / 2;
                means[x] = new Rgb24(
                    (byte)((r + half) / count), (byte)((g + half) / count), (byte)((b + half) / count));
            }
        }
    }

    /// <summary>
    /// Means of disparity codes: of a block's pixels with a value where at least half of its pixels have one, else 0.
    /// </summary>
    /// <param name="codes">0 = no value; at least as wide and high as <paramref name="small"/>.</param>
    /// <param name="small">Receives the mean codes, rounded to the nearest; 0 = no value.</param>
    /// <param name="sums">Room for the width of <paramref name="codes"/>; left with no meaning.</param>
    /// <param name="empty">The same.</param>
    /// <exception cref="ArgumentException">As of <see cref="Colours"/>.</exception>
    public static void Codes(Plane<ushort> codes, Plane<ushort> small, Span<uint> sums, Span<ushort> empty)
    {
        Check(codes.Size, small.Size, Math.Min(sums.Length, empty.Length), codes.Width);
        sums = sums[..codes.Width];
        empty = empty[..codes.Width];
        for (int y = 0; y < small.Height; y++)
        {
            (int top, int end) = Block(y, codes.Height, small.Height);
            sums.Clear();
            empty.Clear();
            for (int row = top; row < end; row++)
            {
                AddCodes(codes.Row(row), sums, empty);
            }

            Span<ushort> means = small.Row(y);
            for (int x = 0; x < means.Length; x++)
            {
                (int left, int right) = Block(x, codes.Width, means.Length);
                (long sum, int without) = (0, 0);
                for (int i = left; i < right; i++)
                {
                    (sum, without) = (sum + sums[i], without + empty[i]);
                }

                int with = ((right - left) * (end - top)) - without;
                means[x] = with > 0 && with >= without ? (ushort)((sum + (with / 2)) / with) : (ushort)0;
            }
        }
    }

    /// <summary>Adds a row of levels to the sums of its columns.</summary>
    internal static void AddLevels(ReadOnlySpan<byte> row, Span<uint> sums)
    {
        int x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref uint sum = ref MemoryMarshal.GetReference(sums);
            for (; x + Vector<byte>.Count <= row.Length; x += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(row[x..]), out Vector<ushort> low, out Vector<ushort> high);
                Add(ref sum, x, low);
                Add(ref sum, x + Vector<ushort>.Count, high);
            }
        }

        AddLevelsScalar(row, sums, x);
    }

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> on.</summary>
    internal static void AddLevelsScalar(ReadOnlySpan<byte> row, Span<uint> sums, int from)
    {
        for (int x = from; x < row.Length; x++)
        {
            sums[x] += row[x];
        }
    }

    /// <summary>Adds a row of codes to the sums of its columns, and counts those without a value.</summary>
    internal static void AddCodes(ReadOnlySpan<ushort> row, Span<uint> sums, Span<ushort> empty)
    {
        int x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref uint sum = ref MemoryMarshal.GetReference(sums);
            ref ushort none = ref MemoryMarshal.GetReference(empty);
            for (; x + Vector<ushort>.Count <= row.Length; x += Vector<ushort>.Count)
            {
                var codes = new Vector<ushort>(row[x..]);
                Add(ref sum, x, codes);

                // All bits set where there is no value: taking them away adds one.
                (Vector.LoadUnsafe(ref none, (nuint)x) - Vector.Equals(codes, Vector<ushort>.Zero))
                    .StoreUnsafe(ref none, (nuint)x);
            }
        }

        AddCodesScalar(row, sums, empty, x);
    }

    /// <summary>Tail and scalar twin, from column <paramref name="from"/> on.</summary>
    internal static void AddCodesScalar(ReadOnlySpan<ushort> row, Span<uint> sums, Span<ushort> empty, int from)
    {
        for (int x = from; x < row.Length; x++)
        {
            sums[x] += row[x];
            empty[x] += (ushort)(row[x] == 0 ? 1 : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref uint sums, int at, Vector<ushort> values)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        (nuint first, nuint second) = ((nuint)at, (nuint)(at + Vector<uint>.Count));
        (Vector.LoadUnsafe(ref sums, first) + low).StoreUnsafe(ref sums, first);
        (Vector.LoadUnsafe(ref sums, second) + high).StoreUnsafe(ref sums, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int From, int End) Block(int index, int length, int blocks) =>
        ((int)((long)index * length / blocks), (int)((long)(index + 1) * length / blocks));

    private static void Check(PixelSize picture, PixelSize small, int room, int needed)
    {
        if (small.Width > picture.Width || small.Height > picture.Height || room < needed)
        {
            throw new ArgumentException($"a picture of {picture} cannot become one of {small} with room for {room}");
        }
    }
}
