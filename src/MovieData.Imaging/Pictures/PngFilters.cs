using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MovieData.Imaging.Pictures;

/// <summary>Filter type of a PNG row (PNG 9.2).</summary>
internal enum PngFilter
{
    None,
    Sub,
    Up,
    Average,
    Paeth,
}

/// <summary>PNG row filters, forth and back; spans in, spans out, bytes modulo 256.</summary>
internal static class PngFilters
{
    /// <summary>
    /// Filter Up: each byte minus the byte above (zeros above the first row). All three of one length.
    /// </summary>
    public static void Up(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        int x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            (new Vector<byte>(row[x..]) - new Vector<byte>(above[x..])).CopyTo(filtered[x..]);
        }

        for (; x < row.Length; x++)
        {
            filtered[x] = (byte)(row[x] - above[x]);
        }
    }

    /// <summary>Swaps the two bytes of every 16-bit value: little-endian memory to PNG's big-endian and back.</summary>
    public static void SwapPairs(ReadOnlySpan<byte> source, Span<byte> target) =>
        BinaryPrimitives.ReverseEndianness(
            MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(target));

    /// <summary>
    /// Undoes a filter in place. <paramref name="above"/> is the finished row above, zeros for the first.
    /// </summary>
    /// <returns>False for an unknown filter type.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch ((PngFilter)filter)
        {
            case PngFilter.None:
                return true;
            case PngFilter.Sub:
                for (int x = pixelBytes; x < row.Length; x++)
                {
                    row[x] += row[x - pixelBytes];
                }

                return true;
            case PngFilter.Up:
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] += above[x];
                }

                return true;
            case PngFilter.Average:
                for (int x = 0; x < row.Length; x++)
                {
                    int left = x < pixelBytes ? 0 : row[x - pixelBytes];
                    row[x] += (byte)((left + above[x]) / 2);
                }

                return true;
            case PngFilter.Paeth:
                for (int x = 0; x < row.Length; x++)
                {
                    bool first = x < pixelBytes;
                    row[x] += Paeth(first ? 0 : row[x - pixelBytes], above[x], first ? 0 : above[x - pixelBytes]);
                }

                return true;
            default:
                return false;
        }
    }

    private static byte Paeth(int left, int up, int upLeft)
    {
        int toLeft = Math.Abs(up - upLeft);
        int toUp = Math.Abs(left - upLeft);
        int toUpLeft = Math.Abs(left + up - (2 * upLeft));
        return (byte)(toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft);
    }
}
