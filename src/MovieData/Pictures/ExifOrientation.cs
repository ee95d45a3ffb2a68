using System.Buffers.Binary;
using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>
/// How a camera was held (EXIF 2.3, tag 0x0112 of the first directory): 1 upright; 2 mirrored; 3 upside down; 4
/// mirrored and upside down; 5…8 lying, 6 and 8 without a mirror. Viewers turn such pictures; so do we.
/// </summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>Orientation 1…8 that a JPEG (APP1) or PNG (eXIf) states; 1 where it states no such.</summary>
    public static int Of(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = PngReader.IsPng(file)
            ? PngChunk(file, "eXIf"u8)
            : JpegSegment(file, 0xE1, "Exif\0\0"u8);
        return exif.Length < 8 ? 1 : Read(exif, isLittleEndian: exif[0] == 'I');
    }

    /// <summary>What was done to the stored picture, in words.</summary>
    public static string WordsOf(int orientation) => orientation switch
    {
        2 => "mirrored",
        3 => "turned by 180°",
        4 => "mirrored top to bottom",
        5 => "mirrored and turned by 90° to the left",
        6 => "turned by 90° to the right",
        7 => "mirrored and turned by 90° to the right",
        8 => "turned by 90° to the left",
        _ => "left as it is",
    };

    /// <summary>The picture as a viewer shows it; the stored one is disposed unless it is returned.</summary>
    /// <param name="stored">Pixels as stored.</param>
    /// <param name="orientation">1…8.</param>
    public static Plane<Rgb24> Upright(Plane<Rgb24> stored, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return stored;
        }

        using Plane<Rgb24> held = stored;
        (int width, int height) = (stored.Width, stored.Height);
        var upright = orientation < 5 ? new Plane<Rgb24>(width, height) : new Plane<Rgb24>(height, width);
        for (int y = 0; y < upright.Height; y++)
        {
            Span<Rgb24> row = upright.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                // Where the pixel that belongs at (x, y) is stored.
                row[x] = orientation switch
                {
                    2 => stored[width - 1 - x, y],
                    3 => stored[width - 1 - x, height - 1 - y],
                    4 => stored[x, height - 1 - y],
                    5 => stored[y, x],
                    6 => stored[y, height - 1 - x],
                    7 => stored[width - 1 - y, height - 1 - x],
                    _ => stored[width - 1 - y, x],
                };
            }
        }

        return upright;
    }

    /// <summary>Content of the first segment of a JPEG with this marker and beginning, behind the latter; empty where
    /// there is none before the pixels.</summary>
    internal static ReadOnlySpan<byte> JpegSegment(ReadOnlySpan<byte> file, byte marker, ReadOnlySpan<byte> beginning)
    {
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] is not (0xDA or 0xD9);)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            ReadOnlySpan<byte> rest = file[(at + 4)..];
            if (length < 2 || rest.Length < length - 2)
            {
                break;
            }

            ReadOnlySpan<byte> content = rest[..(length - 2)];
            if (file[at + 1] == marker && content.StartsWith(beginning))
            {
                return content[beginning.Length..];
            }

            at += 2 + length;
        }

        return [];
    }

    private static ReadOnlySpan<byte> PngChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        for (int at = PngWriter.Signature.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
            {
                break;
            }

            if (file.Slice(at + 4, 4).SequenceEqual(type))
            {
                return file.Slice(at + 8, (int)length);
            }

            at += 12 + (int)length;
        }

        return [];
    }

    private static int Read(ReadOnlySpan<byte> tiff, bool isLittleEndian)
    {
        uint directory = Number(tiff[4..8], isLittleEndian);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        int entries = (int)Number(tiff.Slice((int)directory, 2), isLittleEndian);
        ReadOnlySpan<byte> left = tiff[((int)directory + 2)..];
        for (int entry = 0; entry < entries && left.Length >= EntryBytes; entry++, left = left[EntryBytes..])
        {
            if (Number(left[..2], isLittleEndian) == Tag)
            {
                uint value = Number(left.Slice(8, 2), isLittleEndian);
                return value is >= 1 and <= 8 ? (int)value : 1;
            }
        }

        return 1;
    }

    /// <summary>A whole number of 2 or 4 bytes.</summary>
    internal static uint Number(ReadOnlySpan<byte> bytes, bool isLittleEndian) => bytes.Length == 2
        ? isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
