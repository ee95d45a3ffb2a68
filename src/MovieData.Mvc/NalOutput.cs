using System.Buffers.Binary;

namespace MovieData.Mvc;

/// <summary>
/// Puts NAL units behind each other as an Annex B byte stream. The buffer is kept, so a warm one allocates nothing.
/// </summary>
internal sealed class NalOutput
{
    private byte[] _bytes = new byte[1 << 18];
    private int _length;

    /// <summary>The stream so far; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Starts anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds one unit.</summary>
    /// <param name="refIdc"><c>nal_ref_idc</c>.</param>
    /// <param name="type"><c>nal_unit_type</c>.</param>
    /// <param name="rbsp">The unit without header and emulation prevention.</param>
    public void Add(int refIdc, int type, ReadOnlySpan<byte> rbsp)
    {
        int needed = _length + 5 + NalEscape.InsertedLengthMax(rbsp.Length);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }

        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), 1);
        _bytes[_length + 4] = (byte)((refIdc << 5) | type);
        _length += 5;
        _length += NalEscape.Insert(rbsp, _bytes.AsSpan(_length));
    }
}
