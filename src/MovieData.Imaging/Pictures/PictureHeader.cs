using System.Globalization;
using System.Text;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// The text header of the Netpbm family (PGM, PPM, PFM): words between white space, comments from # on.
/// </summary>
internal ref struct PictureHeader(ReadOnlySpan<byte> file, string name)
{
    /// <summary>No word of a header is longer.</summary>
    private const int WordBytesMax = 32;

    private readonly ReadOnlySpan<byte> _file = file;
    private readonly string _name = name;
    private int _at;

    /// <summary>
    /// The next word; the one white space after it is consumed, as the format asks before the pixels.
    /// </summary>
    public string Word()
    {
        while (_at < _file.Length && (_file[_at] <= ' ' || _file[_at] == '#'))
        {
            int line = _file[_at] == '#' ? _file[_at..].IndexOf((byte)'\n') : 0;
            _at = line < 0 ? _file.Length : _at + line + 1;
        }

        int start = _at;
        while (_at < _file.Length && _file[_at] > ' ' && _at - start <= WordBytesMax)
        {
            _at++;
        }

        if (_at >= _file.Length || _file[_at] > ' ')
        {
            throw new PictureException($"{_name}: the picture's header is damaged or cut off");
        }

        return Encoding.Latin1.GetString(_file[start.._at++]);
    }

    /// <summary>The next word as a whole number, 0 or more.</summary>
    public int Number()
    {
        string word = Word();
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new PictureException($"{_name}: the picture's header says \"{word}\" where a number belongs");
    }

    /// <summary>Everything after the header, which must be exactly so many bytes.</summary>
    public readonly ReadOnlySpan<byte> Pixels(long bytes)
    {
        ReadOnlySpan<byte> pixels = _file[_at..];
        return pixels.Length == bytes
            ? pixels
            : throw new PictureException($"{_name}: {pixels.Length} bytes of pixels, expected {bytes}");
    }
}
