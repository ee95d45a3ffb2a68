using System.Buffers.Binary;
using System.Numerics;

namespace MovieData.Mvc;

/// <summary>
/// Reads the bits of one RBSP (a NAL unit without its emulation prevention bytes), most significant bit first:
/// H.264 7.2 and the Exp-Golomb codes of 9.1.
/// </summary>
/// <remarks>
/// Every read is checked: past the end it throws <see cref="MvcSyntaxException"/>, never reads stray memory.
/// </remarks>
/// <param name="rbsp">The bytes; not owned.</param>
/// <param name="position">Bit to start at.</param>
public ref struct BitReader(ReadOnlySpan<byte> rbsp, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = rbsp;
    private int _position = position;

    /// <summary>Index of the next bit, 0 = most significant bit of the first byte.</summary>
    public readonly int Position => _position;

    /// <summary>Bits not yet read.</summary>
    public readonly int BitsLeft => (_bytes.Length * 8) - _position;

    /// <summary>True while something other than the trailing bits is left: <c>more_rbsp_data()</c> of 7.2.</summary>
    public readonly bool MoreData => _position < StopBit(_bytes);

    /// <summary>One bit, <c>u(1)</c>.</summary>
    public bool Flag() => Bits(1) != 0;

    /// <summary><c>u(n)</c>, n = 0…32.</summary>
    /// <exception cref="MvcSyntaxException">Fewer bits are left.</exception>
    public uint Bits(int count)
    {
        if (count > BitsLeft)
        {
            throw new MvcSyntaxException("the unit ends early");
        }

        if (count == 0)
        {
            return 0;
        }

        uint value = (uint)(Window() >> (64 - count));
        _position += count;
        return value;
    }

    /// <summary><c>ue(v)</c> of 9.1.</summary>
    /// <param name="max">Largest value the semantics allow.</param>
    /// <exception cref="MvcSyntaxException">The code is broken, or its value larger.</exception>
    public uint Ue(uint max = uint.MaxValue - 1)
    {
        int zeros = BitOperations.LeadingZeroCount(Window());
        if (zeros > 31)
        {
            throw new MvcSyntaxException("an Exp-Golomb code is broken");
        }

        // The zeros were looked at, not read: skipping them checks that they are really there.
        Bits(zeros);
        uint value = Bits(zeros + 1) - 1;
        return value <= max ? value : throw new MvcSyntaxException($"a value of {value} exceeds {max}");
    }

    /// <summary><c>se(v)</c> of 9.1.1.</summary>
    /// <exception cref="MvcSyntaxException">The code is broken.</exception>
    public int Se()
    {
        uint code = Ue();
        return (code & 1) != 0 ? (int)((code >> 1) + 1) : -(int)(code >> 1);
    }

    /// <summary>Passes over <paramref name="count"/> bits.</summary>
    /// <exception cref="MvcSyntaxException">Fewer bits are left.</exception>
    public void Skip(int count)
    {
        if (count < 0 || count > BitsLeft)
        {
            throw new MvcSyntaxException("the unit ends early");
        }

        _position += count;
    }

    /// <summary>Index of the <c>rbsp_stop_one_bit</c> (7.3.2.11): the last 1 bit; 0 when there is none.</summary>
    public static int StopBit(ReadOnlySpan<byte> rbsp)
    {
        int last = rbsp.LastIndexOfAnyExcept((byte)0);
        return last < 0 ? 0 : (last * 8) + 7 - BitOperations.TrailingZeroCount((uint)rbsp[last]);
    }

    /// <summary>At least 57 of the following bits at the top; zeros beyond the end.</summary>
    private readonly ulong Window()
    {
        int start = _position >> 3;
        int shift = _position & 7;
        if (start + 8 <= _bytes.Length)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(_bytes[start..]) << shift;
        }

        ulong window = 0;
        for (int index = 0; index < 8; index++)
        {
            window = (window << 8) | (start + index < _bytes.Length ? _bytes[start + index] : (byte)0);
        }

        return window << shift;
    }
}
