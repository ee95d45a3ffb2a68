using MovieData.Media.Colour;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>What a picture is that its film is not.</summary>
/// <param name="What">The property.</param>
/// <param name="Measured">Of the picture.</param>
/// <param name="Expected">Of the film.</param>
public sealed record PictureFault(string What, string Measured, string Expected);

/// <summary>
/// Holds the pictures of one ffmpeg process, as its filter showinfo tells of them, against the film's description: size
/// and colour, by which they are cut and converted. A pixel format that changes on the way makes ffmpeg build its
/// graph anew, after which pictures are counted from 0 again. Tags that are absent contradict nothing: they come with
/// some pictures only, and which these are depends on where decoding began.
/// </summary>
/// <param name="film">The film.</param>
/// <param name="format">ffmpeg's name of the pixel format that the decoder has to give; empty: that of its first
/// picture.</param>
public sealed class PictureCheck(Film film, string format = "")
{
    private string _format = format;
    private string _colourLine = "";
    private PictureFault? _colourFault;

    /// <summary>What is wrong with the picture of showinfo's first line; null: nothing that it tells.</summary>
    public PictureFault? OfPicture(string line)
    {
        if (ShowinfoLine.Size(line) is { } size && size != film.CodedSize)
        {
            return new PictureFault("size", $"{size}", $"{film.CodedSize}");
        }

        string found = ShowinfoLine.PixelFormat(line);
        _format = _format.Length == 0 ? found : _format;
        return Named(StreamColour.Contradiction(film.Colour, ColourTags.None, found))
            ?? (found == _format ? null : new PictureFault("pixel format", found, _format));
    }

    /// <summary>What is wrong with the colour of the same picture, which showinfo tells on a later line.</summary>
    public PictureFault? OfColour(string line)
    {
        if (line != _colourLine)
        {
            _colourLine = line;
            _colourFault = Named(StreamColour.Contradiction(film.Colour, ShowinfoLine.Colour(line), _format));
        }

        return _colourFault;
    }

    private static PictureFault? Named((string What, string Measured, string Expected)? fault) =>
        fault is var (what, measured, expected) ? new PictureFault(what, measured, expected) : null;
}
