namespace MovieData.Mvc;

/// <summary>
/// Cuts a byte stream (H.264 Annex B) into NAL units in one pass: a start code is 00 00 01, zeros before it belong to
/// nobody (B.1.1).
/// </summary>
/// <remarks>Memory: one buffer that grows to the longest unit, at most <see cref="NalBytesMax"/>.</remarks>
/// <param name="input">The stream; read to its end, not disposed.</param>
public sealed class NalReader(Stream input)
{
    /// <summary>
    /// A longer unit is no video: it is passed over. The largest legal picture of level 5.1 is far smaller.
    /// </summary>
    public const int NalBytesMax = 16 << 20;

    private const int ReadBytes = 1 << 18;

    private byte[] _bytes = new byte[2 * ReadBytes];
    private int _start;
    private int _end;
    private long _offset;
    private (int Start, int Length) _unit;
    private bool _inUnit;
    private bool _ended;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Offset in the stream of the start code of the unit read last, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Units passed over because they were longer than <see cref="NalBytesMax"/>.</summary>
    public int Oversized { get; private set; }

    /// <summary>
    /// The unit read last: header and payload, without start code and trailing zeros. Valid until the next read.
    /// </summary>
    public ReadOnlySpan<byte> Current => _bytes.AsSpan(_unit.Start, _unit.Length);

    /// <summary>Reads the next unit, never an empty one, into <see cref="Current"/>.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool Read()
    {
        while (SkipToUnit())
        {
            Offset = _offset + _start - StartCode.Length;
            int length = Math.Max(FindEnd(), 0);
            _unit = (_start, _bytes.AsSpan(_start, length).LastIndexOfAnyExcept((byte)0) + 1);
            _start += length;
            _inUnit = false;
            if (_unit.Length > 0)
            {
                return true;
            }
        }

        _unit = default;
        return false;
    }

    /// <summary>Moves behind the next start code.</summary>
    private bool SkipToUnit()
    {
        while (!_inUnit)
        {
            int found = _bytes.AsSpan(_start, _end - _start).IndexOf(StartCode);
            if (found >= 0)
            {
                _start += found + StartCode.Length;
                _inUnit = true;
            }
            else
            {
                // The last two bytes may be the beginning of a start code.
                _start = Math.Max(_start, _end - 2);
                if (!Fill())
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Length of the unit at <c>_start</c>; −1 when it was too long and thrown away.</summary>
    private int FindEnd()
    {
        int searched = 0;
        while (true)
        {
            int found = _bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf(StartCode);
            if (found >= 0)
            {
                return searched + found;
            }

            searched = Math.Max(0, _end - _start - 2);
            if (searched > NalBytesMax)
            {
                Oversized++;
                _start = _end - 2;
                return -1;
            }

            if (!Fill())
            {
                return _end - _start;
            }
        }
    }

    /// <summary>Reads more bytes behind those not yet used; false at the end of the stream.</summary>
    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        if (_bytes.Length - _end < ReadBytes)
        {
            int kept = _end - _start;
            if (_start < ReadBytes)
            {
                Array.Resize(ref _bytes, _bytes.Length * 2);
            }

            _bytes.AsSpan(_start, kept).CopyTo(_bytes);
            _offset += _start;
            _start = 0;
            _end = kept;
        }

        int count = input.Read(_bytes, _end, ReadBytes);
        _ended = count == 0;
        _end += count;
        return !_ended;
    }
}
