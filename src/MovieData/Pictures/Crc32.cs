using System.Buffers.Binary;

namespace MovieData.Pictures;

/// <summary>CRC-32 of ISO 3309 as PNG chunks carry it (PNG specification, annex D), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255] ^ Tables[5][(low >> 16) & 255]
                ^ Tables[4][low >> 24] ^ Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255]
                ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            crc = Tables[0][(crc ^ value) & 255] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (int step = 0; step < 8; step++)
        {
            tables[step] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = step == 0 ? i : tables[step - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
                }

                tables[step][i] = crc;
            }
        }

        return tables;
    }
}
