using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// Reads the PNG of datasets (ISO/IEC 15948): grey of 8 or 16 bits and 8-bit RGB, not interlaced. Strict: every length
/// and checksum is held against the file, so that a damaged or hostile file ends in a <see cref="PictureException"/>
/// and never in a large allocation. Pictures of users go through <see cref="PictureFile.ReadRgb"/>.
/// </summary>
public static class PngReader
{
    /// <summary>True when the bytes begin like a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(PngWriter.Signature);

    /// <summary>Reads a PNG.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">File name for messages.</param>
    /// <exception cref="PictureException">Damaged, interlaced, or beyond the size limits.</exception>
    public static PngPicture Read(ReadOnlySpan<byte> file, string name)
    {
        if (!IsPng(file))
        {
            throw new PictureException($"{name}: not a PNG (signature missing)");
        }

        using var chunks = new Chunks(name);
        int at = PngWriter.Signature.Length;
        while (!chunks.Ended)
        {
            ReadOnlySpan<byte> chunk = Next(file, name, ref at);
            chunks.Take(chunk[..4], chunk[4..]);
        }

        return at == file.Length
            ? chunks.Finish()
            : throw new PictureException($"{name}: {file.Length - at} bytes follow the end of the PNG");
    }

    /// <summary>Size that the header of a PNG states; nothing is allocated.</summary>
    /// <exception cref="PictureException">Not a PNG, or beyond the size limits.</exception>
    public static PixelSize SizeOf(ReadOnlySpan<byte> file, string name)
    {
        int at = PngWriter.Signature.Length;
        ReadOnlySpan<byte> header = IsPng(file) ? Next(file, name, ref at) : [];
        return header.Length >= 12 && header.StartsWith("IHDR"u8)
            ? PictureLimits.Check(
                BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
                BinaryPrimitives.ReadUInt32BigEndian(header[8..]),
                name)
            : throw new PictureException($"{name}: not a PNG, or without a header");
    }

    /// <summary>Holds every chunk of a PNG of any kind against its checksum, up to the last.</summary>
    /// <exception cref="PictureException">Cut off or damaged.</exception>
    internal static void CheckChunks(ReadOnlySpan<byte> file, string name)
    {
        int at = PngWriter.Signature.Length;
        while (!Next(file, name, ref at).StartsWith("IEND"u8))
        {
        }
    }

    /// <summary>Content of the first chunk of a type, of a PNG whose chunks were checked; empty where there is
    /// none.</summary>
    internal static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        int at = PngWriter.Signature.Length;
        while (at < file.Length)
        {
            ReadOnlySpan<byte> chunk = Next(file, "", ref at);
            if (chunk.StartsWith(type) || chunk.StartsWith("IEND"u8))
            {
                return chunk.StartsWith(type) ? chunk[4..] : [];
            }
        }

        return [];
    }

    // Type and content of the chunk at a place, which moves on to the next.
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> file, string name, scoped ref int at)
    {
        if (file.Length - at < 12)
        {
            throw new PictureException($"{name}: PNG ends inside a chunk at byte {at} of {file.Length}");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > file.Length - at - 12)
        {
            throw new PictureException($"{name}: PNG chunk at byte {at} claims {length} bytes, the file has fewer");
        }

        ReadOnlySpan<byte> chunk = file.Slice(at + 4, (int)length + 4);
        if (Crc32.HashToUInt32(chunk) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]))
        {
            throw new PictureException($"{name}: PNG chunk at byte {at} has a wrong checksum: the file is damaged");
        }

        at += (int)length + 12;
        return chunk;
    }

    /// <summary>Collects the chunks that matter and turns them into a picture.</summary>
    private sealed class Chunks(string name) : IDisposable
    {
        private readonly MemoryStream _deflated = new();
        private readonly Dictionary<string, string> _text = [];
        private PixelSize _size;
        private int _bitDepth;
        private int _colour = -1;

        public bool Ended { get; private set; }

        public void Dispose() => _deflated.Dispose();

        public void Take(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
        {
            if (_colour < 0 != type.SequenceEqual("IHDR"u8))
            {
                throw new PictureException($"{name}: a PNG has exactly one IHDR chunk, and it comes first");
            }

            if (type.SequenceEqual("IHDR"u8))
            {
                TakeHeader(content);
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                _deflated.Write(content);
            }
            else if (type.SequenceEqual("tEXt"u8) && content.IndexOf((byte)0) is > 0 and int end)
            {
                _text[Encoding.Latin1.GetString(content[..end])] = Encoding.Latin1.GetString(content[(end + 1)..]);
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                Ended = true;
            }
            else if ((type[0] & 0x20) == 0)
            {
                throw new PictureException($"{name}: unknown critical PNG chunk {Encoding.Latin1.GetString(type)}");
            }
        }

        public PngPicture Finish()
        {
            int pixelBytes = (_colour == PngWriter.RgbColour ? 3 : 1) * _bitDepth / 8;
            byte[] rows = Inflate(_size.Width * pixelBytes, pixelBytes);
            return new PngPicture(name, _size, _bitDepth, _colour, rows, _text);
        }

        private void TakeHeader(ReadOnlySpan<byte> content)
        {
            if (content.Length != 13 || content[10] != 0 || content[11] != 0 || content[12] > 1)
            {
                throw new PictureException($"{name}: PNG header is damaged");
            }

            if (content[12] == 1)
            {
                throw new PictureException($"{name}: interlaced PNG; a dataset holds none");
            }

            _size = PictureLimits.Check(
                BinaryPrimitives.ReadUInt32BigEndian(content),
                BinaryPrimitives.ReadUInt32BigEndian(content[4..]),
                name);
            _bitDepth = content[8];
            _colour = content[9];
            if ((_colour, _bitDepth) is not ((PngWriter.GreyColour, 8 or 16) or (PngWriter.RgbColour, 8)))
            {
                throw new PictureException($"{name}: PNG of colour type {_colour} with {_bitDepth} bits; a dataset "
                    + "holds grey (0) of 8 or 16 bits, or RGB (2) of 8");
            }
        }

        private byte[] Inflate(int stride, int pixelBytes)
        {
            // Deflate cannot pack better than 1032 : 1, so a tiny file cannot make us allocate a large picture.
            long expected = (long)(stride + 1) * _size.Height;
            if (expected > (_deflated.Length * 1032L) + 1032)
            {
                throw new PictureException($"{name}: {_deflated.Length} bytes of PNG pixels cannot hold {_size}");
            }

            var rows = new byte[(long)stride * _size.Height];
            Span<byte> above = new byte[stride];
            _deflated.Position = 0;
            using var inflate = new ZLibStream(_deflated, CompressionMode.Decompress);
            try
            {
                Span<byte> filter = stackalloc byte[1];
                for (int y = 0; y < _size.Height; y++)
                {
                    Span<byte> row = rows.AsSpan(y * stride, stride);
                    inflate.ReadExactly(filter);
                    inflate.ReadExactly(row);
                    if (!PngFilters.Undo(filter[0], row, above, pixelBytes))
                    {
                        throw new PictureException($"{name}: PNG row {y} has the unknown filter {filter[0]}");
                    }

                    above = row;
                }

                return inflate.ReadByte() < 0
                    ? rows
                    : throw new PictureException($"{name}: PNG holds more pixels than its header says");
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
            {
                throw new PictureException($"{name}: PNG pixels are damaged or cut off: {error.Message}", error);
            }
        }
    }
}
