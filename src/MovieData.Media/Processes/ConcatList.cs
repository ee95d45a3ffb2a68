using System.Globalization;
using System.Text;
using MovieData.Media.Films;

namespace MovieData.Media.Processes;

/// <summary>
/// Several files that ffmpeg reads as one film: a script of its concat demuxer, handed over inside the arguments (a
/// <c>data:</c> address), so that no temporary file is written. Only these files can be opened by it.
/// </summary>
internal static class ConcatList
{
    /// <summary>Linux takes arguments of less than 128 KiB each.</summary>
    public const int BytesMax = 120_000;

    /// <summary>
    /// Input arguments for H.264 of several clips: where a stream does not state how far pictures are reordered, the
    /// decoder keeps to what its level allows. Else it learns the depth from the pictures, and drops some where a clip
    /// of deeper reordering begins.
    /// </summary>
    public static IReadOnlyList<string> Reorder { get; } = ["-strict", "1"];

    /// <summary>Input arguments of ffmpeg.</summary>
    /// <param name="paths">Files in playing order.</param>
    /// <param name="seconds">Time from the start of each file to the start of the next on the joined clock, which
    /// starts at 0; stated for each, so that ffmpeg can seek without opening all of them.</param>
    /// <exception cref="FilmException">A path has a line break, or the list is too long for an argument.</exception>
    public static IReadOnlyList<string> Input(IReadOnlyList<string> paths, IReadOnlyList<double> seconds)
    {
        var list = new StringBuilder("data:text/plain,ffconcat version 1.0\n");
        foreach ((string path, double lengthS) in paths.Zip(seconds))
        {
            if (path.AsSpan().IndexOfAny('\n', '\r') >= 0)
            {
                throw new FilmException($"{path.ReplaceLineEndings(" ")}: a path with a line break cannot stand in "
                    + "ffmpeg's list of clips: rename the folder");
            }

            string quoted = FFmpegProcess.FileArgument(path).Replace("'", @"'\''", StringComparison.Ordinal);
            list.Append(CultureInfo.InvariantCulture, $"file '{quoted}'\nduration {lengthS:F6}\n");
        }

        string text = list.ToString();
        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= BytesMax
            ? [.. Reorder, "-f", "concat", "-safe", "0", "-protocol_whitelist", "data,file", "-i", text]
            : throw new FilmException($"{paths[0]}: ffmpeg's list of the {paths.Count} clips has {bytes} bytes, at "
                + $"most {BytesMax}: move the disc to a shorter path");
    }
}
