using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Formats of ffmpeg whose file only names others: playlists, scripts, descriptions of network streams, numbered
/// pictures. Such a film may change, or be another, while the file that is fingerprinted stays the same, and it opens
/// whatever it names. They are refused by name.
/// </summary>
internal static class ListFormats
{
    private static readonly string[] Names =
    [
        "hls", "applehttp", "concat", "dash", "webm_dash_manifest", "imf", "sdp", "rtsp", "rtp", "sap", "avisynth",
        "vapoursynth", "vobsub", "mlv",
    ];

    /// <summary>Numbered pictures: <c>image2</c>, <c>image2pipe</c> and their kin.</summary>
    private const string Pictures = "image2";

    /// <summary>End of the names of single pictures: <c>png_pipe</c>, <c>jpeg_pipe</c>.</summary>
    private const string Picture = "_pipe";

    /// <summary>Throws where a format names other files.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="format">ffmpeg's name or names of its format, parted by commas.</param>
    /// <exception cref="FilmException">It does.</exception>
    public static void Refuse(string path, string format)
    {
        if (format.Split(',').Any(name => name.StartsWith(Pictures, StringComparison.Ordinal)
            || name.EndsWith(Picture, StringComparison.Ordinal)))
        {
            throw new FilmException($"{path}: is one picture, not a film (format {format}): for a stereo pair use "
                + $"movie-data pair; of numbered pictures {NumberedPictures.Advice(path)}");
        }

        if (format.Split(',').Any(Names.Contains))
        {
            throw new FilmException($"{path}: is no film but a list of other files (format {format}), which may change "
                + "behind it: give the film itself, or join its parts into one file");
        }
    }
}
