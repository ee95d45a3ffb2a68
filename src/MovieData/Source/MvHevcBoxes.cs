using System.Buffers.Binary;

namespace MovieData.Source;

/// <summary>
/// Detects multiview HEVC in MP4/MOV: the sample entry of a video track holds <c>lhvC</c> (layered HEVC configuration,
/// ISO/IEC 14496-15) or <c>vexu</c> (Apple's stereo video extension). ffmpeg before 7.1 reads such a film as mono.
/// </summary>
internal static class MvHevcBoxes
{
    /// <summary>Longest <c>moov</c> box read; longer ones (many hours of tiny samples) are not searched.</summary>
    private const int MoovBytesMax = 64 << 20;

    /// <summary>Boxes looked at on one level; more are damage.</summary>
    private const int BoxesMax = 4096;

    /// <summary>Bytes of a <c>stsd</c> before its first entry, and of a video sample entry before its boxes.</summary>
    private const int DescriptionHeader = 8;
    private const int VideoEntryHeader = 78;

    private static readonly string[] Containers = ["moov", "trak", "mdia", "minf", "stbl"];

    /// <summary>True when a track of the file is multiview HEVC; false too for whatever is not an MP4.</summary>
    public static bool AreIn(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[]? moov = ReadMoov(file);
            return moov is not null && HasLayers(moov, depth: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static byte[]? ReadMoov(FileStream file)
    {
        Span<byte> header = stackalloc byte[16];
        long at = 0;
        for (int box = 0; box < BoxesMax && at + 8 <= file.Length; box++)
        {
            file.Position = at;
            int have = file.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            long length = BinaryPrimitives.ReadUInt32BigEndian(header);
            length = length == 1 && have == 16 ? BinaryPrimitives.ReadInt64BigEndian(header[8..]) : length;
            length = length == 0 ? file.Length - at : length;
            if (length < 8 || length > file.Length - at)
            {
                return null;
            }

            if (header[4..8].SequenceEqual("moov"u8))
            {
                byte[]? moov = length <= MoovBytesMax ? new byte[length - 8] : null;
                file.Position = at + 8;
                return moov is not null && file.ReadAtLeast(moov, moov.Length, false) == moov.Length ? moov : null;
            }

            at += length;
        }

        return null;
    }

    private static bool HasLayers(ReadOnlySpan<byte> boxes, int depth)
    {
        for (int box = 0; box < BoxesMax && boxes.Length >= 8; box++)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(boxes);
            if (length < 8 || length > boxes.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> body = boxes[8..(int)length];
            string type = System.Text.Encoding.Latin1.GetString(boxes[4..8]);
            bool found = type switch
            {
                "lhvC" or "vexu" => depth > 0,
                "stsd" => body.Length > DescriptionHeader && HasLayers(body[DescriptionHeader..], depth + 1),
                "hvc1" or "hev1" => body.Length > VideoEntryHeader && HasLayers(body[VideoEntryHeader..], depth + 1),
                // Depth is bounded by the fixed nesting of these names in a sane file, and by a limit in a hostile one.
                _ => Containers.Contains(type) && depth < 8 && HasLayers(body, depth + 1),
            };
            if (found)
            {
                return true;
            }

            boxes = boxes[(int)length..];
        }

        return false;
    }
}
