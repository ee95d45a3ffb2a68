namespace MovieData.Mvc;

/// <summary>
/// The scaling lists of one parameter set (H.264 7.3.2.1.1.1), 4:2:0: lists 0…5 of 16 entries, 6 and 7 of 64, in
/// zigzag order as transmitted. A list that is not there falls back (table 7-2) when the set is used.
/// </summary>
public sealed class ScalingLists
{
    /// <summary>Lists of a set: six for 4×4 blocks, two for 8×8 blocks.</summary>
    public const int Count = 8;

    private static readonly byte[] Default4X4Intra = [6, 13, 13, 20, 20, 20, 28, 28, 28, 28, 32, 32, 32, 37, 37, 42];

    private static readonly byte[] Default4X4Inter = [10, 14, 14, 20, 20, 20, 24, 24, 24, 24, 27, 27, 27, 30, 30, 34];

    private static readonly byte[] Default8X8Intra =
    [
        6, 10, 10, 13, 11, 13, 16, 16, 16, 16, 18, 18, 18, 18, 18, 23,
        23, 23, 23, 23, 23, 25, 25, 25, 25, 25, 25, 25, 27, 27, 27, 27,
        27, 27, 27, 27, 29, 29, 29, 29, 29, 29, 29, 31, 31, 31, 31, 31,
        31, 33, 33, 33, 33, 33, 36, 36, 36, 36, 38, 38, 38, 40, 40, 42,
    ];

    private static readonly byte[] Default8X8Inter =
    [
        9, 13, 13, 15, 13, 15, 17, 17, 17, 17, 19, 19, 19, 19, 19, 21,
        21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 22, 24, 24, 24, 24,
        24, 24, 24, 24, 25, 25, 25, 25, 25, 25, 25, 27, 27, 27, 27, 27,
        27, 28, 28, 28, 28, 28, 30, 30, 30, 30, 32, 32, 32, 33, 33, 35,
    ];

    private static readonly byte[] Flat = Enumerable.Repeat((byte)16, 64).ToArray();

    private readonly byte[]?[] _lists = new byte[]?[Count];

    /// <summary>Reads <paramref name="count"/> lists (6 or 8), each with its present flag.</summary>
    /// <exception cref="MvcSyntaxException">Broken codes, or a <c>delta_scale</c> out of range.</exception>
    public static ScalingLists Parse(ref BitReader reader, int count)
    {
        var lists = new ScalingLists();
        for (int index = 0; index < count; index++)
        {
            if (reader.Flag())
            {
                lists._lists[index] = ParseList(ref reader, index);
            }
        }

        return lists;
    }

    /// <summary>
    /// The lists that count for a picture: the picture parameter set's, where absent by fall-back rule set A (no lists
    /// in the sequence parameter set) or B; without lists in either, flat 16 (7.4.2.1.1.1, 7.4.2.2).
    /// </summary>
    /// <param name="sequence">Lists of the sequence parameter set, null when it has none.</param>
    /// <param name="picture">Lists of the picture parameter set, null when it has none.</param>
    public static byte[][] Effective(ScalingLists? sequence, ScalingLists? picture)
    {
        var flat = new byte[Count][];
        for (int index = 0; index < Count; index++)
        {
            flat[index] = Flat[..Size(index)];
        }

        byte[][] ofSequence = sequence?.Resolve(null) ?? flat;
        return picture?.Resolve(sequence is null ? null : ofSequence) ?? ofSequence;
    }

    /// <summary>Writes all lists in full, each with its present flag 1.</summary>
    internal static void Write(BitWriter writer, byte[][] lists, int count)
    {
        for (int index = 0; index < count; index++)
        {
            writer.Flag(true);
            int last = 8;
            foreach (byte scale in lists[index])
            {
                writer.Se((sbyte)(scale - last));
                last = scale;
            }
        }
    }

    /// <summary>True when every list is 16 throughout, that is, when none need be written.</summary>
    public static bool IsFlat(byte[][] lists) =>
        Array.TrueForAll(lists, list => !list.AsSpan().ContainsAnyExcept((byte)16));

    private static int Size(int index) => index < 6 ? 16 : 64;

    private static byte[] Default(int index) => index switch
    {
        < 3 => Default4X4Intra,
        < 6 => Default4X4Inter,
        6 => Default8X8Intra,
        _ => Default8X8Inter,
    };

    /// <summary>
    /// <c>scaling_list()</c>: differences; a next scale of 0 at the first entry asks for the default list.
    /// </summary>
    private static byte[] ParseList(ref BitReader reader, int index)
    {
        var list = new byte[Size(index)];
        int last = 8;
        int next = 8;
        for (int entry = 0; entry < list.Length; entry++)
        {
            if (next != 0)
            {
                int delta = reader.Se();
                if (delta is < -128 or > 127)
                {
                    throw new MvcSyntaxException($"delta_scale is {delta}");
                }

                next = (last + delta + 256) & 255;
                if (entry == 0 && next == 0)
                {
                    return Default(index);
                }
            }

            last = next == 0 ? last : next;
            list[entry] = (byte)last;
        }

        return list;
    }

    /// <summary>
    /// Fills absent lists: the first of each kind from <paramref name="firsts"/> (or the defaults), others from the one
    /// before.
    /// </summary>
    private byte[][] Resolve(byte[][]? firsts)
    {
        var resolved = new byte[Count][];
        for (int index = 0; index < Count; index++)
        {
            bool first = index is 0 or 3 or 6 or 7;
            resolved[index] = _lists[index] ?? (first ? firsts?[index] ?? Default(index) : resolved[index - 1]);
        }

        return resolved;
    }
}
