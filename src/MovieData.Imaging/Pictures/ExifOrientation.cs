using System.Buffers.Binary;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// How a camera was held (EXIF 2.3, tag 0x0112 of the first directory): 1 upright; 2 mirrored; 3 upside down; 4
/// mirrored and upside down; 5…8 lying, 6 and 8 without a mirror. Viewers turn such pictures; so does OpenCV.
/// </summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>Orientation 1…8 that a JPEG (APP1), PNG (eXIf), WebP (EXIF) or TIFF states; 1 where it states none.
    /// OpenCV turns the picture; this is for telling so.</summary>
    public static int Of(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = PngReader.IsPng(file) ? PngReader.Chunk(file, "eXIf"u8)
            : PictureFile.IsJpeg(file) ? JpegSegment(file, 0xE1, "Exif\0\0"u8)
            : IsTiff(file) ? file
            : file.Length >= 12 && file[8..].StartsWith("WEBP"u8) ? WebpChunk(file)
            : [];
        return Value(exif, Tag) is >= 1 and <= 8 and uint orientation ? (int)orientation : 1;
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

    /// <summary>Content of the chunk <c>EXIF</c> of a WebP file (RIFF, little-endian, of even lengths).</summary>
    private static ReadOnlySpan<byte> WebpChunk(ReadOnlySpan<byte> file)
    {
        for (int at = 12; at + 8 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - 8)
            {
                break;
            }

            if (file[at..].StartsWith("EXIF"u8))
            {
                ReadOnlySpan<byte> exif = file.Slice(at + 8, (int)length);
                return exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
            }

            at += 8 + (int)(length + (length & 1));
        }

        return [];
    }

    /// <summary>True when the bytes begin like a TIFF, which EXIF also is.</summary>
    internal static bool IsTiff(ReadOnlySpan<byte> file) =>
        file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);

    /// <summary>True when a TIFF's first directory names a next one.</summary>
    internal static bool HoldsMore(ReadOnlySpan<byte> tiff)
    {
        ReadOnlySpan<byte> directory = Directory(tiff, out int entries);
        int end = entries * EntryBytes;
        return directory.Length >= end + 4 && directory.Slice(end, 4).ContainsAnyExcept((byte)0);
    }

    /// <summary>The 16-bit value of a tag in a TIFF's first directory; null where it is not there.</summary>
    internal static uint? Value(ReadOnlySpan<byte> tiff, ushort tag)
    {
        ReadOnlySpan<byte> left = Directory(tiff, out int entries);
        for (int entry = 0; entry < entries && left.Length >= EntryBytes; entry++, left = left[EntryBytes..])
        {
            if (Number(left[..2], tiff[0] == 'I') == tag)
            {
                return Number(left.Slice(8, 2), tiff[0] == 'I');
            }
        }

        return null;
    }

    // The first directory's entries and what follows them.
    private static ReadOnlySpan<byte> Directory(ReadOnlySpan<byte> tiff, out int entries)
    {
        uint at = tiff.Length < 10 ? uint.MaxValue : Number(tiff[4..8], tiff[0] == 'I');
        entries = at > tiff.Length - 2 ? 0 : (int)Number(tiff.Slice((int)at, 2), tiff[0] == 'I');
        return entries == 0 ? [] : tiff[((int)at + 2)..];
    }

    /// <summary>A whole number of 2 or 4 bytes.</summary>
    internal static uint Number(ReadOnlySpan<byte> bytes, bool isLittleEndian) => bytes.Length == 2
        ? isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
