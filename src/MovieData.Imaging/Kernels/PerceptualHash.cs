namespace MovieData.Imaging.Kernels;

/// <summary>
/// A 64-bit difference hash (dHash, N. Krawetz 2013): the picture's luma is averaged over 9 × 8 cells, and a bit says
/// whether a cell is darker than its right neighbour. Bit 8 · row + column, row 0 at the top, column 0 at the left.
/// </summary>
/// <remarks>
/// Cells are whole pixels (column c covers ⌊cW/9⌋ … ⌊(c+1)W/9⌋ − 1, at least one) and compared as exact fractions.
/// Equal pictures have equal hashes; the Hamming distance of two says how much they differ; recoding flips few bits.
/// </remarks>
public static class PerceptualHash
{
    /// <summary>Cells in a row of cells.</summary>
    public const int Columns = 9;

    /// <summary>Rows of cells.</summary>
    public const int Rows = 8;

    /// <summary>Adds a row of luma to the sums of its cells.</summary>
    /// <param name="y">Row of the picture, 0 at the top.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="luma">The row's levels.</param>
    /// <param name="sums">Columns · Rows sums, zeroed before the first row.</param>
    public static void AddRow(int y, int height, ReadOnlySpan<byte> luma, Span<long> sums)
    {
        for (int row = 0; row < Rows; row++)
        {
            (int top, int bottom) = Cell(row, Rows, height);
            if (y < top || y >= bottom)
            {
                continue;
            }

            for (int column = 0; column < Columns; column++)
            {
                (int left, int right) = Cell(column, Columns, luma.Length);
                sums[(row * Columns) + column] += Luma.Sum(luma[left..right]);
            }
        }
    }

    /// <summary>The hash of a picture whose rows have all been added.</summary>
    /// <param name="sums">Filled by <see cref="AddRow"/>.</param>
    /// <param name="width">Columns of the picture.</param>
    public static ulong Of(ReadOnlySpan<long> sums, int width)
    {
        ulong hash = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            int column = bit % 8;
            int cell = (bit / 8 * Columns) + column;
            (int left, int right) = Cell(column, Columns, width);
            (int nextLeft, int nextRight) = Cell(column + 1, Columns, width);
            bool darker = sums[cell] * (nextRight - nextLeft) < sums[cell + 1] * (right - left);
            hash |= darker ? 1UL << bit : 0;
        }

        return hash;
    }

    private static (int Begin, int End) Cell(int index, int cells, int pixels)
    {
        int begin = (int)((long)index * pixels / cells);
        int end = (int)((long)(index + 1) * pixels / cells);
        return (begin, Math.Max(end, begin + 1));
    }
}
