using MovieData.Imaging.Frames;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// A decoded PNG in its own sample format, and its conversions. Owns plain memory; nothing to dispose.
/// </summary>
public sealed class PngPicture
{
    private readonly string _name;
    private readonly byte[] _rows;

    internal PngPicture(
        string name,
        PixelSize size,
        int bitDepth,
        int colourType,
        byte[] rows,
        IReadOnlyDictionary<string, string> text)
    {
        _name = name;
        Size = size;
        BitDepth = bitDepth;
        ColourType = colourType;
        _rows = rows;
        Text = text;
    }

    /// <summary>Width and height.</summary>
    public PixelSize Size { get; }

    /// <summary>Bits a sample: 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>PNG colour type: 0 grey, 2 RGB.</summary>
    public int ColourType { get; }

    /// <summary>tEXt chunks by keyword.</summary>
    public IReadOnlyDictionary<string, string> Text { get; }

    /// <summary>The pixels of an RGB picture.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">The picture is of another kind.</exception>
    public Plane<Rgb24> ToRgb()
    {
        Require(PngWriter.RgbColour, 8);
        var picture = new Plane<Rgb24>(Size.Width, Size.Height);
        _rows.CopyTo(picture.Bytes);
        return picture;
    }

    /// <summary>The samples of an 8-bit grey picture, unchanged.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">The picture is of another kind.</exception>
    public Plane<byte> ToGrey8()
    {
        Require(PngWriter.GreyColour, 8);
        var picture = new Plane<byte>(Size.Width, Size.Height);
        _rows.CopyTo(picture.Bytes);
        return picture;
    }

    /// <summary>The samples of a 16-bit grey picture, unchanged.</summary>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">The picture is of another kind.</exception>
    public Plane<ushort> ToGrey16()
    {
        Require(PngWriter.GreyColour, 16);
        var picture = new Plane<ushort>(Size.Width, Size.Height);
        PngFilters.SwapPairs(_rows, picture.Bytes);
        return picture;
    }

    private void Require(int colourType, int bits)
    {
        if (ColourType != colourType || BitDepth != bits)
        {
            throw new PictureException($"{_name}: PNG of colour type {ColourType} with {BitDepth} bits; expected "
                + $"{bits}-bit {(colourType == PngWriter.GreyColour ? "grey" : "RGB")}");
        }
    }
}
