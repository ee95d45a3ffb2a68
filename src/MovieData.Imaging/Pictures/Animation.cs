using System.Buffers.Binary;

namespace MovieData.Imaging.Pictures;

/// <summary>Still pictures that move: GIF, WebP and PNG files of several frames, of which a reader gives the first.
/// </summary>
internal static class Animation
{
    private const int GifHeaderBytes = 13;
    private const int GifFrameBytes = 10;
    private const byte GifExtension = 0x21;
    private const byte GifFrame = 0x2C;

    /// <summary>True for a file that holds more than one frame, as far as it is whole.</summary>
    public static bool HoldsMore(ReadOnlySpan<byte> file) =>
        PngReader.IsPng(file)
            ? PngReader.Chunk(file, "acTL"u8) is { Length: >= 4 } frames
                && BinaryPrimitives.ReadUInt32BigEndian(frames) > 1
            : file.StartsWith("GIF8"u8) ? CountGif(file) > 1
            : file.Length >= 12 && file[8..].StartsWith("WEBP"u8) && CountWebp(file) > 1;

    // GIF89a, sections 18…27: frames and extensions, both ended by an empty sub-block.
    private static int CountGif(ReadOnlySpan<byte> file)
    {
        int count = 0;
        int at = GifHeaderBytes + (file.Length > GifHeaderBytes ? ColourBytes(file[10]) : 0);
        while (at + GifFrameBytes < file.Length && file[at] is GifFrame or GifExtension && count < 2)
        {
            bool isFrame = file[at] == GifFrame;
            count += isFrame ? 1 : 0;
            at += isFrame ? GifFrameBytes + ColourBytes(file[at + 9]) + 1 : 2;
            while (at < file.Length && file[at] != 0)
            {
                at += 1 + file[at];
            }

            at++;
        }

        return count;
    }

    private static int ColourBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // RIFF chunks: a name, a length, the content, which is padded to an even length.
    private static int CountWebp(ReadOnlySpan<byte> file)
    {
        int count = 0;
        for (long at = 12; at + 8 <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            count += chunk.StartsWith("ANMF"u8) ? 1 : 0;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8 + length + (length & 1);
        }

        return count;
    }
}
