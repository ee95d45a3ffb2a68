namespace MovieData.Mvc;

/// <summary>One PES packet: the bytes of one picture of one view, in practice.</summary>
internal sealed class PesUnit
{
    /// <summary>Bytes of the object itself and of its place in a queue, about.</summary>
    private const int OwnBytes = 128;

    /// <summary>First buffer: one transport packet and a little.</summary>
    private const int BufferBytesMin = 256;

    /// <summary>Payload; <see cref="Length"/> bytes count.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>What it takes in memory: of a small picture in a large buffer, the buffer.</summary>
    public int MemoryBytes => OwnBytes + Bytes.Length;

    /// <summary>Bytes of payload.</summary>
    public int Length { get; set; }

    /// <summary>Bytes of the PES header still to be passed over before the payload.</summary>
    public int HeaderLeft { get; set; }

    /// <summary>Which stream it belongs to.</summary>
    public int Pid { get; set; }

    /// <summary>Decoding time stamp, 90 kHz, modulo 2^33; −1 without one.</summary>
    public long DecodingTime { get; set; }

    /// <summary>Offset of its first packet in the file, in bytes.</summary>
    public long Offset { get; set; }

    /// <summary>True when packets of it are missing or broken.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Adds payload; the buffer grows twofold.</summary>
    public void Append(ReadOnlySpan<byte> payload)
    {
        if (Length + payload.Length > Bytes.Length)
        {
            Resize(Math.Max(Length + payload.Length, Math.Max(BufferBytesMin, Bytes.Length * 2)));
        }

        payload.CopyTo(Bytes.AsSpan(Length));
        Length += payload.Length;
    }

    /// <summary>Lets go of a buffer that is much larger than what is in it.</summary>
    public void Trim()
    {
        if (Bytes.Length > 2 * Math.Max(Length, BufferBytesMin))
        {
            Resize(Length);
        }
    }

    private void Resize(int size)
    {
        byte[] bytes = Bytes;
        Array.Resize(ref bytes, size);
        Bytes = bytes;
    }
}

/// <summary>
/// Puts the PES packets (ISO/IEC 13818-1, 2.4.3.6) of chosen streams of a transport stream together. Tables (PAT, PMT)
/// are not consulted: some SSIF files do not name the dependent stream in them.
/// </summary>
/// <param name="packets">The transport packets.</param>
/// <param name="pids">Streams wanted; all others are passed over.</param>
internal sealed class PesReader(TransportPackets packets, IReadOnlyList<int> pids)
{
    /// <summary>A longer PES packet is no picture: its end is cut and it counts as damaged.</summary>
    private const int UnitBytesMax = 32 << 20;

    /// <summary>Buffers kept for reuse; more are left to the collector.</summary>
    private const int IdleBytesMax = 32 << 20;

    private readonly PesUnit?[] _open = new PesUnit?[pids.Count];
    private readonly int[] _continuity = Enumerable.Repeat(-1, pids.Count).ToArray();
    private readonly Stack<PesUnit> _idle = new();
    private int _flushed;
    private long _idleBytes;

    /// <summary>
    /// Reads the next complete unit of any wanted stream; null at the end. Give it back by <see cref="Release"/>.
    /// </summary>
    /// <exception cref="MvcException">The stream is encrypted.</exception>
    public PesUnit? Read()
    {
        while (packets.Read())
        {
            int index = IndexOf(packets.Pid);
            if (index >= 0 && Take(index) is { } complete)
            {
                return complete;
            }
        }

        for (; _flushed < _open.Length; _flushed++)
        {
            if (_open[_flushed] is { } last)
            {
                _open[_flushed++] = null;
                return last;
            }
        }

        return null;
    }

    /// <summary>Takes a unit back for reuse.</summary>
    public void Release(PesUnit unit)
    {
        if (_idleBytes + unit.MemoryBytes <= IdleBytesMax)
        {
            _idle.Push(unit);
            _idleBytes += unit.MemoryBytes;
        }
    }

    /// <summary>Lets go of the memory of all units that were given back.</summary>
    public void Trim()
    {
        _idle.Clear();
        _idleBytes = 0;
    }

    private int IndexOf(int pid)
    {
        for (int index = 0; index < pids.Count; index++)
        {
            if (pids[index] == pid)
            {
                return index;
            }
        }

        return -1;
    }

    private PesUnit? Take(int index)
    {
        if (packets.IsScrambled)
        {
            throw new MvcException(
                $"the transport stream is encrypted at byte {packets.Offset}: only clear copies are read");
        }

        ReadOnlySpan<byte> payload = packets.Payload;
        if (payload.IsEmpty)
        {
            return null;
        }

        PesUnit? unit = _open[index];
        bool isGap = _continuity[index] >= 0 && packets.Continuity != ((_continuity[index] + 1) & 15);
        if (isGap && packets.Continuity == _continuity[index] && !packets.IsUnitStart)
        {
            // 2.4.3.3: a packet may be sent twice.
            return null;
        }

        _continuity[index] = packets.Continuity;
        if (unit is not null && (isGap || packets.HasError))
        {
            unit.IsDamaged = true;
        }

        if (packets.IsUnitStart)
        {
            _open[index] = Begin(payload);
            return unit;
        }

        if (unit is not null)
        {
            Append(unit, payload);
        }

        return null;
    }

    private PesUnit Begin(ReadOnlySpan<byte> payload)
    {
        PesUnit unit = _idle.TryPop(out PesUnit? idle) ? idle : new PesUnit();
        _idleBytes -= idle?.MemoryBytes ?? 0;
        unit.Length = 0;
        unit.Pid = packets.Pid;
        unit.Offset = packets.Offset;
        unit.DecodingTime = -1;
        unit.IsDamaged = packets.HasError;

        // start code 3, stream id 1, length 2, flags 2, header length 1
        if (payload.Length < 9 || payload[0] != 0 || payload[1] != 0 || payload[2] != 1)
        {
            unit.IsDamaged = true;
            unit.HeaderLeft = 0;
            return unit;
        }

        int times = payload[7] >> 6;
        int at = times == 3 ? 14 : 9;
        if (times >= 2 && payload.Length >= at + 5)
        {
            unit.DecodingTime = ReadTime(payload[at..]);
        }

        unit.HeaderLeft = 9 + payload[8];
        Append(unit, payload);
        return unit;
    }

    /// <summary>A time stamp of 33 bits spread over 5 bytes (2.4.3.6).</summary>
    private static long ReadTime(ReadOnlySpan<byte> bytes) =>
        ((bytes[0] & 0x0EL) << 29) | ((long)bytes[1] << 22) | ((bytes[2] & 0xFEL) << 14) | ((long)bytes[3] << 7)
        | ((long)bytes[4] >> 1);

    private static void Append(PesUnit unit, ReadOnlySpan<byte> payload)
    {
        int skipped = Math.Min(unit.HeaderLeft, payload.Length);
        unit.HeaderLeft -= skipped;
        payload = payload[skipped..];
        if (unit.Length + payload.Length > UnitBytesMax)
        {
            unit.IsDamaged = true;
            return;
        }

        unit.Append(payload);
    }
}
