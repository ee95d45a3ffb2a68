namespace MovieData.Mvc;

/// <summary>Which streams of a transport stream hold the views, found by what is inside them.</summary>
/// <param name="PacketBytes">188 or 192.</param>
/// <param name="BasePid">Stream with ordinary H.264 slices, −1 when there is none.</param>
/// <param name="DependentPid">
/// Stream with dependent slices; equal to <paramref name="BasePid"/> when one holds both; −1 for none.
/// </param>
public sealed record TransportProgram(int PacketBytes, int BasePid, int DependentPid)
{
    /// <summary>Bytes looked at. Extents of an SSIF file, in which the views take turns, are smaller.</summary>
    private const int ProbeBytesMax = 32 << 20;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Looks at the beginning of a file; null when it is no transport stream.</summary>
    public static TransportProgram? Detect(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        Span<byte> head = stackalloc byte[192 * 8];
        int packetBytes = TransportPackets.DetectPacketBytes(head[..file.ReadAtLeast(head, head.Length, false)]);
        if (packetBytes == 0)
        {
            return null;
        }

        file.Position = 0;
        var packets = new TransportPackets(file, packetBytes);
        var types = new SortedDictionary<int, uint>();
        while (packets.Read() && packets.Offset < ProbeBytesMax && !IsComplete(types))
        {
            ReadOnlySpan<byte> payload = packets.Payload;
            bool isPes = packets.IsUnitStart && payload.Length > 9 && payload.StartsWith(StartCode);
            bool isVideo = isPes && payload[3] is (>= 0xE0 and <= 0xEF) or 0xFD;
            if (isVideo)
            {
                types.TryAdd(packets.Pid, 0u);
                payload = payload[Math.Min(9 + payload[8], payload.Length)..];
            }

            if (types.TryGetValue(packets.Pid, out uint seen))
            {
                types[packets.Pid] = seen | NalTypes(payload);
            }
        }

        int basePid = Find(types, NalType.Slice, NalType.IdrSlice);
        bool isOne = basePid >= 0 && Has(types[basePid], NalType.DependentSlice);
        return new TransportProgram(packetBytes, basePid, isOne ? basePid : FindDependent(types));
    }

    private static bool IsComplete(SortedDictionary<int, uint> types) =>
        Find(types, NalType.Slice, NalType.IdrSlice) >= 0 && FindDependent(types) >= 0;

    private static int FindDependent(SortedDictionary<int, uint> types) =>
        Find(types, NalType.DependentSlice, NalType.DependentSlice);

    /// <summary>
    /// The lowest pid that has either type, and a parameter set besides: other codecs have start codes too.
    /// </summary>
    private static int Find(SortedDictionary<int, uint> types, int first, int second)
    {
        foreach ((int pid, uint seen) in types)
        {
            bool hasSets = Has(seen, NalType.Sequence) || Has(seen, NalType.SubsetSequence);
            if (hasSets && (Has(seen, first) || Has(seen, second)))
            {
                return pid;
            }
        }

        return -1;
    }

    private static bool Has(uint types, int type) => ((types >> type) & 1) != 0;

    /// <summary>Types of the NAL units that start in a packet, a bit each.</summary>
    private static uint NalTypes(ReadOnlySpan<byte> payload)
    {
        uint types = 0;
        for (int found = payload.IndexOf(StartCode); found >= 0 && found + 3 < payload.Length;)
        {
            byte header = payload[found + 3];
            types |= (header & 0x80) == 0 ? 1u << (header & 31) : 0;
            payload = payload[(found + 3)..];
            found = payload.IndexOf(StartCode);
        }

        return types;
    }
}
