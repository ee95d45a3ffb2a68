using System.Buffers.Binary;
using System.Numerics;

namespace MovieData.Mvc;

/// <summary>
/// Writes the bits of one RBSP, most significant bit first (H.264 7.2, 9.1). The buffer is kept between units, so a
/// warm writer allocates nothing.
/// </summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Bits written since <see cref="Clear"/>.</summary>
    public int Position => (_length * 8) + _pendingBits;

    /// <summary>The whole bytes written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts a new unit.</summary>
    public void Clear() => (_length, _pending, _pendingBits) = (0, 0, 0);

    /// <summary><c>u(1)</c>.</summary>
    public void Flag(bool value) => Bits(value ? 1u : 0u, 1);

    /// <summary><c>u(n)</c>, n = 0…32; higher bits of <paramref name="value"/> are ignored.</summary>
    public void Bits(uint value, int count)
    {
        Reserve(8);
        _pending = (_pending << count) | (value & ((1UL << count) - 1));
        _pendingBits += count;
        while (_pendingBits >= 8)
        {
            _pendingBits -= 8;
            _bytes[_length++] = (byte)(_pending >> _pendingBits);
        }
    }

    /// <summary><c>ue(v)</c> of 9.1, 0…2^32 − 2.</summary>
    public void Ue(uint value)
    {
        int bits = BitOperations.Log2(value + 1);
        Bits(0, bits);
        Bits(value + 1, bits + 1);
    }

    /// <summary><c>se(v)</c> of 9.1.1, |value| &lt; 2^31.</summary>
    public void Se(int value) => Ue(value > 0 ? ((uint)value * 2) - 1 : (uint)-value * 2);

    /// <summary>Ones up to the next whole byte: <c>cabac_alignment_one_bit</c> of 7.3.4.</summary>
    public void AlignOnes()
    {
        if (_pendingBits != 0)
        {
            Bits(0xFF, 8 - _pendingBits);
        }
    }

    /// <summary><c>rbsp_trailing_bits</c> of 7.3.2.11: a one, then zeros up to the next whole byte.</summary>
    public void TrailingBits()
    {
        Bits(1, 1);
        if (_pendingBits != 0)
        {
            Bits(0, 8 - _pendingBits);
        }
    }

    /// <summary>Copies bits [<paramref name="start"/>, <paramref name="end"/>) of another unit.</summary>
    public void CopyBits(ReadOnlySpan<byte> source, int start, int end)
    {
        Reserve(((end - start) / 8) + 16);
        if ((start & 7) == 0 && _pendingBits == 0)
        {
            int whole = (end - start) / 8;
            source.Slice(start / 8, whole).CopyTo(_bytes.AsSpan(_length));
            _length += whole;
            start += whole * 8;
        }

        // 32 bits at a time, while eight bytes of source are left to load at once.
        for (; end - start >= 32 && (start >> 3) + 8 <= source.Length; start += 32)
        {
            ulong window = BinaryPrimitives.ReadUInt64BigEndian(source[(start >> 3)..]) << (start & 7);
            _pending = (_pending << 32) | (window >> 32);
            BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), (uint)(_pending >> _pendingBits));
            _length += 4;
        }

        var rest = new BitReader(source, start);
        while (rest.Position < end)
        {
            int count = Math.Min(24, end - rest.Position);
            Bits(rest.Bits(count), count);
        }
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes, _bytes.Length * 2));
        }
    }
}
