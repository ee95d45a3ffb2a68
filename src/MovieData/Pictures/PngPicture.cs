using System.Buffers.Binary;
using MovieData.Frames;

namespace MovieData.Pictures;

/// <summary>
/// A decoded PNG in its own sample format, and its conversions. Owns plain memory; nothing to dispose.
/// </summary>
public sealed class PngPicture
{
    private readonly string _name;
    private readonly int _channels;
    private readonly byte[] _rows;
    private readonly Rgb24[] _palette;

    internal PngPicture(
        string name,
        PixelSize size,
        int bitDepth,
        int colourType,
        int channels,
        byte[] rows,
        Rgb24[] palette,
        IReadOnlyDictionary<string, string> text)
    {
        _name = name;
        Size = size;
        BitDepth = bitDepth;
        ColourType = colourType;
        _channels = channels;
        _rows = rows;
        _palette = palette;
        Text = text;
    }

    /// <summary>Width and height.</summary>
    public PixelSize Size { get; }

    /// <summary>Bits a sample: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>PNG colour type: 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha.</summary>
    public int ColourType { get; }

    /// <summary>tEXt chunks by keyword.</summary>
    public IReadOnlyDictionary<string, string> Text { get; }

    private int Stride => _rows.Length / Size.Height;

    private bool IsGrey => ColourType is 0 or 4;

    /// <summary>The pixels as RGB; alpha is dropped, fewer than 8 bits are spread to 0…255, 16 bits rounded.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">A palette index is beyond the palette.</exception>
    public Plane<Rgb24> ToRgb()
    {
        var picture = new Plane<Rgb24>(Size.Width, Size.Height);
        for (int y = 0; y < Size.Height; y++)
        {
            Span<Rgb24> row = picture.Row(y);
            if (BitDepth == 8 && ColourType == 2)
            {
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Rgb24>(_rows.AsSpan(y * Stride, Stride))
                    .CopyTo(row);
                continue;
            }

            for (int x = 0; x < row.Length; x++)
            {
                row[x] = Colour(x, y);
            }
        }

        return picture;
    }

    /// <summary>The samples of an 8-bit grey picture, unchanged.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">The picture is of another kind.</exception>
    public Plane<byte> ToGrey8()
    {
        Require(8);
        var picture = new Plane<byte>(Size.Width, Size.Height);
        _rows.CopyTo(picture.Bytes);
        return picture;
    }

    /// <summary>The samples of a 16-bit grey picture, unchanged.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">The picture is of another kind.</exception>
    public Plane<ushort> ToGrey16()
    {
        Require(16);
        var picture = new Plane<ushort>(Size.Width, Size.Height);
        PngFilters.SwapPairs(_rows, picture.Bytes);
        return picture;
    }

    private void Require(int bits)
    {
        if (ColourType != 0 || BitDepth != bits)
        {
            throw new PictureException(
                $"{_name}: PNG of colour type {ColourType} with {BitDepth} bits; expected {bits}-bit grey");
        }
    }

    private Rgb24 Colour(int x, int y)
    {
        if (ColourType == 3)
        {
            int index = Sample(x, y, 0);
            return index < _palette.Length
                ? _palette[index]
                : throw new PictureException($"{_name}: PNG pixel ({x}, {y}) has index {index} of {_palette.Length}");
        }

        byte first = Byte(x, y, 0);
        return IsGrey ? new Rgb24(first, first, first) : new Rgb24(first, Byte(x, y, 1), Byte(x, y, 2));
    }

    private byte Byte(int x, int y, int channel)
    {
        int most = (1 << BitDepth) - 1;
        return (byte)(((Sample(x, y, channel) * 255) + (most / 2)) / most);
    }

    private int Sample(int x, int y, int channel)
    {
        int bit = ((x * _channels) + channel) * BitDepth;
        ReadOnlySpan<byte> at = _rows.AsSpan((y * Stride) + (bit / 8));
        return BitDepth switch
        {
            8 => at[0],
            16 => BinaryPrimitives.ReadUInt16BigEndian(at),
            _ => (at[0] >> (8 - BitDepth - (bit % 8))) & ((1 << BitDepth) - 1),
        };
    }
}
