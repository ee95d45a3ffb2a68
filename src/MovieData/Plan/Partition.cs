using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MovieData.Plan;

/// <summary>
/// Deals segments to the runs that share a dataset (<c>--partition</c>), by nothing but the segment's own name: runs
/// that are given the films in another order, or one film more, deal alike, and no segment is left to nobody.
/// </summary>
public static class Partition
{
    /// <summary>
    /// The part that a segment belongs to. A film's segments go to the parts in turn, so that no part has two more of
    /// them than another; its id decides which part has the first.
    /// </summary>
    /// <param name="segment">The segment.</param>
    /// <param name="count">Parts, positive.</param>
    /// <returns>1…<paramref name="count"/>.</returns>
    public static int Of(Segment segment, int count) => Of(segment.Film, segment.Index, count);

    /// <summary>The same by a segment's name alone.</summary>
    /// <param name="film">Film id.</param>
    /// <param name="index">0-based number in the film.</param>
    /// <param name="count">Parts, positive.</param>
    /// <returns>1…<paramref name="count"/>.</returns>
    public static int Of(string film, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(film), hash);
        ulong first = BinaryPrimitives.ReadUInt32LittleEndian(hash);
        return (int)((first + (ulong)index) % (ulong)count) + 1;
    }
}
