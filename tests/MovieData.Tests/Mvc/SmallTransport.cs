using System.Buffers.Binary;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>
/// Writes a stream of tests/data/mvc as the two clips of a disc, field by field after ISO/IEC 13818-1: base view on
/// PID 0x1011, dependent view on PID 0x1012, one picture a PES packet, 24 pictures per second, 192-byte packets.
/// </summary>
internal static class SmallTransport
{
    private const int Rate = 90_000 / 24;

    /// <summary>Writes both clips; returns the first picture's time and the length, 45 kHz.</summary>
    /// <param name="units">The stream's NAL units; each access unit has both views.</param>
    /// <param name="numbers">Frame number of each access unit.</param>
    /// <param name="clockS">Decoding time of the first access unit.</param>
    /// <param name="basePath">Base clip.</param>
    /// <param name="dependentPath">Dependent clip.</param>
    public static (uint Start, uint Length) WritePair(
        List<byte[]> units, IReadOnlyList<int> numbers, double clockS, string basePath, string dependentPath)
    {
        List<List<byte[]>> pictures = AccessUnits(units);
        Assert.Equal(numbers.Count, pictures.Count);
        int delay = numbers.Select((number, unit) => unit - number).Max();
        long clock = (long)(clockS * 90_000);
        (long, long, byte[])[] Timed(Func<byte[], bool> wanted) => [.. pictures.Select((picture, unit) => (
            clock + (Rate * (numbers[unit] + delay)), clock + (Rate * unit), MvcUnits.Join(picture.Where(wanted))))];
        static bool IsDependent(byte[] unit) => (unit[0] & 31) is NalType.SubsetSequence or NalType.DependentSlice;
        File.WriteAllBytes(basePath, Packets(0x1011, 0x1B, Timed(unit => !IsDependent(unit))));
        File.WriteAllBytes(dependentPath, Packets(0x1012, 0x20, Timed(IsDependent)));
        return ((uint)((clock + (Rate * delay)) / 2), (uint)(pictures.Count * Rate / 2));
    }

    private static List<List<byte[]>> AccessUnits(List<byte[]> units)
    {
        var pictures = new List<List<byte[]>>();
        bool isComplete = true;
        foreach (byte[] unit in units)
        {
            bool isDependent = (unit[0] & 31) == NalType.DependentSlice;
            if (isComplete && !isDependent)
            {
                pictures.Add([]);
            }

            isComplete = isDependent;
            pictures[^1].Add(unit);
        }

        return pictures;
    }

    private static byte[] Packets(int pid, byte type, (long Shown, long Decoded, byte[] Bytes)[] pictures)
    {
        var file = new List<byte>();
        int tables = 0;
        int count = 0;
        foreach ((long shown, long decoded, byte[] bytes) in pictures)
        {
            Add(file, 0, tables, [0, .. Table([0, 0, 1, 0xC1, 0, 0, 0, 1, 0xE1, 0])]);
            Add(file, 0x100, tables++, [0, .. Table(
                [2, 0, 1, 0xC1, 0, 0, (byte)(0xE0 | (pid >> 8)), (byte)pid, 0xF0, 0, type,
                    (byte)(0xE0 | (pid >> 8)), (byte)pid, 0xF0, 0])]);
            byte[] packet = [0, 0, 1, 0xE0, 0, 0, 0x80, 0xC0, 10, .. Time(3, shown), .. Time(1, decoded), .. bytes];
            for (int at = 0; at < packet.Length; at += 184)
            {
                Add(file, pid, count++, packet.AsSpan(at, Math.Min(184, packet.Length - at)), at == 0);
            }
        }

        return [.. file];
    }

    /// <summary>A transport packet behind the 4 bytes of a disc; a short payload is stuffed.</summary>
    private static void Add(List<byte> file, int pid, int count, ReadOnlySpan<byte> payload, bool isStart = true)
    {
        int stuffing = 184 - payload.Length;
        file.AddRange([0, 0, 0, 0, 0x47, (byte)((isStart ? 0x40 : 0) | (pid >> 8)), (byte)pid]);
        file.Add((byte)((stuffing > 0 ? 0x30 : 0x10) | (count & 15)));
        for (int index = 0; index < stuffing; index++)
        {
            file.Add(index == 0 ? (byte)(stuffing - 1) : index == 1 ? (byte)0 : (byte)0xFF);
        }

        file.AddRange(payload);
    }

    /// <summary>A section: table id, length, body, CRC (2.4.4, annex A).</summary>
    private static byte[] Table(byte[] body)
    {
        int length = body.Length - 1 + 4;
        byte[] section = [body[0], (byte)(0xB0 | (length >> 8)), (byte)length, .. body.AsSpan(1)];
        uint crc = uint.MaxValue;
        foreach (byte value in section)
        {
            crc ^= (uint)value << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc << 1) ^ ((crc >> 31) * 0x04C11DB7);
            }
        }

        var end = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(end, crc);
        return [.. section, .. end];
    }

    private static byte[] Time(int mark, long time) =>
    [
        (byte)((mark << 4) | (int)((time >> 29) & 14) | 1), (byte)(time >> 22), (byte)(((time >> 14) & 0xFE) | 1),
        (byte)(time >> 7), (byte)((time << 1) | 1),
    ];
}
