namespace MovieData.Mvc;

/// <summary>
/// Reads the packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3): 188 bytes each, behind 4 more bytes in a
/// Blu-ray's m2ts and SSIF files. Bytes that are no packet are passed over.
/// </summary>
/// <param name="file">The file; not disposed.</param>
/// <param name="packetBytes">188 or 192, as <see cref="DetectPacketBytes"/> says.</param>
internal sealed class TransportPackets(Stream file, int packetBytes)
{
    private const byte Sync = 0x47;

    private const int PayloadBytes = 188;

    /// <summary>Packets at the beginning of a file that must agree before it is taken for a transport stream.</summary>
    private const int ProbePackets = 5;

    private readonly byte[] _bytes = new byte[packetBytes * 1024];
    private int _start;
    private int _end;
    private long _offset = file.CanSeek ? file.Position : 0;
    private int _header;

    /// <summary>Offset in the file of the packet read last, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Times that bytes had to be passed over.</summary>
    public int Resyncs { get; private set; }

    /// <summary>13-bit packet id of the packet read last.</summary>
    public int Pid => ((Packet[1] & 31) << 8) | Packet[2];

    /// <summary><c>payload_unit_start_indicator</c>: a PES packet begins here.</summary>
    public bool IsUnitStart => (Packet[1] & 0x40) != 0;

    /// <summary><c>transport_scrambling_control</c> is set: the payload is encrypted.</summary>
    public bool IsScrambled => (Packet[3] & 0xC0) != 0;

    /// <summary><c>continuity_counter</c>, 0…15.</summary>
    public int Continuity => Packet[3] & 15;

    /// <summary><c>transport_error_indicator</c>: the receiver knew that the packet is broken.</summary>
    public bool HasError => (Packet[1] & 0x80) != 0;

    /// <summary>Bytes behind header and adaptation field; empty when the packet has none.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            ReadOnlySpan<byte> packet = Packet;
            int start = (packet[3] & 0x20) != 0 ? 5 + packet[4] : 4;
            return (packet[3] & 0x10) == 0 || start >= PayloadBytes ? [] : packet[start..];
        }
    }

    private ReadOnlySpan<byte> Packet => _bytes.AsSpan(_header, PayloadBytes);

    /// <summary>
    /// Packet size of a transport stream that begins with <paramref name="head"/>: 188, 192, or 0 for none.
    /// </summary>
    public static int DetectPacketBytes(ReadOnlySpan<byte> head)
    {
        foreach (int size in (ReadOnlySpan<int>)[188, 192])
        {
            int lead = size - PayloadBytes;
            int agreeing = 0;
            for (int at = lead; agreeing < ProbePackets && at < head.Length && head[at] == Sync; at += size)
            {
                agreeing++;
            }

            if (agreeing == ProbePackets || (agreeing > 0 && agreeing * size >= head.Length))
            {
                return size;
            }
        }

        return 0;
    }

    /// <summary>Reads the next packet; false at the end of the file.</summary>
    public bool Read()
    {
        int lead = packetBytes - PayloadBytes;
        while (true)
        {
            if (_end - _start < packetBytes && !Fill())
            {
                return false;
            }

            if (_bytes[_start + lead] == Sync)
            {
                Offset = _offset + _start;
                _header = _start + lead;
                _start += packetBytes;
                return true;
            }

            Resyncs++;
            int found = _bytes.AsSpan(_start + lead + 1, _end - _start - lead - 1).IndexOf(Sync);
            _start = found < 0 ? _end - lead : _start + found + 1;
        }
    }

    private bool Fill()
    {
        int kept = _end - _start;
        _bytes.AsSpan(_start, kept).CopyTo(_bytes);
        _offset += _start;
        (_start, _end) = (0, kept);
        while (_end < packetBytes)
        {
            int count = file.Read(_bytes, _end, _bytes.Length - _end);
            if (count == 0)
            {
                return false;
            }

            _end += count;
        }

        return true;
    }
}
