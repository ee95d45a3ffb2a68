using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>
/// Reads PNG (ISO/IEC 15948): grey 1…16 bit, RGB, palette, with or without alpha; not interlaced. Strict: every
/// length and checksum is held against the file, so that a damaged or hostile file ends in a
/// <see cref="PictureException"/> and never in a large allocation.
/// </summary>
public static class PngReader
{
    private const int PaletteColour = 3;
    private const int GreyAlphaColour = 4;
    private const int RgbaColour = 6;

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
            if (Crc32.Of(chunk) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]))
            {
                throw new PictureException($"{name}: PNG chunk at byte {at} has a wrong checksum: the file is damaged");
            }

            chunks.Take(chunk[..4], chunk[4..]);
            at += (int)length + 12;
        }

        return at == file.Length
            ? chunks.Finish()
            : throw new PictureException($"{name}: {file.Length - at} bytes follow the end of the PNG");
    }

    /// <summary>Collects the chunks that matter and turns them into a picture.</summary>
    private sealed class Chunks(string name) : IDisposable
    {
        private readonly MemoryStream _deflated = new();
        private readonly Dictionary<string, string> _text = [];
        private PixelSize _size;
        private int _bitDepth;
        private int _colour = -1;
        private Rgb24[] _palette = [];

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
            else if (type.SequenceEqual("PLTE"u8))
            {
                TakePalette(content);
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
            if (_colour == PaletteColour && _palette.Length == 0)
            {
                throw new PictureException($"{name}: PNG with palette colours but no palette");
            }

            int channels = _colour switch { 2 => 3, GreyAlphaColour => 2, RgbaColour => 4, _ => 1 };
            int stride = ((_size.Width * channels * _bitDepth) + 7) / 8;
            byte[] rows = Inflate(stride, Math.Max(1, channels * _bitDepth / 8));
            return new PngPicture(name, _size, _bitDepth, _colour, channels, rows, _palette, _text);
        }

        private void TakeHeader(ReadOnlySpan<byte> content)
        {
            if (content.Length != 13 || content[10] != 0 || content[11] != 0 || content[12] > 1)
            {
                throw new PictureException($"{name}: PNG header is damaged");
            }

            if (content[12] == 1)
            {
                throw new PictureException($"{name}: interlaced PNG is not supported; save it without interlacing");
            }

            _size = PictureLimits.Check(
                BinaryPrimitives.ReadUInt32BigEndian(content),
                BinaryPrimitives.ReadUInt32BigEndian(content[4..]),
                name);
            _bitDepth = content[8];
            _colour = content[9];
            bool known = (_colour, _bitDepth) switch
            {
                (0, 1 or 2 or 4 or 8 or 16) => true,
                (PaletteColour, 1 or 2 or 4 or 8) => true,
                (2 or GreyAlphaColour or RgbaColour, 8 or 16) => true,
                _ => false,
            };
            if (!known)
            {
                throw new PictureException($"{name}: PNG colour type {_colour} with {_bitDepth} bits does not exist");
            }
        }

        private void TakePalette(ReadOnlySpan<byte> content)
        {
            if (content.Length is 0 or > 768 || content.Length % 3 != 0)
            {
                throw new PictureException($"{name}: PNG palette of {content.Length} bytes; expected 3…768 in threes");
            }

            _palette = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Rgb24>(content).ToArray();
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
